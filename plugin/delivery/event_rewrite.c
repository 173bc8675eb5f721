#include "delivery/event.h"

#include "attune.h"
#include "delivery/event_parts.h"
#include "delivery/event_redact.h"

struct suggested {
  const struct event_head *head;
  const struct text *draft;
  const struct review *review;
  const struct rewrite *rewrite; /* NULL in draft.clear */
};

/* Which findings are kept: all above a level, and so many at that level. */
struct severest {
  enum level level;
  size_t at_level;
};

/*
 * Findings are in the order of the text and stay so; sorting them by how
 * grave they are would need memory that a document must not.
 */
static size_t count_level(const struct review *review, enum level level) {
  size_t count = 0;
  for (size_t i = 0; i < review->finding_count; i++)
    count += review->findings[i].level == level;
  return count;
}

static struct severest keep_severest(const struct review *review, size_t most) {
  struct severest kept = {LEVEL_ERROR, 0};
  for (;;) {
    size_t count = count_level(review, kept.level);
    if (count >= most || kept.level == LEVEL_OFF) {
      kept.at_level = most;
      return kept;
    }
    most -= count;
    kept.level = (enum level)(kept.level - 1);
  }
}

/* Asked in the findings' order, as it counts down those it keeps. */
static bool keeps(struct severest *kept, const struct finding *finding) {
  if (finding->level != kept->level)
    return finding->level > kept->level;
  if (kept->at_level == 0)
    return false;
  kept->at_level--;
  return true;
}

static const char *level_name(enum level level) {
  static const char *const names[] = {"off", "suggestion", "warning", "error"};
  return names[level];
}

/* Replacements stand in the order of their findings: *at moves along. */
static void write_replacements(struct json_writer *w,
                               const struct rewrite *rewrite, size_t finding,
                               size_t *at) {
  jw_key(w, "replacements");
  jw_array(w);
  for (; *at < rewrite->replacement_count &&
         rewrite->replacements[*at].finding == finding;
       ++*at) {
    jw_object(w);
    jw_field(w, "value", rewrite->replacements[*at].value);
    jw_object_end(w);
  }
  jw_array_end(w);
}

/* What the words clash with, such as the order number told before. */
static void write_related(struct json_writer *w,
                          const struct finding *finding) {
  jw_key(w, "related");
  jw_array(w);
  if (finding->related.size > 0) {
    jw_object(w);
    jw_field(w, "message", finding->related_message);
    jw_field(w, "quote", finding->related);
    jw_object_end(w);
  }
  jw_array_end(w);
}

static void write_match(struct json_writer *w, struct event_text *text,
                        const struct suggested *event, size_t index,
                        size_t *replacement, bool words) {
  const struct finding *finding = &event->review->findings[index];
  jw_object(w);
  jw_field(w, "rule", finding->rule->id);
  jw_field(w, "level", str_of(level_name(finding->level)));
  if (words)
    jw_field(w, "message", finding->message);
  if (words)
    jw_field(w, "why", finding->why);
  jw_field(w, "principle", language_field(finding->rule, "principle"));
  event_quote(w, text, finding->range, words);
  if (words) {
    write_replacements(w, event->rewrite, index, replacement);
    write_related(w, finding);
  }
  jw_key(w, "confidence");
  jw_permille(w, finding->confidence);
  jw_object_end(w);
}

static void skip_replacements(const struct rewrite *rewrite, size_t finding,
                              size_t *at) {
  while (*at < rewrite->replacement_count &&
         rewrite->replacements[*at].finding <= finding)
    ++*at;
}

static void write_matches(struct json_writer *w, const struct suggested *event,
                          size_t most, bool words) {
  struct event_text text = {event->draft->source, {0}};
  struct severest kept = keep_severest(event->review, most);
  size_t replacement = 0;
  jw_key(w, "matches");
  jw_array(w);
  for (size_t i = 0; i < event->review->finding_count; i++) {
    if (keeps(&kept, &event->review->findings[i]))
      write_match(w, &text, event, i, &replacement, words);
    skip_replacements(event->rewrite, i, &replacement);
  }
  jw_array_end(w);
}

/* A move that was made three times is present once. */
static void write_present(struct json_writer *w, const struct review *review) {
  jw_key(w, "present");
  jw_array(w);
  for (int move = 0; move < MOVE_COUNT; move++)
    if (review_has(review, (enum move)move))
      jw_string(w, str_of(move_name((enum move)move)));
  jw_array_end(w);
}

static void write_moves(struct json_writer *w, const struct review *review,
                        bool words) {
  jw_key(w, "moves");
  jw_object(w);
  write_present(w, review);
  jw_key(w, "missing");
  jw_array(w);
  for (size_t i = 0; i < review->missing_count; i++) {
    jw_object(w);
    jw_field(w, "id", str_of(move_name(review->missing[i].move)));
    if (words)
      jw_field(w, "why", review->missing[i].why);
    jw_key(w, "confidence");
    jw_permille(w, review->missing[i].confidence);
    jw_object_end(w);
  }
  jw_array_end(w);
  jw_object_end(w);
}

/*
 * The parts are the draft's: they are what the agent can still change. Of the
 * rewrite only the sum is said, so that nobody writes for the parts.
 */
static void write_score(struct json_writer *w, const struct score *before,
                        int after) {
  jw_key(w, "score");
  jw_object(w);
  jw_field_int(w, "before", before->total);
  jw_field_int(w, "after", after);
  jw_field_int(w, "acknowledgement", before->acknowledgement);
  jw_field_int(w, "apology", before->apology);
  jw_field_int(w, "ownership", before->ownership);
  jw_field_int(w, "solution", before->solution);
  jw_field_int(w, "next-step", before->next_step);
  jw_field_int(w, "wording", before->wording);
  jw_object_end(w);
}

static void write_edits(struct json_writer *w, const struct suggested *event,
                        bool words) {
  struct event_text text = {event->draft->source, {0}};
  jw_key(w, "edits");
  jw_array(w);
  for (size_t i = 0; i < event->rewrite->edit_count; i++) {
    const struct edit *edit = &event->rewrite->edits[i];
    jw_object(w);
    event_range(w, &text, edit->range);
    if (words)
      jw_field(w, "text", edit->text);
    jw_field(w, "rule", edit->rule);
    jw_object_end(w);
  }
  jw_array_end(w);
}

static const char *format_name(enum text_format format) {
  static const char *const names[] = {"text", "html", "markdown"};
  return names[format];
}

/*
 * The text may be left out where the edits are not; the other way round a
 * host could not show what was changed.
 */
static void write_rewrite(struct json_writer *w, const struct suggested *event,
                          const struct event_cut *cut, bool words) {
  const struct rewrite *rewrite = event->rewrite;
  jw_key(w, "rewrite");
  if (rewrite->text.size == 0 || cut->detail >= EVENT_NO_WORDS) {
    jw_null(w);
    if (words && rewrite->why.size > 0)
      jw_field(w, "rewrite_why", rewrite->why);
    return;
  }
  jw_object(w);
  if (words && cut->detail < EVENT_NO_REWRITE_TEXT)
    jw_field(w, "text", rewrite->text);
  jw_field(w, "format", str_of(format_name(event->draft->format)));
  write_edits(w, event, words);
  if (words) {
    jw_key(w, "placeholders");
    jw_array(w);
    for (size_t i = 0; i < rewrite->placeholder_count; i++)
      jw_string(w, rewrite->placeholders[i]);
    jw_array_end(w);
  }
  jw_field(w, "engine", STR("embedded"));
  jw_object_end(w);
}

static void write_suggested(struct json_writer *w, const void *document,
                            const struct event_cut *cut) {
  const struct suggested *event = document;
  const struct score *before = &event->review->score;
  bool words = event_words(event->head, cut);
  bool rewritten = event->rewrite->text.size > 0;
  event_begin(w, event->head, cut);
  write_matches(w, event, cut->items, words);
  write_moves(w, event->review, words);
  write_score(w, before,
              rewritten ? event->rewrite->after.total : before->total);
  write_rewrite(w, event, cut, words);
  event_end(w, cut);
}

int event_write_rewrite(struct json_writer *w, const struct event_head *head,
                        const struct text *draft, const struct review *review,
                        const struct rewrite *rewrite) {
  struct text shown = *draft;
  struct review said = *review;
  struct arena arena;
  arena_init(&arena, 0);
  int status = event_redact_review(&arena, head->redact, &said);
  if (status == ATTUNE_OK)
    status = redact_text(&arena, head->redact, &shown);
  if (status == ATTUNE_OK) {
    struct suggested event = {head, &shown, &said, rewrite};
    status = event_fit(w, write_suggested, &event, said.finding_count);
  }
  arena_fini(&arena);
  return status;
}

/* Nothing to suggest; the moves and the score say why. */
static void write_cleared(struct json_writer *w, const void *document,
                          const struct event_cut *cut) {
  const struct suggested *event = document;
  const struct score *score = &event->review->score;
  event_begin(w, event->head, cut);
  write_moves(w, event->review, event_words(event->head, cut));
  write_score(w, score, score->total);
  event_end(w, cut);
}

int event_write_clear(struct json_writer *w, const struct event_head *head,
                      const struct review *review) {
  struct review said = *review;
  struct arena arena;
  arena_init(&arena, 0);
  int status = event_redact_review(&arena, head->redact, &said);
  if (status == ATTUNE_OK) {
    struct suggested event = {head, NULL, &said, NULL};
    status = event_fit(w, write_cleared, &event, 0);
  }
  arena_fini(&arena);
  return status;
}
