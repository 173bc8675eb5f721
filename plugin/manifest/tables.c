#include "manifest/tables.h"

#include "manifest/additions.h"
#include "manifest/rules.h"
#include "manifest/scopes.h"
#include "manifest/secret.h"
#include "manifest/watching.h"
#include "manifest/webhook.h"

const char *const signal_ids[] = {
    "repeat-contact", "long-wait", "unheard",         "wants-person",
    "leaving",        "refund",    "public-or-legal", "safety",
    "deadline",       "question",  "resolved",        NULL,
};

/* The reasons stand beside each in plugin.manifest, where they are read. */
const struct settings settings_default = {
    .name = {"general", 7},
    .scopes = 1,
    .voice = {.person = PERSON_I,
              .formality = FORMALITY_NEUTRAL,
              .warmth = 1,
              .contractions = true,
              .emoji = true,
              .exclamations = 1,
              .max_growth = 150},
    .thresholds = {.validate_from_heat = 1,
                   .confidence = 500,
                   .escalate_from = 2},
    .limits = {.message_bytes = (size_t)64 * 1024,
               .queue_messages = 8192,
               .queue_bytes = (size_t)16 * 1024 * 1024,
               .prompts_per_conversation = 20,
               .prompts_per_hour = 0,
               .matches_per_draft = 8},
};

static const char *const persons[] = {
    [PERSON_I] = "I", [PERSON_WE] = "we", NULL};
static const char *const formalities[] = {[FORMALITY_CASUAL] = "casual",
                                          [FORMALITY_NEUTRAL] = "neutral",
                                          [FORMALITY_FORMAL] = "formal",
                                          NULL};
static const char *const warmths[] = {"plain", "warm", "very warm", NULL};
static const char *const log_levels[] = {[LOG_ERROR] = "error",
                                         [LOG_WARNING] = "warning",
                                         [LOG_INFO] = "info",
                                         [LOG_DEBUG] = "debug",
                                         NULL};

/* What a host reads before it loads anything: looked at, not kept. */
struct plugin_words {
  struct str text;
  int abi;
  struct str *hooks;
  size_t hook_count;
  uint32_t events;
};

#define AT(field) .offset = offsetof(struct plugin_words, field)

static const struct key plugin_keys[] = {
    {"name", KEY_TEXT, .least = 1, .most = 100, AT(text)},
    {"version", KEY_TEXT, .least = 1, .most = 100, AT(text)},
    {"library", KEY_TEXT, .least = 1, .most = 1000, AT(text)},
    {"abi", KEY_INT, .least = 1, .most = 1, AT(abi)},
    {"hooks", KEY_LIST, .most = 32, .read = reader_line,
     .item_size = sizeof(struct str), AT(hooks),
     .count_offset = offsetof(struct plugin_words, hook_count)},
    {"events", KEY_FLAGS, .choices = event_names, AT(events)},
};

#undef AT

static void plugin_read(struct reader *r, const struct json *value, void *out) {
  struct plugin_words words;
  (void)out;
  keys_read(r, value, plugin_keys, sizeof(plugin_keys) / sizeof(*plugin_keys),
            &words);
}

#define AT(field) .offset = offsetof(struct offer, field)

static const struct key per_customer_keys[] = {
    {"count", KEY_UINT32, .required = true, .least = 1, .most = 1000,
     AT(per_customer_count)},
    {"days", KEY_UINT32, .required = true, .least = 1, .most = 366,
     AT(per_customer_days)},
};

static const struct key offer_keys[] = {
    {"id", KEY_ID, .required = true, AT(id)},
    {"text", KEY_TEXT, .required = true, .least = 1, .most = 300, AT(text)},
    {"signals", KEY_FLAGS, .choices = signal_ids, AT(signals)},
    {"min_heat", KEY_INT, .least = 0, .most = 3, AT(min_heat)},
    {"roles", KEY_LIST, .most = 50, .read = reader_line,
     .item_size = sizeof(struct str), AT(roles),
     .count_offset = offsetof(struct offer, role_count)},
    {"per_customer", KEY_GROUP, KEYS(per_customer_keys)},
};

#undef AT

static void offer_read(struct reader *r, const struct json *value, void *out) {
  keys_read(r, value, offer_keys, sizeof(offer_keys) / sizeof(*offer_keys),
            out);
}

/* Later than now the log may be opened by a host in another directory. */
static void log_to_read(struct reader *r, const struct json *value, void *out) {
  struct str to = reader_text(r, value, 1, 1000, false);
  if (!to.data)
    return;
  bool file = !str_is(to, "stderr");
  if (file && !r->base) {
    reader_problem(r, value->at, "files are not opened here");
    return;
  }
  if (file)
    to = arena_str(r->arena, str_of(reader_file_name(r, to)));
  r->out_of_memory |= !to.data;
  memcpy(out, &to, sizeof(to));
}

static void draft_clear_read(struct reader *r, const struct json *value,
                             void *out) {
  static const char *const words[] = {"when_needed", "always", NULL};
  struct manifest *manifest = out;
  int choice = reader_choice(r, value, words);
  manifest->clear_always = choice == 1;
}

#define AT(field) .offset = offsetof(struct manifest, field)

static const struct key voice_keys[] = {
    {"brand", KEY_TEXT, .most = 80, AT(general.voice.brand)},
    {"person", KEY_CHOICE, .choices = persons, AT(general.voice.person)},
    {"formality", KEY_CHOICE, .choices = formalities,
     AT(general.voice.formality)},
    {"warmth", KEY_CHOICE, .choices = warmths, AT(general.voice.warmth)},
    {"contractions", KEY_BOOL, AT(general.voice.contractions)},
    {"greeting", KEY_TEXT, .most = 200, AT(general.voice.greeting)},
    {"closing", KEY_LINES, .most = 500, AT(general.voice.closing)},
    {"emoji", KEY_BOOL, AT(general.voice.emoji)},
    {"exclamations", KEY_INT, .most = 20, AT(general.voice.exclamations)},
    {"max_growth", KEY_INT, .most = 1000, AT(general.voice.max_growth)},
};

static const struct key commitment_keys[] = {
    {"first_update", KEY_TEXT, .most = 200,
     AT(general.commitments.first_update)},
    {"resolution", KEY_TEXT, .most = 200, AT(general.commitments.resolution)},
};

static const struct key threshold_keys[] = {
    {"validate_from_heat", KEY_INT, .most = 3,
     AT(general.thresholds.validate_from_heat)},
    {"confidence", KEY_PERMILLE, AT(general.thresholds.confidence)},
    {"escalate_from", KEY_INT, .most = 3, AT(general.thresholds.escalate_from)},
};

/* Lower ends keep the plugin usable, upper ends keep a slip of the finger
   from taking the host's memory. */
static const struct key limit_keys[] = {
    {"message_bytes", KEY_SIZE, .least = 1024, .most = 1024 * 1024,
     AT(general.limits.message_bytes)},
    {"queue_messages", KEY_SIZE, KEY_GENERAL_ONLY, .least = 1,
     .most = 1024 * 1024, AT(general.limits.queue_messages)},
    {"queue_bytes", KEY_SIZE, KEY_GENERAL_ONLY, .least = 64 * 1024,
     .most = 1024 * 1024 * 1024, AT(general.limits.queue_bytes)},
    {"prompts_per_conversation", KEY_UINT32, .most = 100000,
     AT(general.limits.prompts_per_conversation)},
    {"prompts_per_hour", KEY_UINT32, .most = 1000000,
     AT(general.limits.prompts_per_hour)},
    {"matches_per_draft", KEY_UINT32, .least = 1, .most = 100,
     AT(general.limits.matches_per_draft)},
};

static const struct key log_keys[] = {
    {"to", KEY_READ, .read = log_to_read, AT(log_to)},
    {"level", KEY_CHOICE, .choices = log_levels, AT(log_level)},
};

const struct key manifest_keys[] = {
    {"when", KEY_GROUP, KEY_SCOPE_ONLY, .required = true,
     .keys = scope_when_keys, .key_count = 4},
    {"plugin", KEY_READ, KEY_GENERAL_ONLY, .read = plugin_read},
    {"webhooks", KEY_LIST, KEY_GENERAL_ONLY, .most = WEBHOOKS_MAX,
     .read = webhook_read, .item_size = sizeof(struct webhook), AT(webhooks),
     .count_offset = offsetof(struct manifest, webhook_count),
     .unique = "name"},
    {"voice", KEY_GROUP, KEYS(voice_keys)},
    {"rules", KEY_READ, .read = rules_read},
    {"phrases", KEY_READ, .read = phrases_read},
    {"custom_rules", KEY_READ, .read = custom_rules_read},
    {"offers", KEY_LIST, .most = 100, .read = offer_read,
     .item_size = sizeof(struct offer), AT(general.offers),
     .count_offset = offsetof(struct manifest, general.offer_count),
     .unique = "id"},
    {"commitments", KEY_GROUP, KEYS(commitment_keys)},
    {"thresholds", KEY_GROUP, KEYS(threshold_keys)},
    {"limits", KEY_GROUP, KEYS(limit_keys)},
    {"store", KEY_READ, KEY_GENERAL_ONLY, .read = store_read},
    {"follow_up", KEY_READ, KEY_GENERAL_ONLY, .read = follow_up_read},
    {"care", KEY_READ, KEY_GENERAL_ONLY, .read = care_read},
    {"trends", KEY_READ, KEY_GENERAL_ONLY, .read = trends_read},
    {"privacy", KEY_READ, KEY_GENERAL_ONLY, .read = privacy_read},
    {"tests", KEY_READ, KEY_GENERAL_ONLY, .read = tests_read},
    {"dry_run", KEY_BOOL, KEY_GENERAL_ONLY, AT(dry_run)},
    {"sample", KEY_UINT32, KEY_GENERAL_ONLY, .most = 100, AT(sample)},
    {"suspended", KEY_BOOL, KEY_GENERAL_ONLY, AT(suspended)},
    {"draft_clear", KEY_READ, KEY_GENERAL_ONLY, .read = draft_clear_read},
    {"scopes", KEY_LIST, KEY_GENERAL_ONLY, .most = MANIFEST_SCOPES_MAX,
     .read = scope_read, .item_size = sizeof(struct manifest_scope), AT(scopes),
     .count_offset = offsetof(struct manifest, scope_count)},
    {"log", KEY_GROUP, KEY_GENERAL_ONLY, KEYS(log_keys)},
};
const size_t manifest_key_count =
    sizeof(manifest_keys) / sizeof(*manifest_keys);
