/*
 * Runs a fuzz target over files, so that its corpus is an ordinary test
 * with any compiler. Each file is given whole, and cut short at some places.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
  FILE_BYTES_MAX = 1 << 20,
  CUTS = 16
};

static int replay(const char *path) {
  FILE *file = fopen(path, "rb");
  uint8_t *bytes = malloc(FILE_BYTES_MAX);
  if (!file || !bytes) {
    fprintf(stderr, "cannot read %s\n", path);
    free(bytes);
    return -1;
  }
  size_t size = fread(bytes, 1, FILE_BYTES_MAX, file);
  fclose(file);
  for (size_t cut = 0; cut <= CUTS; cut++) {
    /* An exact copy each time: a read beyond the end is then seen. */
    size_t part = size * cut / CUTS;
    uint8_t *copy = malloc(part ? part : 1);
    if (copy) {
      for (size_t i = 0; i < part; i++)
        copy[i] = bytes[i];
      LLVMFuzzerTestOneInput(copy, part);
    }
    free(copy);
  }
  free(bytes);
  return 0;
}

int main(int argc, char **argv) {
  int failed = 0;
  for (int i = 1; i < argc; i++)
    failed += replay(argv[i]) != 0;
  printf("%d passed, %d failed, 0 skipped\n", argc - 1 - failed, failed);
  return failed > 0 || argc < 2;
}
