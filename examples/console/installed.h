/* Where `make install` puts things; the Makefile says it. */
#ifndef CONSOLE_INSTALLED_H
#define CONSOLE_INSTALLED_H

#ifndef INSTALLED_LIBRARY
#define INSTALLED_LIBRARY "/usr/local/lib/attune/attune.so"
#endif
#ifndef INSTALLED_MANIFEST
#define INSTALLED_MANIFEST "/etc/attune/plugin.manifest"
#endif

#endif
