#include "base/json_write.h"

#include <stdlib.h>

#include "base/utf8.h"

/* Level 0 is outside of every bracket; filled has a bit for each level. */
#define LEVEL_MAX 31

#define FIRST_CAPACITY 512

void json_writer_init(struct json_writer *w) {
  *w = (struct json_writer){0};
}

void json_writer_fini(struct json_writer *w) {
  free(w->data);
  *w = (struct json_writer){0};
}

void json_writer_reset(struct json_writer *w) {
  *w = (struct json_writer){.data = w->data, .capacity = w->capacity};
}

static bool reserve(struct json_writer *w, size_t more) {
  if (w->failed)
    return false;
  if (more <= w->capacity - w->size)
    return true;
  size_t capacity = w->capacity > 0 ? w->capacity : FIRST_CAPACITY;
  while (capacity - w->size < more && capacity <= SIZE_MAX / 2)
    capacity *= 2;
  char *data = capacity - w->size < more ? NULL : realloc(w->data, capacity);
  if (!data) {
    w->failed = true;
    return false;
  }
  w->data = data;
  w->capacity = capacity;
  return true;
}

static void put(struct json_writer *w, struct str bytes) {
  if (bytes.size == 0 || !reserve(w, bytes.size))
    return;
  memcpy(w->data + w->size, bytes.data, bytes.size);
  w->size += bytes.size;
}

/* Before every key and every value: the comma, where one belongs. */
static void put_comma(struct json_writer *w) {
  uint32_t level = UINT32_C(1) << w->depth;
  if (!w->after_key && (w->filled & level))
    put(w, STR(","));
  w->filled |= level;
  w->after_key = false;
}

static void put_value(struct json_writer *w, struct str bytes) {
  put_comma(w);
  put(w, bytes);
}

/* A bracket too many would leave invalid JSON: better none at all. */
static void open_level(struct json_writer *w, struct str bracket) {
  put_value(w, bracket);
  if (w->depth == LEVEL_MAX) {
    w->failed = true;
    return;
  }
  w->depth++;
  w->filled &= ~(UINT32_C(1) << w->depth);
}

static void close_level(struct json_writer *w, struct str bracket) {
  if (w->depth == 0 || w->after_key) {
    w->failed = true;
    return;
  }
  w->depth--;
  put(w, bracket);
}

void jw_object(struct json_writer *w) {
  open_level(w, STR("{"));
}

void jw_object_end(struct json_writer *w) {
  close_level(w, STR("}"));
}

void jw_array(struct json_writer *w) {
  open_level(w, STR("["));
}

void jw_array_end(struct json_writer *w) {
  close_level(w, STR("]"));
}

static bool is_plain(uint8_t byte) {
  return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\' &&
         byte != '<' && byte != '>' && byte != '&';
}

static void put_escaped(struct json_writer *w, uint32_t code) {
  static const char digits[] = "0123456789abcdef";
  char escape[6] = {'\\', 'u'};
  for (unsigned i = 0; i < 4; i++)
    escape[2 + i] = digits[code >> (12 - 4 * i) & 0xF];
  put(w, (struct str){escape, sizeof(escape)});
}

static void put_ascii(struct json_writer *w, uint32_t code) {
  switch (code) {
  case '"':
    put(w, STR("\\\""));
    break;
  case '\\':
    put(w, STR("\\\\"));
    break;
  case '\n':
    put(w, STR("\\n"));
    break;
  case '\r':
    put(w, STR("\\r"));
    break;
  case '\t':
    put(w, STR("\\t"));
    break;
  case 0:
    /* Legal as \u0000, but databases and many readers refuse it. */
    put(w, STR("\xEF\xBF\xBD"));
    break;
  default:
    put_escaped(w, code);
  }
}

/* Writes the character that starts rest, returns its bytes in rest. */
static size_t put_special(struct json_writer *w, struct str rest) {
  uint32_t code;
  char utf8[4];
  size_t size = utf8_decode(rest, &code);
  if (code < 0x80)
    put_ascii(w, code);
  else if (code == 0x2028 || code == 0x2029)
    put_escaped(w, code);
  else
    put(w, (struct str){utf8, utf8_encode(code, utf8)});
  return size;
}

static void put_quoted(struct json_writer *w, struct str text) {
  put(w, STR("\""));
  size_t at = 0;
  while (at < text.size && !w->failed) {
    size_t begin = at;
    while (at < text.size && is_plain((uint8_t)text.data[at]))
      at++;
    put(w, (struct str){text.data + begin, at - begin});
    if (at < text.size)
      at += put_special(w, (struct str){text.data + at, text.size - at});
  }
  put(w, STR("\""));
}

void jw_key(struct json_writer *w, const char *key) {
  put_comma(w);
  put_quoted(w, str_of(key));
  put(w, STR(":"));
  w->after_key = true;
}

void jw_string(struct json_writer *w, struct str value) {
  put_comma(w);
  put_quoted(w, value);
}

void jw_int(struct json_writer *w, int64_t value) {
  char digits[20];
  size_t at = sizeof(digits);
  /* Negated as unsigned, because -INT64_MIN is no int64_t. */
  uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  do {
    digits[--at] = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (value < 0)
    digits[--at] = '-';
  put_value(w, (struct str){digits + at, sizeof(digits) - at});
}

void jw_bool(struct json_writer *w, bool value) {
  put_value(w, value ? STR("true") : STR("false"));
}

void jw_null(struct json_writer *w) {
  put_value(w, STR("null"));
}

void jw_permille(struct json_writer *w, int permille) {
  /* Digits by hand: printf would take the decimal comma of the locale. */
  int value = permille < 0 ? 0 : permille > 1000 ? 1000 : permille;
  char digits[5] = {(char)('0' + value / 1000), '.',
                    (char)('0' + value / 100 % 10),
                    (char)('0' + value / 10 % 10), (char)('0' + value % 10)};
  put_value(w, (struct str){digits, sizeof(digits)});
}

void jw_field(struct json_writer *w, const char *key, struct str value) {
  jw_key(w, key);
  jw_string(w, value);
}

void jw_field_int(struct json_writer *w, const char *key, int64_t value) {
  jw_key(w, key);
  jw_int(w, value);
}

void jw_field_bool(struct json_writer *w, const char *key, bool value) {
  jw_key(w, key);
  jw_bool(w, value);
}

void jw_raw(struct json_writer *w, struct str json) {
  put_value(w, json);
}
