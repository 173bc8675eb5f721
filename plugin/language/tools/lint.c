#include "language/tools/lint.h"

#include <attune.h>
#include <stdio.h>
#include <stdlib.h>

/* One mistake may look like many; nobody reads more at once. */
#define SHOWN_MAX 200

void lint_add(struct lint *lint, struct str file, uint32_t line,
              const char *format, ...) {
  char text[512];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof(text), format, args);
  va_end(args);
  struct lint_problem *problems =
      arena_grow(&lint->arena, lint->problems, lint->count, &lint->capacity,
                 sizeof(*problems));
  struct str message = arena_str(&lint->arena, str_of(text));
  if (!problems || !message.data) {
    lint->failed = true;
    return;
  }
  lint->problems = problems;
  problems[lint->count++] = (struct lint_problem){file, line, message};
}

bool lint_has(const struct lint *lint, struct str file, uint32_t line) {
  for (size_t i = 0; i < lint->count; i++)
    if (lint->problems[i].line == line &&
        str_equal(lint->problems[i].file, file))
      return true;
  return false;
}

struct lint_hint lint_hint_of(const struct nearest *nearest) {
  struct lint_hint hint = {""};
  if (nearest->best.size > 0)
    snprintf(hint.text, sizeof(hint.text), ", did you mean \"%.*s\"?",
             STR_ARGS(nearest->best));
  return hint;
}

static bool read_file(struct lint *lint, const char *path, struct str *bytes) {
  FILE *file = fopen(path, "rb");
  long size = -1;
  if (file && fseek(file, 0, SEEK_END) == 0)
    size = ftell(file);
  char *data = size < 0 ? NULL : arena_alloc(&lint->arena, (size_t)size + 1);
  bool good = data && fseek(file, 0, SEEK_SET) == 0 &&
              fread(data, 1, (size_t)size, file) == (size_t)size;
  if (file)
    fclose(file);
  *bytes = (struct str){data, good ? (size_t)size : 0};
  return good;
}

static bool read_files(struct lint *lint, char **paths, size_t count) {
  lint->files = arena_alloc(&lint->arena, count * sizeof(*lint->files));
  lint->file_count = lint->files ? count : 0;
  for (size_t i = 0; i < lint->file_count; i++) {
    lint->files[i].name = paths[i];
    if (!read_file(lint, paths[i], &lint->files[i].bytes)) {
      perror(paths[i]);
      return false;
    }
  }
  return lint->files != NULL;
}

static int compare(const void *a, const void *b) {
  const struct lint_problem *left = a, *right = b;
  int order = strcmp(left->file.data, right->file.data);
  return order ? order
               : (left->line > right->line) - (left->line < right->line);
}

static int print(const struct lint *lint) {
  if (lint->failed) {
    fprintf(stderr, "lint: out of memory\n");
    return 2;
  }
  if (lint->count > 0)
    qsort(lint->problems, lint->count, sizeof(*lint->problems), compare);
  for (size_t i = 0; i < lint->count && i < SHOWN_MAX; i++)
    fprintf(stderr, "%.*s:%u: %.*s\n", STR_ARGS(lint->problems[i].file),
            lint->problems[i].line, STR_ARGS(lint->problems[i].message));
  if (lint->count > SHOWN_MAX)
    fprintf(stderr, "... and %zu more\n", lint->count - SHOWN_MAX);
  return lint->count > 0;
}

int main(int argc, char **argv) {
  struct lint lint = {0};
  int status = 2;
  if (argc < 2) {
    fprintf(stderr, "usage: lint FILE...\n");
    return status;
  }
  arena_init_large(&lint.arena);
  pack_init(&lint.pack, &lint.arena);
  if (read_files(&lint, argv + 1, (size_t)argc - 1)) {
    lint_read(&lint);
    lint_sections(&lint);
    status = print(&lint);
  }
  pack_fini(&lint.pack);
  arena_fini(&lint.arena);
  return status;
}
