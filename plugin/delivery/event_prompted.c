#include "delivery/event.h"

#include "attune.h"
#include "delivery/event_parts.h"
#include "delivery/event_redact.h"

struct prompted {
  const struct event_head *head;
  const struct text *text;
  const struct reading *reading;
  const struct prompts *prompts;
};

/* Lists stand in the order of the message: what is cut is its end. */
static size_t fewer(size_t count, size_t most) {
  return count < most ? count : most;
}

static void write_signals(struct json_writer *w, const struct prompted *event,
                          size_t most, bool words) {
  struct event_text text = {event->text->source, {0}};
  jw_key(w, "signals");
  jw_array(w);
  for (size_t i = 0; i < fewer(event->reading->signal_count, most); i++) {
    const struct signal_found *signal = &event->reading->signals[i];
    jw_object(w);
    jw_field(w, "id", str_of(signal_name(signal->id)));
    event_quote(w, &text, signal->range, words);
    jw_object_end(w);
  }
  jw_array_end(w);
}

static void write_facts(struct json_writer *w, const struct prompted *event,
                        size_t most, bool words) {
  struct event_text text = {event->text->source, {0}};
  jw_key(w, "facts");
  jw_array(w);
  for (size_t i = 0; i < fewer(event->reading->fact_count, most); i++) {
    const struct fact *fact = &event->reading->facts[i];
    jw_object(w);
    jw_field(w, "kind", str_of(fact_kind_name(fact->kind)));
    if (words)
      jw_field(w, "value", fact->value);
    event_quote(w, &text, fact->range, words);
    jw_object_end(w);
  }
  jw_array_end(w);
}

static void write_questions(struct json_writer *w, const struct prompted *event,
                            size_t most, bool words) {
  struct event_text text = {event->text->source, {0}};
  jw_key(w, "questions");
  jw_array(w);
  for (size_t i = 0; i < fewer(event->reading->question_count, most); i++) {
    jw_object(w);
    event_quote(w, &text, event->reading->questions[i], words);
    jw_object_end(w);
  }
  jw_array_end(w);
}

/*
 * In a thin payload the labels, the heat and where they were read are left:
 * enough to count and to highlight, nothing to quote.
 */
static void write_reading(struct json_writer *w, const struct prompted *event,
                          size_t most, bool words) {
  const struct reading *reading = event->reading;
  jw_key(w, "reading");
  jw_object(w);
  jw_field(w, "feeling", str_of(feeling_name(reading->feeling)));
  jw_key(w, "second");
  if (reading->second == FEELING_NEUTRAL)
    jw_null(w);
  else
    jw_string(w, str_of(feeling_name(reading->second)));
  jw_field_int(w, "heat", reading->heat);
  jw_key(w, "confidence");
  jw_permille(w, reading->confidence);
  jw_field(w, "trajectory", str_of(trajectory_name(reading->trajectory)));
  jw_field_bool(w, "careful", reading->careful);
  write_signals(w, event, most, words);
  if (words)
    jw_field(w, "concern", reading->concern);
  write_facts(w, event, most, words);
  write_questions(w, event, most, words);
  jw_object_end(w);
}

static void write_sentences(struct json_writer *w, const char *key,
                            const struct str *sentences, size_t count) {
  jw_key(w, key);
  jw_array(w);
  for (size_t i = 0; i < count; i++)
    jw_string(w, sentences[i]);
  jw_array_end(w);
}

static void write_avoid(struct json_writer *w, const struct prompts *prompts,
                        size_t most) {
  jw_key(w, "avoid");
  jw_array(w);
  for (size_t i = 0; i < fewer(prompts->avoid_count, most); i++) {
    jw_object(w);
    jw_field(w, "rule", prompts->avoid[i].id);
    jw_field(w, "why", prompts->avoid[i].why);
    jw_object_end(w);
  }
  jw_array_end(w);
}

static void write_offers(struct json_writer *w, const struct prompts *prompts,
                         size_t most, bool words) {
  jw_key(w, "offers");
  jw_array(w);
  for (size_t i = 0; i < fewer(prompts->offer_count, most); i++) {
    jw_object(w);
    jw_field(w, "id", prompts->offers[i].id);
    if (words)
      jw_field(w, "text", prompts->offers[i].text);
    jw_object_end(w);
  }
  jw_array_end(w);
}

static void write_steps(struct json_writer *w, const struct prompts *prompts) {
  jw_key(w, "steps");
  jw_array(w);
  for (int i = 0; i < STEP_COUNT; i++) {
    jw_object(w);
    jw_field(w, "id", str_of(step_name((enum step)i)));
    jw_field(w, "state", str_of(step_state_name(prompts->steps[i])));
    jw_object_end(w);
  }
  jw_array_end(w);
}

/* The sentences are made of the customer's words, so that thin has none. */
static void write_prompts(struct json_writer *w, const struct prompts *prompts,
                          size_t most, bool words) {
  jw_key(w, "prompts");
  jw_object(w);
  if (words) {
    write_sentences(w, "acknowledge", prompts->acknowledge,
                    prompts->acknowledge_count);
    write_sentences(w, "paraphrase", prompts->paraphrase,
                    prompts->paraphrase_count);
    write_sentences(w, "ask", prompts->ask, prompts->ask_count);
    write_sentences(w, "already_known", prompts->already_known,
                    fewer(prompts->already_known_count, most));
  }
  write_avoid(w, prompts, most);
  write_offers(w, prompts, most, words);
  write_steps(w, prompts);
  jw_object_end(w);
}

static void write_document(struct json_writer *w, const void *document,
                           const struct event_cut *cut) {
  const struct prompted *event = document;
  bool words = event_words(event->head, cut);
  event_begin(w, event->head, cut);
  write_reading(w, event, cut->items, words);
  write_prompts(w, event->prompts, cut->items, words);
  event_end(w, cut);
}

/* Beyond it a larger cut changes nothing: where the search may start. */
static size_t longest(const struct prompted *event) {
  const size_t counts[] = {
      event->reading->signal_count,        event->reading->fact_count,
      event->reading->question_count,      event->prompts->avoid_count,
      event->prompts->already_known_count, event->prompts->offer_count,
  };
  size_t most = 0;
  for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
    most = counts[i] > most ? counts[i] : most;
  return most;
}

int event_write_prompted(struct json_writer *w, const struct event_head *head,
                         const struct text *text, const struct reading *reading,
                         const struct prompts *prompts) {
  struct text shown = *text;
  struct reading read = *reading;
  struct prompts said = *prompts;
  struct arena arena;
  arena_init(&arena, 0);
  int status = event_redact_prompts(&arena, head->redact, text, reading, &said);
  if (status == ATTUNE_OK)
    status = redact_reading(&arena, head->redact, &shown, &read);
  if (status == ATTUNE_OK) {
    struct prompted event = {head, &shown, &read, &said};
    status = event_fit(w, write_document, &event, longest(&event));
  }
  arena_fini(&arena);
  return status;
}
