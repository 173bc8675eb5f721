/* What reading/ reads in a pack, see language/known.h. */
#ifndef ATTUNE_READING_KNOWN_H
#define ATTUNE_READING_KNOWN_H

#include "language/known.h"

extern const struct known reading_known;

/* Names for known_names, here and in the rooms above. */
const char *known_feeling(unsigned i);
const char *known_signal(unsigned i);
const char *known_fact(unsigned i);

#endif
