/* What was found in an agent's draft, and how it could be said better. */
#include <string.h>

#include "cells.h"
#include "render.h"

#define MATCHES_MAX 32
#define DETAILS     22 /* columns before what is said of a finding */

struct marked {
  struct mark marks[MATCHES_MAX];
  size_t count;
  unsigned numbers[MATCHES_MAX]; /* of each match; 0: it speaks of all */
  unsigned last;
};

static enum ink level_ink(const char *level) {
  return level && strcmp(level, "error") == 0     ? INK_ERROR
         : level && strcmp(level, "warning") == 0 ? INK_WARNING
                                                  : INK_SUGGESTION;
}

static char level_sign(const char *level) {
  return level && strcmp(level, "error") == 0     ? '^'
         : level && strcmp(level, "warning") == 0 ? '~'
                                                  : '.';
}

/* A mark below every word says nothing more than the words below it. */
static bool speaks_of_all(const struct piece *piece, size_t size) {
  return size > 40 && piece->end - piece->begin > size - size / 8;
}

/* Two findings on the same words share a mark and its number. */
static unsigned add_mark(struct marked *marked, const struct piece *piece,
                         const char *level, unsigned number) {
  for (size_t i = 0; i < marked->count; i++)
    if (marked->marks[i].begin == piece->begin &&
        marked->marks[i].end == piece->end)
      return marked->marks[i].number;
  if (number == 0)
    number = ++marked->last;
  marked->marks[marked->count++] =
      (struct mark){piece->begin,      piece->end, level_ink(level),
                    level_sign(level), false,      number};
  return number;
}

static bool same_string(json_object *a, json_object *b, const char *key) {
  const char *one = field_string(a, "", key, NULL);
  const char *other = field_string(b, "", key, NULL);
  return one && other ? strcmp(one, other) == 0 : one == other;
}

/* Which earlier match says the very same of other words; i: none does. */
static size_t said_before(const struct event *event, size_t i) {
  json_object *match = render_item(event->data, "matches", i);
  size_t before = 0;
  for (; before < i; before++) {
    json_object *other = render_item(event->data, "matches", before);
    if (same_string(match, other, "rule") &&
        same_string(match, other, "message") &&
        same_string(render_item(match, "replacements", 0),
                    render_item(other, "replacements", 0), "value"))
      break;
  }
  return before;
}

static void collect(struct marked *marked, const struct event *event,
                    size_t size) {
  json_object *match;
  for (size_t i = 0;
       i < MATCHES_MAX && (match = render_item(event->data, "matches", i));
       i++) {
    struct piece piece;
    size_t before = said_before(event, i);
    if (event_range(match, size, &piece) == 0 && piece.end > piece.begin &&
        !speaks_of_all(&piece, size))
      marked->numbers[i] =
          add_mark(marked, &piece, field_string(match, "", "level", NULL),
                   before < i ? marked->numbers[before] : 0);
  }
  for (size_t i = 0; marked->last == 1 && i < marked->count; i++)
    marked->marks[i].number = 0;
}

/* On a narrow terminal what is found stands below its rule. */
static unsigned detail_indent(const struct paint *paint) {
  return paint->width < 3 * DETAILS ? 4 : DETAILS;
}

/* A rule's or a move's name in its column, and behind it what it means. */
static void put_named(const struct paint *paint, enum ink ink, const char *lead,
                      const char *name, const char *text) {
  unsigned indent = detail_indent(paint);
  unsigned taken = 2 + (unsigned)cells_width(lead, strlen(lead)) +
                   (unsigned)cells_width(name, strlen(name));
  paint_ours(paint, ink, "  %s", lead);
  paint_text(paint, ink, name);
  if (!text || !*text) {
    paint_newline(paint);
    return;
  }
  if (taken + 2 > indent) {
    paint_newline(paint);
    taken = 0;
  }
  paint_ours(paint, INK_PLAIN, "%*s", (int)(indent - taken), "");
  paint_behind(paint, indent, indent, INK_PLAIN, text);
}

static void put_detail(const struct paint *paint, enum ink ink,
                       const char *lead, const char *text) {
  unsigned indent = detail_indent(paint);
  unsigned behind = indent + (unsigned)cells_width(lead, strlen(lead));
  if (!text || !*text)
    return;
  paint_ours(paint, ink, "%*s%s", (int)indent, "", lead);
  paint_behind(paint, behind, behind, ink, text);
}

/* The reason of a rule: given once, a second time it is no news. */
static void put_why(const struct paint *paint, json_object *match,
                    const char *rule, json_object *explained) {
  if (field(explained, rule))
    return;
  json_object_object_add(explained, rule, json_object_new_boolean(1));
  put_detail(paint, INK_FAINT, "", field_string(match, "", "why", NULL));
}

static void put_match(const struct paint *paint, json_object *match,
                      unsigned number, json_object *explained) {
  char lead[16] = "";
  const char *rule = field_string(match, "", "rule", NULL);
  json_object *replacement = render_item(match, "replacements", 0);
  const char *message = field_string(match, "", "message", NULL);
  const char *told =
      field_string(render_item(match, "related", 0), "", "quote", NULL);
  rule = rule ? rule : "?";
  if (number)
    snprintf(lead, sizeof(lead), "%u ", number);
  put_named(paint, level_ink(field_string(match, "", "level", NULL)), lead,
            rule, message);
  put_why(paint, match, rule, explained);
  if (told && !(message && strstr(message, told)))
    put_detail(paint, INK_PLAIN, "told: ", told);
  put_detail(paint, INK_GOOD, "→ ",
             field_string(replacement, "", "value", NULL));
}

static void put_missing(const struct paint *paint, const struct event *event) {
  json_object *moves = field(event->data, "moves");
  json_object *move;
  for (size_t i = 0; (move = render_item(moves, "missing", i)); i++) {
    const char *id = field_string(move, "", "id", NULL);
    put_named(paint, INK_WARNING, "no ", id ? id : "?",
              field_string(move, "", "why", NULL));
  }
}

/* Where a rewrite says it new: the edits, and what is to be filled in. */
static size_t rewrite_marks(const struct event *event, size_t size,
                            const char *text, struct mark *marks, size_t most) {
  struct change changes[EVENT_CHANGES_MAX];
  size_t count = event_changes(event, size, changes, EVENT_CHANGES_MAX);
  size_t made = 0;
  for (size_t i = 0; i < count && made < most; i++)
    if (changes[i].becomes.end > changes[i].becomes.begin &&
        changes[i].becomes.end <= strlen(text))
      marks[made++] = (struct mark){changes[i].becomes.begin,
                                    changes[i].becomes.end,
                                    INK_GOOD,
                                    '+',
                                    true,
                                    0};
  json_object *rewrite = field(event->data, "rewrite"), *item;
  for (size_t i = 0;
       made < most && (item = render_item(rewrite, "placeholders", i)); i++) {
    const char *blank = json_object_get_string(item);
    const char *at = blank && *blank ? strstr(text, blank) : NULL;
    if (at)
      marks[made++] = (struct mark){(size_t)(at - text),
                                    (size_t)(at - text) + strlen(blank),
                                    INK_BLANK,
                                    '+',
                                    true,
                                    0};
  }
  return made;
}

static void put_placeholders(const struct paint *paint,
                             const struct event *event) {
  json_object *rewrite = field(event->data, "rewrite");
  json_object *item;
  for (size_t i = 0; (item = render_item(rewrite, "placeholders", i)); i++) {
    if (i == 0)
      paint_newline(paint);
    render_line(paint, i == 0 ? "fill in" : "", INK_BLANK,
                json_object_get_string(item));
  }
}

static void put_rewrite(const struct paint *paint, const struct event *event,
                        size_t size) {
  struct mark marks[EVENT_CHANGES_MAX];
  json_object *score = field(event->data, "score");
  const char *text =
      field_string(field(event->data, "rewrite"), "", "text", NULL);
  long long before = field_int(score, "", "before", NULL);
  long long after = field_int(score, "", "after", NULL);
  paint_newline(paint);
  if (!text) {
    paint_ours(paint, INK_FAINT, "  score %lld, no better words to offer\n",
               before);
    return;
  }
  paint_ours(paint, INK_BOLD, "Better");
  paint_ours(paint, INK_FAINT, ", score %lld → %lld", before, after);
  paint_newline(paint);
  size_t count = rewrite_marks(event, size, text, marks, EVENT_CHANGES_MAX);
  paint_marked(paint, 2, text, strlen(text), marks, count);
  put_placeholders(paint, event);
}

static void put_clear(const struct paint *paint, const struct event *event) {
  long long score = field_int(field(event->data, "score"), "", "before", NULL);
  paint_newline(paint);
  paint_ours(paint, INK_GOOD, "  ✓ good as it is");
  paint_ours(paint, INK_FAINT, ", score %lld", score);
  paint_newline(paint);
}

void render_review(const struct paint *paint, const struct message *message,
                   const struct event *event, json_object *explained) {
  struct marked marked = {0};
  json_object *match;
  collect(&marked, event, message->size);
  paint_marked(paint, 2, message->text, message->size, marked.marks,
               marked.count);
  if (event_is(event, "draft.clear")) {
    put_clear(paint, event);
    return;
  }
  paint_newline(paint);
  for (size_t i = 0;
       i < MATCHES_MAX && (match = render_item(event->data, "matches", i)); i++)
    if (said_before(event, i) == i)
      put_match(paint, match, marked.last > 1 ? marked.numbers[i] : 0,
                explained);
  put_missing(paint, event);
  put_rewrite(paint, event, message->size);
}
