/*
 * The words of events that are not about one message's words: what is the
 * matter, why it matters now, and what one could do or say. Chosen and filled
 * as all wordings are (rewrite/say.h), from the pack's [say ID-message],
 * [say ID-why] and [say ID-say] in notices.txt. Pure.
 */
#ifndef ATTUNE_REWRITE_NOTICE_H
#define ATTUNE_REWRITE_NOTICE_H

#include "rewrite/say.h"

#define NOTICE_SAY_MAX 2

struct notice {
  struct str message; /* what is the matter, one sentence */
  struct str why;
  struct str say[NOTICE_SAY_MAX];
  size_t say_count;
};

/* 0 or ATTUNE_E_MEMORY; parts without a fitting wording are empty. */
int notice_compose(struct arena *arena, struct say_context *say, const char *id,
                   struct notice *out);

#endif
