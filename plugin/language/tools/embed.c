/*
 * embed SYMBOL FILE...: prints a C file that holds the files' bytes as
 * `const struct language_file SYMBOL[]`, and SYMBOL_count. A build tool.
 */
#include <stdio.h>
#include <string.h>

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* As numbers: a compiler need not take string literals over 4095 bytes. */
static int print_bytes(const char *path, int number) {
  FILE *file = fopen(path, "rb");
  int byte, column = 0;
  if (!file) {
    perror(path);
    return 1;
  }
  printf("static const unsigned char bytes_%d[] = {", number);
  while ((byte = getc(file)) != EOF)
    printf("%s%d,", column++ % 20 == 0 ? "\n  " : "", byte);
  /* One more, so that an empty file is an array too. */
  printf("\n  0};\n");
  int failed = ferror(file);
  fclose(file);
  return failed;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: embed SYMBOL FILE...\n");
    return 2;
  }
  printf("#include \"language/language.h\"\n\n");
  for (int i = 2; i < argc; i++)
    if (print_bytes(argv[i], i))
      return 1;
  printf("\nconst struct language_file %s[] = {\n", argv[1]);
  for (int i = 2; i < argc; i++)
    printf("  {\"%s\", {(const char *)bytes_%d, sizeof(bytes_%d) - 1}},\n",
           base_name(argv[i]), i, i);
  printf("};\n\nconst size_t %s_count = %d;\n", argv[1], argc - 2);
  return fflush(stdout) != 0;
}
