/* What was read in a customer's message, and how one could answer it. */
#include <string.h>

#include "cells.h"
#include "render.h"

#define SIGNALS_MAX 32
#define FACTS_MAX   8 /* shown; the rest is counted */
#define WAYS_MAX    2 /* of saying the same */
#define LINE_MAX    1024

/* Appends words, with a separator unless they are the first. */
static void join(char line[LINE_MAX], const char *separator,
                 const char *words) {
  size_t size = strlen(line);
  if (words && *words)
    snprintf(line + size, LINE_MAX - size, "%s%s", size ? separator : "",
             words);
}

static size_t signal_marks(json_object *reading, size_t size,
                           struct mark marks[SIGNALS_MAX]) {
  size_t count = 0;
  json_object *signal;
  for (size_t i = 0;
       count < SIGNALS_MAX && (signal = render_item(reading, "signals", i));
       i++) {
    struct piece piece;
    if (event_range(signal, size, &piece) == 0 && piece.end > piece.begin)
      marks[count++] =
          (struct mark){piece.begin, piece.end, INK_UNDERLINE, '~', true, 0};
  }
  return count;
}

static void put_feeling(const struct paint *paint, json_object *reading) {
  static const char *const bars[] = {"□□□", "■□□", "■■□", "■■■"};
  static const char *const heats[] = {"calm", "put out", "upset", "very upset"};
  static const enum ink inks[] = {INK_GOOD, INK_SUGGESTION, INK_WARNING,
                                  INK_ERROR};
  const char *feeling = field_string(reading, "", "feeling", NULL);
  const char *second = field_string(reading, "", "second", NULL);
  const char *way = field_string(reading, "", "trajectory", NULL);
  int64_t heat = field_int(reading, "", "heat", NULL);
  if (!feeling || heat < 0 || heat > 3)
    return;
  render_label(paint, "reads as");
  paint_text(paint, INK_BOLD, feeling);
  if (second) {
    paint_ours(paint, INK_PLAIN, " and ");
    paint_text(paint, INK_PLAIN, second);
  }
  paint_ours(paint, INK_PLAIN, "  ");
  paint_ours(paint, inks[heat], "%s", bars[heat]);
  paint_ours(paint, INK_PLAIN, " %s", heats[heat]);
  if (way && (strcmp(way, "rising") == 0 || strcmp(way, "falling") == 0))
    paint_ours(paint, INK_PLAIN, ", %s", way);
  if (json_object_get_boolean(field(reading, "careful")))
    paint_ours(paint, INK_WARNING, ", gently");
  paint_newline(paint);
}

/* Each distinct id of a list, under `member`, in a line. */
static void put_ids(const struct paint *paint, const char *label,
                    json_object *owner, const char *key, const char *member) {
  char line[LINE_MAX] = "";
  json_object *item;
  for (size_t i = 0; (item = render_item(owner, key, i)); i++) {
    const char *id = field_string(item, "", member, NULL);
    if (id && !strstr(line, id))
      join(line, ", ", id);
  }
  render_line(paint, label, INK_PLAIN, line);
}

static void put_facts(const struct paint *paint, json_object *reading) {
  char line[LINE_MAX] = "";
  json_object *fact;
  for (size_t i = 0; (fact = render_item(reading, "facts", i)); i++) {
    char one[200];
    const char *kind = field_string(fact, "", "kind", NULL);
    const char *quote = field_string(fact, "", "quote", NULL);
    snprintf(one, sizeof(one), "%s \"%s\"", kind ? kind : "fact",
             quote ? quote : "…");
    if (i < FACTS_MAX)
      join(line, ", ", one);
    else if (!render_item(reading, "facts", i + 1)) {
      snprintf(one, sizeof(one), "and %zu more", i + 1 - FACTS_MAX);
      join(line, ", ", one);
    }
  }
  render_line(paint, "tells", INK_PLAIN, line);
}

/* Is it among what this message tells? Then it stands above already. */
static bool is_told_now(json_object *reading, const char *known) {
  json_object *fact;
  for (size_t i = 0; (fact = render_item(reading, "facts", i)); i++) {
    const char *value = field_string(fact, "", "value", NULL);
    const char *quote = field_string(fact, "", "quote", NULL);
    if ((value && strstr(known, value)) || (quote && strstr(known, quote)))
      return true;
  }
  return false;
}

static void put_known(const struct paint *paint, json_object *reading,
                      json_object *prompts) {
  char line[LINE_MAX] = "", more[32];
  size_t shown = 0, left = 0;
  json_object *item;
  for (size_t i = 0; (item = render_item(prompts, "already_known", i)); i++) {
    const char *known = json_object_is_type(item, json_type_string)
                            ? json_object_get_string(item)
                            : "";
    if (!*known || is_told_now(reading, known))
      continue;
    if (shown++ < FACTS_MAX)
      join(line, "; ", known);
    else
      left++;
  }
  snprintf(more, sizeof(more), "and %zu more", left);
  join(line, "; ", left > 0 ? more : "");
  render_line(paint, "earlier", INK_PLAIN, line);
}

/* Of a list of sentences, or of objects that hold one under `member`. */
static void put_sentences(const struct paint *paint, const char *label,
                          json_object *prompts, const char *key,
                          const char *member, size_t most) {
  json_object *item;
  for (size_t i = 0; i < most && (item = render_item(prompts, key, i)); i++) {
    const char *text = member ? field_string(item, "", member, NULL)
                       : json_object_is_type(item, json_type_string)
                           ? json_object_get_string(item)
                           : NULL;
    render_line(paint, i == 0 ? label : "", INK_GOOD, text);
  }
}

static void put_step(const struct paint *paint, const char *id, bool done,
                     unsigned *column) {
  unsigned width = (unsigned)cells_width(id, strlen(id)) + 3;
  if (*column > 0 && *column + width > paint->width) {
    paint_newline(paint);
    *column = 0;
    render_label(paint, "");
  } else if (*column == 0) {
    render_label(paint, "steps");
  } else {
    paint_ours(paint, INK_PLAIN, " ");
  }
  *column = (*column ? *column : RENDER_LABEL) + width;
  paint_ours(paint, done ? INK_GOOD : INK_FAINT, done ? "● " : "○ ");
  paint_text(paint, INK_PLAIN, id);
}

static void put_steps(const struct paint *paint, json_object *prompts) {
  json_object *step;
  unsigned column = 0;
  for (size_t i = 0; (step = render_item(prompts, "steps", i)); i++) {
    const char *id = field_string(step, "", "id", NULL);
    const char *state = field_string(step, "", "state", NULL);
    bool done = state && strcmp(state, "done") == 0;
    if (id && state && (done || strcmp(state, "open") == 0))
      put_step(paint, id, done, &column);
  }
  if (column > 0)
    paint_newline(paint);
}

void render_reading(const struct paint *paint, const struct message *message,
                    const struct event *event) {
  struct mark marks[SIGNALS_MAX];
  json_object *reading = field(event->data, "reading");
  json_object *prompts = field(event->data, "prompts");
  size_t count = signal_marks(reading, message->size, marks);
  paint_marked(paint, 2, message->text, message->size, marks, count);
  paint_newline(paint);
  put_feeling(paint, reading);
  put_ids(paint, "signals", reading, "signals", "id");
  render_line(paint, "trouble", INK_PLAIN,
              field_string(reading, "", "concern", NULL));
  put_facts(paint, reading);
  put_known(paint, reading, prompts);
  put_sentences(paint, "say", prompts, "acknowledge", NULL, WAYS_MAX);
  put_sentences(paint, "say back", prompts, "paraphrase", NULL, 1);
  put_sentences(paint, "ask", prompts, "ask", NULL, FACTS_MAX);
  put_sentences(paint, "offer", prompts, "offers", "text", FACTS_MAX);
  put_ids(paint, "avoid", prompts, "avoid", "rule");
  put_steps(paint, prompts);
}
