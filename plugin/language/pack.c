#include "language/pack.h"

#include <attune.h>

static const char *const kind_names[PACK_KINDS] = {
    [LANGUAGE_RULE] = "rule",
    [LANGUAGE_CUE] = "cue",
    [LANGUAGE_SHIFT] = "shift",
    [LANGUAGE_SITUATION] = "situation",
    [LANGUAGE_SIGNAL] = "signal",
    [LANGUAGE_FACT] = "fact",
    [LANGUAGE_CONCERN] = "concern",
    [LANGUAGE_QUESTION] = "question",
    [LANGUAGE_MOVE] = "move",
    [LANGUAGE_SAY] = "say",
    [LANGUAGE_AVOID] = "avoid",
    [LANGUAGE_TURN] = "turn",
    [LANGUAGE_LABEL] = "label",
    [LANGUAGE_GUARD] = "guard",
    [LANGUAGE_PROMISE] = "promise",
    [LANGUAGE_TOPIC] = "topic",
    [PACK_CLASS] = "class",
    [PACK_CONTRACTION] = "contraction",
    [PACK_ABBREVIATION] = "abbreviation",
    [PACK_SIGN_OFF] = "sign-off",
};

const char *pack_kind_name(unsigned kind) {
  return kind < PACK_KINDS ? kind_names[kind] : NULL;
}

void pack_init(struct pack *pack, struct arena *bytes) {
  *pack = (struct pack){.bytes = bytes};
  arena_init_large(&pack->arena);
  phrase_names_init(&pack->names, &pack->arena);
}

void pack_fini(struct pack *pack) {
  arena_fini(&pack->arena);
}

/* One file being read. */
struct reader {
  struct pack *pack;
  struct language_error *error;
  size_t first; /* of its sections */
  struct str file;
  struct str bytes;
  size_t at;
  uint32_t line; /* of at */
};

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

struct str pack_trim(struct str text) {
  while (text.size > 0 && is_blank(text.data[text.size - 1]))
    text.size--;
  while (text.size > 0 && is_blank(text.data[0])) {
    text.data++;
    text.size--;
  }
  return text;
}

struct str pack_word(struct str *text) {
  size_t size = 0;
  *text = pack_trim(*text);
  while (size < text->size && !is_blank(text->data[size]))
    size++;
  struct str word = {text->data, size};
  text->data += size;
  text->size -= size;
  return word;
}

int pack_fail(struct language_error *error, struct str file, uint32_t line,
              const char *message) {
  *error =
      (struct language_error){.file = file, .line = line, .message = message};
  return ATTUNE_E_ARGUMENT;
}

static int fail(struct reader *r, uint32_t line, const char *message) {
  return pack_fail(r->error, r->file, line, message);
}

/* The next line as it stands in the file; false at its end. */
static bool next_raw(struct reader *r, struct str *raw) {
  if (r->at >= r->bytes.size)
    return false;
  const char *begin = r->bytes.data + r->at;
  const char *end = memchr(begin, '\n', r->bytes.size - r->at);
  raw->data = begin;
  raw->size = end ? (size_t)(end - begin) : r->bytes.size - r->at;
  r->at += raw->size + 1;
  r->line++;
  return true;
}

/* Also where it is indented: it would else be part of the line above. */
static bool is_comment(struct str raw) {
  struct str line = pack_trim(raw);
  return line.size > 0 && line.data[0] == '#';
}

/* The next line that continues the one above. Comments may stand between. */
static bool next_more(struct reader *r, struct str *more) {
  struct reader ahead = *r;
  struct str raw;
  while (next_raw(&ahead, &raw) && pack_trim(raw).size > 0) {
    if (is_comment(raw))
      continue;
    if (!is_blank(raw.data[0]))
      return false;
    *r = ahead;
    *more = pack_trim(raw);
    return true;
  }
  return false;
}

/* With the lines that continue it. The built-in pack has them joined. */
static int join_lines(struct reader *r, struct str *line) {
  struct reader ahead = *r;
  struct str more;
  size_t size = line->size;
  while (next_more(&ahead, &more))
    size += 1 + more.size;
  if (size == line->size)
    return ATTUNE_OK;
  char *data = arena_alloc(r->pack->bytes, size);
  if (!data)
    return ATTUNE_E_MEMORY;
  memcpy(data, line->data, line->size);
  *line = (struct str){data, line->size};
  while (next_more(r, &more)) {
    data[line->size++] = ' ';
    memcpy(data + line->size, more.data, more.size);
    line->size += more.size;
  }
  return ATTUNE_OK;
}

/* An empty *line: the file is at its end. */
static int next_line(struct reader *r, struct str *line, uint32_t *number) {
  *line = (struct str){NULL, 0};
  struct str raw;
  do {
    if (!next_raw(r, &raw))
      return ATTUNE_OK;
  } while (is_comment(raw) || pack_trim(raw).size == 0);
  *number = r->line;
  *line = raw;
  /* A line that continues nothing keeps its blank and is found out by it. */
  if (is_blank(raw.data[0]))
    return ATTUNE_OK;
  *line = pack_trim(raw);
  return join_lines(r, line);
}

static struct str until(struct str text, char stop) {
  const char *end = text.size > 0 ? memchr(text.data, stop, text.size) : NULL;
  return (struct str){text.data, end ? (size_t)(end - text.data) : text.size};
}

/* Fills in what stands between the brackets. */
static int name_section(struct reader *r, struct str rest,
                        struct pack_section *section) {
  struct str kind = pack_word(&rest);
  section->kind = 0;
  while (section->kind < PACK_KINDS && !str_is(kind, kind_names[section->kind]))
    section->kind++;
  if (section->kind == PACK_KINDS)
    return fail(r, section->line, "there is no such kind of section");
  struct str name = pack_word(&rest);
  section->name = name;
  section->id = until(name, '.');
  if (section->id.size < name.size)
    section->part = (struct str){name.data + section->id.size + 1,
                                 name.size - section->id.size - 1};
  /* Words for the tokenizer may be given in several places; the rest once. */
  bool named = section->kind <= PACK_CLASS;
  if (pack_trim(rest).size > 0 || named != (section->id.size > 0))
    return fail(r, section->line,
                named ? "this section is [kind id] or [kind id.part]"
                      : "this section has no id");
  return ATTUNE_OK;
}

static int note_name(struct reader *r, const struct pack_section *section) {
  struct phrase_names *names = &r->pack->names;
  if (section->kind > PACK_CLASS)
    return ATTUNE_OK;
  if (phrase_names_find(names, section->kind, section->name))
    return fail(r, section->line, "this section was there before");
  return phrase_names_add(names, section->kind, section->name, 0);
}

static int read_header(struct reader *r, struct str line, uint32_t number) {
  struct pack *pack = r->pack;
  struct pack_section section = {.file = r->file, .line = number};
  if (line.data[line.size - 1] != ']')
    return fail(r, number, "a section is [kind id]");
  int status =
      name_section(r, (struct str){line.data + 1, line.size - 2}, &section);
  if (!status)
    status = note_name(r, &section);
  if (status)
    return status;
  struct pack_section *sections =
      arena_grow(&pack->arena, pack->sections, pack->count, &pack->capacity,
                 sizeof(*sections));
  if (!sections)
    return ATTUNE_E_MEMORY;
  pack->sections = sections;
  sections[pack->count++] = section;
  return ATTUNE_OK;
}

/* The character between key and value; '\0': lines without keys. */
static char divider(unsigned kind) {
  if (kind == PACK_ABBREVIATION || kind == PACK_SIGN_OFF)
    return '\0';
  return kind == PACK_CONTRACTION ? '=' : ':';
}

static int read_key(struct reader *r, unsigned kind, struct pack_line *line) {
  char stop = divider(kind);
  if (stop == '\0')
    return ATTUNE_OK;
  struct str key = until(line->value, stop);
  if (key.size == line->value.size)
    return fail(r, line->line,
                stop == '=' ? "a contraction is form = words"
                            : "a line is key: value");
  line->value.data += key.size + 1;
  line->value.size -= key.size + 1;
  line->value = pack_trim(line->value);
  line->key = pack_trim(key);
  if (line->key.size == 0 || line->value.size == 0)
    return fail(r, line->line, "a key and its value cannot be empty");
  return ATTUNE_OK;
}

static int read_line(struct reader *r, struct str text, uint32_t number) {
  struct pack *pack = r->pack;
  if (is_blank(text.data[0]))
    return fail(r, number, "there is no line to continue");
  if (text.data[0] == '[')
    return read_header(r, text, number);
  if (pack->count == r->first)
    return fail(r, number, "a line before the first section");
  struct pack_section *section = &pack->sections[pack->count - 1];
  struct pack_line line = {.value = text, .line = number};
  int status = read_key(r, section->kind, &line);
  if (status)
    return status;
  struct pack_line *lines =
      arena_grow(&pack->arena, section->lines, section->count,
                 &section->capacity, sizeof(*lines));
  if (!lines)
    return ATTUNE_E_MEMORY;
  section->lines = lines;
  lines[section->count++] = line;
  return ATTUNE_OK;
}

int pack_read(struct pack *pack, const struct language_file *file,
              struct language_error *error) {
  struct reader r = {.pack = pack,
                     .error = error,
                     .first = pack->count,
                     .file = str_of(file->name),
                     .bytes = file->bytes};
  struct str line;
  uint32_t number;
  int status = next_line(&r, &line, &number);
  while (!status && line.size > 0) {
    status = read_line(&r, line, number);
    if (!status)
      status = next_line(&r, &line, &number);
  }
  return status;
}
