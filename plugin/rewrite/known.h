/* What rewrite/ reads in a pack, see language/known.h. */
#ifndef ATTUNE_REWRITE_KNOWN_H
#define ATTUNE_REWRITE_KNOWN_H

#include "language/known.h"

extern const struct known rewrite_known;

#endif
