/* What review/ reads in a pack, see language/known.h. */
#ifndef ATTUNE_REVIEW_KNOWN_H
#define ATTUNE_REVIEW_KNOWN_H

#include "language/known.h"

extern const struct known review_known;

#endif
