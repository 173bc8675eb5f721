/* The first byte says the format, the others are the text. */
#include "text_properties.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0)
    return 0;
  enum text_format format = (enum text_format)(data[0] % 3);
  check_text((struct str){(const char *)data + 1, size - 1}, format);
  return 0;
}
