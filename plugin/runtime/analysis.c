#include "runtime/analysis.h"

#include "base/hash.h"
#include "base/json_read.h"
#include "reading/redact.h"

/* Of a long context only the end bears on the next reply. */
enum {
  CONTEXT_ITEMS_MAX = 40
};

uint64_t analysis_hash(const struct str *strings, size_t count) {
  uint64_t hash = HASH_START;
  for (size_t i = 0; i < count; i++)
    hash = hash_piece(hash, strings[i]);
  return hash;
}

/* English is the one language there is; another one is read as no words. */
static bool speaks(const struct message *message) {
  struct str locale = message_str(message, STRING_LOCALE);
  if (locale.size < 2)
    return true;
  bool english = (locale.data[0] | 32) == 'e' && (locale.data[1] | 32) == 'n';
  return english &&
         (locale.size == 2 || locale.data[2] == '-' || locale.data[2] == '_');
}

int analysis_read_text(const struct analysis *analysis, struct str words,
                       uint32_t kinds, struct text *text,
                       struct language_matches *matches) {
  const struct language *language = analysis->manifest->language;
  int status = text_read(analysis->arena, language->lexicon, words,
                         (enum text_format)analysis->message->format, text);
  if (status != ATTUNE_OK)
    return status;
  *matches = (struct language_matches){0};
  if (!speaks(analysis->message))
    return ATTUNE_OK;
  return language_scan_kinds(language, analysis->arena, text,
                             analysis->settings->scopes, kinds, matches);
}

int analysis_review(const struct analysis *analysis, const struct text *text,
                    const struct language_matches *matches,
                    struct review_input *input, struct review *out) {
  *input = (struct review_input){
      .language = analysis->manifest->language,
      .settings = analysis->settings,
      .history = &analysis->history,
      .text = text,
      .matches = matches,
      .agent_name = message_str(analysis->message, STRING_AGENT),
      .agent_role = message_str(analysis->message, STRING_AGENT_ROLE),
  };
  return review_draft(analysis->arena, input, out);
}

/* An earlier message of the context, one way or the other. */
struct earlier {
  bool from_agent;
  struct str text;
  struct str id; /* never empty: made from the text when not given */
};

static int earlier_read(struct analysis *analysis, const struct json *item,
                        struct earlier *out) {
  const struct json *from = json_get(item, "from");
  const struct json *text = json_get(item, "text");
  const struct json *id = json_get(item, "id");
  if (item->type != JSON_OBJECT || !from || from->type != JSON_STRING ||
      !text || text->type != JSON_STRING ||
      (id && id->type != JSON_STRING && id->type != JSON_NULL))
    return ATTUNE_E_ARGUMENT;
  out->from_agent = str_is(from->string, "agent");
  if (!out->from_agent && !str_is(from->string, "customer"))
    return ATTUNE_E_ARGUMENT;
  out->text = text->string;
  if (out->text.size > analysis->settings->limits.message_bytes)
    out->text.size = analysis->settings->limits.message_bytes;
  out->id = id && id->type == JSON_STRING ? id->string : (struct str){0};
  return ATTUNE_OK;
}

struct str analysis_text_id(struct arena *arena, struct str text) {
  static const char digits[] = "0123456789abcdef";
  uint64_t hash = analysis_hash(&text, 1);
  char name[5 + 16] = "text:";
  for (size_t i = 0; i < 16; i++)
    name[5 + i] = digits[(hash >> (60 - 4 * i)) & 15];
  return arena_str(arena, (struct str){name, sizeof(name)});
}

/* Was this earlier message heard before, by its id or by its words? */
static bool known_before(const struct conversation *known,
                         const struct earlier *earlier, struct str by_text) {
  const uint64_t any = CONVERSATION_ANY_REVISION;
  bool from_agent = earlier->from_agent;
  return known && (conversation_knows(known, by_text, any, from_agent) ||
                   (earlier->id.size > 0 &&
                    conversation_knows(known, earlier->id, any, from_agent)));
}

static void remember_earlier(struct analysis *analysis,
                             const struct earlier *earlier,
                             struct str by_text) {
  struct conversation *conversation = analysis->conversation;
  if (!analysis->remember)
    return;
  pthread_mutex_lock(&analysis->pipeline->lock);
  conversation_seen(conversation, by_text, 0, earlier->from_agent);
  if (earlier->id.size > 0)
    conversation_seen(conversation, earlier->id, 0, earlier->from_agent);
  pthread_mutex_unlock(&analysis->pipeline->lock);
}

static int hear(struct analysis *analysis, struct text *text,
                const struct language_matches *matches) {
  struct reading reading = {0};
  int status = reading_read(analysis->arena, analysis->manifest->language, text,
                            matches, &analysis->history, &reading);
  if (status == ATTUNE_OK)
    status = redact_reading(analysis->arena, analysis->manifest->privacy.redact,
                            text, &reading);
  if (status == ATTUNE_OK)
    status = history_heard(analysis->arena, &analysis->history, text, &reading);
  if (status != ATTUNE_OK || !analysis->remember)
    return status;
  pthread_mutex_lock(&analysis->pipeline->lock);
  status = conversation_heard(analysis->conversation, text, &reading);
  pthread_mutex_unlock(&analysis->pipeline->lock);
  return status;
}

static int answer(struct analysis *analysis, const struct text *text,
                  const struct language_matches *matches) {
  struct review_input input;
  struct review review = {0};
  int status = analysis_review(analysis, text, matches, &input, &review);
  if (status == ATTUNE_OK)
    status = history_answered(analysis->arena, &analysis->history, &review);
  if (status != ATTUNE_OK || !analysis->remember)
    return status;
  pthread_mutex_lock(&analysis->pipeline->lock);
  status = conversation_answered(analysis->conversation, &review);
  pthread_mutex_unlock(&analysis->pipeline->lock);
  return status;
}

/* A host that hands over its whole thread hands over this message too. */
static bool is_this_message(const struct analysis *analysis,
                            const struct earlier *earlier, bool last) {
  const struct message *message = analysis->message;
  if (earlier->from_agent != (message->kind == MESSAGE_OUTGOING))
    return false;
  if (earlier->id.size > 0)
    return str_equal(earlier->id, message_str(message, STRING_ID));
  return last && str_equal(earlier->text, message_str(message, STRING_TEXT));
}

static int merge_earlier(struct analysis *analysis, struct conversation *known,
                         const struct earlier *earlier) {
  struct text text;
  struct language_matches matches;
  struct str by_text = analysis_text_id(analysis->arena, earlier->text);
  if (!by_text.data)
    return ATTUNE_E_MEMORY;
  if (known_before(known, earlier, by_text))
    return ATTUNE_OK;
  uint32_t kinds =
      earlier->from_agent ? LANGUAGE_OF_DRAFT : LANGUAGE_OF_CUSTOMER;
  int status =
      analysis_read_text(analysis, earlier->text, kinds, &text, &matches);
  if (status == ATTUNE_OK)
    status = earlier->from_agent ? answer(analysis, &text, &matches)
                                 : hear(analysis, &text, &matches);
  if (status == ATTUNE_OK)
    remember_earlier(analysis, earlier, by_text);
  return status;
}

static int merge_context(struct analysis *analysis,
                         struct conversation *known) {
  struct str context = message_str(analysis->message, STRING_CONTEXT);
  struct json *items;
  struct json_error error;
  if (context.size == 0)
    return ATTUNE_OK;
  int status = json_read(analysis->arena, context, 0, &items, &error);
  if (status != ATTUNE_OK)
    return status;
  if (items->type != JSON_ARRAY)
    return ATTUNE_E_ARGUMENT;
  size_t skip =
      items->count > CONTEXT_ITEMS_MAX ? items->count - CONTEXT_ITEMS_MAX : 0;
  const struct json *item = items->first;
  for (; item && status == ATTUNE_OK; item = item->next) {
    struct earlier earlier;
    status = earlier_read(analysis, item, &earlier);
    if (skip > 0)
      skip--;
    else if (status == ATTUNE_OK &&
             !is_this_message(analysis, &earlier, !item->next))
      status = merge_earlier(analysis, known, &earlier);
  }
  return status;
}

/*
 * The loop opens the conversation; another thread looks at it under the
 * lock only while it copies, because the loop may forget it at any time.
 */
static int recall(struct analysis *analysis) {
  struct pipeline *pipeline = analysis->pipeline;
  struct str id = message_str(analysis->message, STRING_CONVERSATION);
  pthread_mutex_lock(&pipeline->lock);
  struct conversation *known = analysis->remember
                                   ? memory_open(pipeline->memory, id)
                                   : memory_find(pipeline->memory, id);
  int status =
      analysis->remember && !known
          ? ATTUNE_E_MEMORY
          : conversation_history(known, analysis->arena, &analysis->history);
  /* A look merges its context under the lock: it asks what is known. */
  if (status == ATTUNE_OK && !analysis->remember)
    status = merge_context(analysis, known);
  pthread_mutex_unlock(&pipeline->lock);
  if (status != ATTUNE_OK || !analysis->remember)
    return status;
  analysis->conversation = known;
  status = merge_context(analysis, known);
  if (status != ATTUNE_E_ARGUMENT)
    return status;
  count(pipeline->counters, COUNT_CONTEXT_REFUSED);
  return ATTUNE_OK;
}

/* The first word of a name, as one would greet: "Ana Silva" is Ana. */
static struct str first_name(struct str name) {
  const char *blank = name.size ? memchr(name.data, ' ', name.size) : NULL;
  if (blank)
    name.size = (size_t)(blank - name.data);
  return name;
}

static void prepare_say(struct analysis *analysis) {
  const struct message *message = analysis->message;
  const struct str seeds[] = {message_str(message, STRING_CONVERSATION),
                              message_str(message, STRING_ID)};
  struct str name = message_str(message, STRING_CUSTOMER_NAME);
  if (name.size > 0)
    analysis->history.customer_name = name;
  analysis->slots[0] =
      (struct slot){"name", first_name(analysis->history.customer_name)};
  analysis->slots[1] =
      (struct slot){"agent", first_name(message_str(message, STRING_AGENT))};
  analysis->slots[2] = (struct slot){"brand", analysis->settings->voice.brand};
  analysis->say = (struct say_context){
      .language = analysis->manifest->language,
      .settings = analysis->settings,
      .history = &analysis->history,
      .slots = analysis->slots,
      .slot_count = ANALYSIS_SLOTS,
      .seed = analysis_hash(seeds, 2),
  };
}

static uint32_t kinds_of(const struct message *message) {
  if (message->kind == MESSAGE_INCOMING)
    return LANGUAGE_OF_CUSTOMER;
  return message->stage == ATTUNE_SENT ? LANGUAGE_OF_SENT : LANGUAGE_OF_DRAFT;
}

int analysis_begin(struct analysis *analysis) {
  const struct message *message = analysis->message;
  const struct scope_key key = {
      .team = message_str(message, STRING_TEAM).data,
      .channel = message_str(message, STRING_CHANNEL).data,
      .brand = message_str(message, STRING_BRAND).data,
      .locale = message_str(message, STRING_LOCALE).data,
  };
  analysis->began_us = clock_mono_us(analysis->pipeline->clock);
  analysis->settings =
      manifest_settings(analysis->manifest, analysis->arena, &key);
  if (!analysis->settings)
    return ATTUNE_E_MEMORY;
  int status = recall(analysis);
  if (status != ATTUNE_OK)
    return status;
  prepare_say(analysis);
  if (!speaks(message))
    count(analysis->pipeline->counters, COUNT_OTHER_LANGUAGE);
  return analysis_read_text(analysis, message_str(message, STRING_TEXT),
                            kinds_of(message), &analysis->text,
                            &analysis->matches);
}
