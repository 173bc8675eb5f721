/*
 * Whether somebody with more say should look at a conversation now: at once
 * for danger, self-harm, law, press and a manager asked for; for softer
 * causes when they come together or go on rising. Pure; who remembers the
 * causes never hears of the same one twice.
 */
#ifndef ATTUNE_MEMORY_ESCALATION_H
#define ATTUNE_MEMORY_ESCALATION_H

#include "manifest/settings.h"
#include "reading/history.h"
#include "reading/reading.h"

enum escalation_cause {
  ESCALATION_NONE,
  ESCALATION_SAFETY,
  ESCALATION_SELF_HARM,
  ESCALATION_LEGAL,
  ESCALATION_PRESS,
  ESCALATION_MANAGER,        /* a manager was asked for */
  ESCALATION_RISING,         /* heat rose twice in a row */
  ESCALATION_REPEATED,       /* the same trouble again and again */
  ESCALATION_BROKEN_PROMISE, /* what was promised did not come in time */
  ESCALATION_CAUSES
};

const char *escalation_cause_name(enum escalation_cause cause);
bool escalation_is_hard(enum escalation_cause cause);

struct escalation {
  enum escalation_cause cause;
  struct range range; /* the customer's words; empty: none alone says it */
};

/*
 * Every cause that holds after this message, the gravest first, at most
 * ESCALATION_CAUSES. history: before the message. broken: promises of this
 * conversation whose time is over. Returns how many.
 */
size_t escalation_find(const struct settings *settings,
                       const struct reading *reading,
                       const struct language_matches *matches,
                       const struct history *history, uint32_t broken,
                       struct escalation out[ESCALATION_CAUSES]);

#endif
