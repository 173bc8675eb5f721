#include "show.h"

#include <stdlib.h>
#include <string.h>

#include "../replay/cells.h"
#include "../replay/fields.h"

#define NAME_COLUMNS 22

/* Beyond this a diff by lines costs more than it shows. */
#define DIFF_LINES_MAX 400

enum ink show_level(const char *level) {
  return !level                          ? INK_PLAIN
         : strcmp(level, "error") == 0   ? INK_ERROR
         : strcmp(level, "warning") == 0 ? INK_WARNING
         : strcmp(level, "off") == 0     ? INK_FAINT
                                         : INK_SUGGESTION;
}

static char level_sign(const char *level) {
  return level && strcmp(level, "error") == 0     ? '^'
         : level && strcmp(level, "warning") == 0 ? '~'
                                                  : '.';
}

bool show_range(json_object *item, size_t size, size_t *begin, size_t *end) {
  json_object *pair = field(field(item, "range"), "utf8");
  if (!pair || json_object_array_length(pair) != 2)
    return false;
  int64_t from = json_object_get_int64(json_object_array_get_idx(pair, 0));
  int64_t to = json_object_get_int64(json_object_array_get_idx(pair, 1));
  if (from < 0 || to < from || (uint64_t)to > size)
    return false;
  *begin = (size_t)from;
  *end = (size_t)to;
  return true;
}

static json_object *item_of(json_object *object, const char *key, size_t i) {
  json_object *list = field(object, key);
  return json_object_is_type(list, json_type_array)
             ? json_object_array_get_idx(list, i)
             : NULL;
}

void show_named(const struct paint *paint, enum ink ink, const char *name,
                const char *text) {
  size_t taken = cells_width(name, strlen(name));
  paint_ours(paint, INK_PLAIN, "  ");
  paint_text(paint, ink, name);
  if (taken + 2 > NAME_COLUMNS - 2) {
    paint_newline(paint);
    taken = 0;
    paint_ours(paint, INK_PLAIN, "  ");
  }
  paint_ours(paint, INK_PLAIN, "%*s", (int)(NAME_COLUMNS - 2 - taken), "");
  paint_behind(paint, NAME_COLUMNS, NAME_COLUMNS, INK_PLAIN, text ? text : "");
}

/* Further words about the name above. */
static void show_more(const struct paint *paint, enum ink ink, const char *lead,
                      const char *text) {
  unsigned behind = NAME_COLUMNS + (unsigned)cells_width(lead, strlen(lead));
  if (!text || !*text)
    return;
  paint_ours(paint, INK_PLAIN, "%*s", NAME_COLUMNS, "");
  paint_ours(paint, ink, "%s", lead);
  paint_behind(paint, behind, behind, ink, text);
}

static size_t mark_all(json_object *data, const char *key, size_t size,
                       struct mark *marks, bool numbered) {
  size_t count = 0;
  json_object *item;
  for (size_t i = 0; count < SHOW_MARKS_MAX && (item = item_of(data, key, i));
       i++) {
    struct mark *mark = &marks[count];
    const char *level = field_string(item, "", "level", NULL);
    *mark = (struct mark){.ink = numbered ? show_level(level) : INK_UNDERLINE,
                          .sign = numbered ? level_sign(level) : '~',
                          .number = numbered ? (unsigned)i + 1 : 0};
    if (show_range(item, size, &mark->begin, &mark->end) &&
        mark->end > mark->begin)
      count++;
  }
  return count;
}

static void show_list(const struct paint *paint, enum ink ink, const char *name,
                      json_object *object, const char *key,
                      const char *member) {
  json_object *item;
  for (size_t i = 0; (item = item_of(object, key, i)); i++) {
    const char *text = json_object_is_type(item, json_type_string)
                           ? json_object_get_string(item)
                           : field_string(item, "", member, NULL);
    show_named(paint, ink, i == 0 ? name : "", text);
  }
}

static void show_feeling(const struct paint *paint, json_object *reading) {
  static const char *const heats[] = {"calm", "put out", "upset", "very upset"};
  const char *feeling = field_string(reading, "", "feeling", NULL);
  const char *second = field_string(reading, "", "second", NULL);
  int64_t heat = field_int(reading, "", "heat", NULL);
  char text[160];
  snprintf(text, sizeof(text), "%s%s%s, %s%s", feeling ? feeling : "?",
           second ? " and " : "", second ? second : "",
           heats[heat < 0 || heat > 3 ? 0 : heat],
           json_object_get_boolean(field(reading, "careful"))
               ? "; a person, gently"
               : "");
  show_named(paint, heat > 1 ? INK_WARNING : INK_BOLD, "reads as", text);
}

void show_reading(const struct paint *paint, const char *text,
                  json_object *data) {
  struct mark marks[SHOW_MARKS_MAX];
  json_object *reading = field(data, "reading");
  json_object *prompts = field(data, "prompts");
  size_t size = strlen(text);
  size_t count = mark_all(reading, "signals", size, marks, false);
  paint_marked(paint, 2, text, size, marks, count);
  paint_newline(paint);
  show_feeling(paint, reading);
  show_list(paint, INK_PLAIN, "signals", reading, "signals", "id");
  show_named(paint, INK_PLAIN, "trouble",
             field_string(reading, "", "concern", NULL));
  show_list(paint, INK_PLAIN, "told", reading, "facts", "quote");
  show_list(paint, INK_PLAIN, "asks", reading, "questions", "quote");
  show_list(paint, INK_GOOD, "say", prompts, "acknowledge", "text");
  show_list(paint, INK_GOOD, "say back", prompts, "paraphrase", "text");
  show_list(paint, INK_GOOD, "ask", prompts, "ask", "text");
  show_list(paint, INK_GOOD, "offer", prompts, "offers", "text");
  show_list(paint, INK_WARNING, "avoid", prompts, "avoid", "rule");
}

static void show_match(const struct paint *paint, json_object *match,
                       size_t number) {
  const char *rule = field_string(match, "", "rule", NULL);
  const char *level = field_string(match, "", "level", NULL);
  char name[80];
  snprintf(name, sizeof(name), "%zu %s", number, rule ? rule : "?");
  show_named(paint, show_level(level), name,
             field_string(match, "", "message", NULL));
  show_more(paint, INK_FAINT, "", field_string(match, "", "why", NULL));
  json_object *related = item_of(match, "related", 0);
  show_more(paint, INK_PLAIN,
            "told: ", field_string(related, "", "quote", NULL));
  json_object *replacement;
  for (size_t i = 0; (replacement = item_of(match, "replacements", i)); i++)
    show_more(paint, INK_GOOD, "-> ",
              field_string(replacement, "", "value", NULL));
}

static void show_missing(const struct paint *paint, json_object *data) {
  json_object *moves = field(data, "moves");
  json_object *move;
  for (size_t i = 0; (move = item_of(moves, "missing", i)); i++) {
    const char *id = field_string(move, "", "id", NULL);
    char name[64];
    snprintf(name, sizeof(name), "no %s", id ? id : "?");
    show_named(paint, INK_WARNING, name, field_string(move, "", "why", NULL));
  }
}

static void show_rewrite(const struct paint *paint, const char *text,
                         json_object *data) {
  json_object *score = field(data, "score");
  json_object *rewrite = field(data, "rewrite");
  const char *better = field_string(rewrite, "", "text", NULL);
  long long before = field_int(score, "", "before", NULL);
  long long after = field_int(score, "", "after", NULL);
  paint_newline(paint);
  if (!better) {
    paint_ours(paint, INK_FAINT, "  score %lld, no better words to offer\n",
               before);
    return;
  }
  paint_ours(paint, INK_BOLD, "  Better");
  paint_ours(paint, INK_FAINT, ", score %lld, then %lld\n", before, after);
  show_diff(paint, text, better);
  show_list(paint, INK_BLANK, "fill in", rewrite, "placeholders", "text");
}

void show_review(const struct paint *paint, const char *text,
                 json_object *data) {
  struct mark marks[SHOW_MARKS_MAX];
  json_object *match;
  size_t size = strlen(text);
  size_t count = mark_all(data, "matches", size, marks, true);
  paint_marked(paint, 2, text, size, marks, count);
  paint_newline(paint);
  if (!field(data, "matches")) {
    paint_ours(paint, INK_GOOD, "  good as it is");
    paint_ours(paint, INK_FAINT, ", score %lld\n",
               (long long)field_int(field(data, "score"), "", "before", NULL));
    return;
  }
  for (size_t i = 0; (match = item_of(data, "matches", i)); i++)
    show_match(paint, match, i + 1);
  show_missing(paint, data);
  show_rewrite(paint, text, data);
}

struct lines {
  char *text; /* a copy, cut into lines */
  char *items[DIFF_LINES_MAX];
  size_t count;
};

static bool cut(struct lines *lines, const char *text) {
  lines->text = strdup(text);
  lines->count = 0;
  char *rest = lines->text;
  while (rest && lines->count < DIFF_LINES_MAX) {
    lines->items[lines->count++] = rest;
    rest = strchr(rest, '\n');
    if (rest)
      *rest++ = '\0';
  }
  /* What ends with a line feed has no empty line behind it. */
  if (lines->count > 1 && !*lines->items[lines->count - 1])
    lines->count--;
  return lines->text && !rest;
}

static void put_line(const struct paint *paint, enum ink ink, const char *sign,
                     const char *line) {
  paint_ours(paint, ink, "  %s ", sign);
  paint_behind(paint, 4, 4, ink, line);
}

/* common[i][j]: how many lines the rests behind i and j share. */
static void put_diff(const struct paint *paint, const struct lines *before,
                     const struct lines *after, const unsigned short *common) {
  size_t width = after->count + 1, i = 0, j = 0;
  while (i < before->count || j < after->count) {
    bool both = i < before->count && j < after->count;
    if (both && strcmp(before->items[i], after->items[j]) == 0) {
      put_line(paint, INK_PLAIN, " ", before->items[i++]);
      j++;
    } else if (i < before->count &&
               (j == after->count ||
                common[(i + 1) * width + j] >= common[i * width + j + 1])) {
      put_line(paint, INK_ERROR, "-", before->items[i++]);
    } else {
      put_line(paint, INK_GOOD, "+", after->items[j++]);
    }
  }
}

static void diff_lines(const struct paint *paint, const struct lines *before,
                       const struct lines *after) {
  size_t width = after->count + 1;
  unsigned short *common = calloc((before->count + 1) * width, sizeof(*common));
  if (!common)
    return;
  for (size_t i = before->count; i-- > 0;)
    for (size_t j = after->count; j-- > 0;) {
      unsigned short down = common[(i + 1) * width + j];
      unsigned short across = common[i * width + j + 1];
      common[i * width + j] =
          strcmp(before->items[i], after->items[j]) == 0
              ? (unsigned short)(common[(i + 1) * width + j + 1] + 1)
          : down > across ? down
                          : across;
    }
  put_diff(paint, before, after, common);
  free(common);
}

void show_diff(const struct paint *paint, const char *before,
               const char *after) {
  struct lines *old = calloc(1, sizeof(*old));
  struct lines *new = calloc(1, sizeof(*new));
  if (old && new &&cut(old, before) && cut(new, after))
    diff_lines(paint, old, new);
  else
    paint_marked(paint, 2, after, strlen(after), NULL, 0);
  free(old ? old->text : NULL);
  free(new ? new->text : NULL);
  free(old);
  free(new);
}
