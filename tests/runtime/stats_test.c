/* The figures, held to OpenMetrics by a small reader of its own. */
#include "runtime/stats.h"

#include "runtime/office.h"

enum {
  FAMILIES_MAX = 64
};

struct family {
  char name[64];
  char type[16];
  unsigned samples;
};

struct metrics {
  struct family families[FAMILIES_MAX];
  size_t count;
  bool ended;
};

static bool is_name(const char *name, size_t size) {
  for (size_t i = 0; i < size; i++)
    if (!strchr("abcdefghijklmnopqrstuvwxyz_0123456789", name[i]))
      return false;
  return size > 0 && name[0] > '9';
}

/* `{name="value",…}`; what is behind it, or NULL. */
static const char *skip_labels(const char *at) {
  if (*at != '{')
    return at;
  for (;;) {
    const char *equals = strchr(at + 1, '=');
    if (!equals || !is_name(at + 1, (size_t)(equals - at - 1)) ||
        equals[1] != '"')
      return NULL;
    at = equals + 2;
    while (*at != '"' && *at != '\n' && *at != '\0')
      at += *at == '\\' ? 2 : 1;
    if (*at++ != '"' || (*at != ',' && *at != '}'))
      return NULL;
    if (*at == '}')
      return at + 1;
  }
}

static void begin_family(struct metrics *metrics, const char *line) {
  struct family *family = &metrics->families[metrics->count++];
  CHECK(metrics->count < FAMILIES_MAX);
  CHECK_INT(sscanf(line, "# TYPE %63s %15s", family->name, family->type), 2);
  CHECK(is_name(family->name, strlen(family->name)));
  CHECK(strcmp(family->type, "counter") == 0 ||
        strcmp(family->type, "gauge") == 0);
  for (size_t i = 0; i + 1 < metrics->count; i++)
    CHECK(strcmp(metrics->families[i].name, family->name) != 0);
}

static void check_help(const struct metrics *metrics, const char *line) {
  char name[64];
  CHECK(metrics->count > 0);
  CHECK_INT(sscanf(line, "# HELP %63s", name), 1);
  CHECK(strcmp(name, metrics->families[metrics->count - 1].name) == 0);
  CHECK_INT(metrics->families[metrics->count - 1].samples, 0);
}

/* A sample belongs to the family above it, by name and suffix. */
static void check_sample(struct metrics *metrics, const char *line) {
  CHECK(metrics->count > 0);
  struct family *family = &metrics->families[metrics->count - 1];
  size_t size = strlen(family->name);
  bool counts = strcmp(family->type, "counter") == 0;
  CHECK(strncmp(line, family->name, size) == 0);
  if (counts)
    CHECK(strncmp(line + size, "_total", 6) == 0);
  const char *at = skip_labels(line + size + (counts ? 6 : 0));
  CHECK(at && *at == ' ');
  size_t digits = strspn(at + 1, "0123456789");
  CHECK(digits > 0 && at[1 + digits] == '\n');
  family->samples++;
}

static void parse(const char *text, struct metrics *metrics) {
  memset(metrics, 0, sizeof(*metrics));
  for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
    test_case("%.*s", (int)strcspn(line, "\n"), line);
    CHECK(strchr(line, '\n'));
    CHECK(!metrics->ended);
    if (strncmp(line, "# TYPE ", 7) == 0)
      begin_family(metrics, line);
    else if (strncmp(line, "# HELP ", 7) == 0)
      check_help(metrics, line);
    else if (strncmp(line, "# EOF\n", 6) == 0)
      metrics->ended = true;
    else
      check_sample(metrics, line);
  }
  CHECK(metrics->ended);
  CHECK(metrics->count > 10);
  for (size_t i = 0; i < metrics->count; i++)
    CHECK(metrics->families[i].samples > 0);
}

static char *figures_of(attune *plugin) {
  struct instance *instance;
  char *text;
  size_t size;
  CHECK_INT(registry_enter(plugin, &instance), ATTUNE_OK);
  CHECK_INT(stats_write(&instance->shared, &text, &size), ATTUNE_OK);
  CHECK_INT(strlen(text), size);
  registry_leave(instance);
  return text;
}

static void give_feedback(attune *plugin, const char *rule, int32_t action) {
  struct instance *instance;
  struct message view;
  const attune_outcome outcome = {.struct_size = sizeof(outcome),
                                  .conversation = "t",
                                  .suggestion = "sug_1",
                                  .rule = rule,
                                  .action = action};
  CHECK_INT(message_view_outcome(&view, &outcome), ATTUNE_OK);
  CHECK_INT(registry_enter(plugin, &instance), ATTUNE_OK);
  CHECK_INT(instance_submit(instance, &view), ATTUNE_OK);
  registry_leave(instance);
}

TEST(figures_are_open_metrics_from_the_first_moment) {
  struct host office;
  static struct metrics metrics;
  office_open(&office);
  attune *plugin = office_plugin(&office);
  char *text = figures_of(plugin);
  parse(text, &metrics);
  free(text);
  CHECK_INT(registry_close(plugin, 1000), ATTUNE_OK);
  host_stop(&office);
}

static void check_has(const char *text, const char *sample) {
  const char *at = strstr(text, sample);
  test_case("%s", sample);
  CHECK(at && (at == text || at[-1] == '\n'));
  CHECK_INT(at[strlen(sample)], '\n');
}

TEST(figures_are_open_metrics_after_a_busy_day) {
  struct host office;
  static struct metrics metrics;
  char rule[300];
  office_open(&office);
  attune *plugin = office_plugin(&office);
  for (int i = 0; i < 5; i++) {
    snprintf(rule, sizeof(rule), "t-%d", i);
    CHECK_INT(office_tell(plugin, rule, "1"), ATTUNE_OK);
    CHECK_INT(office_tell(plugin, rule, "1"), ATTUNE_OK);
  }
  for (int i = 0; i < 80; i++) {
    snprintf(rule, sizeof(rule), "rule-%d", i);
    give_feedback(plugin, rule, i % 5);
  }
  give_feedback(plugin, NULL, ATTUNE_DISMISSED);
  give_feedback(plugin, "a\"} 1\n# EOF\n", ATTUNE_DISMISSED);
  CHECK_INT(office_drain(plugin, 5000), ATTUNE_OK);
  char *text = figures_of(plugin);
  parse(text, &metrics);
  check_has(text, "attune_accepted_total{kind=\"incoming\"} 10");
  check_has(text, "attune_accepted_total{kind=\"feedback\"} 82");
  check_has(text, "attune_skipped_total{why=\"repeated\"} 5");
  check_has(text, "attune_suggestions_total{type=\"validation.prompted\"} 5");
  check_has(text, "attune_letters_total{fate=\"delivered\"} 5");
  check_has(text, "attune_feedback_total{rule=\"rule-7\",action=\"edited\"} 1");
  check_has(text, "attune_feedback_total{rule=\"other\",action=\"any\"} 18");
  check_has(text, "attune_outcomes_total{action=\"dismissed\"} 18");
  check_has(text, "attune_queue_messages 0");
  check_has(text, "attune_conversations 5");
  free(text);
  CHECK_INT(registry_close(plugin, 1000), ATTUNE_OK);
  host_stop(&office);
}
