#include "runtime/caller.h"

#include <string.h>

/* A struct_size beyond this is not one: a caller forgot to set it. */
enum {
  STRUCT_BYTES_MAX = 4096
};

int caller_struct(void *out, size_t known, size_t least, const void *given) {
  size_t size;
  if (!given)
    return ATTUNE_E_ARGUMENT;
  memcpy(&size, given, sizeof(size));
  if (size < least || size > STRUCT_BYTES_MAX)
    return ATTUNE_E_ARGUMENT;
  const unsigned char *bytes = given;
  for (size_t i = known; i < size; i++)
    if (bytes[i] != 0)
      return ATTUNE_E_ARGUMENT;
  memset(out, 0, known);
  memcpy(out, given, size < known ? size : known);
  return ATTUNE_OK;
}
