#include "manifest/secret.h"

#include <stdlib.h>

#include "manifest/file.h"

/* whsec_ and base64 of 64 bytes are 94; white space around it may stand. */
enum {
  SECRET_TEXT_MAX = 128,
  SECRET_LEAST = 24
};

static int base64_value(char c) {
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Strict and our own: libcrypto's decoder takes white space in the middle
   and counts padding as bytes. */
static bool decode(struct str text, struct secret *secret) {
  uint32_t bits = 0;
  unsigned held = 0;
  if (text.size % 4 != 0)
    return false;
  for (int i = 0; i < 2 && text.size > 0; i++)
    if (text.data[text.size - 1] == '=')
      text.size--;
  secret->size = 0;
  for (size_t i = 0; i < text.size; i++) {
    int value = base64_value(text.data[i]);
    if (value < 0)
      return false;
    bits = (bits << 6) | (uint32_t)value;
    held += 6;
    if (held < 8)
      continue;
    held -= 8;
    if (secret->size == sizeof(secret->key))
      return false;
    secret->key[secret->size++] = (unsigned char)(bits >> held);
  }
  /* Bits that reach no byte must be 0, or two texts were one key. */
  return (bits & ((1u << held) - 1)) == 0 && secret->size >= SECRET_LEAST;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Editors and `echo` end a file with a line feed. */
static struct str trim(struct str text) {
  while (text.size > 0 && is_blank(text.data[text.size - 1]))
    text.size--;
  for (; text.size > 0 && is_blank(*text.data); text.size--)
    text.data++;
  return text;
}

static bool starts_with(struct str text, struct str with) {
  return text.size >= with.size && memcmp(text.data, with.data, with.size) == 0;
}

static struct str after(struct str text, struct str prefix) {
  return str_slice(text, (struct range){prefix.size, text.size});
}

/* text may be anything somebody pasted by mistake: no problem shows it. */
static void take(struct reader *r, const struct json *value, struct str text,
                 struct secret *out) {
  struct secret secret = {.size = 0};
  text = trim(text);
  if (starts_with(text, STR("whsec_")) &&
      decode(after(text, STR("whsec_")), &secret))
    *out = secret;
  else
    reader_problem(r, value->at,
                   "what it points to is not \"whsec_\" and the base64 of "
                   "24 to 64 bytes");
  explicit_bzero(&secret, sizeof(secret));
}

static bool is_variable_name(struct str name) {
  for (size_t i = 0; i < name.size; i++) {
    char c = name.data[i];
    bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    if (!letter && !(i > 0 && c >= '0' && c <= '9'))
      return false;
  }
  return name.size > 0;
}

/* secure_getenv: a set-uid host is not led by its caller's environment. */
static void from_environment(struct reader *r, const struct json *value,
                             struct str name, struct secret *out) {
  char *copy = arena_copy(r->scratch, name);
  r->out_of_memory |= !copy;
  if (!copy)
    return;
  const char *text = is_variable_name(name) ? secure_getenv(copy) : NULL;
  if (text)
    take(r, value, str_of(text), out);
  else
    reader_problem(r, value->at, "no environment variable %s",
                   shown_of(name).text);
}

const char *reader_file_name(struct reader *r, struct str name) {
  bool from_root = name.size > 0 && name.data[0] == '/';
  struct str pieces[] = {from_root ? STR("") : str_of(r->base),
                         from_root ? STR("") : STR("/"), name};
  struct str path = arena_join(r->scratch, pieces, 3);
  r->out_of_memory |= !path.data;
  return path.data;
}

static void from_file(struct reader *r, const struct json *value,
                      struct str name, struct secret *out) {
  char text[SECRET_TEXT_MAX];
  size_t size = 0;
  if (!r->base) {
    reader_problem(r, value->at, "files are not read here");
    return;
  }
  const char *path = reader_file_name(r, name);
  if (!path)
    return;
  const char *wrong = file_read(path, FILE_PRIVATE, text, sizeof(text), &size);
  if (wrong)
    reader_problem(r, value->at, "%s: %s", shown_of(name).text, wrong);
  else
    take(r, value, (struct str){text, size}, out);
  explicit_bzero(text, sizeof(text));
}

/* "env:whsec_…" is the key again, and a problem would show it. */
static bool points(const struct json *value, struct str prefix) {
  return value->type == JSON_STRING && starts_with(value->string, prefix) &&
         !starts_with(after(value->string, prefix), STR("whsec_"));
}

void secret_read(struct reader *r, const struct json *value, void *out) {
  struct str from = value->string;
  if (points(value, STR("env:")))
    from_environment(r, value, after(from, STR("env:")), out);
  else if (points(value, STR("file:")))
    from_file(r, value, after(from, STR("file:")), out);
  else
    reader_problem(r, value->at,
                   "expected \"env:NAME\" or \"file:PATH\": a secret never "
                   "stands in the manifest itself");
}
