#include "rewrite/prompts.h"

#include "attune.h"
#include "rewrite/say_words.h"

#define KNOWN_MAX  16
#define AVOID_MAX  6
#define OFFERS_MAX 4

/* Of so many sentences those that speak of this customer are kept. */
#define CHOICE_MAX 6

/* A fact longer than this is a story; "already known" is a glance. */
#define KNOWN_BYTES_MAX 120

const char *step_name(enum step step) {
  static const char *const names[STEP_COUNT] = {
      "listen", "validate", "affirm", "apologise", "own", "solve", "follow-up"};
  return names[step];
}

const char *step_state_name(enum step_state state) {
  static const char *const names[] = {"not-needed", "open", "done"};
  return names[state];
}

static bool is_hurt(enum feeling feeling) {
  return feeling != FEELING_NEUTRAL && !feeling_is_glad(feeling);
}

/* What calls for care also where no feeling was shown. */
static bool has_hard_signal(const struct reading *reading) {
  static const enum signal_id hard[] = {
      SIGNAL_REPEAT_CONTACT,  SIGNAL_LONG_WAIT, SIGNAL_UNHEARD,
      SIGNAL_WANTS_PERSON,    SIGNAL_LEAVING,   SIGNAL_REFUND,
      SIGNAL_PUBLIC_OR_LEGAL, SIGNAL_SAFETY};
  for (size_t i = 0; i < sizeof(hard) / sizeof(hard[0]); i++)
    if (reading_has(reading, hard[i]))
      return true;
  return false;
}

bool prompts_called_for(const struct reading *reading,
                        const struct settings *settings) {
  bool felt = is_hurt(reading->feeling) &&
              reading->heat >= settings->thresholds.validate_from_heat &&
              reading->confidence >= settings->thresholds.confidence;
  return felt || reading->careful || has_hard_signal(reading);
}

/* The conversation with this message in it, as wordings look at it. */
static int with_message(struct arena *arena, const struct prompts_input *input,
                        struct history *out) {
  const struct reading *reading = input->reading;
  const struct history *before = input->say->history;
  *out = *before;
  out->feeling = reading->feeling;
  out->heat = reading->heat;
  out->concern = reading->concern;
  out->careful = reading->careful;
  out->latest_signals = 0;
  for (size_t i = 0; i < reading->signal_count; i++)
    out->latest_signals |= UINT32_C(1) << reading->signals[i].id;
  out->signals |= out->latest_signals;
  struct told *facts = arena_alloc(
      arena, (before->fact_count + reading->fact_count) * sizeof(*facts));
  if (!facts && before->fact_count + reading->fact_count > 0)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < before->fact_count; i++)
    facts[i] = before->facts[i];
  for (size_t i = 0; i < reading->fact_count; i++)
    facts[out->fact_count++] =
        (struct told){reading->facts[i].kind, reading->facts[i].value,
                      text_plain(arena, input->text, reading->facts[i].range)};
  out->facts = facts;
  return ATTUNE_OK;
}

/*
 * Who has been passed on or is on the way out is asked nothing more before
 * something was done; who has told it before, or is upset, one thing.
 */
static size_t most_questions(const struct reading *reading) {
  static const enum signal_id enough[] = {SIGNAL_UNHEARD, SIGNAL_WANTS_PERSON,
                                          SIGNAL_LEAVING,
                                          SIGNAL_PUBLIC_OR_LEGAL};
  if (feeling_is_glad(reading->feeling) || reading->concern.size == 0)
    return 0;
  for (size_t i = 0; i < sizeof(enough) / sizeof(enough[0]); i++)
    if (reading_has(reading, enough[i]))
      return 0;
  return reading->heat >= 2 || reading->careful ||
                 reading_has(reading, SIGNAL_REPEAT_CONTACT)
             ? 1
             : 2;
}

/* A number that we could not place may well be the one we would ask for. */
static bool has_number(const struct text *text) {
  for (uint32_t i = 0; i < text->token_count; i++) {
    const struct token *token = &text->tokens[i];
    if (token->kind == TOKEN_CODE || (token->flags & TOKEN_MONEY) ||
        (token->kind == TOKEN_NUMBER && token->folded.size > 2))
      return true;
  }
  return false;
}

static bool is_answered(const struct say_context *context,
                        const struct language_entry *entry) {
  struct str lacks = language_field(entry, "lacks");
  return (words_listed(lacks, STR("reference")) ||
          words_listed(lacks, STR("amount"))) &&
         context->heard && has_number(context->heard);
}

/*
 * One question of each sort, in the pack's order: what helps most is asked
 * first, and nobody is asked two ways for one thing.
 */
static int ask(struct arena *arena, struct say_context *context, size_t most,
               struct prompts *out) {
  const struct language *language = context->language;
  for (size_t i = language->first[LANGUAGE_SAY];
       i < language->first[LANGUAGE_SAY + 1] && out->ask_count < most; i++) {
    const struct language_entry *entry = &language->entries[i];
    struct str text;
    if (!str_is(entry->id, "ask") || !say_fits(context, entry) ||
        is_answered(context, entry))
      continue;
    int status = say_entry(arena, context, entry, &text);
    if (status != ATTUNE_OK)
      return status;
    if (text.size > 0)
      out->ask[out->ask_count++] = text;
  }
  return ATTUNE_OK;
}

/* Told twice it is listed once, where it was told last. */
static bool told_already(const struct history *history, size_t index) {
  const struct told *fact = &history->facts[index];
  for (size_t i = index + 1; i < history->fact_count; i++)
    if (history->facts[i].kind == fact->kind &&
        str_equal(history->facts[i].value, fact->value))
      return true;
  return false;
}

/* "reference: 4471-B"; what was said again stands where it was said last. */
static int list_known(struct arena *arena, const struct say_context *context,
                      struct prompts *out) {
  const struct history *history = context->history;
  out->already_known =
      arena_alloc(arena, KNOWN_MAX * sizeof(*out->already_known));
  if (!out->already_known)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0;
       i < history->fact_count && out->already_known_count < KNOWN_MAX; i++) {
    const struct told *fact = &history->facts[i];
    const struct language_entry *label = words_label(
        context->language, "fact", str_of(fact_kind_name(fact->kind)));
    if (!label || fact->quote.size > KNOWN_BYTES_MAX ||
        told_already(history, i))
      continue;
    struct str pieces[] = {language_field(label, "name"), STR(": "),
                           words_trim(fact->quote)};
    struct str line = arena_join(arena, pieces, 3);
    if (!line.data)
      return ATTUNE_E_MEMORY;
    out->already_known[out->already_known_count++] = line;
  }
  return ATTUNE_OK;
}

/* `facts` of an entry: it holds once one of these kinds was told. */
static bool knows_one(struct str kinds, const struct history *history) {
  if (kinds.size == 0)
    return true;
  for (size_t i = 0; i < history->fact_count; i++)
    if (words_listed(kinds, str_of(fact_kind_name(history->facts[i].kind))))
      return true;
  return false;
}

static bool must_avoid(const struct say_context *context,
                       const struct say_context *second,
                       const struct language_entry *entry) {
  bool fits =
      say_fits(context, entry) ||
      (second->history->feeling != FEELING_NEUTRAL && say_fits(second, entry));
  return fits && knows_one(language_field(entry, "facts"), context->history) &&
         (language_field(entry, "repeated").size == 0 ||
          context->history->apologies > 0);
}

static int add_avoid(struct arena *arena, const struct language_entry *entry,
                     struct prompts *out) {
  struct str pieces[] = {language_field(entry, "avoid"), STR(". "),
                         language_field(entry, "why")};
  struct str why = arena_join(arena, pieces, 3);
  if (!why.data)
    return ATTUNE_E_MEMORY;
  out->avoid[out->avoid_count++] =
      (struct advice){language_field(entry, "rule"), why};
  return ATTUNE_OK;
}

/* The second feeling counts too: it is what a careless word would touch. */
static int list_avoid(struct arena *arena, const struct say_context *context,
                      const struct reading *reading, struct prompts *out) {
  const struct language *language = context->language;
  struct history other = *context->history;
  struct say_context second = *context;
  int status = ATTUNE_OK;
  other.feeling = reading->second;
  second.history = &other;
  out->avoid = arena_alloc(arena, AVOID_MAX * sizeof(*out->avoid));
  if (!out->avoid)
    return ATTUNE_E_MEMORY;
  for (size_t i = language->first[LANGUAGE_AVOID];
       status == ATTUNE_OK && i < language->first[LANGUAGE_AVOID + 1] &&
       out->avoid_count < AVOID_MAX;
       i++)
    if (must_avoid(context, &second, &language->entries[i]))
      status = add_avoid(arena, &language->entries[i], out);
  return status;
}

/* Who may offer what is the manifest's to say; no role means anybody. */
static bool may_offer(const struct offer *offer, const struct str *role,
                      const struct history *history) {
  bool allowed = offer->role_count == 0;
  for (size_t i = 0; i < offer->role_count; i++)
    allowed = allowed || str_equal(offer->roles[i], *role);
  return allowed && history->heat >= offer->min_heat &&
         (offer->signals == 0 ||
          (offer->signals & history->latest_signals) != 0);
}

static int list_offers(struct arena *arena, struct say_context *context,
                       struct str role, struct prompts *out) {
  const struct settings *settings = context->settings;
  const struct slot *slots = context->slots;
  size_t count = context->slot_count;
  struct slot *with = arena_alloc(arena, (count + 1) * sizeof(*with));
  out->offers = arena_alloc(arena, OFFERS_MAX * sizeof(*out->offers));
  if (!with || !out->offers)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < count; i++)
    with[i + 1] = slots[i];
  context->slots = with;
  context->slot_count = count + 1;
  int status = ATTUNE_OK;
  for (size_t i = 0; status == ATTUNE_OK && i < settings->offer_count &&
                     out->offer_count < OFFERS_MAX;
       i++) {
    const struct offer *offer = &settings->offers[i];
    struct str text;
    if (!may_offer(offer, &role, context->history))
      continue;
    with[0] = (struct slot){"offer", offer->text};
    status = say(arena, context, "offer", &text);
    if (status == ATTUNE_OK)
      out->offers[out->offer_count++] = (struct suggested_offer){
          offer->id, text.size > 0 ? text : offer->text};
  }
  context->slots = slots;
  context->slot_count = count;
  return status;
}

static enum step_state needed(bool need, bool done) {
  return !need ? STEP_NOT_NEEDED : done ? STEP_DONE : STEP_OPEN;
}

/*
 * Where the conversation stands before the reply is written. Listening and
 * validating start anew with each message that brings something; an apology
 * made stays made unless they had to come back.
 */
static void take_steps(const struct prompts_input *input, struct prompts *out) {
  const struct reading *reading = input->reading;
  const struct history *history = input->say->history;
  bool solved = reading_has(reading, SIGNAL_RESOLVED);
  bool trouble = reading->concern.size > 0 || is_hurt(reading->feeling);
  bool asks = reading->question_count > 0 || trouble;
  bool waited = reading_has(reading, SIGNAL_LONG_WAIT) ||
                reading_has(reading, SIGNAL_REPEAT_CONTACT);
  bool tried = waited;
  for (size_t i = 0; i < reading->fact_count; i++)
    tried = tried || reading->facts[i].kind == FACT_TRIED;
  enum step_state *steps = out->steps;
  steps[STEP_LISTEN] = needed(asks, solved);
  steps[STEP_VALIDATE] =
      needed(prompts_called_for(reading, input->say->settings), solved);
  steps[STEP_AFFIRM] =
      needed(tried || feeling_is_glad(reading->feeling), false);
  steps[STEP_APOLOGISE] =
      needed(trouble && (reading->heat > 0 || reading->careful),
             history->apologies > 0 && !waited);
  steps[STEP_OWN] = needed(trouble || waited, solved);
  steps[STEP_SOLVE] = needed(asks, solved);
  steps[STEP_FOLLOW_UP] =
      needed(trouble || waited || reading_has(reading, SIGNAL_DEADLINE),
             solved && !waited);
}

/* The value of a slot, as it stands behind a capital or not: without its
 * first byte. */
static bool holds(struct str sentence, struct str value) {
  if (value.size < 3)
    return false;
  for (size_t i = 1; i + value.size <= sentence.size + 1; i++)
    if (memcmp(sentence.data + i, value.data + 1, value.size - 1) == 0)
      return true;
  return false;
}

static struct str slot_value(const struct say_context *context,
                             const char *name) {
  for (size_t i = 0; i < context->slot_count; i++)
    if (strcmp(context->slots[i].name, name) == 0)
      return context->slots[i].value;
  return STR("");
}

/* Would it fit another customer's message just as well? */
static bool is_specific(const struct say_context *context,
                        struct str sentence) {
  static const char *const own[] = {"concern", "told",    "wish",    "tried",
                                    "amount",  "product", "deadline"};
  for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
    if (holds(sentence, slot_value(context, own[i])))
      return true;
  return false;
}

/*
 * Sentences with the customer's own words, and one without only where there
 * is none of these. Grief and danger are met with what is always right; to
 * thanks in such a talk silence is better than cheer.
 */
static int acknowledge(struct arena *arena, struct say_context *context,
                       const struct reading *reading, struct prompts *out) {
  struct str found[CHOICE_MAX];
  size_t count = 0, most = sizeof(out->acknowledge) / sizeof(found[0]);
  bool gentle = reading->careful && !feeling_is_glad(reading->feeling);
  if (reading->careful && !gentle)
    return ATTUNE_OK;
  int status = say_several(arena, context, "acknowledge", found,
                           gentle ? most : CHOICE_MAX, &count);
  for (size_t i = 0; i < count && out->acknowledge_count < most; i++)
    if (gentle || is_specific(context, found[i]))
      out->acknowledge[out->acknowledge_count++] = found[i];
  if (out->acknowledge_count == 0 && count > 0)
    out->acknowledge[out->acknowledge_count++] = found[0];
  return status;
}

/*
 * Said back once: what was told, else what is wanted, else the thing that
 * this very message has brought up. Nobody confirms a death, and nobody who
 * is upset that it is about a van.
 */
static int paraphrase(struct arena *arena, struct say_context *context,
                      const struct reading *reading, struct prompts *out) {
  const char *part = NULL;
  struct str product = slot_value(context, "product");
  bool named =
      product.size > 0 && ascii_lower(product.data[0]) == product.data[0];
  for (size_t i = 0; i < reading->fact_count; i++)
    if (reading->facts[i].kind == FACT_PRODUCT && named && reading->heat < 2)
      part = "product";
  if (slot_value(context, "wish").size > 0)
    part = "wish";
  if (reading->concern_at.end > reading->concern_at.begin &&
      slot_value(context, "told").size > 0)
    part = context->careful_now ? "gentle" : "concern";
  bool grieving = reading->careful && (reading->feeling == FEELING_SADNESS ||
                                       reading->second == FEELING_SADNESS);
  if (!part || grieving || feeling_is_glad(reading->feeling))
    return ATTUNE_OK;
  int status =
      say_part(arena, context, "paraphrase", part, &out->paraphrase[0]);
  out->paraphrase_count = out->paraphrase[0].size > 0;
  return status;
}

static int compose(struct arena *arena, const struct prompts_input *input,
                   struct prompts *out) {
  struct say_context *say_context = input->say;
  int status = say_slots(arena, say_context);
  if (status == ATTUNE_OK)
    status = acknowledge(arena, say_context, input->reading, out);
  if (status == ATTUNE_OK)
    status = paraphrase(arena, say_context, input->reading, out);
  if (status == ATTUNE_OK)
    status = ask(arena, say_context, most_questions(input->reading), out);
  if (status == ATTUNE_OK)
    status = list_known(arena, say_context, out);
  if (status == ATTUNE_OK)
    status = list_avoid(arena, say_context, input->reading, out);
  if (status == ATTUNE_OK)
    status = list_offers(arena, say_context, input->agent_role, out);
  return status;
}

/*
 * Wordings look at a history, so that this message is put into a copy of it;
 * the caller's own is put back whatever happens, as it is used again.
 */
int prompts_compose(struct arena *arena, const struct prompts_input *input,
                    struct prompts *out) {
  struct say_context *say_context = input->say;
  const struct history *before = say_context->history;
  const struct text *heard = say_context->heard;
  struct history now;
  *out = (struct prompts){0};
  int status = with_message(arena, input, &now);
  if (status != ATTUNE_OK)
    return status;
  say_context->history = &now;
  say_context->heard = input->text;
  say_context->careful_now =
      input->reading->careful &&
      (is_hurt(input->reading->feeling) || !(before && before->careful));
  status = compose(arena, input, out);
  say_context->history = before;
  say_context->heard = heard;
  say_context->careful_now = false;
  if (status == ATTUNE_OK)
    take_steps(input, out);
  return status;
}
