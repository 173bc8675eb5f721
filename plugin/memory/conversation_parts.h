/* What a conversation is made of. For memory/ alone. */
#ifndef ATTUNE_MEMORY_CONVERSATION_PARTS_H
#define ATTUNE_MEMORY_CONVERSATION_PARTS_H

#include "memory/conversation.h"
#include "memory/table.h"

#define SEEN_MAX            64
#define STANDING_MAX        8
#define SUGGESTION_SIZE_MAX 39

struct seen {
  uint64_t message;
  uint64_t revision;
};

/* A suggestion's id is short and bounded, so that none is allocated. */
struct standing {
  uint64_t message;
  uint8_t size; /* 0: free */
  char suggestion[SUGGESTION_SIZE_MAX];
};

/*
 * What is of fixed size lies here; what a customer can make longer lies in
 * one block, replaced as a whole. So a conversation is two allocations, and
 * a change that fails for want of memory has changed nothing.
 */
struct conversation {
  struct table_item item; /* first: the table hands out these */
  struct memory *memory;
  struct conversation *changed_before; /* among those not yet saved */
  struct conversation *changed_next;
  bool changed;
  uint64_t version; /* of the row, as last saved or read */
  uint32_t causes;  /* bit n: escalation was advised for cause n */
  uint32_t broken;  /* promises */
  bool resolved;
  struct history history; /* points into block */
  void *block;
  size_t bytes; /* of all of this */
  uint32_t prompts;
  uint32_t seen_count; /* ever; the ring holds the last of them */
  uint32_t standing_next;
  struct seen seen[SEEN_MAX];
  struct standing standing[STANDING_MAX];
  char id[];
};

struct memory {
  struct memory_limits limits;
  struct table table;
  size_t bytes;
  struct conversation *changed; /* the first of them */
};

/* Takes over the history as one block; on failure nothing has changed. */
int conversation_keep(struct conversation *conversation,
                      const struct history *history);

#endif
