#include "base/json_scan.h"

#include <attune.h>

#include "base/utf8.h"

/* What a quoted piece of the text is, before anything is decoded. */
struct quoted {
  struct range range;  /* with the quotes */
  size_t decoded_size; /* in bytes of UTF-8 */
  bool escaped;
};

static int fail(struct json_scan *scan, size_t at, const char *message) {
  scan->error = (struct json_error){at, message};
  return ATTUNE_E_ARGUMENT;
}

static bool at_end(const struct json_scan *scan) {
  return scan->at == scan->text.size;
}

/* The byte at hand, or NUL, which the text does not have, at the end. */
static char peek(const struct json_scan *scan) {
  return at_end(scan) ? '\0' : scan->text.data[scan->at];
}

static bool accept(struct json_scan *scan, char byte) {
  if (at_end(scan) || peek(scan) != byte)
    return false;
  scan->at++;
  return true;
}

static bool stands(const struct json_scan *scan, struct str bytes) {
  return scan->text.size - scan->at >= bytes.size &&
         memcmp(scan->text.data + scan->at, bytes.data, bytes.size) == 0;
}

/* Single, or curly as a word processor makes them: U+2018 to U+201F. */
static bool is_wrong_quote(const struct json_scan *scan) {
  size_t at = scan->at;
  return peek(scan) == '\'' ||
         (stands(scan, STR("\xE2\x80")) && scan->text.size - at > 2 &&
          ((unsigned char)scan->text.data[at + 2] & 0xF8) == 0x98);
}

/* What people write where JSON has something else; NULL: nothing known. */
static const char *advice(const struct json_scan *scan) {
  if (is_wrong_quote(scan))
    return "use straight double quotes";
  if (scan->comments && (peek(scan) == '#' || stands(scan, STR("/*"))))
    return "comments begin with //";
  return NULL;
}

/* Of the message, unless there is better to say of what stands here. */
static int fail_here(struct json_scan *scan, const char *message) {
  const char *better =
      at_end(scan) ? "unexpected end of the text" : advice(scan);
  return fail(scan, scan->at, better ? better : message);
}

static bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

static void skip_line(struct json_scan *scan) {
  const char *from = scan->text.data + scan->at;
  const char *end = memchr(from, '\n', scan->text.size - scan->at);
  scan->at = end ? (size_t)(end - scan->text.data) : scan->text.size;
}

static void skip_space(struct json_scan *scan) {
  for (;;) {
    char byte = peek(scan);
    if (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r')
      scan->at++;
    else if (scan->comments && byte == '/' && scan->text.size - scan->at >= 2 &&
             scan->text.data[scan->at + 1] == '/')
      skip_line(scan);
    else
      return;
  }
}

static int hex_value(char byte) {
  if (is_digit(byte))
    return byte - '0';
  if (byte >= 'a' && byte <= 'f')
    return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F')
    return byte - 'A' + 10;
  return -1;
}

/* The four digits of \uXXXX; false when they are not four. */
static bool scan_hex(struct json_scan *scan, uint32_t *code) {
  *code = 0;
  for (unsigned i = 0; i < 4; i++) {
    int digit = hex_value(peek(scan));
    if (digit < 0)
      return false;
    *code = *code << 4 | (uint32_t)digit;
    scan->at++;
  }
  return true;
}

/* Behind \u. A surrogate counts only together with its other half. */
static int scan_unicode(struct json_scan *scan, size_t begin, uint32_t *code) {
  uint32_t low;
  if (!scan_hex(scan, code))
    return fail(scan, begin, "\\u needs four hexadecimal digits");
  if (*code == 0)
    return fail(scan, begin, "NUL in a string");
  if (*code < 0xD800 || *code > 0xDFFF)
    return ATTUNE_OK;
  if (*code > 0xDBFF || !accept(scan, '\\') || !accept(scan, 'u') ||
      !scan_hex(scan, &low) || low < 0xDC00 || low > 0xDFFF)
    return fail(scan, begin, "half of a surrogate pair");
  *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
  return ATTUNE_OK;
}

/* At the byte behind a backslash; adds to decoded_size what it stands for. */
static int scan_escape(struct json_scan *scan, size_t *decoded_size) {
  size_t begin = scan->at - 1;
  uint32_t code = 0;
  char byte = peek(scan);
  if (byte == '\0')
    return fail_here(scan, "");
  scan->at++;
  if (byte == 'u') {
    char bytes[4];
    int status = scan_unicode(scan, begin, &code);
    *decoded_size += utf8_encode(code, bytes);
    return status;
  }
  if (!strchr("\"\\/bfnrt", byte))
    return fail(scan, begin, "unknown escape");
  *decoded_size += 1;
  return ATTUNE_OK;
}

/*
 * The line ends in the string that begins there: its last quote is missing,
 * or it is a curly one.
 */
static int fail_open(struct json_scan *scan, size_t begin) {
  for (scan->at = begin + 1; peek(scan) != '\n' && peek(scan) != '\r';
       scan->at++)
    if (peek(scan) != '\'' && is_wrong_quote(scan))
      return fail(scan, scan->at, advice(scan));
  return fail(scan, begin, "string without an end on its line");
}

static int scan_quoted(struct json_scan *scan, struct quoted *quoted) {
  size_t begin = scan->at++;
  *quoted = (struct quoted){.escaped = false};
  while (!accept(scan, '"')) {
    int status = ATTUNE_OK;
    if (at_end(scan))
      return fail(scan, begin, "string without an end");
    if (peek(scan) == '\n' || peek(scan) == '\r')
      return fail_open(scan, begin);
    if ((unsigned char)peek(scan) < 0x20)
      return fail(scan, scan->at, "control character in a string");
    if (accept(scan, '\\')) {
      quoted->escaped = true;
      status = scan_escape(scan, &quoted->decoded_size);
    } else {
      scan->at++;
      quoted->decoded_size++;
    }
    if (status != ATTUNE_OK)
      return status;
  }
  quoted->range = (struct range){begin, scan->at};
  return ATTUNE_OK;
}

static int add_token(struct json_scan *scan, struct json_token token) {
  struct json_token *tokens =
      arena_grow(scan->arena, scan->tokens, scan->token_count,
                 &scan->token_capacity, sizeof(*tokens));
  if (!tokens)
    return ATTUNE_E_MEMORY;
  scan->tokens = tokens;
  scan->tokens[scan->token_count++] = token;
  return ATTUNE_OK;
}

/* A string or key of node. Without escapes it is what stands there. */
static int scan_string(struct json_scan *scan, struct json *node, bool is_key) {
  struct quoted quoted;
  struct str *string = is_key ? &node->key : &node->string;
  int status = scan_quoted(scan, &quoted);
  if (status != ATTUNE_OK)
    return status;
  if (quoted.escaped) {
    string->size = quoted.decoded_size;
    return add_token(scan, (struct json_token){node, quoted.range, is_key});
  }
  struct range inside = {quoted.range.begin + 1, quoted.range.end - 1};
  *string = arena_str(scan->arena, str_slice(scan->text, inside));
  return string->data ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

/* False when there is no digit. */
static bool skip_digits(struct json_scan *scan) {
  size_t begin = scan->at;
  while (is_digit(peek(scan)))
    scan->at++;
  return scan->at > begin;
}

/* RFC 8259's number; false when something else stands there. */
static bool skip_number(struct json_scan *scan, bool *is_real) {
  *is_real = false;
  (void)accept(scan, '-');
  if (!accept(scan, '0') && !skip_digits(scan))
    return false;
  if (accept(scan, '.')) {
    *is_real = true;
    if (!skip_digits(scan))
      return false;
  }
  if (accept(scan, 'e') || accept(scan, 'E')) {
    *is_real = true;
    if (!accept(scan, '+'))
      (void)accept(scan, '-');
    if (!skip_digits(scan))
      return false;
  }
  /* So that 01 and 1.2.3 are told as bad numbers, not as missing commas. */
  return !is_digit(peek(scan)) && peek(scan) != '.' && peek(scan) != 'x';
}

/* False when the digits do not fit: json-c would clamp them silently. */
static bool integer_of(struct str digits, int64_t *value) {
  bool negative = digits.data[0] == '-';
  uint64_t limit = (uint64_t)INT64_MAX + (negative ? 1 : 0);
  uint64_t sum = 0;
  for (size_t i = negative ? 1 : 0; i < digits.size; i++) {
    uint64_t digit = (uint64_t)(digits.data[i] - '0');
    if (sum > (limit - digit) / 10)
      return false;
    sum = sum * 10 + digit;
  }
  /* INT64_MIN has no positive counterpart to negate. */
  *value = !negative ? (int64_t)sum : sum == limit ? INT64_MIN : -(int64_t)sum;
  return true;
}

static int scan_number(struct json_scan *scan, struct json *node) {
  bool is_real;
  if (!skip_number(scan, &is_real))
    return fail(scan, node->at, "malformed number");
  struct range range = {node->at, scan->at};
  node->type = is_real ? JSON_REAL : JSON_INT;
  if (is_real)
    return add_token(scan, (struct json_token){node, range, false});
  if (!integer_of(str_slice(scan->text, range), &node->integer))
    return fail(scan, node->at, "number out of range");
  return ATTUNE_OK;
}

static bool accept_word(struct json_scan *scan, struct str word) {
  size_t left = scan->text.size - scan->at;
  if (left < word.size ||
      memcmp(scan->text.data + scan->at, word.data, word.size) != 0)
    return false;
  scan->at += word.size;
  return true;
}

static int scan_word(struct json_scan *scan, struct json *node) {
  node->type = JSON_BOOL;
  node->boolean = true;
  if (accept_word(scan, STR("true")))
    return ATTUNE_OK;
  node->boolean = false;
  if (accept_word(scan, STR("false")))
    return ATTUNE_OK;
  node->type = JSON_NULL;
  if (accept_word(scan, STR("null")))
    return ATTUNE_OK;
  return fail_here(scan, "expected a value");
}

static int open_container(struct json_scan *scan, struct json *node) {
  if (scan->depth == JSON_DEPTH_MAX)
    return fail(scan, node->at, "nested too deeply");
  node->type = peek(scan) == '{' ? JSON_OBJECT : JSON_ARRAY;
  scan->open[scan->depth] = node;
  scan->tail[scan->depth] = &node->first;
  scan->depth++;
  scan->at++;
  return ATTUNE_OK;
}

static int scan_value(struct json_scan *scan, struct json *node) {
  char byte = peek(scan);
  node->at = scan->at;
  if (byte == '{' || byte == '[')
    return open_container(scan, node);
  if (byte == '"') {
    node->type = JSON_STRING;
    return scan_string(scan, node, false);
  }
  if (byte == '-' || is_digit(byte))
    return scan_number(scan, node);
  return scan_word(scan, node);
}

static int close_container(struct json_scan *scan) {
  struct json *node = scan->open[--scan->depth];
  scan->value_end = scan->at;
  if (node->type != JSON_OBJECT || node->count < 2)
    return ATTUNE_OK;
  struct json **objects =
      arena_grow(scan->arena, scan->objects, scan->object_count,
                 &scan->object_capacity, sizeof(struct json *));
  if (!objects)
    return ATTUNE_E_MEMORY;
  scan->objects = objects;
  scan->objects[scan->object_count++] = node;
  return ATTUNE_OK;
}

static int scan_key(struct json_scan *scan, struct json *node) {
  if (peek(scan) != '"')
    return fail_here(scan, "expected a key in double quotes");
  node->key_at = scan->at;
  int status = scan_string(scan, node, true);
  if (status != ATTUNE_OK)
    return status;
  skip_space(scan);
  if (!accept(scan, ':'))
    return fail_here(scan, "expected a colon");
  skip_space(scan);
  return ATTUNE_OK;
}

/* The innermost container's next member or item, begun if it nests. */
static int scan_member(struct json_scan *scan, struct json *container) {
  struct json *node = arena_alloc(scan->arena, sizeof(*node));
  if (!node)
    return ATTUNE_E_MEMORY;
  *scan->tail[scan->depth - 1] = node;
  scan->tail[scan->depth - 1] = &node->next;
  container->count++;
  int status = ATTUNE_OK;
  if (container->type == JSON_OBJECT)
    status = scan_key(scan, node);
  if (status == ATTUNE_OK)
    status = scan_value(scan, node);
  scan->value_end = scan->at;
  return status;
}

/*
 * Where another value or key stands, its comma is missing behind the one
 * before, maybe lines above: that is where somebody has to write it.
 */
static int fail_comma(struct json_scan *scan, const char *message) {
  char byte = peek(scan);
  bool another = byte == '"' || byte == '{' || byte == '[' || byte == '-' ||
                 is_digit(byte) || (byte >= 'a' && byte <= 'z');
  if (another && !advice(scan))
    return fail(scan, scan->value_end, message);
  return fail_here(scan, message);
}

/* One more member of the innermost container, or its end. */
static int scan_step(struct json_scan *scan) {
  struct json *container = scan->open[scan->depth - 1];
  bool is_object = container->type == JSON_OBJECT;
  skip_space(scan);
  if (accept(scan, is_object ? '}' : ']'))
    return close_container(scan);
  if (container->count > 0) {
    if (!accept(scan, ','))
      return fail_comma(scan, is_object ? "expected a comma or }"
                                        : "expected a comma or ]");
    skip_space(scan);
    if (peek(scan) == '}' || peek(scan) == ']')
      return fail(scan, scan->at, "nothing follows the comma");
  }
  return scan_member(scan, container);
}

int json_scan_run(struct json_scan *scan) {
  scan->root = arena_alloc(scan->arena, sizeof(*scan->root));
  if (!scan->root)
    return ATTUNE_E_MEMORY;
  skip_space(scan);
  int status = scan_value(scan, scan->root);
  while (status == ATTUNE_OK && scan->depth > 0)
    status = scan_step(scan);
  if (status != ATTUNE_OK)
    return status;
  skip_space(scan);
  if (!at_end(scan))
    return fail_here(scan, "text after the end of the value");
  return ATTUNE_OK;
}
