#include "rewrite/say.h"

#include "attune.h"
#include "rewrite/say_voice.h"
#include "rewrite/say_words.h"

#define USED_MAX (sizeof(((struct say_context *)0)->used) / sizeof(uint64_t))

/* More wordings that fit one moment than this are not weighed. */
#define CANDIDATES_MAX 96

/* What makes one wording worse than another, by weight. */
enum rank {
  RANK_THING = 1,
  RANK_PLAIN = 2,
  RANK_USED = 4
};

/* Wordings given out together, for one to look at. */
#define AT_ONCE_MAX 4

/* A wording that could be said, not filled yet. */
struct candidate {
  const struct language_entry *entry;
  struct str wording;
  uint64_t hash;
  uint64_t order; /* among equals, by the seed */
  int rank;       /* lower is better */
};

struct choice {
  const struct say_voice *voice;
  struct candidate items[CANDIDATES_MAX];
  size_t count;
};

/* So that one bit of the seed decides about every wording. */
static uint64_t mix(uint64_t hash) {
  hash ^= hash >> 33;
  hash *= UINT64_C(0xff51afd7ed558ccd);
  hash ^= hash >> 33;
  hash *= UINT64_C(0xc4ceb9fe1a85ec53);
  return hash ^ hash >> 33;
}

/* Eight bytes at a time: every eligible wording is hashed at every choice. */
static uint64_t hash_of(struct str text) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ text.size;
  for (size_t at = 0; at < text.size; at += sizeof(hash)) {
    uint64_t piece = 0;
    size_t left = text.size - at;
    memcpy(&piece, text.data + at, left < sizeof(piece) ? left : sizeof(piece));
    hash = (hash ^ piece) * UINT64_C(0x9e3779b97f4a7c15);
    hash ^= hash >> 29;
  }
  return mix(hash);
}

static bool holds(const uint64_t *hashes, size_t count, uint64_t hash) {
  for (size_t i = 0; i < count; i++)
    if (hashes[i] == hash)
      return true;
  return false;
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

/* The clause says most; what it is about is second to it. */
static int rank_of(struct str wording, bool specific) {
  if (!specific)
    return RANK_PLAIN;
  return memmem(wording.data, wording.size, "{thing}", 7) ? RANK_THING : 0;
}

/*
 * Wordings are ranked by what their slots would need and filled only when
 * chosen: filling all of them costs more than the whole reading.
 */
static void consider(const struct say_context *context,
                     const struct language_entry *entry,
                     struct choice *choice) {
  for (size_t i = 0; i < entry->say_count && choice->count < CANDIDATES_MAX;
       i++) {
    struct candidate candidate = {.entry = entry, .wording = entry->says[i]};
    bool specific;
    if (!voice_can_say(choice->voice, context, candidate.wording, &specific))
      continue;
    candidate.hash = hash_of(candidate.wording);
    if (holds(context->used, context->used_count, candidate.hash))
      continue;
    candidate.rank = RANK_USED * used_before(context, candidate.hash) +
                     rank_of(candidate.wording, specific);
    candidate.order = mix(candidate.hash ^ context->seed);
    choice->items[choice->count++] = candidate;
  }
}

/*
 * The rank decides, and among equals the seed: the same message says the same
 * at every run, another one something else, without any state.
 */
static struct candidate take_best(struct choice *choice) {
  struct candidate *best = &choice->items[0];
  for (size_t i = 1; i < choice->count; i++) {
    struct candidate *other = &choice->items[i];
    if (other->rank < best->rank ||
        (other->rank == best->rank && other->order < best->order))
      best = other;
  }
  struct candidate taken = *best;
  *best = choice->items[--choice->count];
  return taken;
}

/* A bit for each word: enough to tell how much two wordings share. */
struct bag {
  uint64_t bits[2];
};

static struct bag bag_of(struct str wording) {
  struct bag bag = {{0, 0}};
  uint32_t word = 0;
  for (size_t i = 0; i <= wording.size; i++) {
    char c = i < wording.size ? ascii_lower(wording.data[i]) : ' ';
    if (words_is_letter(c) || c == '\'') {
      word = (word ^ (unsigned char)c) * UINT32_C(0x01000193);
    } else if (word != 0) {
      bag.bits[word >> 30 & 1] |= UINT64_C(1) << (word >> 24 & 63);
      word = 0;
    }
  }
  return bag;
}

static int size_of(struct bag bag) {
  return __builtin_popcountll(bag.bits[0]) + __builtin_popcountll(bag.bits[1]);
}

/*
 * Two that share most of the words of the shorter read as one said twice:
 * "I can see why this is frustrating" with the concern behind it or without.
 */
static bool is_near(struct bag a, struct bag b) {
  struct bag both = {{a.bits[0] & b.bits[0], a.bits[1] & b.bits[1]}};
  int lefts = size_of(a), rights = size_of(b);
  return 10 * size_of(both) >= 7 * (lefts < rights ? lefts : rights);
}

/* What is given out together in one choice. */
struct said {
  struct bag bags[AT_ONCE_MAX];
  size_t count;
};

/* Only of what is about to be said: most candidates never are. */
static bool was_said(struct said *said, struct str wording) {
  struct bag bag = bag_of(wording);
  for (size_t i = 0; i < said->count; i++)
    if (is_near(said->bags[i], bag))
      return true;
  if (said->count < AT_ONCE_MAX)
    said->bags[said->count++] = bag;
  return false;
}

/* The best that can be filled and takes one breath; empty: none. */
static int settle(struct arena *arena, struct say_context *context,
                  struct choice *choice, struct said *said, struct str *out) {
  *out = (struct str){NULL, 0};
  while (choice->count > 0) {
    struct candidate best = take_best(choice);
    int status = say_fill(arena, context, best.wording, out);
    if (status != ATTUNE_OK)
      return status;
    if (out->size > 0 && !too_long(best.entry, *out) &&
        !was_said(said, best.wording)) {
      note_used(context, best.hash);
      context->specific = best.rank % RANK_USED < RANK_PLAIN;
      return ATTUNE_OK;
    }
    *out = (struct str){NULL, 0};
  }
  return ATTUNE_OK;
}

/* Not all contexts went through say_slots: a voice may still be missing. */
static int begin(struct arena *arena, const struct say_context *context,
                 struct choice *choice) {
  choice->count = 0;
  choice->voice = context->voice ? context->voice : say_voice(arena, context);
  return choice->voice ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

int say_entry(struct arena *arena, struct say_context *context,
              const struct language_entry *entry, struct str *out) {
  struct choice choice;
  struct said said = {.count = 0};
  int status = begin(arena, context, &choice);
  if (status != ATTUNE_OK)
    return status;
  consider(context, entry, &choice);
  return settle(arena, context, &choice, &said, out);
}

/* One choice over all entries that fit, so that many parts are as one. */
static int gather(struct arena *arena, const struct say_context *context,
                  const char *id, const char *part, struct choice *choice) {
  const struct language *language = context->language;
  struct str wanted = str_of(id);
  int status = begin(arena, context, choice);
  for (size_t i = language->first[LANGUAGE_SAY];
       status == ATTUNE_OK && i < language->first[LANGUAGE_SAY + 1]; i++) {
    const struct language_entry *entry = &language->entries[i];
    if (str_equal(entry->id, wanted) && (!part || str_is(entry->part, part)) &&
        say_fits(context, entry))
      consider(context, entry, choice);
  }
  return status;
}

static int say_one(struct arena *arena, struct say_context *context,
                   const char *id, const char *part, struct str *out) {
  struct choice choice;
  struct said said = {.count = 0};
  int status = gather(arena, context, id, part, &choice);
  return status == ATTUNE_OK ? settle(arena, context, &choice, &said, out)
                             : status;
}

int say(struct arena *arena, struct say_context *context, const char *id,
        struct str *out) {
  return say_one(arena, context, id, NULL, out);
}

int say_part(struct arena *arena, struct say_context *context, const char *id,
             const char *part, struct str *out) {
  return say_one(arena, context, id, part, out);
}

/* Fewer than wanted is fine: better two fitting sentences than a third. */
int say_several(struct arena *arena, struct say_context *context,
                const char *id, struct str *out, size_t most, size_t *count) {
  struct choice choice;
  struct said said = {.count = 0};
  int status = gather(arena, context, id, NULL, &choice);
  for (*count = 0; status == ATTUNE_OK && *count < most; ++*count) {
    status = settle(arena, context, &choice, &said, &out[*count]);
    if (status != ATTUNE_OK || out[*count].size == 0)
      break;
  }
  return status;
}
