#include "eval.h"

#include <attune.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "memory/conversation.h"

#define FILES_MAX 64

bool eval_read_file(const char *path, struct str *bytes) {
  FILE *file = fopen(path, "rb");
  size_t size = 0, capacity = 1 << 16;
  char *data = malloc(capacity);
  while (file && data) {
    size += fread(data + size, 1, capacity - size, file);
    if (size < capacity)
      break;
    char *more = realloc(data, capacity *= 2);
    if (!more)
      free(data);
    data = more;
  }
  if (file)
    fclose(file);
  *bytes = (struct str){data, size};
  if (file && data)
    return true;
  free(data);
  return false;
}

static int by_name(const void *a, const void *b) {
  const struct language_file *x = a, *y = b;
  return strcmp(x->name, y->name);
}

static size_t read_folder(const char *folder, struct language_file *files) {
  size_t count = 0;
  DIR *dir = opendir(folder);
  struct dirent *entry;
  while (dir && (entry = readdir(dir)) && count < FILES_MAX) {
    char path[4096];
    size_t size = strlen(entry->d_name);
    if (size < 4 || strcmp(entry->d_name + size - 4, ".txt") != 0)
      continue;
    snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
    if (!eval_read_file(path, &files[count].bytes))
      continue;
    files[count++].name = strdup(entry->d_name);
  }
  if (dir)
    closedir(dir);
  qsort(files, count, sizeof(*files), by_name);
  return count;
}

struct language *eval_language(const char *folder) {
  struct language_file files[FILES_MAX] = {{0}};
  struct language_error error = {0};
  size_t count = read_folder(folder, files);
  struct language *language = language_new(files, count, NULL, 0, &error);
  if (!language)
    fprintf(stderr, "%.*s:%u: %s (line %zu of its kind, byte %zu)\n",
            STR_ARGS(error.file), error.line,
            error.message ? error.message : "out of memory", error.index,
            error.at);
  /* The files stay: the language points into them. */
  return language;
}

struct settings eval_settings(void) {
  return (struct settings){
      .scopes = 1,
      .voice = {.warmth = 1,
                .contractions = true,
                .emoji = true,
                .exclamations = 1,
                .max_growth = 150},
      .thresholds = {.validate_from_heat = 1, .confidence = 500},
  };
}

static bool scan(const struct eval_conversation *c, struct str words,
                 struct text *text, struct language_matches *matches) {
  return text_read(c->arena, c->language->lexicon, words, TEXT_PLAIN, text) ==
             ATTUNE_OK &&
         language_scan(c->language, c->arena, text, c->settings->scopes,
                       matches) == ATTUNE_OK;
}

bool eval_review(struct eval_conversation *c, struct str draft,
                 struct review *out) {
  struct text *text = arena_alloc(c->arena, sizeof(*text));
  struct language_matches *matches = arena_alloc(c->arena, sizeof(*matches));
  if (!text || !matches || !scan(c, draft, text, matches))
    return false;
  struct review_input input = {.language = c->language,
                               .settings = c->settings,
                               .history = &c->history,
                               .text = text,
                               .matches = matches};
  return review_draft(c->arena, &input, out) == ATTUNE_OK;
}

static bool hear(struct eval_conversation *c, struct str words) {
  struct text *text = arena_alloc(c->arena, sizeof(*text));
  struct language_matches matches;
  struct reading reading;
  if (!text || !scan(c, words, text, &matches))
    return false;
  return reading_read(c->arena, c->language, text, &matches, &c->history,
                      &reading) == ATTUNE_OK &&
         history_heard(c->arena, &c->history, text, &reading) == ATTUNE_OK;
}

static bool answer(struct eval_conversation *c, struct str words) {
  struct review review;
  return eval_review(c, words, &review) &&
         history_answered(c->arena, &c->history, &review) == ATTUNE_OK;
}

bool eval_hear_context(struct eval_conversation *c,
                       const struct json *context) {
  for (const struct json *item = context ? context->first : NULL; item;
       item = item->next) {
    const struct json *from = json_get(item, "from");
    const struct json *text = json_get(item, "text");
    if (!from || !text)
      return false;
    bool good = str_is(from->string, "agent") ? answer(c, text->string)
                                              : hear(c, text->string);
    if (!good)
      return false;
  }
  return true;
}
