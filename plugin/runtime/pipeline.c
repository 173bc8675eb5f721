#include "runtime/pipeline.h"

#include "base/version.h"
#include "delivery/schedule.h"
#include "reading/redact.h"
#include "runtime/analysis.h"

enum {
  CONVERSATIONS_MAX = 50000
};
#define MEMORY_BYTES_MAX ((size_t)64 * 1024 * 1024)

int pipeline_init(struct pipeline *pipeline, const struct clock *clock,
                  struct counters *counters) {
  const struct memory_limits limits = {CONVERSATIONS_MAX, MEMORY_BYTES_MAX};
  *pipeline = (struct pipeline){.clock = clock, .counters = counters};
  pipeline->memory = memory_new(&limits);
  if (!pipeline->memory)
    return ATTUNE_E_MEMORY;
  if (pthread_mutex_init(&pipeline->lock, NULL) == 0)
    return ATTUNE_OK;
  memory_free(pipeline->memory);
  pipeline->memory = NULL;
  return ATTUNE_E_MEMORY;
}

void pipeline_fini(struct pipeline *pipeline) {
  if (!pipeline->memory)
    return;
  memory_free(pipeline->memory);
  pthread_mutex_destroy(&pipeline->lock);
  pipeline->memory = NULL;
}

static void head_fill(const struct analysis *analysis, enum event_type type,
                      struct suggestion *out, struct event_head *head) {
  const struct message *message = analysis->message;
  const struct clock *clock = analysis->pipeline->clock;
  int64_t now = clock_wall_ms(clock);
  out->wanted = true;
  out->type = type;
  out->expires_ms = now + schedule_lifetime_ms(schedule_class(type));
  event_suggestion_id(out->id, message_str(message, STRING_CONVERSATION),
                      message_str(message, STRING_ID), message->revision, type);
  *head = (struct event_head){
      .type = type,
      .timestamp_ms = now,
      .suggestion = out->id,
      .conversation = message_str(message, STRING_CONVERSATION),
      .message = message_str(message, STRING_ID),
      .revision = message->revision,
      .expires_ms = out->expires_ms,
      .echo = message_str(message, STRING_ECHO),
      .version = ATTUNE_VERSION,
      .manifest = analysis->manifest->sha256,
      .language = STR("en"),
      .scope = analysis->settings->name,
      .micros = clock_mono_us(clock) - analysis->began_us,
      .payload = analysis->manifest->payload,
      .redact = analysis->manifest->privacy.redact,
  };
}

/* The manifest's bounds on prompts; the loop's own numbers. */
static bool within_limits(struct analysis *analysis) {
  struct pipeline *pipeline = analysis->pipeline;
  const struct limits *limits = &analysis->settings->limits;
  int64_t hour = clock_wall_ms(pipeline->clock) / 3600000;
  if (hour != pipeline->hour) {
    pipeline->hour = hour;
    pipeline->prompts_this_hour = 0;
  }
  bool within = (limits->prompts_per_hour == 0 ||
                 pipeline->prompts_this_hour < limits->prompts_per_hour) &&
                (limits->prompts_per_conversation == 0 ||
                 conversation_prompts(analysis->conversation, 0) <
                     limits->prompts_per_conversation);
  if (!within)
    count(pipeline->counters, COUNT_LIMITED);
  return within;
}

static void count_prompt(struct analysis *analysis) {
  struct pipeline *pipeline = analysis->pipeline;
  if (!analysis->remember)
    return;
  pipeline->prompts_this_hour++;
  pthread_mutex_lock(&pipeline->lock);
  conversation_prompts(analysis->conversation, 1);
  pthread_mutex_unlock(&pipeline->lock);
}

/* Remembers what was said and which wordings were used to say it. */
static int remember_use(struct analysis *analysis) {
  if (!analysis->remember)
    return ATTUNE_OK;
  pthread_mutex_lock(&analysis->pipeline->lock);
  int status = conversation_used(analysis->conversation, &analysis->say);
  pthread_mutex_unlock(&analysis->pipeline->lock);
  return status;
}

static int remember_heard(struct analysis *analysis,
                          const struct reading *reading) {
  if (!analysis->remember)
    return ATTUNE_OK;
  pthread_mutex_lock(&analysis->pipeline->lock);
  int status =
      conversation_heard(analysis->conversation, &analysis->text, reading);
  pthread_mutex_unlock(&analysis->pipeline->lock);
  return status;
}

/* Without the offers that this customer had often enough. */
static int keep_permitted_offers(struct analysis *analysis) {
  const struct settings *settings = analysis->settings;
  const struct pipeline *pipeline = analysis->pipeline;
  if (!analysis->remember || !pipeline->allowance || settings->offer_count == 0)
    return ATTUNE_OK;
  struct settings *kept = arena_alloc(analysis->arena, sizeof(*kept));
  struct offer *offers =
      arena_alloc(analysis->arena, settings->offer_count * sizeof(*offers));
  if (!kept || !offers)
    return ATTUNE_E_MEMORY;
  *kept = *settings;
  kept->offers = offers;
  kept->offer_count = 0;
  for (size_t i = 0; i < settings->offer_count; i++)
    if (allowance_permits(pipeline->allowance, &settings->offers[i],
                          message_str(analysis->message, STRING_CONVERSATION),
                          clock_wall_ms(pipeline->clock)))
      offers[kept->offer_count++] = settings->offers[i];
  analysis->settings = kept;
  analysis->say.settings = kept;
  return ATTUNE_OK;
}

static int write_prompted(struct analysis *analysis,
                          const struct reading *reading, struct json_writer *w,
                          struct suggestion *out) {
  struct event_head head;
  const struct prompts_input input = {
      .reading = reading,
      .text = &analysis->text,
      .agent_role = message_str(analysis->message, STRING_AGENT_ROLE),
      .say = &analysis->say,
  };
  int status = keep_permitted_offers(analysis);
  if (status == ATTUNE_OK)
    status = prompts_compose(analysis->arena, &input, &analysis->prompts);
  if (status != ATTUNE_OK)
    return status;
  analysis->prompted = true;
  head_fill(analysis, EVENT_VALIDATION_PROMPTED, out, &head);
  return event_write_prompted(w, &head, &analysis->text, reading,
                              &analysis->prompts);
}

/* Remembers last, so that what failed may come again as if it never had. */
static int run_incoming(struct analysis *analysis, struct json_writer *w,
                        struct suggestion *out) {
  struct reading *reading = &analysis->reading;
  int status = reading_read(analysis->arena, analysis->manifest->language,
                            &analysis->text, &analysis->matches,
                            &analysis->history, reading);
  if (status == ATTUNE_OK)
    status = redact_reading(analysis->arena, analysis->manifest->privacy.redact,
                            &analysis->text, reading);
  if (status != ATTUNE_OK)
    return status;
  if (analysis->remember && (!prompts_called_for(reading, analysis->settings) ||
                             !within_limits(analysis)))
    return remember_heard(analysis, reading);
  status = write_prompted(analysis, reading, w, out);
  if (status == ATTUNE_OK)
    status = remember_use(analysis);
  if (status == ATTUNE_OK)
    status = remember_heard(analysis, reading);
  if (status == ATTUNE_OK)
    count_prompt(analysis);
  return status;
}

/* Which suggestion stands for this draft, till stand says otherwise. */
static struct str standing(const struct analysis *analysis) {
  if (!analysis->remember)
    return (struct str){0};
  return conversation_standing(analysis->conversation,
                               message_str(analysis->message, STRING_ID));
}

static void stand(struct analysis *analysis, const char *id) {
  if (!analysis->remember)
    return;
  pthread_mutex_lock(&analysis->pipeline->lock);
  (void)conversation_stand(analysis->conversation,
                           message_str(analysis->message, STRING_ID),
                           str_of(id));
  pthread_mutex_unlock(&analysis->pipeline->lock);
}

static int write_rewrite(struct analysis *analysis, const struct review *review,
                         const struct rewrite *rewrite, struct json_writer *w,
                         struct suggestion *out) {
  struct event_head head;
  head_fill(analysis, EVENT_REWRITE_SUGGESTED, out, &head);
  head.supersedes = standing(analysis);
  if (str_is(head.supersedes, out->id))
    head.supersedes = (struct str){0};
  int status = event_write_rewrite(w, &head, &analysis->text, review, rewrite);
  if (status == ATTUNE_OK)
    status = remember_use(analysis);
  if (status == ATTUNE_OK)
    stand(analysis, out->id);
  return status;
}

static int write_clear(struct analysis *analysis, const struct review *review,
                       struct json_writer *w, struct suggestion *out) {
  struct event_head head;
  head_fill(analysis, EVENT_DRAFT_CLEAR, out, &head);
  head.supersedes = standing(analysis);
  if (analysis->remember && head.supersedes.size == 0 &&
      !analysis->manifest->clear_always) {
    out->wanted = false;
    return ATTUNE_OK;
  }
  int status = event_write_clear(w, &head, review);
  if (status == ATTUNE_OK)
    stand(analysis, "");
  return status;
}

static int remember_sent(struct analysis *analysis,
                         const struct review *review) {
  pthread_mutex_lock(&analysis->pipeline->lock);
  int status = conversation_answered(analysis->conversation, review);
  pthread_mutex_unlock(&analysis->pipeline->lock);
  /* What is promised in it is kept till it is due. */
  if (status == ATTUNE_OK)
    status = redact_text(analysis->arena, analysis->manifest->privacy.redact,
                         &analysis->text);
  if (status == ATTUNE_OK)
    stand(analysis, "");
  return status;
}

static int run_outgoing(struct analysis *analysis, struct json_writer *w,
                        struct suggestion *out) {
  struct review_input input;
  struct review *review = &analysis->review;
  struct rewrite rewrite = {0};
  int status = analysis_review(analysis, &analysis->text, &analysis->matches,
                               &input, review);
  if (status != ATTUNE_OK)
    return status;
  if (analysis->remember && analysis->message->stage == ATTUNE_SENT)
    return remember_sent(analysis, review);
  if (!review_calls(review))
    return write_clear(analysis, review, w, out);
  const struct rewrite_input rewriting = {&input, review, &analysis->say};
  status = rewrite_draft(analysis->arena, &rewriting, &rewrite);
  if (status != ATTUNE_OK)
    return status;
  if (rewrite.refused)
    count(analysis->pipeline->counters, COUNT_GUARDED);
  return write_rewrite(analysis, review, &rewrite, w, out);
}

static int run(struct analysis *analysis, struct json_writer *w,
               struct suggestion *out) {
  int status = analysis_begin(analysis);
  if (status != ATTUNE_OK)
    return status;
  return analysis->message->kind == MESSAGE_INCOMING
             ? run_incoming(analysis, w, out)
             : run_outgoing(analysis, w, out);
}

/* A conversation is in the sample whole or not at all. */
static bool sampled(const struct manifest *manifest,
                    const struct message *message) {
  struct str conversation = message_str(message, STRING_CONVERSATION);
  return analysis_hash(&conversation, 1) % 100 < manifest->sample;
}

/* A draft and the same words sent are two steps of one message. */
static uint64_t step_of(const struct message *message) {
  return message->revision * 2 + (message->stage == ATTUNE_SENT);
}

/* The same message again, of which everything was said the first time. */
static bool repeated(struct pipeline *pipeline, const struct message *message) {
  const struct conversation *conversation =
      memory_find(pipeline->memory, message_str(message, STRING_CONVERSATION));
  return conversation &&
         conversation_knows(conversation, message_str(message, STRING_ID),
                            step_of(message),
                            message->kind == MESSAGE_OUTGOING);
}

/* After all went well, so that what failed may be submitted again. */
static void remember_seen(const struct analysis *analysis) {
  const struct message *message = analysis->message;
  bool from_agent = message->kind == MESSAGE_OUTGOING;
  struct str by_text =
      analysis_text_id(analysis->arena, message_str(message, STRING_TEXT));
  bool spoken = !from_agent || message->stage == ATTUNE_SENT;
  pthread_mutex_lock(&analysis->pipeline->lock);
  conversation_seen(analysis->conversation, message_str(message, STRING_ID),
                    step_of(message), from_agent);
  if (spoken && by_text.size > 0)
    conversation_seen(analysis->conversation, by_text, 0, from_agent);
  pthread_mutex_unlock(&analysis->pipeline->lock);
}

static bool analyses(struct pipeline *pipeline, const struct manifest *manifest,
                     const struct message *message) {
  if (manifest->suspended)
    count(pipeline->counters, COUNT_SUSPENDED);
  else if (!sampled(manifest, message))
    count(pipeline->counters, COUNT_NOT_SAMPLED);
  else if (repeated(pipeline, message))
    count(pipeline->counters, COUNT_REPEATED);
  else
    return true;
  return false;
}

static void count_suggestion(struct counters *counters,
                             const struct suggestion *suggestion) {
  if (!suggestion->wanted)
    return;
  count(counters, suggestion->type == EVENT_VALIDATION_PROMPTED ? COUNT_PROMPTED
                  : suggestion->type == EVENT_REWRITE_SUGGESTED
                      ? COUNT_REWRITTEN
                      : COUNT_CLEARED);
}

static void tell_after(struct analysis *analysis, struct aftermath *after) {
  bool incoming = analysis->message->kind == MESSAGE_INCOMING;
  *after = (struct aftermath){
      .settings = analysis->settings,
      .text = &analysis->text,
      .matches = &analysis->matches,
      .history = &analysis->history,
      .reading = incoming ? &analysis->reading : NULL,
      .review = incoming ? NULL : &analysis->review,
      .prompts = analysis->prompted ? &analysis->prompts : NULL,
      .say = &analysis->say,
      .conversation = analysis->conversation,
      .began_us = analysis->began_us,
  };
}

static void count_analysis(struct pipeline *pipeline,
                           const struct analysis *analysis) {
  count(pipeline->counters, analysis->message->kind == MESSAGE_INCOMING
                                ? COUNT_ANALYSED_INCOMING
                                : COUNT_ANALYSED_OUTGOING);
  count_add(pipeline->counters, COUNT_ANALYSIS_MICROS,
            (uint64_t)(clock_mono_us(pipeline->clock) - analysis->began_us));
}

int pipeline_process(struct pipeline *pipeline, const struct manifest *manifest,
                     const struct message *message, struct arena *arena,
                     struct json_writer *w, struct suggestion *out,
                     struct aftermath *after) {
  *out = (struct suggestion){0};
  *after = (struct aftermath){0};
  if (!analyses(pipeline, manifest, message))
    return ATTUNE_OK;
  struct analysis *analysis = arena_alloc(arena, sizeof(*analysis));
  if (!analysis) {
    count(pipeline->counters, COUNT_FAILED);
    return ATTUNE_E_MEMORY;
  }
  analysis->pipeline = pipeline;
  analysis->manifest = manifest;
  analysis->message = message;
  analysis->arena = arena;
  analysis->remember = true;
  int status = run(analysis, w, out);
  count_analysis(pipeline, analysis);
  if (status != ATTUNE_OK) {
    out->wanted = false;
    count(pipeline->counters, COUNT_FAILED);
    return status;
  }
  remember_seen(analysis);
  count_suggestion(pipeline->counters, out);
  tell_after(analysis, after);
  return ATTUNE_OK;
}

int pipeline_examine(struct pipeline *pipeline, const struct manifest *manifest,
                     const struct message *message, struct arena *arena,
                     struct json_writer *w, struct suggestion *out) {
  struct analysis analysis = {.pipeline = pipeline,
                              .manifest = manifest,
                              .message = message,
                              .arena = arena};
  *out = (struct suggestion){0};
  count(pipeline->counters, COUNT_ANALYSED_NOW);
  return run(&analysis, w, out);
}
