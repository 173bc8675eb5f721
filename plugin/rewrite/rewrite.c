#include "rewrite/rewrite.h"

#include "attune.h"
#include "rewrite/guard.h"
#include "rewrite/judge.h"
#include "rewrite/look.h"
#include "rewrite/pass.h"
#include "rewrite/say_words.h"

/* Steps from a draft to its rewrite, and how often it is begun anew. */
#define STEPS_MAX  5
#define ROUNDS_MAX 4

/* What is longer would not fit into an event; findings still go out. */
#define DRAFT_BYTES_MAX ((size_t)16 * 1024)

/*
 * Bytes that all tries together may look at: so many and some times the
 * draft. Short ones never get there; long ones cost time in proportion.
 */
#define LOOKED_BYTES 4096
#define LOOKED_TIMES 3

/* Of more bytes for each token than this a draft is markup, not writing. */
#define TOKEN_BYTES_MAX 128

/* A draft shorter than this may grow as if it were so long. */
#define GROWTH_BASE 200

/* How far the rewrite has come: the draft with these edits. */
struct attempt {
  struct look look; /* of text */
  struct edit_list edits;
  struct str text;
  uint32_t moves; /* bit n: enum move n was put in */
  bool stable;    /* fresh eyes have seen that nothing is left to edit */
};

struct writer {
  struct arena *arena;
  const struct rewrite_input *input;
  struct pass pass; /* over the draft; holds what is skipped */
  size_t used;      /* wordings that were chosen before this rewrite */
  size_t looked;    /* bytes, of all tries */
  struct looks *looks;
  struct rewrite *out;
};

static size_t growth_of(const struct writer *writer, size_t size) {
  int percent = writer->input->review_input->settings->voice.max_growth;
  size_t base = size > GROWTH_BASE ? size : GROWTH_BASE;
  return percent > 0 ? base * (size_t)percent / 100 : 0;
}

static struct pass pass_over(const struct writer *writer,
                             const struct attempt *attempt) {
  struct pass pass = writer->pass;
  pass.input = &attempt->look.input;
  pass.review = &attempt->look.review;
  pass.text = &attempt->look.text;
  pass.made = attempt->moves;
  return pass;
}

static bool is_spent(const struct writer *writer) {
  return writer->looked >
         LOOKED_BYTES + LOOKED_TIMES * writer->pass.text->source.size;
}

/* Lays the edits over those that were made, and looks at the result. */
static int take_edits(struct writer *writer, const struct edit_list *edits,
                      struct attempt *attempt) {
  struct edit_list both;
  struct str text;
  int status =
      edit_compose(writer->arena, attempt->text, &attempt->edits, edits, &both);
  if (status == ATTUNE_OK)
    status = edit_apply(writer->arena, attempt->text, edits, &text);
  if (status != ATTUNE_OK)
    return status;
  attempt->edits = both;
  attempt->text = text;
  writer->looked += text.size;
  return look_take(writer->arena, writer->looks, writer->input->review_input,
                   text, &attempt->look);
}

/* By rule and not by place: places move with every edit. */
static void skip_rules(struct writer *writer, const struct attempt *attempt,
                       const struct edit_list *words) {
  const struct review *review = &attempt->look.review;
  for (size_t i = 0; i < words->count; i++)
    for (size_t f = 0; f < review->finding_count; f++)
      if (str_equal(review->findings[f].rule->id, words->items[i].rule) &&
          writer->pass.skip_count < PASS_SKIPS_MAX)
        writer->pass.skips[writer->pass.skip_count++] =
            review->findings[f].rule;
}

enum outcome {
  OUTCOME_CHANGED,
  OUTCOME_SETTLED, /* there is nothing more to edit */
  OUTCOME_CIRCLES  /* what was put in is still missing: left out next time */
};

static struct writer writer_of(struct arena *arena,
                               const struct rewrite_input *input,
                               struct rewrite *out) {
  static const enum move warm[] = {MOVE_ACKNOWLEDGEMENT, MOVE_APOLOGY};
  const struct review_input *draft = input->review_input;
  struct writer writer = {
      .arena = arena,
      .input = input,
      .out = out,
      .used = input->say->used_count,
      .pass = {.arena = arena,
               .say = input->say,
               .input = draft,
               .review = input->review,
               .text = draft->text,
               .draft = draft->text->source},
  };
  *out = (struct rewrite){.after = input->review->score};
  for (int i = 0; i < 2; i++)
    if (input->review->doubts[warm[i]] >= PASS_SURE_WARM)
      writer.pass.wanted |= UINT32_C(1) << warm[i];
  writer.pass.sorry = review_has(input->review, MOVE_APOLOGY);
  writer.pass.growth = growth_of(&writer, draft->text->source.size);
  return writer;
}

/* Has whoever sees this text for the first time nothing to edit in it? */
static int is_done(const struct writer *writer, const struct attempt *attempt,
                   bool *done) {
  struct say_context say = *writer->pass.say;
  struct rewrite_input input = {&attempt->look.input, &attempt->look.review,
                                &say};
  struct rewrite out;
  struct edit_list edits;
  uint32_t moves;
  say.used_count = writer->used;
  const struct writer fresh = writer_of(writer->arena, &input, &out);
  int status = pass_words(&fresh.pass, &edits);
  if (status == ATTUNE_OK && edits.count == 0)
    status = pass_moves(&fresh.pass, false, &edits, &moves);
  *done = edits.count == 0;
  return status;
}

/* First what hurts goes, then what is missing comes, each seen afresh. */
static int take_step(struct writer *writer, struct attempt *attempt, bool last,
                     enum outcome *outcome) {
  int status = ATTUNE_OK;
  if (attempt->moves != 0)
    status = is_done(writer, attempt, &attempt->stable);
  if (status != ATTUNE_OK || attempt->stable) {
    *outcome = OUTCOME_SETTLED;
    return status;
  }
  struct pass pass = pass_over(writer, attempt);
  struct edit_list edits;
  uint32_t moves;
  status = pass_words(&pass, &edits);
  *outcome = OUTCOME_CHANGED;
  if (status != ATTUNE_OK)
    return status;
  if (edits.count > 0 && last) {
    skip_rules(writer, attempt, &edits);
    *outcome = OUTCOME_CIRCLES;
    return ATTUNE_OK;
  }
  if (edits.count > 0)
    return take_edits(writer, &edits, attempt);
  status = pass_moves(&pass, attempt->edits.count > 0, &edits, &moves);
  if (status != ATTUNE_OK)
    return status;
  if (moves & attempt->moves) {
    writer->pass.skip_moves |= moves & attempt->moves;
    *outcome = OUTCOME_CIRCLES;
    return ATTUNE_OK;
  }
  attempt->moves |= moves;
  *outcome = edits.count > 0 ? OUTCOME_CHANGED : OUTCOME_SETTLED;
  return edits.count > 0 ? take_edits(writer, &edits, attempt) : ATTUNE_OK;
}

static void start(const struct writer *writer, struct attempt *attempt) {
  const struct review_input *draft = writer->input->review_input;
  *attempt = (struct attempt){.text = draft->text->source};
  attempt->look.text = *draft->text;
  attempt->look.matches = *draft->matches;
  attempt->look.input = *draft;
  attempt->look.review = *writer->input->review;
  /* The wordings of the last try are free again. */
  writer->pass.say->used_count = writer->used;
}

/*
 * Steps till nothing is left to edit, so that a rewrite of the rewrite would
 * change nothing; what goes in circles is left alone and the rest tried
 * again. Without edits when that does not come to an end.
 */
static int try_all(struct writer *writer, bool insert,
                   struct attempt *attempt) {
  enum outcome outcome = OUTCOME_CIRCLES;
  int status = ATTUNE_OK;
  writer->pass.skip_moves = insert ? 0 : UINT32_MAX;
  for (int round = 0; round < ROUNDS_MAX && status == ATTUNE_OK &&
                      outcome != OUTCOME_SETTLED && !is_spent(writer);
       round++) {
    outcome = OUTCOME_CHANGED;
    start(writer, attempt);
    for (int step = 1; step <= STEPS_MAX && status == ATTUNE_OK &&
                       outcome == OUTCOME_CHANGED && !is_spent(writer);
         step++)
      status = take_step(writer, attempt, step == STEPS_MAX, &outcome);
  }
  if (outcome != OUTCOME_SETTLED)
    attempt->edits.count = 0;
  return status;
}

/* The research is plain: one apology helps, a second one hurts. */
static size_t count_apologies(const struct review *review) {
  size_t count = 0;
  for (size_t i = 0; i < review->present_count; i++)
    count += review->present[i].move == MOVE_APOLOGY;
  return count;
}

/* All that a rewrite may say beyond the draft. */
static int known_texts(const struct writer *writer, struct guard_input *guard) {
  const struct say_context *say = writer->input->say;
  const struct review_input *draft = writer->input->review_input;
  const struct voice *voice = &draft->settings->voice;
  const struct history *history = draft->history;
  size_t count = 0, most = say->slot_count + 2 * history->fact_count +
                           history->question_count + 6;
  struct str *known = arena_alloc(writer->arena, most * sizeof(*known));
  if (!known)
    return ATTUNE_E_MEMORY;
  /* First what is asked for most often. */
  known[count++] = history->concern;
  for (size_t i = 0; i < say->slot_count; i++)
    known[count++] = say->slots[i].value;
  for (size_t i = 0; i < history->fact_count; i++) {
    known[count++] = history->facts[i].quote;
    known[count++] = history->facts[i].value;
  }
  for (size_t i = 0; i < history->question_count; i++)
    known[count++] = history->questions[i];
  known[count++] = history->customer_name;
  known[count++] = draft->agent_name;
  known[count++] = voice->brand;
  known[count++] = voice->greeting;
  known[count++] = voice->closing;
  guard->known = known;
  guard->known_count = count;
  return ATTUNE_OK;
}

static int prove(const struct writer *writer, const struct attempt *attempt,
                 const char **why) {
  const struct commitments *commitments =
      &writer->input->review_input->settings->commitments;
  struct str promised[] = {commitments->first_update, commitments->resolution};
  struct guard_input guard = {
      .scopes = writer->input->review_input->settings->scopes,
      .language = writer->input->review_input->language,
      .before = writer->pass.text,
      .after = &attempt->look.text,
      .before_matches = writer->input->review_input->matches,
      .after_matches = &attempt->look.matches,
      .promised = promised,
      .promised_count = 2,
  };
  struct range *dropped =
      arena_alloc(writer->arena, (attempt->edits.count + 1) * sizeof(*dropped));
  if (!dropped || known_texts(writer, &guard) != ATTUNE_OK)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < attempt->edits.count; i++)
    if (attempt->edits.items[i].range.end > attempt->edits.items[i].range.begin)
      dropped[guard.dropped_count++] = attempt->edits.items[i].range;
  guard.dropped = dropped;
  int status = guard_check(writer->arena, &guard, why);
  if (status == ATTUNE_OK && count_apologies(&attempt->look.review) > 1 &&
      count_apologies(&attempt->look.review) >
          count_apologies(writer->input->review)) {
    *why = "apology";
    return 1;
  }
  return status;
}

/* "[when you write again]" in what we put in. */
static int find_placeholders(const struct writer *writer) {
  struct rewrite *out = writer->out;
  size_t capacity = 0;
  for (size_t i = 0; i < out->edit_count; i++) {
    struct str text = out->edits[i].text;
    for (size_t at = 0; at < text.size;) {
      const char *open = memchr(text.data + at, '[', text.size - at);
      size_t begin = open ? (size_t)(open - text.data) : text.size;
      const char *close = open ? memchr(open, ']', text.size - begin) : NULL;
      if (!close)
        break;
      at = (size_t)(close - text.data) + 1;
      struct str *items =
          arena_grow(writer->arena, out->placeholders, out->placeholder_count,
                     &capacity, sizeof(*items));
      if (!items)
        return ATTUNE_E_MEMORY;
      out->placeholders = items;
      items[out->placeholder_count++] =
          str_slice(text, (struct range){begin, at});
    }
  }
  return ATTUNE_OK;
}

static struct judged judged_of(const struct writer *writer,
                               const struct attempt *attempt) {
  return (struct judged){.draft = writer->input->review_input,
                         .before = writer->input->review,
                         .text = &attempt->look.text,
                         .matches = &attempt->look.matches,
                         .after = &attempt->look.review,
                         .edits = &attempt->edits,
                         .moves = attempt->moves,
                         .refuses = writer->pass.say->refuses};
}

/* Only here is anything of a rewrite given out. */
static int accept(const struct writer *writer, const struct attempt *attempt) {
  struct rewrite *out = writer->out;
  out->edits = attempt->edits.items;
  out->edit_count = attempt->edits.count;
  out->text = attempt->text;
  struct judged judged = judged_of(writer, attempt);
  int status = find_placeholders(writer);
  judged.placeholders = out->placeholder_count;
  out->after = judge_score(&judged);
  return status;
}

/*
 * The edits of one try that are worth offering, or *fault: why there are
 * none. A fault of the guard's is noted by its own name too.
 */
static int find_better(struct writer *writer, bool insert,
                       struct attempt *attempt, const char **fault) {
  const char *why = NULL;
  int status = try_all(writer, insert, attempt);
  if (status != ATTUNE_OK)
    return status;
  struct judged judged = judged_of(writer, attempt);
  *fault = judge_fault(&judged);
  if (*fault)
    return ATTUNE_OK;
  status = prove(writer, attempt, &why);
  if (status < 0)
    return status;
  writer->out->refused = why;
  *fault = status == ATTUNE_OK ? NULL : "facts";
  return ATTUNE_OK;
}

/*
 * Would whoever sent this draft to be rewritten be offered another? Tried
 * with fresh eyes, as a rewrite knows what it was made from and skips what
 * went in circles. What passes stays as it is: its rewrite finds no better,
 * whether or not that would be stable in its turn.
 */
static int is_stable(const struct writer *writer, const struct attempt *attempt,
                     bool *stable) {
  struct say_context say = *writer->pass.say;
  struct rewrite_input input = {&attempt->look.input, &attempt->look.review,
                                &say};
  struct rewrite out;
  struct attempt again = {.moves = 1};
  say.used_count = writer->used;
  struct writer fresh = writer_of(writer->arena, &input, &out);
  fresh.looks = writer->looks;
  *stable = true;
  if (attempt->stable)
    return ATTUNE_OK;
  for (int insert = 1; insert >= 0 && again.moves != 0 && *stable; insert--) {
    const char *fault;
    int status = find_better(&fresh, insert == 1, &again, &fault);
    if (status != ATTUNE_OK)
      return status;
    *stable = fault != NULL;
  }
  return ATTUNE_OK;
}

/* All edits; if those are not to be offered, those of the words alone. */
static int write_best(struct writer *writer, const char **fault) {
  struct attempt attempt = {.moves = 1};
  /* Without anything put in, the second try would be the first again. */
  for (int insert = 1; insert >= 0 && attempt.moves != 0; insert--) {
    const char *found;
    bool stable = false;
    int status = find_better(writer, insert == 1, &attempt, &found);
    if (status == ATTUNE_OK && !found)
      status = is_stable(writer, &attempt, &stable);
    if (status != ATTUNE_OK)
      return status;
    if (stable)
      return accept(writer, &attempt);
    if (!*fault || strcmp(*fault, "untouched") == 0)
      *fault = found ? found : "untouched";
  }
  return ATTUNE_OK;
}

/* A draft that edits can save, and whose rewrite an event can hold. */
static bool is_writable(const struct rewrite_input *input) {
  const struct language_matches *matches = input->review_input->matches;
  const struct text *text = input->review_input->text;
  size_t faults = 0;
  for (size_t i = 0; i < matches->count; i++)
    faults += matches->items[i].entry->kind == LANGUAGE_RULE;
  size_t most = GROWTH_BASE + (size_t)text->token_count * TOKEN_BYTES_MAX;
  return text->source.size <= DRAFT_BYTES_MAX && text->source.size <= most &&
         faults <= PASS_FAULTS_MAX;
}

int rewrite_draft(struct arena *arena, const struct rewrite_input *input,
                  struct rewrite *out) {
  struct writer writer = writer_of(arena, input, out);
  const char *fault = "size";
  int status = say_slots(arena, input->say);
  if (status == ATTUNE_OK)
    status = pass_replacements(&writer.pass, out);
  if (status == ATTUNE_OK && is_writable(input)) {
    fault = NULL;
    writer.looks = arena_alloc(arena, sizeof(*writer.looks));
    status = writer.looks ? write_best(&writer, &fault) : ATTUNE_E_MEMORY;
  }
  if (out->text.size == 0 && fault)
    out->why = words_label_say(input->review_input->language, "unwritten",
                               str_of(fault));
  return status;
}
