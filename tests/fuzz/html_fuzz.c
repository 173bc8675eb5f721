/* HTML alone, where most of what can go wrong is. */
#include "text_properties.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  check_text((struct str){(const char *)data, size}, TEXT_HTML);
  return 0;
}
