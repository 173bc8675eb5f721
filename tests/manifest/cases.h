/* The manifests under tests/manifest/cases, for tests run at the root. */
#ifndef ATTUNE_TEST_CASES_H
#define ATTUNE_TEST_CASES_H

#include <dirent.h>
#include <stdlib.h>
#include <sys/types.h>

#include "test.h"

#define CASES "tests/manifest/cases/"

/* What every case may refer to: 24 bytes. */
static inline void cases_prepare(void) {
  setenv("ATTUNE_TEST_SECRET", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", 1);
  unsetenv("ATTUNE_TEST_UNSET");
}

/* Calls visit with the path of each manifest; says how many. */
static inline unsigned cases_visit(const char *directory,
                                   void (*visit)(const char *path)) {
  unsigned count = 0;
  DIR *open = opendir(directory);
  const struct dirent *entry;
  CHECK(open);
  while ((entry = readdir(open))) {
    char path[400];
    if (!strstr(entry->d_name, ".manifest"))
      continue;
    snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
    visit(path);
    count++;
  }
  closedir(open);
  return count;
}

#endif
