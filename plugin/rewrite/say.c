#include "rewrite/say.h"

#include "attune.h"
#include "rewrite/say_words.h"

#define USED_MAX (sizeof(((struct say_context *)0)->used) / sizeof(uint64_t))

/* A wording that may be said, and how much we like it. */
struct candidate {
  struct str text;
  uint64_t hash;
  int rank; /* lower is better */
};

struct choice {
  struct candidate best;
  uint64_t order; /* of the best among its equals, by the seed */
};

/* So that one bit of the seed decides about every wording. */
static uint64_t mix(uint64_t hash) {
  hash ^= hash >> 33;
  hash *= UINT64_C(0xff51afd7ed558ccd);
  hash ^= hash >> 33;
  hash *= UINT64_C(0xc4ceb9fe1a85ec53);
  return hash ^ hash >> 33;
}

static uint64_t hash_of(struct str text) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < text.size; i++)
    hash = (hash ^ (unsigned char)text.data[i]) * UINT64_C(0x100000001b3);
  return mix(hash);
}

static bool holds(const uint64_t *hashes, size_t count, uint64_t hash) {
  for (size_t i = 0; i < count; i++)
    if (hashes[i] == hash)
      return true;
  return false;
}

static bool chosen_here(const struct say_context *context, uint64_t hash) {
  return holds(context->used, context->used_count, hash);
}

static bool used_before(const struct say_context *context, uint64_t hash) {
  const struct history *history = context->history;
  return history && holds(history->used, history->used_count, hash);
}

/* Said once in an analysis, a wording is not said again in it. */
static void note_used(struct say_context *context, uint64_t hash) {
  if (context->used_count < USED_MAX)
    context->used[context->used_count++] = hash;
}

/*
 * By sentences, as one that takes a breath too many is what wears a reader
 * out; an apology of more than 20 words does harm.
 */
static bool too_long(const struct language_entry *entry, struct str text) {
  size_t most = (size_t)words_number(language_field(entry, "words"), 0);
  size_t begin = 0;
  for (size_t i = 0; most > 0 && i < text.size; i++) {
    bool ends =
        text.data[i] == '.' || text.data[i] == '?' || i + 1 == text.size;
    if (ends && words_count(str_slice(text, (struct range){begin, i})) > most)
      return true;
    begin = ends ? i + 1 : begin;
  }
  return false;
}

/*
 * The rank decides, and among equals the seed: the same message says the same
 * at every run, another one something else, without any state.
 */
static void prefer(struct choice *choice, const struct candidate *candidate,
                   uint64_t seed) {
  uint64_t order = mix(candidate->hash ^ seed);
  const struct candidate *best = &choice->best;
  if (best->text.size > 0 &&
      (candidate->rank > best->rank ||
       (candidate->rank == best->rank && order >= choice->order)))
    return;
  choice->best = *candidate;
  choice->order = order;
}

static int consider(struct arena *arena, const struct say_context *context,
                    const struct language_entry *entry, struct choice *choice) {
  for (size_t i = 0; i < entry->say_count; i++) {
    struct str wording = entry->says[i];
    struct candidate candidate = {.hash = hash_of(wording)};
    if (chosen_here(context, candidate.hash))
      continue;
    candidate.rank = 2 * used_before(context, candidate.hash) +
                     !words_is_specific(context->language, wording);
    int status = say_fill(arena, context, wording, &candidate.text);
    if (status != ATTUNE_OK)
      return status;
    if (candidate.text.size > 0 && !too_long(entry, candidate.text))
      prefer(choice, &candidate, context->seed);
  }
  return ATTUNE_OK;
}

static void settle(struct say_context *context, const struct choice *choice,
                   struct str *out) {
  *out = choice->best.text;
  if (out->size > 0)
    note_used(context, choice->best.hash);
}

int say_entry(struct arena *arena, struct say_context *context,
              const struct language_entry *entry, struct str *out) {
  struct choice choice = {0};
  int status = consider(arena, context, entry, &choice);
  if (status == ATTUNE_OK)
    settle(context, &choice, out);
  return status;
}

/* One choice over all entries that fit, so that many parts are as one. */
static int say_all(struct arena *arena, struct say_context *context,
                   struct str id, const char *part, struct str *out) {
  const struct language *language = context->language;
  struct choice choice = {0};
  for (size_t i = language->first[LANGUAGE_SAY];
       i < language->first[LANGUAGE_SAY + 1]; i++) {
    const struct language_entry *entry = &language->entries[i];
    if (!str_equal(entry->id, id) || (part && !str_is(entry->part, part)) ||
        !say_fits(context, entry))
      continue;
    int status = consider(arena, context, entry, &choice);
    if (status != ATTUNE_OK)
      return status;
  }
  settle(context, &choice, out);
  return ATTUNE_OK;
}

int say(struct arena *arena, struct say_context *context, const char *id,
        struct str *out) {
  return say_all(arena, context, str_of(id), NULL, out);
}

int say_part(struct arena *arena, struct say_context *context, const char *id,
             const char *part, struct str *out) {
  return say_all(arena, context, str_of(id), part, out);
}
