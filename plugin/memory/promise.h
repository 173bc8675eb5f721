/*
 * What an agent promised in what was sent, and by when: "I'll update you by
 * Friday", "within 24 hours", "tomorrow morning". The words are the pack's
 * (promises.txt); a promise without a time is none. Pure.
 */
#ifndef ATTUNE_MEMORY_PROMISE_H
#define ATTUNE_MEMORY_PROMISE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/zone.h"
#include "language/language.h"
#include "text/text.h"

#define PROMISES_MAX 8

struct promise {
  struct range range; /* the sentence that promises */
  int64_t due_ms;     /* the last instant at which it is kept */
};

/*
 * In the order of the text, one a sentence. matches: of LANGUAGE_OF_SENT.
 * sent_ms: when the customer got it. Returns how many.
 */
size_t promise_find(const struct language *language, const struct text *text,
                    const struct language_matches *matches, int64_t sent_ms,
                    const struct zone *zone, struct promise out[PROMISES_MAX]);

#endif
