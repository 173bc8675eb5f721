/*
 * embed SYMBOL FILE...: prints a C file that holds the files' lines as
 * `const struct language_file SYMBOL[]`, and SYMBOL_count. A build tool.
 */
#include <stdio.h>
#include <string.h>

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* As numbers: a compiler need not take string literals over 4095 bytes. */
static void print_byte(unsigned char byte) {
  static int column;
  printf("%s%d,", column++ % 20 == 0 ? "\n  " : "", byte);
}

static void print_text(const char *text, size_t begin, size_t end) {
  for (size_t i = begin; i < end; i++)
    print_byte((unsigned char)text[i]);
}

static size_t blanks(const char *line) {
  return strspn(line, " \t\r");
}

static size_t trimmed(const char *line) {
  size_t size = strlen(line);
  while (size > 0 && strchr(" \t\r\n", line[size - 1]))
    size--;
  return size;
}

/*
 * A file's lines without comments, and with those joined to one that continue
 * it, so that what is opened points into these bytes and copies none. As many
 * empty lines stand in their stead, since errors name a line.
 */
static int print_lines(FILE *file) {
  static char line[4096];
  int owed = 0, open = 0;
  for (; fgets(line, sizeof(line), file); owed++) {
    size_t begin = blanks(line), end = trimmed(line);
    if (strlen(line) + 1 == sizeof(line))
      return 1;
    if (begin < end && line[begin] == '#')
      continue;
    if (open && begin > 0 && begin < end)
      print_byte(' ');
    else
      for (; owed > 0; owed--)
        print_byte('\n');
    /* One that continues nothing keeps its blank and is found out by it. */
    if (begin < end)
      print_text(line, open ? begin : 0, end);
    open = begin < end;
  }
  return ferror(file);
}

static int print_bytes(const char *path, int number) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    return 1;
  }
  printf("static const unsigned char bytes_%d[] = {", number);
  int failed = print_lines(file);
  /* One more, so that an empty file is an array too. */
  printf("\n  0};\n");
  fclose(file);
  if (failed)
    fprintf(stderr, "%s: cannot be read, or a line is too long\n", path);
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
