#include "manifest/report.h"

#include <attune.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"

void path_push_key(struct path *path, struct str key) {
  if (path->depth < JSON_DEPTH_MAX)
    path->steps[path->depth] = (struct path_step){.key = key};
  path->depth++;
}

void path_push_index(struct path *path, size_t index) {
  if (path->depth < JSON_DEPTH_MAX)
    path->steps[path->depth] = (struct path_step){.index = index};
  path->depth++;
}

void path_pop(struct path *path) {
  path->depth--;
}

/*
 * A report is read in terminals and sent in events: an escape sequence in a
 * misspelt key must not act there, nor a bidi control make it read otherwise.
 */
struct shown shown_of(struct str words) {
  struct shown shown;
  size_t at = 0, size = 0;
  while (at < words.size && size < sizeof(shown.text) - 8) {
    uint32_t code;
    struct str rest = {words.data + at, words.size - at};
    at += utf8_decode(rest, &code);
    bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    size += utf8_encode(control || utf8_is_hidden(code) ? '?' : code,
                        shown.text + size);
  }
  if (at < words.size) {
    memcpy(shown.text + size, "...", 3);
    size += 3;
  }
  shown.text[size] = '\0';
  return shown;
}

static size_t write_step(const struct path_step *step, bool first, char *out,
                         size_t room) {
  int size = step->key.data ? snprintf(out, room, "%s%s", first ? "" : ".",
                                       shown_of(step->key).text)
                            : snprintf(out, room, "[%zu]", step->index);
  return size < 0 ? 0 : (size_t)size < room ? (size_t)size : room - 1;
}

struct str path_text(const struct path *path, struct arena *arena) {
  char text[JSON_DEPTH_MAX * sizeof(struct shown)] = "";
  size_t size = 0;
  for (size_t i = 0; i < path->depth && i < JSON_DEPTH_MAX; i++)
    size +=
        write_step(&path->steps[i], i == 0, text + size, sizeof(text) - size);
  return arena_str(arena, (struct str){text, size});
}

/*
 * Those beyond the limit are not even kept: to find the line of each takes
 * a walk over the text, and 256 KiB hold tens of thousands of mistakes.
 */
void problems_add(struct problems *problems, size_t at, struct str path,
                  const char *format, va_list args) {
  char message[400];
  problems->found++;
  if (problems->count == PROBLEMS_SHOWN)
    return;
  if (vsnprintf(message, sizeof(message), format, args) < 0)
    message[0] = '\0';
  struct str pieces[] = {path, path.size > 0 ? STR(": ") : STR(""),
                         str_of(message)};
  struct str line = arena_join(problems->arena, pieces, 3);
  if (line.data)
    problems->items[problems->count++] = (struct problem){at, line};
  else
    problems->out_of_memory = true;
}

/* They were found out of order: phrases and rules only after all else. By
   insertion, since they are few and equal places must keep their order. */
static void sort_problems(struct problem *items, size_t count) {
  for (size_t i = 1; i < count; i++) {
    struct problem moving = items[i];
    size_t at = i;
    for (; at > 0 && items[at - 1].at > moving.at; at--)
      items[at] = items[at - 1];
    items[at] = moving;
  }
}

static int report_append(struct report *report, struct str text) {
  size_t needed = report->size + text.size + 1;
  if (needed > report->capacity) {
    size_t capacity = needed * 2;
    char *grown = realloc(report->text, capacity);
    if (!grown)
      return ATTUNE_E_MEMORY;
    report->text = grown;
    report->capacity = capacity;
  }
  if (text.size > 0)
    memcpy(report->text + report->size, text.data, text.size);
  report->size += text.size;
  report->text[report->size] = '\0';
  return ATTUNE_OK;
}

static int report_line(struct report *report, const char *name,
                       const char *place, struct str message) {
  struct str pieces[] = {str_of(name), str_of(place), STR(": "), message,
                         STR("\n")};
  for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++)
    if (report_append(report, pieces[i]))
      return ATTUNE_E_MEMORY;
  return ATTUNE_OK;
}

int report_file(struct report *report, const char *name, const char *message) {
  report->problems++;
  return report_line(report, name, "", str_of(message));
}

static int write_rest(const struct problems *problems, const char *name,
                      struct report *report) {
  char message[40];
  if (problems->found == problems->count)
    return ATTUNE_OK;
  snprintf(message, sizeof(message), "and %u more",
           problems->found - (unsigned)problems->count);
  return report_line(report, name, "", str_of(message));
}

int problems_write(struct problems *problems, const char *name, struct str text,
                   struct report *report) {
  sort_problems(problems->items, problems->count);
  report->problems += problems->found;
  for (size_t i = 0; i < problems->count; i++) {
    char place[32];
    unsigned line, column;
    json_position(text, problems->items[i].at, &line, &column);
    snprintf(place, sizeof(place), ":%u:%u", line, column);
    if (report_line(report, name, place, problems->items[i].line))
      return ATTUNE_E_MEMORY;
  }
  return write_rest(problems, name, report);
}

void report_fini(struct report *report) {
  free(report->text);
  *report = (struct report){0};
}

static unsigned hex_value(char c) {
  return c <= '9'   ? (unsigned)(c - '0')
         : c <= 'F' ? (unsigned)(c - 'A') + 10
                    : (unsigned)(c - 'a') + 10;
}

/* How many bytes of the value an escape such as \u00e9 is; *size: its own.
   The literal is known to be well-formed JSON. */
static size_t escape_bytes(const char *escape, size_t *size) {
  uint32_t code = 0;
  *size = 2;
  if (escape[1] != 'u')
    return 1;
  for (size_t i = 2; i < 6; i++)
    code = code * 16 + hex_value(escape[i]);
  bool pair = code >= 0xd800 && code < 0xdc00;
  *size = pair ? 12 : 6;
  return pair ? 4 : code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
}

/* An error of a phrase is told as a place in the value; the administrator
   sees the literal, with its escapes. */
size_t literal_offset(struct str text, size_t at, size_t offset) {
  size_t next = at + 1;
  while (offset > 0 && next + 1 < text.size && text.data[next] != '"') {
    size_t size = 1, bytes = 1;
    if (text.data[next] == '\\')
      bytes = escape_bytes(text.data + next, &size);
    if (bytes > offset)
      break;
    offset -= bytes;
    next += size;
  }
  return next < text.size ? next : at;
}
