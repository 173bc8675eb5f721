#include "memory/history.h"

#include "attune.h"
#include "reading/redact.h"

/* An event is gone when it was delivered; this may lie in a file for years. */
#define NEVER_KEPT REDACT_BIT(REDACT_CARD)

size_t history_size(const struct history *history) {
  size_t size = history->fact_count * sizeof(struct told) +
                history->question_count * sizeof(struct str) +
                history->used_count * sizeof(uint64_t) + history->concern.size +
                history->customer_name.size;
  for (size_t i = 0; i < history->fact_count; i++)
    size += history->facts[i].value.size + history->facts[i].quote.size;
  for (size_t i = 0; i < history->question_count; i++)
    size += history->questions[i].size;
  return size;
}

static struct str put_text(char **at, struct str text) {
  struct str copy = {*at, text.size};
  if (text.size > 0)
    memcpy(*at, text.data, text.size);
  *at += text.size;
  return copy;
}

/* Arrays first, as they want to be aligned, then the bytes of all texts. */
void history_copy(const struct history *history, void *memory,
                  struct history *out) {
  struct told *facts = memory;
  struct str *questions = (struct str *)(facts + history->fact_count);
  uint64_t *used = (uint64_t *)(questions + history->question_count);
  char *at = (char *)(used + history->used_count);
  *out = *history;
  for (size_t i = 0; i < history->fact_count; i++) {
    facts[i] = history->facts[i];
    facts[i].value = put_text(&at, history->facts[i].value);
    facts[i].quote = put_text(&at, history->facts[i].quote);
  }
  for (size_t i = 0; i < history->question_count; i++)
    questions[i] = put_text(&at, history->questions[i]);
  for (size_t i = 0; i < history->used_count; i++)
    used[i] = history->used[i];
  out->facts = facts;
  out->questions = questions;
  out->used = used;
  out->concern = put_text(&at, history->concern);
  out->customer_name = put_text(&at, history->customer_name);
}

/* The newest few, for a trajectory; older heat says little of now. */
static void add_feeling(struct history *history,
                        const struct reading *reading) {
  uint32_t count = history->feeling_count;
  if (count == HISTORY_FEELINGS) {
    count--;
    for (uint32_t i = 0; i < count; i++) {
      history->feelings[i] = history->feelings[i + 1];
      history->heats[i] = history->heats[i + 1];
    }
  }
  history->feelings[count] = reading->feeling;
  history->heats[count] = (uint8_t)reading->heat;
  history->feeling_count = count + 1;
}

static bool is_same(const struct told *told, const struct fact *fact) {
  return told->kind == fact->kind && str_equal(told->value, fact->value);
}

/*
 * What is told again is moved to the end: the latest of a kind is what the
 * conversation is about. Beyond the bound the oldest goes.
 */
static size_t make_room(struct told *facts, size_t count,
                        const struct fact *fact) {
  size_t gone = 0;
  while (gone < count && !is_same(&facts[gone], fact))
    gone++;
  if (gone == count) {
    if (count < HISTORY_FACTS_MAX)
      return count;
    gone = 0;
  }
  for (size_t i = gone; i + 1 < count; i++)
    facts[i] = facts[i + 1];
  return count - 1;
}

static int add_facts(struct arena *arena, struct history *history,
                     const struct text *text, const struct reading *reading) {
  size_t count = history->fact_count;
  struct told *facts = arena_alloc(arena, HISTORY_FACTS_MAX * sizeof(*facts));
  if (!facts)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < count; i++)
    facts[i] = history->facts[i];
  for (size_t i = 0; i < reading->fact_count; i++) {
    const struct fact *fact = &reading->facts[i];
    struct told told = {fact->kind, fact->value,
                        text_plain(arena, text, fact->range)};
    if (!told.quote.data || redact_str(arena, NEVER_KEPT, &told.value) ||
        redact_str(arena, NEVER_KEPT, &told.quote))
      return ATTUNE_E_MEMORY;
    if (told.quote.size > HISTORY_STRING_MAX ||
        told.value.size > HISTORY_STRING_MAX)
      continue;
    count = make_room(facts, count, fact);
    facts[count++] = told;
    if (told.kind == FACT_NAME && history->customer_name.size == 0)
      history->customer_name = told.quote;
  }
  history->facts = facts;
  history->fact_count = count;
  return ATTUNE_OK;
}

/* Whole questions or none: half of one would be quoted to the agent. */
static int add_questions(struct arena *arena, struct history *history,
                         const struct text *text,
                         const struct reading *reading) {
  struct str *questions =
      arena_alloc(arena, HISTORY_QUESTIONS_MAX * sizeof(*questions));
  size_t count = history->question_count;
  if (!questions)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < count; i++)
    questions[i] = history->questions[i];
  for (size_t i = 0; i < reading->question_count; i++) {
    struct str question = text_plain(arena, text, reading->questions[i]);
    if (!question.data || redact_str(arena, NEVER_KEPT, &question))
      return ATTUNE_E_MEMORY;
    if (question.size > HISTORY_STRING_MAX)
      continue;
    if (count == HISTORY_QUESTIONS_MAX)
      memmove(questions, questions + 1, --count * sizeof(*questions));
    questions[count++] = question;
  }
  history->questions = questions;
  history->question_count = count;
  return ATTUNE_OK;
}

static bool is_settled(const struct reading *reading) {
  return reading_has(reading, SIGNAL_RESOLVED) ||
         reading->feeling == FEELING_GRATITUDE;
}

/*
 * The concern outlives a message that tells none ("here is the number"),
 * until it is settled: it is still what the conversation is about.
 */
static int take_latest(struct arena *arena, struct history *history,
                       const struct reading *reading) {
  struct str concern = reading->concern;
  if (redact_str(arena, NEVER_KEPT, &concern))
    return ATTUNE_E_MEMORY;
  history->feeling = reading->feeling;
  history->heat = reading->heat;
  history->careful = history->careful || reading->careful;
  history->latest_signals = 0;
  for (size_t i = 0; i < reading->signal_count; i++)
    history->latest_signals |= UINT32_C(1) << reading->signals[i].id;
  history->signals |= history->latest_signals;
  if (concern.size > 0 && concern.size <= HISTORY_STRING_MAX)
    history->concern = concern;
  else if (is_settled(reading))
    history->concern = (struct str){NULL, 0};
  return ATTUNE_OK;
}

int history_heard(struct arena *arena, struct history *history,
                  const struct text *text, const struct reading *reading) {
  struct history next = *history;
  int status = add_facts(arena, &next, text, reading);
  if (status == ATTUNE_OK)
    status = add_questions(arena, &next, text, reading);
  if (status == ATTUNE_OK)
    status = take_latest(arena, &next, reading);
  if (status != ATTUNE_OK)
    return status;
  add_feeling(&next, reading);
  next.customer_messages++;
  *history = next;
  return ATTUNE_OK;
}

enum {
  PROBABLE = 500 /* thousandths; what is less likely to lack is not lacking */
};

static bool leaves_open(const struct review *review) {
  for (size_t i = 0; i < review->missing_count; i++)
    if (review->missing[i].move == MOVE_ANSWER &&
        review->missing[i].confidence >= PROBABLE)
      return true;
  return false;
}

/*
 * A reply that lacks an answer leaves the questions open; one that has it is
 * taken to have answered all, as we cannot tell which of them it meant.
 */
int history_answered(struct arena *arena, struct history *history,
                     const struct review *review) {
  (void)arena;
  history->agent_messages++;
  history->apologies += review_has(review, MOVE_APOLOGY);
  if (!leaves_open(review))
    history->question_count = 0;
  return ATTUNE_OK;
}

/* A wording comes back at last: after 64 others nobody remembers it. */
int history_used(struct arena *arena, struct history *history,
                 const struct say_context *say) {
  uint64_t *used = arena_alloc(arena, HISTORY_USED_MAX * sizeof(*used));
  size_t drop = 0, count = 0;
  if (!used)
    return ATTUNE_E_MEMORY;
  if (history->used_count + say->used_count > HISTORY_USED_MAX)
    drop = history->used_count + say->used_count - HISTORY_USED_MAX;
  for (size_t i = drop; i < history->used_count; i++)
    used[count++] = history->used[i];
  for (size_t i = 0; i < say->used_count; i++)
    used[count++] = say->used[i];
  history->used = used;
  history->used_count = count;
  return ATTUNE_OK;
}
