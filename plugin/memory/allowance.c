#include "memory/allowance.h"

#include <attune.h>

#include "base/hash.h"
#include "base/pack.h"

enum {
  ALLOWANCE_FORMAT = 1
};
#define DAY_MS INT64_C(86400000)

static uint64_t hash_of(struct str text) {
  return hash_bytes(HASH_START, text);
}

static bool is_use(const struct allowance_use *use, const struct offer *offer,
                   struct str conversation) {
  return use->offer == hash_of(offer->id) &&
         use->conversation == hash_of(conversation);
}

/* The same conversation goes on with what it was given. */
bool allowance_permits(const struct allowance *allowance,
                       const struct offer *offer, struct str conversation,
                       int64_t now_ms) {
  uint32_t used = 0;
  if (offer->per_customer_count == 0)
    return true;
  int64_t since = now_ms - (int64_t)offer->per_customer_days * DAY_MS;
  for (uint32_t i = 0; i < allowance->count; i++) {
    const struct allowance_use *use = &allowance->uses[i];
    if (is_use(use, offer, conversation))
      return true;
    used += use->offer == hash_of(offer->id) && use->at_ms > since;
  }
  return used < offer->per_customer_count;
}

void allowance_use(struct allowance *allowance, const struct offer *offer,
                   struct str conversation, int64_t now_ms) {
  for (uint32_t i = 0; i < allowance->count; i++)
    if (is_use(&allowance->uses[i], offer, conversation))
      return;
  if (allowance->count == ALLOWANCE_MAX)
    memmove(allowance->uses, allowance->uses + 1,
            --allowance->count * sizeof(*allowance->uses));
  allowance->uses[allowance->count++] =
      (struct allowance_use){hash_of(offer->id), hash_of(conversation), now_ms};
}

struct str allowance_pack(struct arena *arena,
                          const struct allowance *allowance) {
  struct pack_writer w;
  pack_writer_init(&w, arena);
  pack_put(&w, ALLOWANCE_FORMAT);
  pack_put(&w, allowance->count);
  for (uint32_t i = 0; i < allowance->count; i++) {
    pack_put(&w, allowance->uses[i].offer);
    pack_put(&w, allowance->uses[i].conversation);
    pack_put_signed(&w, allowance->uses[i].at_ms);
  }
  return pack_written(&w);
}

int allowance_unpack(struct str bytes, struct allowance *out) {
  struct pack_reader r;
  struct allowance read = {0};
  pack_reader_init(&r, bytes);
  if (pack_get(&r) != ALLOWANCE_FORMAT)
    return ATTUNE_E_STORE;
  read.count = pack_get_up_to(&r, ALLOWANCE_MAX);
  for (uint32_t i = 0; i < read.count; i++) {
    read.uses[i].offer = pack_get(&r);
    read.uses[i].conversation = pack_get(&r);
    read.uses[i].at_ms = pack_get_signed(&r);
  }
  if (!pack_read_all(&r))
    return ATTUNE_E_STORE;
  *out = read;
  return ATTUNE_OK;
}
