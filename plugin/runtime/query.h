/*
 * Answers to an administrator's questions, JSON in and JSON out: what the
 * store holds, what scopes and rules resolve to. On the caller's thread, with
 * a store connection of its own for as long as the call takes; the loop's is
 * never used. attune.h says what can be asked.
 */
#ifndef ATTUNE_RUNTIME_QUERY_H
#define ATTUNE_RUNTIME_QUERY_H

#include "runtime/shared.h"

/* An answer to a change fits in this, so a smaller buffer changes nothing. */
#define QUERY_CHANGE_BYTES ((size_t)256)

/*
 * capacity: of the caller's buffer. The document is left in w, also one with
 * an error; *needs is its size, or what a change must have room for.
 * ATTUNE_E_ARGUMENT, ATTUNE_E_STORE, ATTUNE_E_BUSY (other processes held the
 * store), ATTUNE_E_SPACE (a change, and nothing was done), ATTUNE_E_MEMORY.
 */
int query_answer(struct shared *shared, struct str request, size_t capacity,
                 struct json_writer *w, size_t *needs);

#endif
