/* The plugin's version, in one place. */
#ifndef ATTUNE_BASE_VERSION_H
#define ATTUNE_BASE_VERSION_H

#define ATTUNE_VERSION "0.1.0"

#endif
