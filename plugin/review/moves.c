#include "review/moves.h"

#include <attune.h>

#include "review/context.h"
#include "review/wording.h"

static const char *const names[MOVE_COUNT] = {
    [MOVE_GREETING] = "greeting",
    [MOVE_NAME] = "name",
    [MOVE_ACKNOWLEDGEMENT] = "acknowledgement",
    [MOVE_PARAPHRASE] = "paraphrase",
    [MOVE_APOLOGY] = "apology",
    [MOVE_OWNERSHIP] = "ownership",
    [MOVE_SOLUTION] = "solution",
    [MOVE_QUESTION] = "question",
    [MOVE_NEXT_STEP] = "next-step",
    [MOVE_TIMEFRAME] = "timeframe",
    [MOVE_FOLLOW_UP] = "follow-up",
    [MOVE_THANKS] = "thanks",
    [MOVE_CLOSE] = "close",
    [MOVE_ANSWER] = "answer",
};

const char *move_name(enum move move) {
  return move < MOVE_COUNT ? names[move] : "";
}

static bool move_of(struct str id, enum move *move) {
  for (int i = 0; i < MOVE_COUNT; i++)
    if (str_is(id, names[i])) {
      *move = (enum move)i;
      return true;
    }
  return false;
}

static int add_found(struct arena *arena, struct review *out,
                     struct move_found found) {
  /* Grown in powers of two, so the count tells the capacity. */
  size_t count = out->present_count;
  if ((count & (count - 1)) == 0) {
    struct move_found *items =
        arena_alloc(arena, (count ? 2 * count : 1) * sizeof(*items));
    if (!items)
      return ATTUNE_E_MEMORY;
    if (count)
      memcpy(items, out->present, count * sizeof(*items));
    out->present = items;
  }
  out->present[out->present_count++] = found;
  return ATTUNE_OK;
}

int review_add_move(struct arena *arena, struct review *out, enum move move,
                    struct range range) {
  return add_found(arena, out, (struct move_found){move, range, NULL});
}

static bool is_part(const struct move_found *found, const char *part) {
  return found->entry && str_is(found->entry->part, part);
}

bool review_solution_is(const struct review_input *input, const char *part) {
  for (size_t i = 0; i < input->matches->count; i++) {
    const struct language_entry *entry = input->matches->items[i].entry;
    if (entry->kind == LANGUAGE_MOVE && str_is(entry->id, "solution") &&
        str_is(entry->part, part))
      return true;
  }
  return false;
}

bool review_solves(const struct review *review, const char *part) {
  for (size_t i = 0; i < review->present_count; i++)
    if (review->present[i].move == MOVE_SOLUTION &&
        is_part(&review->present[i], part))
      return true;
  return false;
}

uint32_t review_sentence_at(const struct text *text, size_t at) {
  uint32_t low = 0, high = text->sentence_count - 1;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (text->sentences[middle].range.end <= at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

uint32_t *review_sentence_moves(struct arena *arena, const struct text *text,
                                const struct review *review) {
  uint32_t *moves =
      arena_alloc(arena, (text->sentence_count + 1) * sizeof(*moves));
  for (size_t i = 0; moves && i < review->present_count; i++) {
    const struct move_found *found = &review->present[i];
    moves[review_sentence_at(text, found->range.begin)] |= UINT32_C(1)
                                                           << found->move;
  }
  return moves;
}

/* Praise that nobody gave is answered, and nothing of theirs is met. */
static bool misses_them(const struct review_input *input,
                        const struct language_entry *entry) {
  return str_is(entry->part, "glad") && input->history->heat >= 1 &&
         review_hurts(input->history->feeling);
}

static int find_phrases(struct arena *arena, const struct review_input *input,
                        struct review *out) {
  for (size_t i = 0; i < input->matches->count; i++) {
    const struct language_match *match = &input->matches->items[i];
    enum move move;
    if (match->entry->kind != LANGUAGE_MOVE ||
        language_field(match->entry, "role").size > 0 ||
        misses_them(input, match->entry) || !move_of(match->entry->id, &move))
      continue;
    int status = add_found(
        arena, out, (struct move_found){move, match->range, match->entry});
    if (status)
      return status;
  }
  return ATTUNE_OK;
}

/* The words that stand alone with a capital and are nobody's name. */
static struct str no_names(const struct language *language) {
  for (size_t i = language->first[LANGUAGE_MOVE];
       i < language->first[LANGUAGE_MOVE + 1]; i++) {
    struct str words = language_field(&language->entries[i], "words");
    if (words.size > 0 && str_is(language->entries[i].id, "name"))
      return words;
  }
  return (struct str){0};
}

static bool may_be_name(struct str no_name, const struct token *token) {
  return token->kind == TOKEN_WORD && (token->flags & TOKEN_CAPITAL) &&
         token->folded.size > 1 && !wording_lists(no_name, token->folded);
}

/*
 * "Hannah, we are …" and "… about that, Vicki!": a capital between a pause
 * and the edge of a sentence. The token that the sentence starts with has a
 * capital anyway, so there the pause must follow at once; and behind another
 * capital it is where the house stands: "the Grand Hotel, Wien".
 */
static const struct token *vocative(const struct text *text,
                                    const struct sentence *sentence,
                                    struct str no_name) {
  if (sentence->count < 3)
    return NULL;
  const struct token *first = &text->tokens[sentence->first];
  const struct token *last = first + sentence->count - 1;
  if ((first[1].flags & TOKEN_AFTER_PAUSE) && may_be_name(no_name, first))
    return first;
  bool placed = sentence->count > 2 && (last[-1].flags & TOKEN_CAPITAL);
  if ((last->flags & TOKEN_AFTER_PAUSE) && !placed &&
      may_be_name(no_name, last))
    return last;
  return NULL;
}

static bool is_customer(const struct review_input *input,
                        const struct token *token) {
  struct str name = input->history->customer_name;
  struct str word = str_slice(input->text->source, token->range);
  return name.size > 1 && token->kind == TOKEN_WORD && word.size <= name.size &&
         memcmp(name.data, word.data, word.size) == 0 &&
         (word.size == name.size || name.data[word.size] == ' ');
}

static int find_name(struct arena *arena, const struct review_input *input,
                     struct review *out) {
  const struct text *text = input->text;
  struct str no_name = no_names(input->language);
  for (uint32_t i = 0; i < text->sentence_count; i++) {
    const struct token *name = vocative(text, &text->sentences[i], no_name);
    if (name)
      return review_add_move(arena, out, MOVE_NAME, name->range);
  }
  for (uint32_t i = 0; i < text->token_count; i++)
    if (is_customer(input, &text->tokens[i]))
      return review_add_move(arena, out, MOVE_NAME, text->tokens[i].range);
  return ATTUNE_OK;
}

/*
 * Whether each sentence has a step in it, by its index; NULL when memory is
 * out. "Could you clear the cache?" is one, and no question.
 */
static bool *find_steps(struct arena *arena, const struct review_input *input) {
  const struct text *text = input->text;
  bool *steps = arena_alloc(arena, text->sentence_count * sizeof(*steps));
  for (size_t i = 0; i < input->matches->count && steps; i++) {
    const struct language_match *match = &input->matches->items[i];
    if (match->entry->kind == LANGUAGE_MOVE &&
        review_plays(match->entry, "step"))
      steps[text->tokens[match->first].sentence] = true;
  }
  return steps;
}

static int find_questions(struct arena *arena, const struct review_input *input,
                          struct review *out) {
  const struct text *text = input->text;
  const bool *steps = find_steps(arena, input);
  if (!steps)
    return ATTUNE_E_MEMORY;
  for (uint32_t i = 0; i < text->sentence_count; i++) {
    const struct sentence *sentence = &text->sentences[i];
    if (sentence->end != '?' || sentence->count < 2 || steps[i])
      continue;
    int status = review_add_move(arena, out, MOVE_QUESTION, sentence->range);
    if (status)
      return status;
  }
  return ATTUNE_OK;
}

/* Whether each sentence asks to write, as find_steps. */
static bool *find_askings(struct arena *arena, const struct text *text,
                          const struct review *review) {
  bool *asks = arena_alloc(arena, text->sentence_count * sizeof(*asks));
  for (size_t i = 0; i < review->present_count && asks; i++)
    if (review->present[i].move == MOVE_NEXT_STEP &&
        is_part(&review->present[i], "contact"))
      asks[review_sentence_at(text, review->present[i].range.begin)] = true;
  return asks;
}

/*
 * "Send us a message: LINK" gives a door and no help. The link often stands
 * behind the full stop, as a sentence of its own.
 */
static bool is_door(const struct text *text, const bool *asks,
                    const struct move_found *found) {
  enum {
    BARE = 2
  };
  if (found->move != MOVE_SOLUTION || !is_part(found, "link"))
    return false;
  uint32_t at = review_sentence_at(text, found->range.begin);
  return asks[at] ||
         (at > 0 && text->sentences[at].count <= BARE && asks[at - 1]);
}

static int drop_doors(struct arena *arena, const struct text *text,
                      struct review *out) {
  size_t kept = 0;
  const bool *asks = find_askings(arena, text, out);
  if (!asks)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < out->present_count; i++)
    if (!is_door(text, asks, &out->present[i]))
      out->present[kept++] = out->present[i];
  out->present_count = kept;
  return ATTUNE_OK;
}

int review_find_moves(struct arena *arena, const struct review_input *input,
                      struct review *out) {
  int status = find_phrases(arena, input, out);
  if (!status)
    status = find_questions(arena, input, out);
  if (!status && !review_has(out, MOVE_NAME))
    status = find_name(arena, input, out);
  if (!status)
    status = drop_doors(arena, input->text, out);
  return status ? status : review_find_echo(arena, input, out);
}
