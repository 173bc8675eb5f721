#include "memory/conversation.h"

#include <stdlib.h>

#include "attune.h"
#include "base/hash.h"
#include "memory/conversation_parts.h"
#include "memory/history.h"

struct memory *memory_new(const struct memory_limits *limits) {
  struct memory *memory = calloc(1, sizeof(*memory));
  if (!memory)
    return NULL;
  memory->limits = *limits;
  if (table_init(&memory->table) != ATTUNE_OK) {
    free(memory);
    return NULL;
  }
  return memory;
}

static void mark_changed(struct conversation *conversation) {
  struct memory *memory = conversation->memory;
  if (conversation->changed)
    return;
  conversation->changed = true;
  conversation->changed_before = NULL;
  conversation->changed_next = memory->changed;
  if (memory->changed)
    memory->changed->changed_before = conversation;
  memory->changed = conversation;
}

static void mark_saved(struct conversation *conversation) {
  struct conversation *before = conversation->changed_before;
  struct conversation *next = conversation->changed_next;
  if (!conversation->changed)
    return;
  conversation->changed = false;
  if (next)
    next->changed_before = before;
  if (before)
    before->changed_next = next;
  else
    conversation->memory->changed = next;
}

/* Erased is erased: no tombstone, and no copy elsewhere in this room. */
static void forget(struct conversation *conversation) {
  struct memory *memory = conversation->memory;
  mark_saved(conversation);
  table_remove(&memory->table, &conversation->item);
  memory->bytes -= conversation->bytes;
  free(conversation->block);
  free(conversation);
}

void memory_free(struct memory *memory) {
  if (!memory)
    return;
  while (memory->table.oldest)
    forget((struct conversation *)memory->table.oldest);
  table_fini(&memory->table);
  free(memory);
}

/*
 * Only before a conversation is made, so that one that is in use is never
 * the one to go; it may outgrow the limit till then.
 */
static void make_room(struct memory *memory, size_t bytes) {
  const struct memory_limits *limits = &memory->limits;
  while (memory->table.oldest &&
         (memory->table.count >= limits->conversations ||
          memory->bytes + bytes > limits->bytes))
    forget((struct conversation *)memory->table.oldest);
}

static struct conversation *make(struct memory *memory, struct str id) {
  size_t bytes = sizeof(struct conversation) + id.size;
  make_room(memory, bytes);
  struct conversation *conversation = calloc(1, bytes);
  if (!conversation)
    return NULL;
  if (id.size > 0)
    memcpy(conversation->id, id.data, id.size);
  conversation->item.id = (struct str){conversation->id, id.size};
  conversation->memory = memory;
  conversation->bytes = bytes;
  memory->bytes += bytes;
  table_add(&memory->table, &conversation->item);
  return conversation;
}

/* Looking is no use: a host that polls keeps nothing alive. */
struct conversation *memory_find(struct memory *memory, struct str id) {
  return (struct conversation *)table_find(&memory->table, id);
}

struct conversation *memory_open(struct memory *memory, struct str id) {
  struct conversation *conversation = memory_find(memory, id);
  if (!conversation)
    return make(memory, id);
  table_touch(&memory->table, &conversation->item);
  return conversation;
}

void memory_erase(struct memory *memory, struct str id) {
  struct conversation *conversation = memory_find(memory, id);
  if (conversation)
    forget(conversation);
}

size_t memory_count(const struct memory *memory) {
  return memory->table.count;
}

size_t memory_bytes(const struct memory *memory) {
  return memory->bytes;
}

struct conversation *memory_changed(const struct memory *memory) {
  return memory->changed;
}

void conversation_saved(struct conversation *conversation, uint64_t version) {
  conversation->version = version;
  mark_saved(conversation);
}

struct str conversation_id(const struct conversation *conversation) {
  return conversation->item.id;
}

bool conversation_advise(struct conversation *conversation, unsigned cause) {
  uint32_t bit = UINT32_C(1) << cause;
  if (conversation->causes & bit)
    return false;
  conversation->causes |= bit;
  mark_changed(conversation);
  return true;
}

uint32_t conversation_broken(struct conversation *conversation, uint32_t add) {
  if (add > 0)
    mark_changed(conversation);
  conversation->broken += add;
  return conversation->broken;
}

void conversation_resolve(struct conversation *conversation, bool resolved) {
  if (conversation->resolved == resolved)
    return;
  conversation->resolved = resolved;
  mark_changed(conversation);
}

struct conversation *
conversation_next_changed(const struct conversation *conversation) {
  return conversation->changed_next;
}

bool conversation_is_changed(const struct conversation *conversation) {
  return conversation->changed;
}

bool conversation_is_resolved(const struct conversation *conversation) {
  return conversation->resolved;
}

int conversation_history(const struct conversation *conversation,
                         struct arena *arena, struct history *out) {
  *out = (struct history){0};
  if (!conversation)
    return ATTUNE_OK;
  void *block = arena_alloc(arena, history_size(&conversation->history));
  if (!block)
    return ATTUNE_E_MEMORY;
  history_copy(&conversation->history, block, out);
  return ATTUNE_OK;
}

/* One block holds all of a history, so that a change makes a new one. */
int conversation_keep(struct conversation *conversation,
                      const struct history *history) {
  size_t size = history_size(history);
  void *block = malloc(size > 0 ? size : 1);
  if (!block)
    return ATTUNE_E_MEMORY;
  size_t held = sizeof(*conversation) + conversation->item.id.size + size;
  struct history copy;
  history_copy(history, block, &copy);
  free(conversation->block);
  conversation->block = block;
  conversation->history = copy;
  conversation->memory->bytes += held - conversation->bytes;
  conversation->bytes = held;
  mark_changed(conversation);
  return ATTUNE_OK;
}

/* The scratch arena lives for one message; the block outlives it. */
int conversation_heard(struct conversation *conversation,
                       const struct text *text, const struct reading *reading) {
  struct history next = conversation->history;
  struct arena arena;
  arena_init(&arena, 0);
  int status = history_heard(&arena, &next, text, reading);
  if (status == ATTUNE_OK)
    status = conversation_keep(conversation, &next);
  arena_fini(&arena);
  return status;
}

int conversation_answered(struct conversation *conversation,
                          const struct review *review) {
  struct history next = conversation->history;
  int status = history_answered(NULL, &next, review);
  return status == ATTUNE_OK ? conversation_keep(conversation, &next) : status;
}

int conversation_used(struct conversation *conversation,
                      const struct say_context *say) {
  struct history next = conversation->history;
  struct arena arena;
  if (say->used_count == 0)
    return ATTUNE_OK;
  arena_init(&arena, 0);
  int status = history_used(&arena, &next, say);
  if (status == ATTUNE_OK)
    status = conversation_keep(conversation, &next);
  arena_fini(&arena);
  return status;
}

/* A hash stands for the id: two ids of one conversation that meet in 64
   bits would make one message look like a repeat of the other. */
static uint64_t message_hash(struct str message, bool from_agent) {
  return hash_bytes(HASH_START ^ (from_agent ? 1 : 0), message);
}

bool conversation_knows(const struct conversation *conversation,
                        struct str message, uint64_t revision,
                        bool from_agent) {
  uint64_t hash = message_hash(message, from_agent);
  for (uint32_t i = 0; i < SEEN_MAX && i < conversation->seen_count; i++)
    if (conversation->seen[i].message == hash &&
        (revision == CONVERSATION_ANY_REVISION ||
         conversation->seen[i].revision == revision))
      return true;
  return false;
}

bool conversation_seen(struct conversation *conversation, struct str message,
                       uint64_t revision, bool from_agent) {
  if (conversation_knows(conversation, message, revision, from_agent))
    return true;
  conversation->seen[conversation->seen_count % SEEN_MAX] =
      (struct seen){message_hash(message, from_agent), revision};
  mark_changed(conversation);
  /* Past the first round only the place in the ring counts. */
  if (++conversation->seen_count == 2 * SEEN_MAX)
    conversation->seen_count = SEEN_MAX;
  return false;
}

uint32_t conversation_prompts(struct conversation *conversation, int add) {
  int64_t prompts = (int64_t)conversation->prompts + add;
  conversation->prompts = prompts < 0            ? 0
                          : prompts > UINT32_MAX ? UINT32_MAX
                                                 : (uint32_t)prompts;
  if (add != 0)
    mark_changed(conversation);
  return conversation->prompts;
}

/*
 * Of the agent's side: a draft and a customer's message may have one id in
 * hosts that number each side.
 */
struct str conversation_standing(const struct conversation *conversation,
                                 struct str message) {
  uint64_t hash = message_hash(message, true);
  for (int i = 0; i < STANDING_MAX; i++) {
    const struct standing *standing = &conversation->standing[i];
    if (standing->size > 0 && standing->message == hash)
      return (struct str){standing->suggestion, standing->size};
  }
  return (struct str){NULL, 0};
}

/*
 * A full ring forgets the oldest draft's suggestion: its "supersedes" is then
 * null, which a host treats as a first one.
 */
int conversation_stand(struct conversation *conversation, struct str message,
                       struct str suggestion) {
  uint64_t hash = message_hash(message, true);
  struct standing *place = NULL;
  if (suggestion.size > SUGGESTION_SIZE_MAX)
    return ATTUNE_E_ARGUMENT;
  for (int i = 0; i < STANDING_MAX && !place; i++)
    if (conversation->standing[i].size > 0 &&
        conversation->standing[i].message == hash)
      place = &conversation->standing[i];
  if (!place && suggestion.size == 0)
    return ATTUNE_OK;
  if (!place)
    place =
        &conversation->standing[conversation->standing_next++ % STANDING_MAX];
  mark_changed(conversation);
  place->message = hash;
  place->size = (uint8_t)suggestion.size;
  if (suggestion.size > 0)
    memcpy(place->suggestion, suggestion.data, suggestion.size);
  return ATTUNE_OK;
}
