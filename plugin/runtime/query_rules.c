/*
 * The rules there are, and why each did or did not speak about a draft: by
 * what is asked of the moment, and by which of its phrases are in the words.
 */
#include "manifest/rules.h"
#include "review/rules.h"
#include "runtime/analysis.h"
#include "runtime/query_parts.h"

enum {
  PHRASES_SHOWN = 3
};

static const struct language_entry *rule_at(const struct language *language,
                                            size_t i) {
  size_t at = language->first[LANGUAGE_RULE] + i;
  return at < language->first[LANGUAGE_RULE + 1] ? &language->entries[at]
                                                 : NULL;
}

/* What only excuses another rule's words never speaks itself. */
static bool is_rule(const struct language_entry *entry) {
  return !str_is(entry->id, "excuse");
}

static bool in_scope(const struct language_entry *entry,
                     const struct settings *settings) {
  return (entry->scopes & settings->scopes) != 0;
}

static void write_phrases(struct json_writer *w,
                          const struct language_entry *entry) {
  jw_key(w, "phrases");
  jw_array(w);
  for (size_t i = 0; i < entry->match_count && i < PHRASES_SHOWN; i++)
    jw_string(w, entry->matches[i]);
  jw_array_end(w);
  jw_field_int(w, "phrase_count", (int64_t)entry->match_count);
}

static void write_optional(struct json_writer *w, const char *key,
                           struct str value) {
  if (value.size > 0)
    jw_field(w, key, value);
}

static void write_rule(struct inquiry *inquiry, const struct settings *settings,
                       const struct language_entry *rule) {
  struct json_writer *w = inquiry->w;
  enum level level =
      settings_level(inquiry->manifest->language, settings, rule);
  jw_object(w);
  jw_field(w, "rule", rule->id);
  write_optional(w, "part", rule->part);
  jw_field(w, "level", str_of(level_names[level]));
  write_optional(w, "message", language_field(rule, "message"));
  write_optional(w, "why", language_field(rule, "why"));
  write_optional(w, "principle", language_field(rule, "principle"));
  write_optional(w, "role", language_field(rule, "role"));
  write_phrases(w, rule);
  jw_object_end(w);
}

int inquiry_rules(struct inquiry *inquiry) {
  const struct language *language = inquiry->manifest->language;
  const struct settings *settings = inquiry_settings(inquiry);
  const struct language_entry *rule;
  if (!settings)
    return ATTUNE_E_MEMORY;
  jw_field(inquiry->w, "scope", settings->name);
  jw_key(inquiry->w, "rules");
  jw_array(inquiry->w);
  for (size_t i = 0; (rule = rule_at(language, i)); i++)
    if (is_rule(rule) && in_scope(rule, settings))
      write_rule(inquiry, settings, rule);
  jw_array_end(inquiry->w);
  return ATTUNE_OK;
}

/* A draft that was reviewed, for every rule to be asked about. */
struct reviewed {
  struct inquiry *inquiry;
  struct analysis analysis;
  struct review review;
};

static size_t count_matches(const struct reviewed *reviewed,
                            const struct language_entry *rule) {
  size_t count = 0;
  for (size_t i = 0; i < reviewed->analysis.matches.count; i++)
    count += reviewed->analysis.matches.items[i].entry == rule;
  return count;
}

static const struct finding *find_finding(const struct reviewed *reviewed,
                                          const struct language_entry *rule) {
  for (size_t i = 0; i < reviewed->review.finding_count; i++)
    if (reviewed->review.findings[i].rule == rule)
      return &reviewed->review.findings[i];
  return NULL;
}

static const struct language_match *
find_match(const struct reviewed *reviewed, const struct language_entry *rule) {
  for (size_t i = 0; i < reviewed->analysis.matches.count; i++)
    if (reviewed->analysis.matches.items[i].entry == rule)
      return &reviewed->analysis.matches.items[i];
  return NULL;
}

/* What the moment lacks for the rule to hold; {NULL, 0}: nothing. */
static struct str lacking(const struct reviewed *reviewed,
                          const struct language_entry *rule) {
  struct arena *arena = reviewed->analysis.arena;
  const struct str heat[] = {STR("only where the customer's heat is "),
                             language_field(rule, "min_heat"), STR(" or more")};
  const struct str most[] = {STR("only in drafts of at most "),
                             language_field(rule, "max_words"), STR(" words")};
  const struct str signals[] = {STR("only where the customer told of "),
                                language_field(rule, "signals")};
  switch (rules_lack(&reviewed->analysis.history, rule,
                     rules_words(&reviewed->analysis.text))) {
  case RULE_LACKS_HEAT:
    return arena_join(arena, heat, 3);
  case RULE_LACKS_UPSET:
    return STR("only where the customer is upset");
  case RULE_LACKS_BREVITY:
    return arena_join(arena, most, 3);
  case RULE_LACKS_SIGNAL:
    return arena_join(arena, signals, 2);
  case RULE_LACKS_NOTHING:
    break;
  }
  return (struct str){0};
}

static void write_outcome(struct json_writer *w, const char *outcome,
                          struct str reason) {
  jw_field(w, "outcome", str_of(outcome));
  jw_field(w, "reason", reason);
}

static void say_level_off(const struct reviewed *reviewed,
                          const struct language_entry *rule) {
  bool own = rule->level != LEVEL_OFF;
  write_outcome(reviewed->inquiry->w, "off",
                own ? STR("its level is off in the manifest")
                    : STR("its level is off as shipped"));
}

/* A phrase is there, and yet nothing was said. */
static struct str why_passed_over(const struct reviewed *reviewed,
                                  const struct language_entry *rule) {
  struct str lacks = lacking(reviewed, rule);
  if (lacks.size > 0)
    return lacks;
  if (language_field(rule, "role").size > 0)
    return STR("its words alone are no fault: the conversation has to make "
               "them one");
  if (reviewed->review.spared > 0 &&
      settings_level(reviewed->inquiry->manifest->language,
                     reviewed->analysis.settings, rule) == LEVEL_SUGGESTION)
    return STR("a hint and no more, in a draft that does the rest well");
  if (language_field(rule, "excused_by").size > 0)
    return STR("excused by other words of the draft, or another rule says "
               "more about the same words");
  return STR("allowed by the manifest, quoted from somebody, or another rule "
             "says more about the same words");
}

static void say_why(const struct reviewed *reviewed,
                    const struct settings *settings,
                    const struct language_entry *rule) {
  const struct language *language = reviewed->inquiry->manifest->language;
  struct json_writer *w = reviewed->inquiry->w;
  if (find_finding(reviewed, rule))
    write_outcome(w, "fired", STR("found in the draft"));
  else if (settings_level(language, settings, rule) == LEVEL_OFF)
    say_level_off(reviewed, rule);
  else if (count_matches(reviewed, rule) > 0)
    write_outcome(w, "passed over", why_passed_over(reviewed, rule));
  else if (str_is(language_field(rule, "role"), "model"))
    write_outcome(w, "silent",
                  STR("the sentence model is not sure enough of any "
                      "sentence"));
  else if (rule->match_count == 0)
    write_outcome(w, "silent", STR("the conversation gives no reason for it"));
  else
    write_outcome(w, "silent", STR("none of its phrases is in the draft"));
}

static void write_words(const struct reviewed *reviewed,
                        const struct language_entry *rule) {
  const struct finding *finding = find_finding(reviewed, rule);
  const struct language_match *match = find_match(reviewed, rule);
  struct str source = reviewed->analysis.text.source;
  if (finding || match)
    jw_field(reviewed->inquiry->w, "quote",
             str_slice(source, finding ? finding->range : match->range));
}

static void write_reviewed(const struct reviewed *reviewed) {
  const struct language *language = reviewed->inquiry->manifest->language;
  const struct settings *settings = reviewed->analysis.settings;
  struct json_writer *w = reviewed->inquiry->w;
  const struct language_entry *rule;
  jw_field(w, "scope", settings->name);
  jw_field_int(w, "heat", reviewed->analysis.history.heat);
  jw_key(w, "rules");
  jw_array(w);
  for (size_t i = 0; (rule = rule_at(language, i)); i++) {
    if (!is_rule(rule) || !in_scope(rule, settings))
      continue;
    jw_object(w);
    jw_field(w, "rule", rule->id);
    write_optional(w, "part", rule->part);
    jw_field(w, "level",
             str_of(level_names[settings_level(language, settings, rule)]));
    say_why(reviewed, settings, rule);
    write_words(reviewed, rule);
    jw_object_end(w);
  }
  jw_array_end(w);
}

static int read_format(struct inquiry *inquiry, int32_t *format) {
  static const char *const names[] = {"text", "html", "markdown"};
  struct str name = inquiry_text(inquiry, "format");
  *format = ATTUNE_TEXT;
  if (!name.data)
    return ATTUNE_OK;
  for (int i = 0; i < 3; i++)
    if (str_is(name, names[i])) {
      *format = i;
      return ATTUNE_OK;
    }
  return inquiry_problem(inquiry, "\"format\" is text, html or markdown");
}

static int view_draft(struct inquiry *inquiry, struct message *view) {
  attune_message message = {
      .struct_size = sizeof(message),
      .conversation = "\x01why", /* an id that no helpdesk gives */
      .id = "draft",
      .text = inquiry_word(inquiry, "draft"),
      .agent = inquiry_word(inquiry, "agent"),
      .team = inquiry_word(inquiry, "team"),
      .channel = inquiry_word(inquiry, "channel"),
      .brand = inquiry_word(inquiry, "brand"),
      .locale = inquiry_word(inquiry, "locale"),
      .context = inquiry_word(inquiry, "context"),
  };
  if (!message.text)
    return inquiry_problem(inquiry, "expected a \"draft\"");
  int status = read_format(inquiry, &message.format);
  if (status != ATTUNE_OK)
    return status;
  status = message_view(view, MESSAGE_OUTGOING, &message,
                        atomic_load(&inquiry->shared->text_max));
  return status == ATTUNE_E_TOO_LARGE
             ? inquiry_problem(inquiry, "the draft or its context is larger "
                                        "than the manifest allows")
             : status;
}

int inquiry_why(struct inquiry *inquiry) {
  struct message view;
  struct review_input input;
  struct reviewed *reviewed = arena_alloc(inquiry->arena, sizeof(*reviewed));
  if (!reviewed)
    return ATTUNE_E_MEMORY;
  int status = view_draft(inquiry, &view);
  if (status != ATTUNE_OK)
    return status;
  *reviewed =
      (struct reviewed){.inquiry = inquiry,
                        .analysis = {.pipeline = &inquiry->shared->pipeline,
                                     .manifest = inquiry->manifest,
                                     .message = &view,
                                     .arena = inquiry->arena}};
  status = analysis_begin(&reviewed->analysis);
  if (status == ATTUNE_E_ARGUMENT)
    return inquiry_problem(inquiry, "\"context\" is not as attune.h says");
  if (status == ATTUNE_OK)
    status =
        analysis_review(&reviewed->analysis, &reviewed->analysis.text,
                        &reviewed->analysis.matches, &input, &reviewed->review);
  if (status == ATTUNE_OK)
    write_reviewed(reviewed);
  return status;
}
