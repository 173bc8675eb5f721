/*
 * A conversation as bytes. Every bound is checked on the way in: a row may
 * have been written by another version, or by nobody.
 */
#include <attune.h>

#include "base/pack.h"
#include "memory/conversation_parts.h"
#include "memory/history.h"

enum {
  RECORD_FORMAT = 1
};

static void put_facts(struct pack_writer *w, const struct history *history) {
  pack_put(w, history->fact_count);
  for (size_t i = 0; i < history->fact_count; i++) {
    pack_put(w, (uint64_t)history->facts[i].kind);
    pack_put_str(w, history->facts[i].value);
    pack_put_str(w, history->facts[i].quote);
  }
  pack_put(w, history->question_count);
  for (size_t i = 0; i < history->question_count; i++)
    pack_put_str(w, history->questions[i]);
  pack_put(w, history->used_count);
  for (size_t i = 0; i < history->used_count; i++)
    pack_put(w, history->used[i]);
}

static void put_history(struct pack_writer *w, const struct history *history) {
  pack_put(w, history->customer_messages);
  pack_put(w, history->agent_messages);
  pack_put(w, history->feeling_count);
  for (uint32_t i = 0; i < history->feeling_count; i++) {
    pack_put(w, (uint64_t)history->feelings[i]);
    pack_put(w, history->heats[i]);
  }
  pack_put(w, history->signals);
  pack_put(w, history->latest_signals);
  pack_put(w, history->apologies);
  pack_put(w, (uint64_t)history->feeling);
  pack_put(w, (uint64_t)history->heat);
  pack_put(w, history->careful);
  pack_put_str(w, history->concern);
  pack_put_str(w, history->customer_name);
  put_facts(w, history);
}

static void put_rings(struct pack_writer *w,
                      const struct conversation *conversation) {
  pack_put(w, conversation->seen_count);
  for (uint32_t i = 0; i < SEEN_MAX && i < conversation->seen_count; i++) {
    pack_put(w, conversation->seen[i].message);
    pack_put(w, conversation->seen[i].revision);
  }
  pack_put(w, conversation->standing_next % STANDING_MAX);
  for (int i = 0; i < STANDING_MAX; i++) {
    const struct standing *standing = &conversation->standing[i];
    pack_put_str(w, (struct str){standing->suggestion, standing->size});
    if (standing->size > 0)
      pack_put(w, standing->message);
  }
}

struct str conversation_pack(const struct conversation *conversation,
                             struct arena *arena, uint64_t version) {
  struct pack_writer w;
  pack_writer_init(&w, arena);
  pack_put(&w, version);
  pack_put(&w, RECORD_FORMAT);
  pack_put(&w, conversation->prompts);
  pack_put(&w, conversation->causes);
  pack_put(&w, conversation->broken);
  pack_put(&w, conversation->resolved);
  put_rings(&w, conversation);
  put_history(&w, &conversation->history);
  return pack_written(&w);
}

uint64_t conversation_record_version(struct str record) {
  struct pack_reader r;
  pack_reader_init(&r, record);
  return pack_get(&r);
}

uint64_t conversation_version(const struct conversation *conversation) {
  return conversation->version;
}

/* Arrays go into the arena till conversation_keep copies all. */
static int get_facts(struct pack_reader *r, struct arena *arena,
                     struct history *history) {
  size_t count = pack_get_up_to(r, HISTORY_FACTS_MAX);
  struct told *facts = arena_alloc(arena, (count + 1) * sizeof(*facts));
  if (!facts)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < count; i++) {
    facts[i].kind = (enum fact_kind)pack_get_up_to(r, FACT_KIND_COUNT - 1);
    facts[i].value = pack_get_str(r);
    facts[i].quote = pack_get_str(r);
  }
  history->facts = facts;
  history->fact_count = count;
  return ATTUNE_OK;
}

static int get_questions(struct pack_reader *r, struct arena *arena,
                         struct history *history) {
  size_t count = pack_get_up_to(r, HISTORY_QUESTIONS_MAX);
  struct str *questions = arena_alloc(arena, (count + 1) * sizeof(*questions));
  if (!questions)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < count; i++)
    questions[i] = pack_get_str(r);
  history->questions = questions;
  history->question_count = count;
  return ATTUNE_OK;
}

static int get_used(struct pack_reader *r, struct arena *arena,
                    struct history *history) {
  size_t count = pack_get_up_to(r, HISTORY_USED_MAX);
  uint64_t *used = arena_alloc(arena, (count + 1) * sizeof(*used));
  if (!used)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < count; i++)
    used[i] = pack_get(r);
  history->used = used;
  history->used_count = count;
  return ATTUNE_OK;
}

static int get_history(struct pack_reader *r, struct arena *arena,
                       struct history *history) {
  history->customer_messages = pack_get_up_to(r, UINT32_MAX);
  history->agent_messages = pack_get_up_to(r, UINT32_MAX);
  history->feeling_count = pack_get_up_to(r, HISTORY_FEELINGS);
  for (uint32_t i = 0; i < history->feeling_count; i++) {
    history->feelings[i] = (enum feeling)pack_get_up_to(r, FEELING_COUNT - 1);
    history->heats[i] = (uint8_t)pack_get_up_to(r, 3);
  }
  history->signals = pack_get_up_to(r, UINT32_MAX);
  history->latest_signals = pack_get_up_to(r, UINT32_MAX);
  history->apologies = pack_get_up_to(r, UINT32_MAX);
  history->feeling = (enum feeling)pack_get_up_to(r, FEELING_COUNT - 1);
  history->heat = (int)pack_get_up_to(r, 3);
  history->careful = pack_get_up_to(r, 1) != 0;
  history->concern = pack_get_str(r);
  history->customer_name = pack_get_str(r);
  int status = get_facts(r, arena, history);
  if (status == ATTUNE_OK)
    status = get_questions(r, arena, history);
  return status == ATTUNE_OK ? get_used(r, arena, history) : status;
}

static void get_rings(struct pack_reader *r, struct conversation *out) {
  out->seen_count = pack_get_up_to(r, 2 * SEEN_MAX);
  for (uint32_t i = 0; i < SEEN_MAX && i < out->seen_count; i++) {
    out->seen[i].message = pack_get(r);
    out->seen[i].revision = pack_get(r);
  }
  out->standing_next = pack_get_up_to(r, STANDING_MAX - 1);
  for (int i = 0; i < STANDING_MAX; i++) {
    struct standing *standing = &out->standing[i];
    struct str suggestion = pack_get_str(r);
    if (suggestion.size > SUGGESTION_SIZE_MAX)
      r->failed = true;
    else if (suggestion.size > 0)
      memcpy(standing->suggestion, suggestion.data, suggestion.size);
    standing->size = r->failed ? 0 : (uint8_t)suggestion.size;
    standing->message = standing->size > 0 ? pack_get(r) : 0;
  }
}

static void take_over(struct conversation *conversation,
                      const struct conversation *read) {
  conversation->prompts = read->prompts;
  conversation->causes = read->causes;
  conversation->broken = read->broken;
  conversation->resolved = read->resolved;
  conversation->seen_count = read->seen_count;
  conversation->standing_next = read->standing_next;
  memcpy(conversation->seen, read->seen, sizeof(read->seen));
  memcpy(conversation->standing, read->standing, sizeof(read->standing));
}

static int unpack(struct conversation *conversation, struct arena *arena,
                  struct str record) {
  struct pack_reader r;
  struct conversation *read = arena_alloc(arena, sizeof(*read));
  if (!read)
    return ATTUNE_E_MEMORY;
  pack_reader_init(&r, record);
  uint64_t version = pack_get(&r);
  if (pack_get(&r) != RECORD_FORMAT)
    return ATTUNE_E_STORE;
  read->prompts = pack_get_up_to(&r, UINT32_MAX);
  read->causes = pack_get_up_to(&r, UINT32_MAX);
  read->broken = pack_get_up_to(&r, UINT32_MAX);
  read->resolved = pack_get_up_to(&r, 1) != 0;
  get_rings(&r, read);
  int status = get_history(&r, arena, &read->history);
  if (status == ATTUNE_OK && !pack_read_all(&r))
    status = ATTUNE_E_STORE;
  if (status == ATTUNE_OK)
    status = conversation_keep(conversation, &read->history);
  if (status != ATTUNE_OK)
    return status;
  take_over(conversation, read);
  conversation_saved(conversation, version);
  return ATTUNE_OK;
}

int conversation_unpack(struct conversation *conversation, struct str record) {
  struct arena arena;
  arena_init(&arena, 0);
  int status = unpack(conversation, &arena, record);
  arena_fini(&arena);
  return status;
}
