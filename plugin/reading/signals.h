/* Signals: what a message asks us to notice, whatever the feeling. */
#ifndef ATTUNE_READING_SIGNALS_H
#define ATTUNE_READING_SIGNALS_H

#include "reading/reading.h"

/*
 * Fills out->signals, one for each signal read: its clearest words. Wants
 * out->questions and out->facts. 0 or ATTUNE_E_MEMORY.
 */
int reading_signals(struct arena *arena, const struct text *text,
                    const struct language_matches *matches,
                    struct reading *out);

/*
 * Adds what is only known when the feeling is: SIGNAL_UNHEARD where the other
 * facts and the heat tell of it, SIGNAL_RESOLVED where thanks end a talk.
 */
void reading_signals_of_feeling(const struct history *history,
                                const struct text *text,
                                const struct language_matches *matches,
                                struct reading *out);

#endif
