/* Letters as an administrator sees them: list, look, send again, remove. */
#include "delivery/event_parts.h"
#include "delivery/ledger.h"
#include "runtime/query_parts.h"

enum {
  LIST_DEFAULT = 50,
  AT_ONCE = 64
};

static const char *class_name(enum delivery_class class_) {
  static const char *const names[] = {"inline", "advice", "durable"};
  return names[class_];
}

/* The row as a letter; a row that is none is shown by its key alone. */
static void write_letter(struct inquiry *inquiry, const struct store_job *job,
                         const struct letter *letter) {
  struct json_writer *w = inquiry->w;
  jw_field(w, "id", job->key);
  jw_field(w, "type", str_of(event_type_name(letter->type)));
  jw_field(w, "class", str_of(class_name(letter->class_)));
  jw_field(w, "endpoint", letter->endpoint);
  event_field(w, "conversation", letter->conversation);
  jw_field_int(w, "attempts", letter->attempts);
  event_field(w, "why", str_of(letter->why));
  event_time(w, "due_at", job->due_ms);
  event_time(w, "expires_at", job->expires_ms);
  jw_field_int(w, "bytes", (int64_t)letter->body.size);
}

static bool read_letter(const struct inquiry *inquiry,
                        const struct store_job *job, struct letter *letter) {
  return ledger_letter(job, inquiry->shared->clock, letter) == ATTUNE_OK;
}

static int read_queue(struct inquiry *inquiry, enum store_queue *queue) {
  struct str name = inquiry_text(inquiry, "queue");
  *queue = STORE_DEAD;
  if (name.data && str_is(name, "waiting"))
    *queue = STORE_LETTERS;
  else if (json_get(inquiry->request, "queue") &&
           (!name.data || !str_is(name, "dead")))
    return inquiry_problem(inquiry, "\"queue\" is dead or waiting");
  return ATTUNE_OK;
}

static void write_list(struct inquiry *inquiry, const struct store_job *jobs,
                       size_t count) {
  jw_key(inquiry->w, "letters");
  jw_array(inquiry->w);
  for (size_t i = 0; i < count; i++) {
    struct letter letter;
    if (!read_letter(inquiry, &jobs[i], &letter))
      continue;
    jw_object(inquiry->w);
    write_letter(inquiry, &jobs[i], &letter);
    jw_object_end(inquiry->w);
  }
  jw_array_end(inquiry->w);
}

/* One more is read than is shown, to know whether there are more. */
int inquiry_letters(struct inquiry *inquiry) {
  enum store_queue queue;
  struct store_job *jobs = NULL;
  size_t max, count = 0;
  int status = read_queue(inquiry, &queue);
  if (status == ATTUNE_OK)
    status = inquiry_max(inquiry, LIST_DEFAULT, &max);
  if (status == ATTUNE_OK && inquiry->store)
    status = store_job_list(inquiry->store, queue, (struct str){0},
                            inquiry_text(inquiry, "after"), max + 1,
                            inquiry->arena, &jobs, &count);
  if (status != ATTUNE_OK)
    return status;
  bool more = count > max;
  jw_field(inquiry->w, "queue",
           str_of(queue == STORE_DEAD ? "dead" : "waiting"));
  write_list(inquiry, jobs, more ? max : count);
  if (more)
    jw_field(inquiry->w, "next", jobs[max - 1].key);
  return ATTUNE_OK;
}

/*
 * The row with this key, NULL when there is none. Ids are of one length, so
 * those that share all but the last character are few.
 */
static int find(struct inquiry *inquiry, enum store_queue queue, struct str id,
                const struct store_job **out) {
  struct str after = {id.data, id.size - 1};
  struct store_job *jobs = NULL;
  size_t count = AT_ONCE;
  *out = NULL;
  while (count == AT_ONCE) {
    int status = store_job_list(inquiry->store, queue, (struct str){0}, after,
                                AT_ONCE, inquiry->arena, &jobs, &count);
    if (status != ATTUNE_OK)
      return status;
    for (size_t i = 0; i < count; i++)
      if (str_equal(jobs[i].key, id)) {
        *out = &jobs[i];
        return ATTUNE_OK;
      }
    if (count > 0)
      after = jobs[count - 1].key;
    if (count == 0 || after.size < id.size - 1 ||
        memcmp(after.data, id.data, id.size - 1) > 0)
      break;
  }
  return ATTUNE_OK;
}

/* Bytes we wrote ourselves; but a row may be another version's. */
static void write_body(struct inquiry *inquiry, struct str body) {
  struct json *root;
  struct json_error error;
  jw_key(inquiry->w, "event");
  if (json_read(inquiry->arena, body, 0, &root, &error) == ATTUNE_OK)
    jw_raw(inquiry->w, body);
  else
    jw_string(inquiry->w, body);
}

static int write_found(struct inquiry *inquiry, enum store_queue queue,
                       const struct store_job *job) {
  struct letter letter;
  if (!read_letter(inquiry, job, &letter))
    return ATTUNE_E_STORE;
  jw_field(inquiry->w, "queue",
           str_of(queue == STORE_DEAD ? "dead" : "waiting"));
  write_letter(inquiry, job, &letter);
  write_body(inquiry, letter.body);
  return ATTUNE_OK;
}

int inquiry_letter(struct inquiry *inquiry) {
  static const enum store_queue queues[] = {STORE_DEAD, STORE_LETTERS};
  struct str id = inquiry_text(inquiry, "id");
  if (id.size == 0)
    return inquiry_problem(inquiry, "expected the \"id\" of a letter");
  for (int i = 0; inquiry->store && i < 2; i++) {
    const struct store_job *job;
    int status = find(inquiry, queues[i], id, &job);
    if (status != ATTUNE_OK || job)
      return status != ATTUNE_OK ? status
                                 : write_found(inquiry, queues[i], job);
  }
  return inquiry_problem(inquiry, "there is no letter with this id");
}

typedef int changer(struct inquiry *inquiry, const struct store_job *job,
                    bool *done);

/* How a change went; skipped: those that were left alone. */
struct change {
  changer *changer;
  size_t changed;
  size_t skipped;
};

static int change_one(struct inquiry *inquiry, struct change *change,
                      const struct store_job *job) {
  bool done = true;
  int status = change->changer(inquiry, job, &done);
  if (status == ATTUNE_OK && done)
    change->changed++;
  else if (status == ATTUNE_OK)
    change->skipped++;
  inquiry->changed = change->changed;
  return status;
}

/* Some rows a transaction, so that the helpdesk's own are not kept waiting. */
static int change_page(struct inquiry *inquiry, struct change *change,
                       struct str *after, bool *more) {
  struct store_job *jobs = NULL;
  size_t count = 0;
  arena_reset(inquiry->page);
  int status = store_job_list(inquiry->store, STORE_DEAD, (struct str){0},
                              *after, AT_ONCE, inquiry->page, &jobs, &count);
  for (size_t i = 0; i < count && status == ATTUNE_OK; i++)
    status = change_one(inquiry, change, &jobs[i]);
  *more = count == AT_ONCE;
  if (status != ATTUNE_OK || !*more)
    return status;
  *after = arena_str(inquiry->arena, jobs[count - 1].key);
  if (!after->data)
    return ATTUNE_E_MEMORY;
  status = store_commit(inquiry->store);
  return status == ATTUNE_OK ? store_begin(inquiry->store) : status;
}

static int change_all(struct inquiry *inquiry, struct change *change) {
  struct str after = {0};
  bool more = inquiry->store != NULL;
  int status = ATTUNE_OK;
  while (more && status == ATTUNE_OK)
    status = change_page(inquiry, change, &after, &more);
  return status;
}

static int change_by_id(struct inquiry *inquiry, struct change *change,
                        struct str id) {
  const struct store_job *job = NULL;
  int status = inquiry->store ? find(inquiry, STORE_DEAD, id, &job) : ATTUNE_OK;
  if (status == ATTUNE_OK && !job)
    return inquiry_problem(inquiry, "there is no such dead letter");
  return status == ATTUNE_OK ? change_one(inquiry, change, job) : status;
}

static int change(struct inquiry *inquiry, struct change *change) {
  const struct json *all = json_get(inquiry->request, "all");
  struct str id = inquiry_text(inquiry, "id");
  bool every = all && all->type == JSON_BOOL && all->boolean;
  if (every == (id.size > 0))
    return inquiry_problem(inquiry, "expected an \"id\", or \"all\": true");
  return every ? change_all(inquiry, change)
               : change_by_id(inquiry, change, id);
}

static bool has_endpoint(const struct inquiry *inquiry, struct str name) {
  for (size_t i = 0; i < inquiry->manifest->webhook_count; i++)
    if (str_equal(inquiry->manifest->webhooks[i].name, name))
      return true;
  return false;
}

/*
 * As if it had just been written: due now, no attempts, its class' whole life
 * ahead. The id stays, so that a receiver that did get it knows it again. One
 * whose endpoint the manifest no longer has could go nowhere and stays.
 */
static int replay(struct inquiry *inquiry, const struct store_job *job,
                  bool *done) {
  struct letter letter;
  int64_t now = clock_wall_ms(inquiry->shared->clock);
  *done = read_letter(inquiry, job, &letter) &&
          has_endpoint(inquiry, letter.endpoint);
  if (!*done)
    return ATTUNE_OK;
  letter.attempts = 0;
  letter.why[0] = '\0';
  letter.expires_ms = now + schedule_lifetime_ms(letter.class_);
  const struct store_job again = {
      .key = job->key,
      .group = job->group,
      .due_ms = now,
      .expires_ms = letter.expires_ms,
      .value = ledger_pack_letter(inquiry->page, &letter),
  };
  if (!again.value.data)
    return ATTUNE_E_MEMORY;
  int status = store_job_put(inquiry->store, STORE_LETTERS, &again, false, 0);
  return status == ATTUNE_OK
             ? store_job_delete(inquiry->store, STORE_DEAD, job->key)
             : status;
}

static int purge(struct inquiry *inquiry, const struct store_job *job,
                 bool *done) {
  *done = true;
  return store_job_delete(inquiry->store, STORE_DEAD, job->key);
}

int inquiry_replay(struct inquiry *inquiry) {
  struct change replaying = {.changer = replay};
  int status = change(inquiry, &replaying);
  if (status != ATTUNE_OK)
    return status;
  jw_field_int(inquiry->w, "replayed", (int64_t)replaying.changed);
  jw_field_int(inquiry->w, "skipped", (int64_t)replaying.skipped);
  return ATTUNE_OK;
}

int inquiry_purge(struct inquiry *inquiry) {
  struct change purging = {.changer = purge};
  int status = change(inquiry, &purging);
  if (status == ATTUNE_OK)
    jw_field_int(inquiry->w, "purged", (int64_t)purging.changed);
  return status;
}
