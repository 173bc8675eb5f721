#include "delivery/lane.h"

#include <attune.h>
#include <stdlib.h>

#include "base/hash.h"

/* A durable letter that failed so often lets later ones of its conversation
 * pass: it waits for hours by then. */
#define PASSED_AFTER 4u

static size_t table_size(size_t letters_max) {
  size_t size = 64;
  while (size < letters_max && size < 65536)
    size *= 2;
  return size;
}

/* Sized for the most letters there can be: growing would rehash all of them
 * at some put, on the loop's thread, when it is busiest. */
int lanes_init(struct lanes *lanes, size_t letters_max) {
  size_t size = table_size(letters_max);
  lanes->mask = size - 1;
  lanes->ids = calloc(size, sizeof(struct entry *));
  lanes->buckets = calloc(size, sizeof(struct lane_bucket));
  if (lanes->ids && lanes->buckets)
    return ATTUNE_OK;
  lanes_fini(lanes);
  return ATTUNE_E_MEMORY;
}

void lanes_fini(struct lanes *lanes) {
  free(lanes->ids);
  free(lanes->buckets);
  *lanes = (struct lanes){0};
}

static size_t bucket_of(const struct lanes *lanes, uint64_t hash) {
  return (size_t)(hash ^ hash >> 32) & lanes->mask;
}

static size_t id_bucket(const struct lanes *lanes,
                        const struct letter *letter) {
  uint64_t hash = hash_piece(HASH_START, str_of(letter->id));
  return bucket_of(lanes, hash_piece(hash, letter->endpoint));
}

static size_t lane_bucket(const struct lanes *lanes,
                          const struct letter *letter) {
  uint64_t hash = hash_piece(HASH_START + letter->class_, letter->conversation);
  if (letter->class_ == CLASS_INLINE)
    hash = hash_piece(hash, letter->draft);
  return bucket_of(lanes, hash_piece(hash, letter->endpoint));
}

static bool same_lane(const struct letter *a, const struct letter *b) {
  return a->class_ == b->class_ && str_equal(a->endpoint, b->endpoint) &&
         str_equal(a->conversation, b->conversation) &&
         (a->class_ != CLASS_INLINE || str_equal(a->draft, b->draft));
}

void lanes_join(struct lanes *lanes, struct entry *entry) {
  struct entry **id = &lanes->ids[id_bucket(lanes, &entry->letter)];
  entry->id_next = *id;
  *id = entry;
  entry->lane = lane_bucket(lanes, &entry->letter);
  struct lane_bucket *bucket = &lanes->buckets[entry->lane];
  entry->lane_before = bucket->last;
  if (bucket->last)
    bucket->last->lane_next = entry;
  else
    bucket->first = entry;
  bucket->last = entry;
}

static void leave_ids(struct lanes *lanes, struct entry *entry) {
  struct entry **at = &lanes->ids[id_bucket(lanes, &entry->letter)];
  while (*at != entry)
    at = &(*at)->id_next;
  *at = entry->id_next;
}

void lanes_leave(struct lanes *lanes, struct entry *entry) {
  struct lane_bucket *bucket = &lanes->buckets[entry->lane];
  if (entry->lane_before)
    entry->lane_before->lane_next = entry->lane_next;
  else
    bucket->first = entry->lane_next;
  if (entry->lane_next)
    entry->lane_next->lane_before = entry->lane_before;
  else
    bucket->last = entry->lane_before;
  leave_ids(lanes, entry);
}

struct entry *lanes_find_id(const struct lanes *lanes,
                            const struct letter *letter) {
  struct entry *entry = lanes->ids[id_bucket(lanes, letter)];
  while (entry && (strcmp(entry->letter.id, letter->id) != 0 ||
                   !str_equal(entry->letter.endpoint, letter->endpoint)))
    entry = entry->id_next;
  return entry;
}

struct entry *lanes_find(const struct lanes *lanes, const struct letter *letter,
                         enum place place) {
  struct entry *entry = lanes->buckets[lane_bucket(lanes, letter)].first;
  while (entry && (entry->place != place || !same_lane(&entry->letter, letter)))
    entry = entry->lane_next;
  return entry;
}

/* Two letters of a lane may come due at once when one has let the other pass;
 * which is why being in flight counts wherever it stands, and waiting only
 * in front. */
struct entry *lanes_next_held(const struct lanes *lanes,
                              const struct letter *letter) {
  struct entry *next = NULL;
  struct entry *entry = lanes->buckets[lane_bucket(lanes, letter)].first;
  for (; entry; entry = entry->lane_next) {
    if (!same_lane(&entry->letter, letter))
      continue;
    if (entry->place == PLACE_FLYING)
      return NULL;
    if (!next && entry->place == PLACE_WAITING &&
        entry->letter.attempts < PASSED_AFTER)
      return NULL;
    if (!next && entry->place == PLACE_HELD)
      next = entry;
  }
  return next;
}
