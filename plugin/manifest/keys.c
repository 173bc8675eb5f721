#include "manifest/keys.h"

#include <math.h>
#include <stdio.h>

#include "base/utf8.h"

_Static_assert(sizeof(enum level) == sizeof(int), "choices are written as int");

void reader_problem_of(struct reader *r, size_t at, struct str path,
                       const char *format, ...) {
  va_list args;
  va_start(args, format);
  problems_add(&r->problems, at, path, format, args);
  va_end(args);
}

void reader_problem(struct reader *r, size_t at, const char *format, ...) {
  struct str path = path_text(&r->path, r->scratch);
  va_list args;
  r->out_of_memory |= !path.data;
  va_start(args, format);
  problems_add(&r->problems, at, path, format, args);
  va_end(args);
}

void reader_problem_in(struct reader *r, const struct json *object,
                       const char *key, const char *message) {
  const struct json *member = json_get(object, key);
  if (member)
    path_push_key(&r->path, str_of(key));
  reader_problem(r, member ? member->at : object->at, "%s", message);
  if (member)
    path_pop(&r->path);
}

void *reader_scratch(struct reader *r, size_t size) {
  void *memory = arena_alloc(r->scratch, size);
  if (!memory)
    r->out_of_memory = true;
  return memory;
}

void reader_given(struct reader *r, const void *at, size_t size) {
  struct given *given = r->given;
  if (!given || (uintptr_t)at - (uintptr_t)given->base >= given->size)
    return;
  size_t begin = (size_t)((const char *)at - given->base);
  struct range *ranges = arena_grow(r->arena, given->ranges, given->count,
                                    &given->capacity, sizeof(*ranges));
  if (!ranges) {
    r->out_of_memory = true;
    return;
  }
  ranges[given->count++] = (struct range){begin, begin + size};
  given->ranges = ranges;
}

/* The place may be of any type; memcpy asks for none. */
static void put(struct reader *r, const struct key *key, void *out,
                const void *value, size_t size) {
  char *at = (char *)out + key->offset;
  memcpy(at, value, size);
  reader_given(r, at, size);
}

static bool expect(struct reader *r, const struct json *value,
                   enum json_kind type, const char *what) {
  if (value->type == type)
    return true;
  reader_problem(r, value->at, "expected %s", what);
  return false;
}

static void read_bool(struct reader *r, const struct json *value,
                      const struct key *key, void *out) {
  if (expect(r, value, JSON_BOOL, "true or false"))
    put(r, key, out, &value->boolean, sizeof(bool));
}

static void expected_number(struct reader *r, const struct json *value,
                            const struct key *key) {
  if (key->least == key->most)
    reader_problem(r, value->at, "expected %lld", (long long)key->least);
  else
    reader_problem(r, value->at, "expected a whole number from %lld to %lld",
                   (long long)key->least, (long long)key->most);
}

static void read_number(struct reader *r, const struct json *value,
                        const struct key *key, void *out) {
  if (value->type != JSON_INT || value->integer < key->least ||
      value->integer > key->most) {
    expected_number(r, value, key);
    return;
  }
  int as_int = (int)value->integer;
  uint32_t as_uint32 = (uint32_t)value->integer;
  size_t as_size = (size_t)value->integer;
  if (key->kind == KEY_INT)
    put(r, key, out, &as_int, sizeof(as_int));
  else if (key->kind == KEY_UINT32)
    put(r, key, out, &as_uint32, sizeof(as_uint32));
  else
    put(r, key, out, &as_size, sizeof(as_size));
}

static void read_permille(struct reader *r, const struct json *value,
                          const struct key *key, void *out) {
  /* 0.725 is no binary fraction: near enough to a thousandth is one. */
  double given = value->type == JSON_INT ? (double)value->integer : value->real;
  double scaled = given * 1000;
  bool number = value->type == JSON_INT || value->type == JSON_REAL;
  bool within = number && given >= 0 && given <= 1;
  int permille = within ? (int)(scaled + 0.5) : 0;
  if (!within || fabs(scaled - permille) > 1e-6) {
    reader_problem(r, value->at,
                   "expected a number from 0 to 1, three decimals at most");
    return;
  }
  put(r, key, out, &permille, sizeof(permille));
}

static size_t append(char *text, size_t size, size_t room, struct str piece) {
  if (size + piece.size >= room)
    return size;
  memcpy(text + size, piece.data, piece.size);
  text[size + piece.size] = '\0';
  return size + piece.size;
}

static void expected_choice(struct reader *r, const struct json *value,
                            const char *const *choices) {
  char list[300] = "";
  size_t size = 0;
  for (size_t i = 0; choices[i]; i++) {
    struct str before = i == 0           ? STR("\"")
                        : choices[i + 1] ? STR("\", \"")
                                         : STR("\" or \"");
    size = append(list, size, sizeof(list), before);
    size = append(list, size, sizeof(list), str_of(choices[i]));
  }
  reader_problem(r, value->at, "expected %s\"", list);
}

int reader_choice(struct reader *r, const struct json *value,
                  const char *const *choices) {
  for (int i = 0; value->type == JSON_STRING && choices[i]; i++)
    if (str_is(value->string, choices[i]))
      return i;
  expected_choice(r, value, choices);
  return -1;
}

static void read_choice(struct reader *r, const struct json *value,
                        const struct key *key, void *out) {
  int choice = reader_choice(r, value, key->choices);
  if (choice >= 0)
    put(r, key, out, &choice, sizeof(choice));
}

static void read_flags(struct reader *r, const struct json *value,
                       const struct key *key, void *out) {
  uint32_t flags = 0;
  size_t index = 0;
  if (!expect(r, value, JSON_ARRAY, "a list"))
    return;
  for (const struct json *item = value->first; item; item = item->next) {
    path_push_index(&r->path, index++);
    int choice = reader_choice(r, item, key->choices);
    if (choice >= 0)
      flags |= (uint32_t)1 << choice;
    path_pop(&r->path);
  }
  put(r, key, out, &flags, sizeof(flags));
}

/* The offset of the first character nobody should be able to hide in what
   is composed for an agent; text.size: there is none. */
static size_t find_hidden(struct str text, bool lines) {
  size_t at = 0;
  while (at < text.size) {
    uint32_t code;
    size_t size =
        utf8_decode((struct str){text.data + at, text.size - at}, &code);
    bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    if ((control && !(lines && code == '\n')) || utf8_is_hidden(code))
      break;
    at += size;
  }
  return at;
}

struct str reader_text(struct reader *r, const struct json *value, size_t least,
                       size_t most, bool lines) {
  struct str none = {NULL, 0};
  if (!expect(r, value, JSON_STRING, "text"))
    return none;
  struct str text = value->string;
  size_t hidden = find_hidden(text, lines);
  if (text.size < least) {
    reader_problem(r, value->at, "expected text, not an empty string");
    return none;
  }
  if (text.size > most) {
    reader_problem(r, value->at, "expected at most %zu bytes of text", most);
    return none;
  }
  if (hidden < text.size) {
    reader_problem(r, literal_offset(r->text, value->at, hidden),
                   "holds a control or invisible character");
    return none;
  }
  struct str copy = arena_str(r->arena, text);
  r->out_of_memory |= !copy.data;
  return copy;
}

void reader_line(struct reader *r, const struct json *value, void *out) {
  struct str text = reader_text(r, value, 1, 200, false);
  memcpy(out, &text, sizeof(text));
}

static void read_text(struct reader *r, const struct json *value,
                      const struct key *key, void *out) {
  struct str text = reader_text(r, value, (size_t)key->least, (size_t)key->most,
                                key->kind == KEY_LINES);
  if (text.data)
    put(r, key, out, &text, sizeof(text));
}

static bool is_id(struct str id) {
  bool after_letter = false;
  for (size_t i = 0; i < id.size; i++) {
    char c = id.data[i];
    bool letter = (c >= 'a' && c <= 'z') || (i > 0 && c >= '0' && c <= '9');
    if (!letter && !(c == '-' && after_letter))
      return false;
    after_letter = letter;
  }
  return after_letter && id.size <= 64;
}

static void read_id(struct reader *r, const struct json *value,
                    const struct key *key, void *out) {
  if (value->type != JSON_STRING || !is_id(value->string)) {
    reader_problem(r, value->at,
                   "expected a name such as \"late-parcel\": a-z, 0-9 and -");
    return;
  }
  struct str id = arena_str(r->arena, value->string);
  r->out_of_memory |= !id.data;
  put(r, key, out, &id, sizeof(id));
}

/*
 * Room for all at once, never grown: an item may hold a key, and a list that
 * moves leaves copies of it behind.
 */
void *reader_list(struct reader *r, const struct json *list, size_t most,
                  size_t item_size, key_read *item, size_t *count) {
  *count = 0;
  if (!expect(r, list, JSON_ARRAY, "a list"))
    return NULL;
  if (list->count > most) {
    reader_problem(r, list->at, "expected at most %zu items", most);
    return NULL;
  }
  if (list->count == 0)
    return NULL;
  char *items = arena_alloc(r->arena, list->count * item_size);
  r->out_of_memory |= !items;
  const struct json *value = items ? list->first : NULL;
  for (; value; value = value->next) {
    path_push_index(&r->path, *count);
    item(r, value, items + *count * item_size);
    path_pop(&r->path);
    ++*count;
  }
  return items;
}

/* Quadratic, over lists that reader_list has found short enough. */
static bool same_before(const struct json *list, const struct json *item,
                        const char *key, struct str wanted) {
  const struct json *other = list->first;
  for (; other != item; other = other->next) {
    const struct json *value = json_get(other, key);
    if (value && value->type == JSON_STRING && str_equal(value->string, wanted))
      return true;
  }
  return false;
}

void reader_unique(struct reader *r, const struct json *list, const char *key) {
  size_t index = 0;
  const struct json *item = list->first;
  for (; item; item = item->next, index++) {
    const struct json *value = json_get(item, key);
    if (!value || value->type != JSON_STRING ||
        !same_before(list, item, key, value->string))
      continue;
    path_push_index(&r->path, index);
    reader_problem_in(r, item, key, "is used above already");
    path_pop(&r->path);
  }
}

static void read_list(struct reader *r, const struct json *value,
                      const struct key *key, void *out) {
  struct key count_key = {.offset = key->count_offset};
  size_t count;
  void *items = reader_list(r, value, (size_t)key->most, key->item_size,
                            key->read, &count);
  put(r, key, out, &items, sizeof(items));
  put(r, &count_key, out, &count, sizeof(count));
  if (value->type == JSON_ARRAY && value->count < (size_t)key->least)
    reader_problem(r, value->at, "expected at least one item");
  if (key->unique && items)
    reader_unique(r, value, key->unique);
}

static void read_value(struct reader *r, const struct json *value,
                       const struct key *key, void *out) {
  switch (key->kind) {
  case KEY_BOOL:
    read_bool(r, value, key, out);
    break;
  case KEY_INT:
  case KEY_UINT32:
  case KEY_SIZE:
    read_number(r, value, key, out);
    break;
  case KEY_PERMILLE:
    read_permille(r, value, key, out);
    break;
  case KEY_CHOICE:
    read_choice(r, value, key, out);
    break;
  case KEY_FLAGS:
    read_flags(r, value, key, out);
    break;
  case KEY_TEXT:
  case KEY_LINES:
    read_text(r, value, key, out);
    break;
  case KEY_ID:
    read_id(r, value, key, out);
    break;
  case KEY_GROUP:
    keys_read(r, value, key->keys, key->key_count, out);
    break;
  case KEY_LIST:
    read_list(r, value, key, out);
    break;
  case KEY_READ:
    key->read(r, value, (char *)out + key->offset);
    break;
  }
}

/* One table serves the manifest and its scopes, so that a key that stands in
   the wrong one of them is told from a key that does not exist. */
static bool fits_here(const struct reader *r, const struct key *key) {
  return key->place == KEY_ANYWHERE ||
         (key->place == KEY_SCOPE_ONLY) == (r->scope > 0);
}

static void unknown_key(struct reader *r, const struct json *member,
                        const struct key *keys, size_t count) {
  struct nearest nearest = nearest_to(member->key);
  for (size_t i = 0; i < count; i++)
    if (fits_here(r, &keys[i]))
      nearest_offer(&nearest, str_of(keys[i].name));
  if (nearest.best.size > 0)
    reader_problem(r, member->key_at, "unknown key, did you mean \"%.*s\"?",
                   STR_ARGS(nearest.best));
  else
    reader_problem(r, member->key_at, "unknown key");
}

static void read_member(struct reader *r, const struct json *member,
                        const struct key *keys, size_t count, void *out) {
  size_t i = 0;
  while (i < count && !str_is(member->key, keys[i].name))
    i++;
  if (i == count)
    unknown_key(r, member, keys, count);
  else if (fits_here(r, &keys[i]))
    read_value(r, member, &keys[i], out);
  else
    reader_problem(r, member->key_at,
                   r->scope > 0 ? "belongs to the whole manifest, not a scope"
                                : "belongs in a scope");
}

void keys_read(struct reader *r, const struct json *object,
               const struct key *keys, size_t count, void *out) {
  if (!expect(r, object, JSON_OBJECT, "an object in { }"))
    return;
  const struct json *member = object->first;
  for (; member; member = member->next) {
    path_push_key(&r->path, member->key);
    read_member(r, member, keys, count, out);
    path_pop(&r->path);
  }
  for (size_t i = 0; i < count; i++)
    if (keys[i].required && fits_here(r, &keys[i]) &&
        !json_get(object, keys[i].name))
      reader_problem(r, object->at, "expected the key \"%s\"", keys[i].name);
}
