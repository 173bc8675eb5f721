#include "runtime/query.h"

#include <stdio.h>
#include <sys/stat.h>

#include "runtime/query_parts.h"

enum {
  BUSY_MS = 2000, /* an administrator waits; the loop would not */
  REQUEST_KEYS = 12
};

/* A request's arena may hold this much, whatever a store has in it. */
#define INQUIRY_BYTES ((size_t)64 * 1024 * 1024)

enum needs {
  NEEDS_NO_STORE,
  NEEDS_STORE,
  CHANGES_STORE
};

struct inquiry_kind {
  const char *what;
  enum needs needs;
  inquiry_answer *answer;
  const char *keys[REQUEST_KEYS]; /* beside "what" */
};

static const struct inquiry_kind kinds[] = {
    {"letters", NEEDS_STORE, inquiry_letters, {"queue", "after", "max"}},
    {"letter", NEEDS_STORE, inquiry_letter, {"id"}},
    {"replay", CHANGES_STORE, inquiry_replay, {"id", "all"}},
    {"purge", CHANGES_STORE, inquiry_purge, {"id", "all"}},
    {"trends", NEEDS_STORE, inquiry_trends, {"after", "max"}},
    {"conversation", NEEDS_STORE, inquiry_conversation, {"id"}},
    {"store", NEEDS_STORE, inquiry_store, {NULL}},
    {"settings",
     NEEDS_NO_STORE,
     inquiry_settings_of,
     {"team", "channel", "brand", "locale"}},
    {"rules",
     NEEDS_NO_STORE,
     inquiry_rules,
     {"team", "channel", "brand", "locale"}},
    {"why",
     NEEDS_NO_STORE,
     inquiry_why,
     {"team", "channel", "brand", "locale", "draft", "context", "format",
      "agent"}},
};

int inquiry_problem(struct inquiry *inquiry, const char *problem) {
  inquiry->problem = problem;
  return ATTUNE_E_ARGUMENT;
}

struct str inquiry_text(const struct inquiry *inquiry, const char *key) {
  const struct json *value = json_get(inquiry->request, key);
  if (!value || value->type != JSON_STRING)
    return (struct str){0};
  return value->string;
}

const char *inquiry_word(const struct inquiry *inquiry, const char *key) {
  struct str text = inquiry_text(inquiry, key);
  return text.data ? arena_copy(inquiry->arena, text) : NULL;
}

const struct settings *inquiry_settings(const struct inquiry *inquiry) {
  const struct scope_key key = {
      .team = inquiry_word(inquiry, "team"),
      .channel = inquiry_word(inquiry, "channel"),
      .brand = inquiry_word(inquiry, "brand"),
      .locale = inquiry_word(inquiry, "locale"),
  };
  return manifest_settings(inquiry->manifest, inquiry->arena, &key);
}

int inquiry_max(struct inquiry *inquiry, size_t otherwise, size_t *max) {
  const struct json *value = json_get(inquiry->request, "max");
  *max = otherwise;
  if (!value)
    return ATTUNE_OK;
  if (value->type != JSON_INT || value->integer < 1 ||
      value->integer > QUERY_LIST_MOST)
    return inquiry_problem(inquiry, "\"max\" is a number from 1 to 500");
  *max = (size_t)value->integer;
  return ATTUNE_OK;
}

static const struct inquiry_kind *find_kind(struct str what) {
  for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
    if (what.data && str_is(what, kinds[i].what))
      return &kinds[i];
  return NULL;
}

static bool is_key(const struct inquiry_kind *kind, struct str key) {
  for (size_t i = 0; i < REQUEST_KEYS && kind->keys[i]; i++)
    if (str_is(key, kind->keys[i]))
      return true;
  return str_is(key, "what");
}

/* A key that is misspelt must not be taken for one that is not there: "al"
   for "after" would list from the start for ever. */
static int check_keys(struct inquiry *inquiry,
                      const struct inquiry_kind *kind) {
  const struct json *member = inquiry->request->first;
  for (; member; member = member->next) {
    if (is_key(kind, member->key))
      continue;
    const struct str pieces[] = {STR("unknown key \""), member->key,
                                 STR("\" for "), str_of(kind->what)};
    struct str problem = arena_join(inquiry->arena, pieces, 4);
    return inquiry_problem(inquiry,
                           problem.data ? problem.data : "unknown key");
  }
  return ATTUNE_OK;
}

/*
 * A file that is not there holds nothing; it is not made, since whoever asks
 * may be root, and the helpdesk could not write to a file of root's.
 */
static bool has_file(const struct store_settings *settings) {
  struct stat about;
  return settings->lasting && stat(settings->path.data, &about) == 0;
}

static int open_store(struct inquiry *inquiry) {
  const struct store_settings *settings = &inquiry->manifest->store;
  const struct store_options options = {settings->path.data,
                                        settings->quota_bytes, BUSY_MS};
  char *why = arena_alloc(inquiry->arena, STORE_WHY_SIZE);
  if (!why)
    return ATTUNE_E_MEMORY;
  if (!has_file(settings))
    return ATTUNE_OK;
  int status =
      store_open(&options, inquiry->shared->clock, &inquiry->store, why);
  if (status == ATTUNE_OK)
    status = store_begin(inquiry->store);
  if (status == ATTUNE_E_STORE)
    inquiry->problem = why[0] ? why : "the store cannot be read";
  else if (status == ATTUNE_E_BUSY)
    inquiry->problem = "other processes hold the store; ask again";
  return status;
}

/* Looking leaves nothing behind; what the row checks removed while reading
   is removed again by who writes. */
static int close_store(struct inquiry *inquiry, int status) {
  if (!inquiry->store)
    return status;
  if (status == ATTUNE_OK && inquiry->changed > 0)
    status = store_commit(inquiry->store);
  else
    store_rollback(inquiry->store);
  store_close(inquiry->store);
  inquiry->store = NULL;
  if (status == ATTUNE_E_STORE && !inquiry->problem)
    inquiry->problem = "the store failed; the log of the helpdesk says more";
  return status;
}

static void say_lasting(struct inquiry *inquiry) {
  bool lasting = inquiry->manifest->store.lasting;
  jw_field_bool(inquiry->w, "lasting", lasting);
  if (!lasting)
    jw_field(inquiry->w, "note",
             STR("store.engine is \"memory\": what is kept lies in the process "
                 "that heard it, and no letters or trends can be had"));
  else if (!inquiry->store)
    jw_field(inquiry->w, "note",
             STR("the store's file is not there yet: the helpdesk makes it "
                 "with its first message"));
}

static int run(struct inquiry *inquiry, const struct inquiry_kind *kind) {
  int status = kind->needs == NEEDS_NO_STORE ? ATTUNE_OK : open_store(inquiry);
  jw_object(inquiry->w);
  jw_field(inquiry->w, "what", str_of(kind->what));
  if (kind->needs != NEEDS_NO_STORE)
    say_lasting(inquiry);
  if (status == ATTUNE_OK)
    status = kind->answer(inquiry);
  jw_object_end(inquiry->w);
  return close_store(inquiry, status);
}

static int answer(struct inquiry *inquiry, size_t capacity, size_t *needs) {
  if (inquiry->request->type != JSON_OBJECT)
    return inquiry_problem(inquiry, "expected an object in { }");
  const struct inquiry_kind *kind = find_kind(inquiry_text(inquiry, "what"));
  if (!kind)
    return inquiry_problem(
        inquiry, "\"what\" is letters, letter, replay, purge, trends, "
                 "conversation, store, settings, rules or why");
  int status = check_keys(inquiry, kind);
  if (status != ATTUNE_OK)
    return status;
  if (kind->needs == CHANGES_STORE && capacity < QUERY_CHANGE_BYTES) {
    *needs = QUERY_CHANGE_BYTES;
    return ATTUNE_E_SPACE;
  }
  return run(inquiry, kind);
}

static int read_and_answer(struct inquiry *inquiry, struct str request,
                           size_t capacity, size_t *needs) {
  struct json *root;
  struct json_error error;
  int status = json_read(inquiry->arena, request, 0, &root, &error);
  if (status == ATTUNE_E_ARGUMENT)
    inquiry->problem = error.message;
  if (status != ATTUNE_OK)
    return status;
  inquiry->request = root;
  return answer(inquiry, capacity, needs);
}

static void write_problem(struct inquiry *inquiry) {
  json_writer_reset(inquiry->w);
  jw_object(inquiry->w);
  jw_field(inquiry->w, "error", str_of(inquiry->problem));
  jw_object_end(inquiry->w);
}

int query_answer(struct shared *shared, struct str request, size_t capacity,
                 struct json_writer *w, size_t *needs) {
  struct arena arena, page;
  struct held *held = shared_hold(shared);
  struct inquiry inquiry = {.shared = shared,
                            .manifest = held->manifest,
                            .arena = &arena,
                            .page = &page,
                            .w = w};
  arena_init(&arena, INQUIRY_BYTES);
  arena_init(&page, INQUIRY_BYTES);
  *needs = 0;
  int status = read_and_answer(&inquiry, request, capacity, needs);
  if (status != ATTUNE_OK && inquiry.problem)
    write_problem(&inquiry);
  else if (status != ATTUNE_OK)
    json_writer_reset(w);
  if (status == ATTUNE_OK && w->failed)
    status = ATTUNE_E_MEMORY;
  if (*needs == 0)
    *needs = w->size;
  arena_fini(&page);
  arena_fini(&arena);
  shared_release(held);
  return status;
}
