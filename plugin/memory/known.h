/* What memory/ reads in a pack, see language/known.h. */
#ifndef ATTUNE_MEMORY_KNOWN_H
#define ATTUNE_MEMORY_KNOWN_H

#include "language/known.h"

extern const struct known memory_known;

#endif
