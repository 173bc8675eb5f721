#include "delivery/ledger.h"

#include <attune.h>
#include <stdlib.h>

#include "base/pack.h"

enum {
  LETTER_FORMAT = 1,
  NOTES_FIRST = 64,
  CLAIM_AT_ONCE = 256,
  CLAIM_BELOW = 8192 /* letters pending: what could not enter would wait */
};

/* What became of a letter, till it is written. */
struct note {
  char id[OUTBOX_ID_SIZE];
  struct str group;
  int64_t due_ms;
  int64_t expires_ms;
  bool left;
  bool dead;
  size_t size;
  char *value; /* the letter packed, group first; NULL: nothing is kept */
};

struct ledger {
  struct store *store;
  struct outbox *outbox;
  const struct clock *clock;
  struct arena arena;
  struct note *notes;
  size_t note_count;
  size_t note_capacity;
  bool begun;
  bool adopting; /* what enters now has its row already */
  int failed;    /* the first status of a row written while begun */
};

static int64_t due_wall_ms(const struct ledger *ledger,
                           const struct letter *letter) {
  int64_t mono = clock_mono_us(ledger->clock);
  int64_t left = letter->due_us > mono ? (letter->due_us - mono) / 1000 : 0;
  return clock_wall_ms(ledger->clock) + left;
}

struct str ledger_pack_letter(struct arena *arena,
                              const struct letter *letter) {
  struct pack_writer w;
  pack_writer_init(&w, arena);
  pack_put(&w, LETTER_FORMAT);
  pack_put(&w, (uint64_t)letter->type);
  pack_put(&w, (uint64_t)letter->class_);
  pack_put(&w, letter->attempts);
  pack_put_signed(&w, letter->expires_ms);
  pack_put_str(&w, letter->endpoint);
  pack_put_str(&w, letter->draft);
  pack_put_str(&w, str_of(letter->why));
  pack_put_str(&w, letter->body);
  return pack_written(&w);
}

int ledger_letter(const struct store_job *job, const struct clock *clock,
                  struct letter *out) {
  struct pack_reader r;
  *out = (struct letter){0};
  pack_reader_init(&r, job->value);
  if (pack_get(&r) != LETTER_FORMAT || job->key.size >= sizeof(out->id))
    return ATTUNE_E_STORE;
  memcpy(out->id, job->key.data, job->key.size);
  out->type = (enum event_type)pack_get_up_to(&r, EVENT_TYPES - 1);
  out->class_ = (enum delivery_class)pack_get_up_to(&r, CLASS_COUNT - 1);
  out->attempts = pack_get_up_to(&r, UINT32_MAX);
  out->expires_ms = pack_get_signed(&r);
  out->endpoint = pack_get_str(&r);
  out->draft = pack_get_str(&r);
  struct str why = pack_get_str(&r);
  out->body = pack_get_str(&r);
  if (!pack_read_all(&r) || why.size >= sizeof(out->why))
    return ATTUNE_E_STORE;
  if (why.size > 0)
    memcpy(out->why, why.data, why.size);
  int64_t wait = job->due_ms - clock_wall_ms(clock);
  out->due_us = clock_mono_us(clock) + (wait > 0 ? wait * 1000 : 0);
  out->conversation = job->group;
  return ATTUNE_OK;
}

static void on_entered(void *user, const struct letter *letter) {
  struct ledger *ledger = user;
  if (!ledger->begun || ledger->adopting || ledger->failed != ATTUNE_OK)
    return;
  arena_reset(&ledger->arena);
  const struct store_job job = {
      .key = str_of(letter->id),
      .group = letter->conversation,
      .due_ms = due_wall_ms(ledger, letter),
      .expires_ms = letter->expires_ms,
      .value = ledger_pack_letter(&ledger->arena, letter),
  };
  ledger->failed = job.value.data ? store_job_put(ledger->store, STORE_LETTERS,
                                                  &job, true, LEDGER_LEASE_MS)
                                  : ATTUNE_E_MEMORY;
}

static struct note *next_note(struct ledger *ledger) {
  if (ledger->note_count == ledger->note_capacity) {
    size_t capacity =
        ledger->note_capacity ? 2 * ledger->note_capacity : NOTES_FIRST;
    struct note *notes = realloc(ledger->notes, capacity * sizeof(*notes));
    if (!notes)
      return NULL;
    ledger->notes = notes;
    ledger->note_capacity = capacity;
  }
  struct note *note = &ledger->notes[ledger->note_count];
  *note = (struct note){0};
  return note;
}

static bool keep_value(struct ledger *ledger, struct note *note,
                       const struct letter *letter) {
  arena_reset(&ledger->arena);
  struct str packed = ledger_pack_letter(&ledger->arena, letter);
  size_t group = letter->conversation.size;
  note->value = packed.data ? malloc(group + packed.size) : NULL;
  if (!note->value)
    return false;
  if (group > 0)
    memcpy(note->value, letter->conversation.data, group);
  memcpy(note->value + group, packed.data, packed.size);
  note->group = (struct str){note->value, group};
  note->size = packed.size;
  return true;
}

/* Without memory for a note the row stays as it is: the letter may go out
 * once more, under its own id, after this process has died. */
static void on_postponed(void *user, const struct letter *letter) {
  struct ledger *ledger = user;
  struct note *note = next_note(ledger);
  if (!note || !keep_value(ledger, note, letter))
    return;
  memcpy(note->id, letter->id, sizeof(note->id));
  note->due_ms = due_wall_ms(ledger, letter);
  note->expires_ms = letter->expires_ms;
  ledger->note_count++;
}

static void on_left(void *user, const struct letter *letter,
                    enum outcome outcome) {
  struct ledger *ledger = user;
  struct note *note = next_note(ledger);
  if (!note)
    return;
  memcpy(note->id, letter->id, sizeof(note->id));
  note->left = true;
  note->dead = outcome == OUTCOME_DEAD && letter->class_ == CLASS_DURABLE;
  if (note->dead && !keep_value(ledger, note, letter))
    note->dead = false;
  note->due_ms = clock_wall_ms(ledger->clock);
  note->expires_ms = note->due_ms + LEDGER_DEAD_MS;
  ledger->note_count++;
}

struct ledger *ledger_new(struct store *store, struct outbox *outbox,
                          const struct clock *clock) {
  struct ledger *ledger = calloc(1, sizeof(*ledger));
  if (!ledger)
    return NULL;
  ledger->store = store;
  ledger->outbox = outbox;
  ledger->clock = clock;
  arena_init(&ledger->arena, 0);
  const struct outbox_observer observer = {on_entered, on_postponed, on_left,
                                           ledger};
  outbox_observe(outbox, &observer);
  return ledger;
}

static void forget_notes(struct ledger *ledger) {
  for (size_t i = 0; i < ledger->note_count; i++)
    free(ledger->notes[i].value);
  ledger->note_count = 0;
}

void ledger_free(struct ledger *ledger) {
  if (!ledger)
    return;
  outbox_observe(ledger->outbox, &(struct outbox_observer){0});
  forget_notes(ledger);
  free(ledger->notes);
  arena_fini(&ledger->arena);
  free(ledger);
}

bool ledger_waits(const struct ledger *ledger) {
  return ledger->note_count > 0;
}

void ledger_begun(struct ledger *ledger) {
  ledger->begun = true;
  ledger->failed = ATTUNE_OK;
}

static int write_note(struct store *store, const struct note *note) {
  struct store_job job = {
      .key = str_of(note->id),
      .group = note->group,
      .due_ms = note->due_ms,
      .expires_ms = note->expires_ms,
  };
  if (note->value)
    job.value = (struct str){note->value + note->group.size, note->size};
  if (!note->left)
    return store_job_update(store, STORE_LETTERS, &job);
  int status = store_job_delete(store, STORE_LETTERS, job.key);
  if (status == ATTUNE_OK && note->dead)
    status = store_job_put(store, STORE_DEAD, &job, false, 0);
  return status;
}

int ledger_write(struct ledger *ledger) {
  int status = ledger->failed;
  for (size_t i = 0; i < ledger->note_count && status == ATTUNE_OK; i++)
    status = write_note(ledger->store, &ledger->notes[i]);
  return status;
}

void ledger_ended(struct ledger *ledger, bool committed) {
  ledger->begun = false;
  if (committed)
    forget_notes(ledger);
}

/* A row that is no letter is of no use to anybody. */
static int adopt(struct ledger *ledger, const struct store_job *job) {
  struct letter letter;
  int status = ledger_letter(job, ledger->clock, &letter);
  if (status != ATTUNE_OK)
    return store_job_delete(ledger->store, STORE_LETTERS, job->key);
  ledger->adopting = true;
  (void)outbox_put(ledger->outbox, &letter); /* full: its lease runs out */
  ledger->adopting = false;
  return ATTUNE_OK;
}

static int claim(struct ledger *ledger) {
  struct store_job *jobs = NULL;
  size_t count = 0;
  struct arena arena;
  arena_init(&arena, 0);
  int status =
      store_job_claim(ledger->store, STORE_LETTERS, INT64_MAX, LEDGER_LEASE_MS,
                      CLAIM_AT_ONCE, &arena, &jobs, &count);
  for (size_t i = 0; i < count && status == ATTUNE_OK; i++)
    status = adopt(ledger, &jobs[i]);
  arena_fini(&arena);
  return status;
}

int ledger_renew(struct ledger *ledger) {
  int status = store_job_renew(ledger->store, STORE_LETTERS, LEDGER_LEASE_MS);
  struct outbox_counts counts;
  outbox_counts(ledger->outbox, &counts);
  if (status != ATTUNE_OK || counts.pending >= CLAIM_BELOW)
    return status;
  return claim(ledger);
}

int ledger_release(struct ledger *ledger) {
  return store_job_release(ledger->store, STORE_LETTERS);
}
