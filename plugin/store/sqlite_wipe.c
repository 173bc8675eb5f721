#include "store/sqlite.h"

#include <attune.h>
#include <stdlib.h>

/*
 * secure_delete overwrites a cell where it lies. But when SQLite moves cells
 * to another page, to balance a tree, the old bytes stay where they were, in
 * the part of the page that belongs to no cell; there they outlive the row.
 * VACUUM would take them away, with a copy of all rows in memory. Here only
 * those unused parts are written, after the documented format of the file.
 *
 * To SQLite nothing has changed: what is written has no meaning to it, so it
 * needs no journal, and a crash leaves some parts wiped and some not.
 */

#define PAGES_AT_ONCE 64

struct wipe {
  sqlite3_file *file;
  size_t page_size;
  size_t usable;
  unsigned char *zeroes;
  int code;
};

static size_t number_at(const unsigned char *bytes) {
  return (size_t)bytes[0] << 8 | bytes[1];
}

static bool is_zero(const unsigned char *bytes, size_t size) {
  for (size_t i = 0; i < size; i++)
    if (bytes[i] != 0)
      return false;
  return true;
}

static void wipe_part(struct wipe *wipe, const unsigned char *page,
                      sqlite3_int64 offset, struct range part) {
  size_t size = part.end - part.begin;
  if (wipe->code != SQLITE_OK || is_zero(page + part.begin, size))
    return;
  wipe->code = wipe->file->pMethods->xWrite(wipe->file, wipe->zeroes, (int)size,
                                            offset + (sqlite3_int64)part.begin);
}

/* What was deleted between cells is chained; four bytes of each are the
 * chain. It ascends, so that it ends. */
static void wipe_free_blocks(struct wipe *wipe, const unsigned char *page,
                             sqlite3_int64 offset, size_t cells) {
  size_t at = number_at(page + 1), from = cells;
  while (at >= from && at + 4 <= wipe->usable) {
    size_t size = number_at(page + at + 2);
    if (size < 4 || size > wipe->usable - at)
      return;
    wipe_part(wipe, page, offset, (struct range){at + 4, at + size});
    from = at + size;
    at = number_at(page + at);
  }
}

/* A page of a tree begins with its kind. Others begin with the number of a
 * page, whose first byte is 0 in any file below 64 GiB. */
static void wipe_page(struct wipe *wipe, const unsigned char *page,
                      sqlite3_int64 offset) {
  bool leaf = page[0] == 10 || page[0] == 13;
  if (!leaf && page[0] != 2 && page[0] != 5)
    return;
  size_t pointers = (leaf ? 8 : 12) + 2 * number_at(page + 3);
  size_t cells = number_at(page + 5);
  if (cells == 0)
    cells = 65536;
  if (pointers > cells || cells > wipe->usable)
    return;
  wipe_part(wipe, page, offset, (struct range){pointers, cells});
  wipe_free_blocks(wipe, page, offset, cells);
}

/* The first page is left out: it holds the schema, and the connection writes
 * it back as it knows it. */
static void wipe_pages(struct wipe *wipe, unsigned char *buffer,
                       sqlite3_int64 size) {
  const sqlite3_io_methods *methods = wipe->file->pMethods;
  sqlite3_int64 page_size = (sqlite3_int64)wipe->page_size;
  sqlite3_int64 offset = page_size;
  while (offset + page_size <= size && wipe->code == SQLITE_OK) {
    sqlite3_int64 bytes = page_size * PAGES_AT_ONCE;
    if (bytes > size - offset)
      bytes = (size - offset) / page_size * page_size;
    wipe->code = methods->xRead(wipe->file, buffer, (int)bytes, offset);
    for (sqlite3_int64 at = 0; at < bytes && wipe->code == SQLITE_OK;
         at += page_size)
      wipe_page(wipe, buffer + at, offset + at);
    offset += bytes;
  }
  if (wipe->code == SQLITE_OK)
    wipe->code = methods->xSync(wipe->file, SQLITE_SYNC_NORMAL);
}

static int find_file(struct store *store, struct wipe *wipe,
                     sqlite3_int64 *size) {
  unsigned char head[24];
  int64_t page_size = 0;
  int code = sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER,
                                  &wipe->file);
  if (code == SQLITE_OK && (!wipe->file || !wipe->file->pMethods))
    code = SQLITE_INTERNAL;
  if (code == SQLITE_OK)
    code = sqlite_query_number(store->db, "PRAGMA page_size", &page_size);
  if (code == SQLITE_OK)
    code = wipe->file->pMethods->xFileSize(wipe->file, size);
  if (code == SQLITE_OK)
    code = wipe->file->pMethods->xRead(wipe->file, head, sizeof(head), 0);
  wipe->page_size = (size_t)page_size;
  wipe->usable = wipe->page_size - (code == SQLITE_OK ? head[20] : 0);
  return code;
}

int sqlite_wipe(struct store *store) {
  struct wipe wipe = {.code = SQLITE_OK};
  sqlite3_int64 size = 0;
  int code = find_file(store, &wipe, &size);
  if (code != SQLITE_OK)
    return code;
  unsigned char *buffer = calloc(PAGES_AT_ONCE + 1, wipe.page_size);
  if (!buffer)
    return SQLITE_NOMEM;
  wipe.zeroes = buffer + PAGES_AT_ONCE * wipe.page_size;
  wipe_pages(&wipe, buffer, size);
  free(buffer);
  if (wipe.code != SQLITE_OK)
    return wipe.code;
  /* Whoever has pages in memory drops them, and does not write the old bytes
   * back with them. */
  return sqlite_schema_touch(store->db);
}
