/*
 * What a good colleague would whisper about a customer's message: how to
 * say the concern back, what to ask and what not to, what may be offered,
 * and which steps from listening to following up are done. Pure.
 */
#ifndef ATTUNE_REWRITE_PROMPTS_H
#define ATTUNE_REWRITE_PROMPTS_H

#include "manifest/settings.h"
#include "reading/history.h"
#include "reading/reading.h"
#include "rewrite/say.h"

enum step {
  STEP_LISTEN,
  STEP_VALIDATE,
  STEP_AFFIRM,
  STEP_APOLOGISE,
  STEP_OWN,
  STEP_SOLVE,
  STEP_FOLLOW_UP,
  STEP_COUNT
};

enum step_state {
  STEP_NOT_NEEDED,
  STEP_OPEN,
  STEP_DONE
};

const char *step_name(enum step step);
const char *step_state_name(enum step_state state);

struct advice {
  struct str id; /* a rule's */
  struct str why;
};

struct suggested_offer {
  struct str id;
  struct str text;
};

struct prompts {
  struct str acknowledge[3];
  size_t acknowledge_count;
  struct str paraphrase[2];
  size_t paraphrase_count;
  struct str ask[3];
  size_t ask_count;
  struct str *already_known; /* "order: 4471-B" */
  size_t already_known_count;
  struct advice *avoid;
  size_t avoid_count;
  struct suggested_offer *offers;
  size_t offer_count;
  enum step_state steps[STEP_COUNT];
};

struct prompts_input {
  const struct reading *reading;
  const struct text *text; /* the customer's message */
  struct str agent_role;   /* or empty */
  struct say_context *say; /* holds language, settings, history */
};

/* 0 or ATTUNE_E_MEMORY. */
int prompts_compose(struct arena *arena, const struct prompts_input *input,
                    struct prompts *out);

/* Does this message call for a prompt at all? */
bool prompts_called_for(const struct reading *reading,
                        const struct settings *settings);

#endif
