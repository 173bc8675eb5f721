#include "summary.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "render.h"

static void count_name(struct tally *tallies, size_t *count, const char *name) {
  size_t i = 0;
  if (!name)
    return;
  while (i < *count && strcmp(tallies[i].name, name) != 0)
    i++;
  if (i == SUMMARY_RULES)
    return;
  if (i == *count) {
    snprintf(tallies[i].name, sizeof(tallies[i].name), "%s", name);
    ++*count;
  }
  tallies[i].count++;
}

static void add_micros(struct summary *summary, int64_t micros) {
  if (summary->micros_count == summary->micros_capacity) {
    size_t capacity = summary->micros_capacity * 2 + 256;
    int64_t *more = realloc(summary->micros, capacity * sizeof(*more));
    if (!more)
      return;
    summary->micros = more;
    summary->micros_capacity = capacity;
  }
  summary->micros[summary->micros_count++] = micros;
}

/* Scores are compared only where there is a better version to compare. */
static void add_review(struct summary *summary, const struct event *event) {
  json_object *moves = field(event->data, "moves");
  json_object *score = field(event->data, "score");
  json_object *item;
  for (size_t i = 0; (item = render_item(event->data, "matches", i)); i++)
    count_name(summary->rules, &summary->rule_count,
               field_string(item, "", "rule", NULL));
  for (size_t i = 0; (item = render_item(moves, "missing", i)); i++)
    count_name(summary->missing, &summary->missing_count,
               field_string(item, "", "id", NULL));
  summary->rewrites++;
  if (!field_object(event->data, "", "rewrite", NULL))
    return;
  summary->offered++;
  summary->before += field_int(score, "", "before", NULL);
  summary->after += field_int(score, "", "after", NULL);
}

void summary_add(struct summary *summary, const struct event *event) {
  if (event_is(event, "validation.prompted"))
    summary->prompts++;
  else if (event_is(event, "draft.clear"))
    summary->clears++;
  else if (event_is(event, "rewrite.suggested"))
    add_review(summary, event);
  else
    return;
  add_micros(summary, event->micros);
}

static int by_count(const void *a, const void *b) {
  const struct tally *one = a, *other = b;
  if (one->count != other->count)
    return one->count < other->count ? 1 : -1;
  return strcmp(one->name, other->name);
}

/* A line of our own words; what names it holds are wrapped and escaped. */
static void put_line(const struct paint *paint, const char *label,
                     const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void put_line(const struct paint *paint, const char *label,
                     const char *format, ...) {
  char line[200];
  va_list args;
  va_start(args, format);
  vsnprintf(line, sizeof(line), format, args);
  va_end(args);
  render_line(paint, label, INK_PLAIN, line);
}

static void put_tallies(const struct paint *paint, const char *label,
                        struct tally *tallies, size_t count) {
  char line[SUMMARY_RULES * 60] = "";
  size_t size = 0;
  if (count == 0)
    return;
  qsort(tallies, count, sizeof(*tallies), by_count);
  for (size_t i = 0; i < count && size < sizeof(line) - 64; i++)
    size += (size_t)snprintf(line + size, sizeof(line) - size, "%s%s %u",
                             i ? ", " : "", tallies[i].name, tallies[i].count);
  render_line(paint, label, INK_PLAIN, line);
}

/* The median, as one analysis that was interrupted would spoil a mean. */
static int by_value(const void *a, const void *b) {
  int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
  return (one > other) - (one < other);
}

static void put_speed(struct summary *summary, const struct paint *paint) {
  put_line(paint, "speed", "%.0f messages a second, one after another",
           summary->seconds > 0 ? summary->messages / summary->seconds : 0.0);
  if (summary->micros_count == 0)
    return;
  qsort(summary->micros, summary->micros_count, sizeof(*summary->micros),
        by_value);
  put_line(paint, "analysis", "%.2f ms at the median",
           (double)summary->micros[summary->micros_count / 2] / 1000);
}

static void put_trouble(const struct paint *paint, unsigned count,
                        const char *one, const char *many) {
  if (count == 0)
    return;
  render_label(paint, "wrong");
  paint_ours(paint, INK_ERROR, "%u %s\n", count, count == 1 ? one : many);
}

static void put_troubles(const struct summary *summary,
                         const struct paint *paint) {
  put_trouble(paint, summary->unsigned_events, "bad signature",
              "bad signatures");
  put_trouble(paint, summary->invalid_events, "invalid event",
              "invalid events");
  put_trouble(paint, summary->refused, "message not answered",
              "messages not answered");
  put_trouble(paint, summary->problems, "line or file not used",
              "lines or files not used");
}

void summary_write(struct summary *summary, const struct paint *paint) {
  unsigned drafts = summary->rewrites + summary->clears;
  paint_newline(paint);
  paint_rule(paint);
  paint_ours(paint, INK_BOLD, "%u conversation%s, %u message%s\n",
             summary->conversations, summary->conversations == 1 ? "" : "s",
             summary->messages, summary->messages == 1 ? "" : "s");
  put_line(paint, "customers", "%u of %u messages call for more than an answer",
           summary->prompts, summary->heard);
  put_line(paint, "drafts", "%u read, %u had findings, %u good as they are",
           drafts, summary->rewrites, summary->clears);
  if (summary->offered > 0)
    put_line(paint, "improved", "for %u, score %.0f → %.0f on average",
             summary->offered, (double)summary->before / summary->offered,
             (double)summary->after / summary->offered);
  put_tallies(paint, "found", summary->rules, summary->rule_count);
  put_tallies(paint, "missing", summary->missing, summary->missing_count);
  if (summary->guarded >= 0)
    put_line(paint, "guard", "%lld rewrite%s refused for the facts' sake",
             (long long)summary->guarded, summary->guarded == 1 ? "" : "s");
  put_speed(summary, paint);
  put_troubles(summary, paint);
}

void summary_fini(struct summary *summary) {
  free(summary->micros);
  summary->micros = NULL;
}

bool summary_failed(const struct summary *summary) {
  return summary->unsigned_events || summary->invalid_events ||
         summary->refused || summary->problems;
}
