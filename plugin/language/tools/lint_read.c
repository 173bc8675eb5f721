#include "language/tools/lint.h"

#include <attune.h>
#include <stdio.h>

/* A mistake in a phrase costs another opening of the pack. */
#define PHRASES_MAX 50
#define LINES_MAX   1000
#define SHOWN       24 /* bytes of a phrase, from its mistake on */

/* Stands in for a phrase; it compiles everywhere. */
#define STAND_IN "attune"

static struct language_file *file_of(struct lint *lint, struct str name) {
  for (size_t i = 0; i < lint->file_count; i++)
    if (str_is(name, lint->files[i].name))
      return &lint->files[i];
  return NULL;
}

/* The line as it stands in the file, without its end. */
static struct range line_at(struct str bytes, uint32_t line) {
  struct range range = {0, 0};
  for (uint32_t n = 1; n < line && range.begin < bytes.size; range.begin++)
    n += bytes.data[range.begin] == '\n';
  range.end = range.begin;
  while (range.end < bytes.size && bytes.data[range.end] != '\n')
    range.end++;
  return range;
}

static bool continues(struct str line) {
  return line.size > 0 && (line.data[0] == ' ' || line.data[0] == '\t') &&
         pack_trim(line).size > 0;
}

/* The line with those that continue it; *more: how many these are. */
static struct range lines_at(struct str bytes, uint32_t line, uint32_t *more) {
  struct range range = line_at(bytes, line);
  *more = 0;
  while (range.end < bytes.size) {
    struct range next = line_at(bytes, line + *more + 1);
    struct str text = str_slice(bytes, next);
    if (!continues(text) && (text.size == 0 || text.data[0] != '#'))
      break;
    range.end = next.end;
    ++*more;
  }
  return range;
}

/* Other words in the place of a line, every line behind it where it was. */
static void put(struct lint *lint, struct language_file *file, uint32_t line,
                const char *words) {
  uint32_t more;
  struct range range = lines_at(file->bytes, line, &more);
  struct str pieces[LINES_MAX] = {
      str_slice(file->bytes, (struct range){0, range.begin}), str_of(words)};
  size_t count = 2;
  for (; more > 0 && count + 1 < LINES_MAX; more--)
    pieces[count++] = STR("\n");
  pieces[count++] =
      str_slice(file->bytes, (struct range){range.end, file->bytes.size});
  file->bytes = arena_join(&lint->arena, pieces, count);
  lint->failed |= !file->bytes.data;
}

static unsigned kind_of(struct str word, struct nearest *nearest) {
  unsigned kind = 0;
  for (; kind < PACK_KINDS && !str_is(word, pack_kind_name(kind)); kind++)
    nearest_offer(nearest, str_of(pack_kind_name(kind)));
  return kind;
}

/*
 * A section with a name of its own in its stead, so that its lines are looked
 * at. Of a kind that is not known they are taken as of the one it is like.
 */
static void mend_header(struct lint *lint, struct language_file *file,
                        const struct language_error *error) {
  struct str line =
      pack_trim(str_slice(file->bytes, line_at(file->bytes, error->line)));
  struct str rest = {line.data + 1, line.size - 1};
  if (rest.size > 0 && rest.data[rest.size - 1] == ']')
    rest.size--;
  struct str word = pack_word(&rest), name = pack_word(&rest);
  if (name.size == 0 || name.data[0] == '.')
    name = LINT_NAME;
  struct nearest nearest = nearest_to(word);
  unsigned kind = kind_of(word, &nearest);
  bool known = kind < PACK_KINDS;
  lint_add(lint, error->file, error->line, "%s%s", error->message,
           known ? "" : lint_hint_of(&nearest).text);
  word = known || nearest.best.size == 0 ? word : nearest.best;
  kind = kind_of(word, &nearest);
  char header[256];
  if (kind == PACK_KINDS)
    snprintf(header, sizeof(header), "[topic %.*s.%u]", STR_ARGS(LINT_NAME),
             error->line);
  else if (kind > PACK_CLASS)
    snprintf(header, sizeof(header), "[%.*s]", STR_ARGS(word));
  else
    snprintf(header, sizeof(header), "[%.*s %.*s.lint-%zu-%u]", STR_ARGS(word),
             (int)(name.size < 100 ? name.size : 100), name.data,
             (size_t)(file - lint->files), error->line);
  put(lint, file, error->line, header);
}

/* True: something was mended, the readers may be asked again. */
static bool mend_line(struct lint *lint, const struct language_error *error) {
  struct language_file *file = file_of(lint, error->file);
  if (!error->message) {
    lint->failed = true;
    return false;
  }
  if (!file || lint_has(lint, error->file, error->line))
    return false;
  if (file->bytes.data[line_at(file->bytes, error->line).begin] == '[') {
    mend_header(lint, file, error);
    return true;
  }
  lint_add(lint, error->file, error->line, "%s", error->message);
  put(lint, file, error->line, "");
  return true;
}

static void read_lines(struct lint *lint) {
  struct language_error error = {.line = 0};
  int status = ATTUNE_E_ARGUMENT;
  for (int tries = 0; status && tries < LINES_MAX && !lint->failed; tries++) {
    pack_fini(&lint->pack);
    pack_init(&lint->pack, &lint->arena);
    status = ATTUNE_OK;
    for (size_t i = 0; i < lint->file_count && !status; i++)
      status = pack_read(&lint->pack, &lint->files[i], &error);
    if (status && !mend_line(lint, &error))
      return;
  }
}

static const struct pack_line *find_line(const struct lint *lint,
                                         struct str file, uint32_t number,
                                         const struct pack_section **section) {
  for (size_t i = 0; i < lint->pack.count; i++) {
    *section = &lint->pack.sections[i];
    for (size_t n = 0; n < (*section)->count; n++)
      if ((*section)->lines[n].line == number &&
          str_equal((*section)->file, file))
        return &(*section)->lines[n];
  }
  return NULL;
}

/* The class that a phrase names at its mistake, if it does. */
static struct lint_hint class_hint(const struct lint *lint, struct str rest) {
  struct str name = {rest.data + 1, 0};
  if (rest.size == 0 || rest.data[0] != '<')
    return (struct lint_hint){""};
  while (name.size + 1 < rest.size && name.data[name.size] != '>')
    name.size++;
  struct nearest nearest = nearest_to(name);
  for (size_t i = 0; i < lint->pack.count; i++)
    if (lint->pack.sections[i].kind == PACK_CLASS)
      nearest_offer(&nearest, lint->pack.sections[i].name);
  return lint_hint_of(&nearest);
}

static void add_phrase(struct lint *lint, const struct pack_line *line,
                       const struct language_error *error) {
  size_t at = error->at < line->value.size ? error->at : line->value.size;
  struct str rest = {line->value.data + at, line->value.size - at};
  struct lint_hint hint = class_hint(lint, rest);
  if (rest.size > SHOWN)
    rest.size = SHOWN;
  if (rest.size > 0)
    lint_add(lint, error->file, error->line, "%s, at \"%.*s\"%s",
             error->message, STR_ARGS(rest), hint.text);
  else
    lint_add(lint, error->file, error->line, "%s", error->message);
}

/* A class that needs itself: it is emptied, or it would be met again. */
static void mend_class(struct lint *lint, struct language_file *file,
                       const struct language_error *error) {
  lint_add(lint, error->file, error->line, "%s", error->message);
  for (size_t i = 0; i < lint->pack.count; i++) {
    const struct pack_section *section = &lint->pack.sections[i];
    if (section->line != error->line || !str_equal(section->file, error->file))
      continue;
    for (size_t n = 0; n < section->count; n++)
      put(lint, file, section->lines[n].line, "words: " STAND_IN);
  }
}

static bool mend_phrase(struct lint *lint, const struct language_error *error) {
  struct language_file *file = file_of(lint, error->file);
  const struct pack_section *section;
  if (!error->message || !file) {
    lint->failed = true;
    return false;
  }
  if (lint_has(lint, error->file, error->line))
    return false;
  const struct pack_line *line =
      find_line(lint, error->file, error->line, &section);
  if (!line) {
    mend_class(lint, file, error);
    return true;
  }
  bool phrase = str_is(line->key, "match") || str_is(line->key, "unless") ||
                str_is(line->key, "words");
  char words[64] = "";
  if (phrase)
    snprintf(words, sizeof(words), "%.*s: " STAND_IN, STR_ARGS(line->key));
  if (phrase)
    add_phrase(lint, line, error);
  else
    lint_add(lint, error->file, error->line, "%s", error->message);
  put(lint, file, error->line, words);
  return true;
}

void lint_read(struct lint *lint) {
  struct language_error error;
  struct language *language = NULL;
  read_lines(lint);
  for (int tries = 0; !language && tries < PHRASES_MAX && !lint->failed;
       tries++) {
    language = language_new(lint->files, lint->file_count, NULL, 0, &error);
    if (!language && !mend_phrase(lint, &error))
      return;
  }
  language_free(language);
}
