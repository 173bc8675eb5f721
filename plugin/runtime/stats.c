#include "runtime/stats.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* A counter family with one sample a value of one label. */
struct sample {
  const char *label; /* `name="value"`; NULL: the family's only sample */
  enum counter counter;
};

struct family {
  const char *name;
  const char *help;
  struct sample samples[8];
  size_t count;
};

static const struct family families[] = {
    {"attune_accepted",
     "Calls whose message was queued",
     {{"kind=\"incoming\"", COUNT_ACCEPTED_INCOMING},
      {"kind=\"outgoing\"", COUNT_ACCEPTED_OUTGOING},
      {"kind=\"feedback\"", COUNT_ACCEPTED_FEEDBACK},
      {"kind=\"change\"", COUNT_ACCEPTED_CHANGE}},
     4},
    {"attune_refused",
     "Calls that were refused",
     {{"why=\"busy\"", COUNT_REFUSED_BUSY},
      {"why=\"too_large\"", COUNT_REFUSED_TOO_LARGE},
      {"why=\"argument\"", COUNT_REFUSED_ARGUMENT},
      {"why=\"memory\"", COUNT_REFUSED_MEMORY}},
     4},
    {"attune_analysed",
     "Analyses",
     {{"kind=\"incoming\"", COUNT_ANALYSED_INCOMING},
      {"kind=\"outgoing\"", COUNT_ANALYSED_OUTGOING},
      {"kind=\"now\"", COUNT_ANALYSED_NOW}},
     3},
    {"attune_analysis_microseconds",
     "Time spent in analyses on the loop",
     {{NULL, COUNT_ANALYSIS_MICROS}},
     1},
    {"attune_skipped",
     "Messages that were accepted and not analysed",
     {{"why=\"repeated\"", COUNT_REPEATED},
      {"why=\"suspended\"", COUNT_SUSPENDED},
      {"why=\"not_sampled\"", COUNT_NOT_SAMPLED},
      {"why=\"failed\"", COUNT_FAILED}},
     4},
    {"attune_noted",
     "Things that were left out of an analysis or of what was sent",
     {{"what=\"other_language\"", COUNT_OTHER_LANGUAGE},
      {"what=\"context_refused\"", COUNT_CONTEXT_REFUSED},
      {"what=\"prompt_limited\"", COUNT_LIMITED},
      {"what=\"dry_run\"", COUNT_DRY_RUN},
      {"what=\"rewrite_guarded\"", COUNT_GUARDED},
      {"what=\"not_kept\"", COUNT_NOT_KEPT}},
     6},
    {"attune_suggestions",
     "Suggestions made",
     {{"type=\"validation.prompted\"", COUNT_PROMPTED},
      {"type=\"rewrite.suggested\"", COUNT_REWRITTEN},
      {"type=\"draft.clear\"", COUNT_CLEARED},
      {"type=\"escalation.advised\"", COUNT_ESCALATED},
      {"type=\"follow_up.due\"", COUNT_FOLLOWED_UP},
      {"type=\"complaint.trending\"", COUNT_TRENDING},
      {"type=\"breather.suggested\"", COUNT_BREATHER},
      {"type=\"digest.ready\"", COUNT_DIGEST}},
     8},
    {"attune_outcomes",
     "What agents did with suggestions",
     {{"action=\"shown\"", COUNT_SHOWN},
      {"action=\"accepted\"", COUNT_TAKEN},
      {"action=\"edited\"", COUNT_EDITED},
      {"action=\"dismissed\"", COUNT_DISMISSED},
      {"action=\"muted\"", COUNT_MUTED}},
     5},
    {"attune_changes",
     "What became of conversations",
     {{"state=\"resolved\"", COUNT_RESOLVED},
      {"state=\"reopened\"", COUNT_REOPENED},
      {"state=\"erased\"", COUNT_ERASED}},
     3},
    {"attune_reloads",
     "Manifests read again",
     {{"result=\"applied\"", COUNT_RELOADED},
      {"result=\"rejected\"", COUNT_RELOAD_REFUSED}},
     2},
};

static void head(FILE *out, const char *name, const char *type,
                 const char *help) {
  fprintf(out, "# TYPE %s %s\n# HELP %s %s.\n", name, type, name, help);
}

static void write_family(FILE *out, const struct family *family,
                         const struct counters *counters) {
  head(out, family->name, "counter", family->help);
  for (size_t i = 0; i < family->count; i++) {
    const struct sample *sample = &family->samples[i];
    uint64_t value = atomic_load(&counters->values[sample->counter]);
    if (sample->label)
      fprintf(out, "%s_total{%s} %" PRIu64 "\n", family->name, sample->label,
              value);
    else
      fprintf(out, "%s_total %" PRIu64 "\n", family->name, value);
  }
}

static void write_rules(FILE *out, const struct feedback *feedback) {
  static const char *const actions[FEEDBACK_ACTIONS] = {
      "shown", "accepted", "edited", "dismissed", "muted"};
  head(out, "attune_feedback", "counter", "Outcomes by rule");
  for (size_t i = 0; i < feedback->count; i++)
    for (size_t a = 0; a < FEEDBACK_ACTIONS; a++)
      if (feedback->rules[i].actions[a] > 0)
        fprintf(
            out,
            "attune_feedback_total{rule=\"%s\",action=\"%s\"} %" PRIu64 "\n",
            feedback->rules[i].rule, actions[a], feedback->rules[i].actions[a]);
  fprintf(out,
          "attune_feedback_total{rule=\"other\",action=\"any\"} %" PRIu64 "\n",
          feedback->unlisted);
}

static void write_letters(FILE *out, const struct outbox_counts *counts) {
  head(out, "attune_letters", "counter", "Events by what became of them");
  const struct {
    const char *fate;
    uint64_t value;
  } rows[] = {{"put", counts->put},         {"delivered", counts->delivered},
              {"expired", counts->expired}, {"superseded", counts->superseded},
              {"dead", counts->dead},       {"dropped", counts->dropped},
              {"refused", counts->refused}};
  for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
    fprintf(out, "attune_letters_total{fate=\"%s\"} %" PRIu64 "\n",
            rows[i].fate, rows[i].value);
}

static void write_courier(FILE *out, const struct courier_counts *counts) {
  head(out, "attune_attempts", "counter", "Deliveries tried");
  fprintf(out, "attune_attempts_total{result=\"any\"} %" PRIu64 "\n",
          counts->attempts);
  fprintf(out, "attune_attempts_total{result=\"failed\"} %" PRIu64 "\n",
          counts->failures);
  fprintf(out,
          "attune_attempts_total{result=\"address_refused\"} %" PRIu64 "\n",
          counts->refused_addresses);
  head(out, "attune_breaker_opened", "counter",
       "Times an endpoint was given a pause");
  fprintf(out, "attune_breaker_opened_total %" PRIu64 "\n",
          counts->breaker_opened);
  head(out, "attune_delivery_microseconds", "counter",
       "Time from request to answer, of deliveries");
  fprintf(out, "attune_delivery_microseconds_total %" PRIu64 "\n",
          counts->latency_us_sum);
}

static void write_store(FILE *out, const struct store_counts *counts) {
  const struct {
    const char *what;
    uint64_t value;
  } rows[] = {{"commits", counts->commits},
              {"failures", counts->failures},
              {"busy", counts->busy},
              {"damaged_rows", counts->damaged},
              {"files_set_aside", counts->set_aside}};
  head(out, "attune_store", "counter", "What happened in the store");
  for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
    fprintf(out, "attune_store_total{what=\"%s\"} %" PRIu64 "\n", rows[i].what,
            rows[i].value);
}

static void gauge(FILE *out, const char *name, const char *help, size_t value) {
  head(out, name, "gauge", help);
  fprintf(out, "%s %zu\n", name, value);
}

static void write_gauges(FILE *out, const struct shared *shared,
                         const struct figures *figures) {
  gauge(out, "attune_queue_messages", "Messages that wait or are analysed",
        atomic_load(&shared->inbox.messages));
  gauge(out, "attune_queue_bytes", "Bytes of these",
        atomic_load(&shared->inbox.bytes));
  gauge(out, "attune_letters_pending", "Events that wait for delivery",
        figures->outbox.pending);
  gauge(out, "attune_letters_pending_bytes", "Bytes of these",
        figures->outbox.pending_bytes);
  gauge(out, "attune_transfers", "Deliveries under way",
        figures->courier.in_flight);
  gauge(out, "attune_store_lasts", "1: what is committed outlives the process",
        figures->store_lasts);
  gauge(out, "attune_conversations", "Conversations remembered",
        figures->conversations);
  gauge(out, "attune_memory_bytes", "Bytes of these", figures->memory_bytes);
}

int stats_write(struct shared *shared, char **text, size_t *size) {
  *text = NULL;
  FILE *out = open_memstream(text, size);
  if (!out)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
    write_family(out, &families[i], &shared->counters);
  pthread_mutex_lock(&shared->lock);
  write_rules(out, &shared->feedback);
  write_letters(out, &shared->figures.outbox);
  write_courier(out, &shared->figures.courier);
  write_store(out, &shared->figures.store);
  write_gauges(out, shared, &shared->figures);
  pthread_mutex_unlock(&shared->lock);
  fputs("# EOF\n", out);
  bool failed = ferror(out) != 0;
  if (fclose(out) == 0 && !failed && *text)
    return ATTUNE_OK;
  free(*text);
  *text = NULL;
  return ATTUNE_E_MEMORY;
}
