/*
 * A history in one block, and how it is bounded. For memory/ alone.
 *
 * What the manifest hides (privacy.redact) is hidden before a reading comes
 * here, see redact_reading; card numbers are kept by nobody, whatever the
 * manifest says.
 */
#ifndef ATTUNE_MEMORY_HISTORY_H
#define ATTUNE_MEMORY_HISTORY_H

#include "memory/conversation.h"

#define HISTORY_FACTS_MAX     64
#define HISTORY_QUESTIONS_MAX 16
#define HISTORY_USED_MAX      64

/* A fact or a question beyond this is kept by nobody. */
#define HISTORY_STRING_MAX 256

/* Bytes for a copy with all it points to. */
size_t history_size(const struct history *history);

/* Makes the copy in memory of that size, aligned for any type. */
void history_copy(const struct history *history, void *memory,
                  struct history *out);

/* Adds the wordings of an analysis, the oldest forgotten first. */
int history_used(struct arena *arena, struct history *history,
                 const struct say_context *say);

#endif
