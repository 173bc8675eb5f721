/*
 * libuv and libcurl as they were bound at run time. A host may bring its own
 * copies; what was compiled against other ones must not run.
 */
#ifndef ATTUNE_DELIVERY_LIBRARIES_H
#define ATTUNE_DELIVERY_LIBRARIES_H

#include <stdbool.h>

/* Can what was bound serve at all? Looks only. */
bool libraries_fit(void);

/* Initialises libcurl, counted: pair with close. ATTUNE_E_ABI when a library
 * is too old, too new or lacks a feature; ATTUNE_E_MEMORY. */
int libraries_open(void);
void libraries_close(void);

#endif
