#include "review/sentence.h"

#include <attune.h>

#include "review/context.h"
#include "review/findings.h"
#include "review/moves.h"
#include "review/wording.h"

enum {
  /* One that is longer is no sentence. */
  TOKENS_MIN = 4,
  ALONE_MIN = 7, /* without a conversation fewer are too little to go by */
  TOKENS_MAX = 120,
  SCORED_MAX = 64,
  WORDS_MIN = 3,   /* of what is marked; less tells nobody what is meant */
  EDGE = 2,        /* so few words are not left over at an end */
  AGREE_MORE = 50, /* thousandths of confidence */
  SUREST = 950,
  DOUBT_LESS = 150,
  TONGUE_SHARE = 8 /* one word in so many is ours */
};

/*
 * Is it at fault at all, and is it by all means not? Of innocent sentences by
 * hands that were not learnt from, phrases and weights together then call one
 * in twenty. In a conversation the short, practical sentences that desks send
 * by the thousand score as high, so that there it takes FAULT_GATE; and what
 * phrases say of a sentence alone is doubted sooner, since nothing else
 * speaks for it.
 */
#define FAULT_GATE     0.97f
#define CLOSE_GATE     0.78f
#define ALONE_GATE     0.85f
#define INNOCENT_GATE  0.05f
#define ALONE_INNOCENT 0.40f
#define AGREE_GATE     0.5f
#define DOUBT_GATE     0.15f
#define DISAGREE_GATE  0.20f

/* As a greeting, thanks, question or close it is no fault either. */
#define SMALL_TALK_GATE 0.5f

/*
 * Half of what the weights learnt from is at fault, of the sentences that
 * people send and no phrase catches about one in ten: by that the odds of a
 * score are less than it says.
 */
#define DESK_ODDS 0.125f

/* What else is there in a sentence, bits: any of them, and we are silent. */
enum {
  MARK_FINDING = 1,
  MARK_EXCUSE = 2,
  MARK_MOVE = 4,  /* one that helps: seldom at fault, and costly to score */
  MARK_KIND = 8,  /* polite or kind, and that is its purpose */
  MARK_SORRY = 16 /* says sorry: at most for the wrong thing */
};

struct listener {
  const struct review_input *input;
  const struct model *model;
  int fault;            /* class */
  uint32_t small_talk;  /* bit k: class k is some */
  unsigned char *marks; /* a sentence's each */
  unsigned char silent; /* by which of them we are */
  bool alone;           /* no customer is known: words are all there is */
  bool close;           /* alone, or to somebody upset: listen closely */
  int scored;           /* how many so far */
  uint32_t last;        /* the sentence that scores are of */
  float scores[MODEL_CLASSES];
};

static uint32_t class_bit(const struct model *model, const char *name) {
  int class = model_class(model, name);
  return class >= 0 ? UINT32_C(1) << class : 0;
}

static bool listener_open(struct listener *listener, struct arena *arena,
                          const struct review_input *input) {
  const struct model *model = &input->language->draft;
  size_t size = input->text->sentence_count;
  listener->input = input;
  listener->model = model;
  listener->fault = model_class(model, "fault");
  listener->small_talk =
      class_bit(model, "greeting") | class_bit(model, "thanks") |
      class_bit(model, "close") | class_bit(model, "question");
  listener->alone = input->history->customer_messages == 0 &&
                    input->history->concern.size == 0;
  listener->close = listener->alone || review_is_upset(input->history);
  listener->silent = MARK_FINDING | MARK_KIND;
  if (!listener->alone)
    listener->silent |= MARK_EXCUSE | MARK_MOVE;
  listener->marks = arena_alloc(arena, size);
  if (listener->marks)
    memset(listener->marks, 0, size);
  return listener->marks != NULL;
}

static void mark_findings(struct listener *listener,
                          const struct review *review) {
  const struct text *text = listener->input->text;
  for (size_t i = 0; i < review->finding_count; i++) {
    struct range range = review->findings[i].range;
    /* What was found without a phrase is about the draft as a whole. */
    if (!review->findings[i].match)
      continue;
    for (uint32_t at = review_sentence_at(text, range.begin);
         at < text->sentence_count &&
         text->sentences[at].range.begin < range.end;
         at++)
      listener->marks[at] |= MARK_FINDING;
  }
}

static unsigned char mark_of(enum move move) {
  switch (move) {
  case MOVE_NAME:
    return 0;
  case MOVE_APOLOGY:
    return MARK_SORRY;
  case MOVE_ACKNOWLEDGEMENT:
  case MOVE_PARAPHRASE:
  case MOVE_GREETING:
  case MOVE_THANKS:
  case MOVE_CLOSE:
  case MOVE_FOLLOW_UP:
    return MARK_MOVE | MARK_KIND;
  default:
    return MARK_MOVE;
  }
}

static void mark_moves(struct listener *listener, const struct review *review) {
  for (size_t i = 0; i < review->present_count; i++) {
    const struct move_found *found = &review->present[i];
    listener->marks[review_sentence_at(
        listener->input->text, found->range.begin)] |= mark_of(found->move);
  }
}

static void mark_excuses(struct listener *listener) {
  const struct language_matches *matches = listener->input->matches;
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_match *match = &matches->items[i];
    if (match->entry->kind == LANGUAGE_RULE &&
        str_is(match->entry->id, "excuse"))
      listener->marks[listener->input->text->tokens[match->first].sentence] |=
          MARK_EXCUSE;
  }
}

/*
 * Scores of a sentence, or NULL: it is none, or so many were scored before
 * that this is no reply any more.
 */
static const float *scores_of(struct listener *listener, uint32_t index) {
  const struct text *text = listener->input->text;
  const struct sentence *sentence = &text->sentences[index];
  if (listener->scored > 0 && listener->last == index)
    return listener->scores;
  if (sentence->count < TOKENS_MIN || sentence->count > TOKENS_MAX ||
      listener->scored == SCORED_MAX)
    return NULL;
  model_score(listener->model, text, sentence->first, sentence->count,
              listener->scores);
  listener->scored++;
  listener->last = index;
  return listener->scores;
}

static int class_of(const struct model *model, struct str rule) {
  char name[MODEL_NAME];
  if (rule.size >= sizeof(name))
    return -1;
  memcpy(name, rule.data, rule.size);
  name[rule.size] = '\0';
  return model_class(model, name);
}

/*
 * Of what the phrases warn of, one in five was a fault where the weights,
 * which had not seen the file, heard none; nearly all where they agreed. The
 * administrator's own words stand as they are, and so does what is grave.
 */
static bool is_weighed(const struct finding *finding) {
  return finding->match && finding->level <= LEVEL_WARNING &&
         language_field(finding->rule, "principle").size > 0;
}

/* False when the finding is to be dropped. */
static bool weigh(struct listener *listener, struct finding *finding) {
  int class = class_of(listener->model, finding->rule->id);
  uint32_t at = review_sentence_at(listener->input->text, finding->range.begin);
  const float *scores =
      class >= 0 && is_weighed(finding) ? scores_of(listener, at) : NULL;
  if (!scores)
    return true;
  if (scores[class] >= AGREE_GATE) {
    finding->confidence += AGREE_MORE;
    if (finding->confidence > SUREST)
      finding->confidence = SUREST;
    return true;
  }
  if (scores[listener->fault] <
          (listener->alone ? ALONE_INNOCENT : INNOCENT_GATE) ||
      (scores[listener->fault] < DOUBT_GATE &&
       finding->level == LEVEL_SUGGESTION))
    return false;
  if (scores[listener->fault] < DOUBT_GATE ||
      (finding->level == LEVEL_WARNING && scores[class] < DISAGREE_GATE)) {
    finding->level = LEVEL_SUGGESTION;
    finding->confidence -= DOUBT_LESS;
  }
  return true;
}

static void weigh_all(struct listener *listener, struct review *out) {
  size_t kept = 0;
  for (size_t i = 0; i < out->finding_count; i++)
    if (weigh(listener, &out->findings[i]))
      out->findings[kept++] = out->findings[i];
  out->finding_count = kept;
}

static bool is_small_talk(const struct listener *listener,
                          const struct sentence *sentence,
                          const float *scores) {
  if (sentence->end == '?')
    return true;
  for (int k = 0; k < listener->model->class_count; k++)
    if ((listener->small_talk >> k & 1) && scores[k] >= SMALL_TALK_GATE)
      return true;
  return false;
}

/* The likeliest of the rules that make up `fault`, or -1. */
static int likeliest(const struct listener *listener, const float *scores) {
  int best = -1;
  for (int k = 0; k < listener->model->class_count; k++)
    if ((listener->model->classes[listener->fault].parts >> k & 1) &&
        (best < 0 || scores[k] > scores[best]))
      best = k;
  return best;
}

/* "can't" is two tokens: it is marked as one word. */
static bool is_half(const struct token *tokens, uint32_t right) {
  return (tokens[right].flags & TOKEN_CONTRACTED) &&
         tokens[right - 1].range.end == tokens[right].range.begin;
}

/*
 * From the first word that speaks for it to the last. A word does when it
 * weighs a third as much as the heaviest.
 */
static struct range culprit(const struct listener *listener,
                            const struct sentence *sentence, int class) {
  const struct text *text = listener->input->text;
  const struct token *tokens = &text->tokens[sentence->first];
  uint32_t count = sentence->count, first = 0, last = count - 1;
  float shares[TOKENS_MAX], most = 0;
  model_explain(listener->model, text, sentence->first, count, class, shares);
  for (uint32_t i = 0; i < count; i++)
    most = shares[i] > most ? shares[i] : most;
  while (first < last && shares[first] * 3 < most)
    first++;
  while (last > first && shares[last] * 3 < most)
    last--;
  if (first <= EDGE)
    first = 0;
  if (last + EDGE + 1 >= count)
    last = count - 1;
  while (first > 0 && is_half(tokens, first))
    first--;
  while (last + 1 < count && is_half(tokens, last + 1))
    last++;
  if (last - first + 1 < WORDS_MIN)
    return sentence->range;
  return text_range(text, sentence->first + first, last - first + 1);
}

static int confidence_of(float score) {
  float odds = score * DESK_ODDS;
  int confidence = (int)(1000 * odds / (odds + 1 - score));
  return confidence < SUREST ? confidence : SUREST;
}

/* Of a rule that is found already, one more hint says nothing new. */
static bool is_found(const struct review *review, struct str rule) {
  for (size_t i = 0; i < review->finding_count; i++)
    if (str_equal(review->findings[i].rule->id, rule))
      return true;
  return false;
}

/* How sure of the rule we must be, thousandths; more than 1000: never. */
static int gate_of(const struct listener *listener,
                   const struct language_entry *rule) {
  if (listener->alone)
    return 0;
  return wording_number(
      language_field(rule, listener->close ? "close" : "gate"), 1001);
}

/* A line of names, as a signature or an address is. */
static bool is_names(const struct text *text, const struct sentence *sentence) {
  uint32_t capitals = 0;
  for (uint32_t i = 0; i < sentence->count; i++)
    capitals += (text->tokens[sentence->first + i].flags & TOKEN_CAPITAL) != 0;
  return capitals * 2 > sentence->count;
}

/*
 * Weights give an opinion on any language. Words that no sentence of ours
 * does without tell that this is one.
 */
static bool is_ours(const struct listener *listener,
                    const struct sentence *sentence) {
  const struct text *text = listener->input->text;
  const struct language_entry *entry =
      review_role(listener->input->language, "excuse", "tongue");
  struct str words = entry ? language_field(entry, "words") : (struct str){0};
  uint32_t known = 0;
  for (uint32_t i = 0; i < sentence->count; i++)
    known += wording_lists(words, text->tokens[sentence->first + i].folded);
  return known * TONGUE_SHARE >= sentence->count;
}

/* The entry of what is wrong with the sentence, or NULL. */
static const struct language_entry *hear(const struct listener *listener,
                                         const struct sentence *sentence,
                                         const float *scores, int *class) {
  float least = listener->alone   ? ALONE_GATE
                : listener->close ? CLOSE_GATE
                                  : FAULT_GATE;
  *class = likeliest(listener, scores);
  if (*class < 0 || scores[listener->fault] < least ||
      (listener->alone && sentence->count < ALONE_MIN) ||
      is_small_talk(listener, sentence, scores) ||
      is_names(listener->input->text, sentence) || !is_ours(listener, sentence))
    return NULL;
  const struct language_entry *rule =
      review_role(listener->input->language,
                  listener->model->classes[*class].name, "model");
  return rule && 1000 * scores[*class] >= (float)gate_of(listener, rule) ? rule
                                                                         : NULL;
}

static int suggest(struct arena *arena, struct listener *listener,
                   uint32_t index, struct review *out) {
  const struct review_input *input = listener->input;
  const struct sentence *sentence = &input->text->sentences[index];
  const float *scores = scores_of(listener, index);
  int class;
  if (!scores)
    return ATTUNE_OK;
  const struct language_entry *rule = hear(listener, sentence, scores, &class);
  if (!rule || is_found(out, rule->id) ||
      ((listener->marks[index] & MARK_SORRY) &&
       !str_is(rule->id, "non-apology")))
    return ATTUNE_OK;
  struct finding finding = {.rule = rule,
                            .level = rule->level,
                            .range = culprit(listener, sentence, class),
                            .confidence =
                                confidence_of(scores[listener->fault])};
  return findings_add(arena, input, out, finding, NULL);
}

int review_find_sentences(struct arena *arena, const struct review_input *input,
                          struct review *out) {
  const struct text *text = input->text;
  struct listener listener = {0};
  if (!input->language->has_draft || text->sentence_count == 0)
    return ATTUNE_OK;
  if (!listener_open(&listener, arena, input))
    return ATTUNE_E_MEMORY;
  mark_findings(&listener, out);
  mark_moves(&listener, out);
  mark_excuses(&listener);
  weigh_all(&listener, out);
  size_t settled = out->finding_count;
  for (uint32_t i = 0; i < text->sentence_count && !findings_full(out); i++) {
    if ((listener.marks[i] & listener.silent) ||
        text_is_protected(text, text->sentences[i].range))
      continue;
    int status = suggest(arena, &listener, i, out);
    if (status)
      return status;
  }
  if (out->finding_count > settled)
    findings_settle(input, out, input->settings->limits.matches_per_draft);
  return ATTUNE_OK;
}
