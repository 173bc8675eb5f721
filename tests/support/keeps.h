/*
 * What a rewrite must leave alone, found by scanning alone and without a
 * line of the plugin's own: numbers, links, addresses, quotations. So a
 * mistake of the facts guard is not shared.
 */
#ifndef ATTUNE_TESTS_KEEPS_H
#define ATTUNE_TESTS_KEEPS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Is every one of the draft's in the rewrite, at least as often, and every
 * number of the rewrite in the draft or in known? The first that is not is
 * named in why.
 */
bool keeps_all(const char *draft, const char *rewrite, const char *known,
               char *why, size_t size);

#endif
