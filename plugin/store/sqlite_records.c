#include "store/sqlite.h"

#include <attune.h>

/* Reads what stands behind a record's key. False: it is damaged, and is
 * removed. */
static bool read_record(struct query *query, int column, struct row *row) {
  row->expires_ms = query_number_at(query, column);
  row->value = query_bytes_at(query, column + 1);
  if (query->code != SQLITE_OK ||
      row_checksum(row) == query_number_at(query, column + 2))
    return query->code == SQLITE_OK;
  query->store->counts.damaged++;
  query->status = query_drop(query->store, SQL_RECORD_DROP, row->id);
  return false;
}

int store_get(struct store *store, enum store_kind kind, struct str key,
              struct arena *arena, struct str *value) {
  struct query query;
  struct row row = {.kind = kind, .key = key};
  *value = (struct str){NULL, 0};
  query_start(&query, store, SQL_RECORD_GET);
  query_number(&query, kind);
  query_bytes(&query, key);
  if (query_step(&query)) {
    row.id = query_number_at(&query, 0);
    if (read_record(&query, 1, &row)) {
      *value = arena_str(arena, row.value);
      query.status = value->data ? ATTUNE_OK : ATTUNE_E_MEMORY;
    }
  }
  return query_end(&query);
}

int store_put(struct store *store, enum store_kind kind, struct str key,
              struct str value, int64_t expires_ms) {
  struct query query;
  const struct row row = {
      .kind = kind, .key = key, .value = value, .expires_ms = expires_ms};
  query_start(&query, store, SQL_RECORD_PUT);
  query_number(&query, kind);
  query_bytes(&query, key);
  query_number(&query, expires_ms);
  query_bytes(&query, value);
  query_number(&query, row_checksum(&row));
  return query_run(&query);
}

int store_delete(struct store *store, enum store_kind kind, struct str key) {
  struct query query;
  query_start(&query, store, SQL_RECORD_DELETE);
  query_number(&query, kind);
  query_bytes(&query, key);
  return query_run(&query);
}

static bool begins_with(struct str text, struct str prefix) {
  return text.size >= prefix.size &&
         (prefix.size == 0 || memcmp(text.data, prefix.data, prefix.size) == 0);
}

static bool is_behind(struct str a, struct str b) {
  size_t size = a.size < b.size ? a.size : b.size;
  int order = size > 0 ? memcmp(a.data, b.data, size) : 0;
  return order > 0 || (order == 0 && a.size > b.size);
}

struct listing {
  struct arena *arena;
  struct store_record *records;
  size_t count;
  size_t capacity;
};

static int add(struct listing *listing, const struct row *row) {
  struct store_record *records =
      arena_grow(listing->arena, listing->records, listing->count,
                 &listing->capacity, sizeof(*records));
  if (!records)
    return ATTUNE_E_MEMORY;
  listing->records = records;
  struct store_record *record = &records[listing->count];
  record->key = arena_str(listing->arena, row->key);
  record->value = arena_str(listing->arena, row->value);
  if (!record->key.data || !record->value.data)
    return ATTUNE_E_MEMORY;
  listing->count++;
  return ATTUNE_OK;
}

int store_list(struct store *store, enum store_kind kind, struct str prefix,
               struct str after, size_t max, struct arena *arena,
               struct store_record **out, size_t *count) {
  struct query query;
  struct listing listing = {.arena = arena};
  query_start(&query, store, SQL_RECORD_LIST);
  query_number(&query, kind);
  query_bytes(&query, is_behind(after, prefix) ? after : prefix);
  while (query.status == ATTUNE_OK && listing.count < max &&
         query_step(&query)) {
    struct row row = {.id = query_number_at(&query, 0),
                      .kind = kind,
                      .key = query_bytes_at(&query, 1)};
    if (!begins_with(row.key, prefix))
      break;
    if ((after.size > 0 && !is_behind(row.key, after)) ||
        !read_record(&query, 2, &row))
      continue;
    query.status = add(&listing, &row);
  }
  *out = listing.records;
  *count = listing.count;
  return query_end(&query);
}
