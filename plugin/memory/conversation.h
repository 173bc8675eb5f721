/*
 * What is remembered of each conversation: what was told, felt, asked and
 * apologised for; never the messages themselves. In memory, bounded, the
 * one longest unused forgotten first. Not thread-safe: the loop's own; a
 * synchronous review takes a snapshot under the instance's lock.
 */
#ifndef ATTUNE_MEMORY_CONVERSATION_H
#define ATTUNE_MEMORY_CONVERSATION_H

#include <stdint.h>

#include "base/arena.h"
#include "reading/history.h"
#include "review/review.h"
#include "rewrite/say.h"

struct memory;

struct memory_limits {
  size_t conversations;
  size_t bytes;
};

struct memory *memory_new(const struct memory_limits *limits);
void memory_free(struct memory *memory);

struct conversation;

/* The conversation, made when unknown. NULL when memory is out. */
struct conversation *memory_open(struct memory *memory, struct str id);

/* The conversation, or NULL. */
struct conversation *memory_find(struct memory *memory, struct str id);

void memory_erase(struct memory *memory, struct str id);
size_t memory_count(const struct memory *memory);
size_t memory_bytes(const struct memory *memory);

struct str conversation_id(const struct conversation *conversation);

/*
 * What a store keeps of it, packed in the arena ({NULL, 0}: memory is out),
 * and back: ATTUNE_E_STORE for bytes that are no such record, which change
 * nothing. A record says which version of the conversation it is, so that
 * what another process wrote meanwhile is noticed before it is unpacked.
 */
struct str conversation_pack(const struct conversation *conversation,
                             struct arena *arena, uint64_t version);
int conversation_unpack(struct conversation *conversation, struct str record);
uint64_t conversation_version(const struct conversation *conversation);
uint64_t conversation_record_version(struct str record); /* 0: none */

/* Those that changed since they were last saved; and: this one is saved. */
struct conversation *memory_changed(const struct memory *memory);
struct conversation *
conversation_next_changed(const struct conversation *conversation);
bool conversation_is_changed(const struct conversation *conversation);
void conversation_saved(struct conversation *conversation, uint64_t version);

/* True the first time for this cause (below 32): it is then remembered. */
bool conversation_advise(struct conversation *conversation, unsigned cause);

/* Promises made in it whose time passed without a reply; add may be 0. */
uint32_t conversation_broken(struct conversation *conversation, uint32_t add);

void conversation_resolve(struct conversation *conversation, bool resolved);
bool conversation_is_resolved(const struct conversation *conversation);

/* A copy in the arena of what is known; a NULL conversation knows nothing. */
int conversation_history(const struct conversation *conversation,
                         struct arena *arena, struct history *out);

/*
 * Was this message (with this revision) seen before? Remembers it. Bounded:
 * beyond the last 64 messages of a conversation it may say no again.
 */
bool conversation_seen(struct conversation *conversation, struct str message,
                       uint64_t revision, bool from_agent);

/* The same question, remembering nothing; CONVERSATION_ANY_REVISION fits. */
#define CONVERSATION_ANY_REVISION UINT64_MAX
bool conversation_knows(const struct conversation *conversation,
                        struct str message, uint64_t revision, bool from_agent);

/* Adds what a customer's message told. text: what the ranges point into. */
int conversation_heard(struct conversation *conversation,
                       const struct text *text, const struct reading *reading);

/* Adds what a sent reply did: apologies made, questions answered. */
int conversation_answered(struct conversation *conversation,
                          const struct review *review);

/* The wordings a suggestion used, so that the next opens otherwise. */
int conversation_used(struct conversation *conversation,
                      const struct say_context *say);

/* How many prompts were given; for limits.prompts_per_conversation. */
uint32_t conversation_prompts(struct conversation *conversation, int add);

/* The id of the suggestion that stands for a draft, or empty. */
struct str conversation_standing(const struct conversation *conversation,
                                 struct str message);
int conversation_stand(struct conversation *conversation, struct str message,
                       struct str suggestion);

/*
 * The same bookkeeping on a history value instead: how `context` given by
 * a host is merged, oldest first, before a message is analysed.
 */
int history_heard(struct arena *arena, struct history *history,
                  const struct text *text, const struct reading *reading);
int history_answered(struct arena *arena, struct history *history,
                     const struct review *review);

#endif
