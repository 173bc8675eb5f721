#include "memory/care.h"

#include <attune.h>

#include "base/hash.h"
#include "base/pack.h"

enum {
  CARE_FORMAT = 1,
  HEAVY_HEAT = 2,
  LIGHT_LOAD = 250,       /* thousandths; below it a run is over */
  SPIKE_CONVERSATIONS = 3 /* fewer heavy replies than this are a spike */
};
#define LONG_RUN_MS INT64_C(5400000)

/* What one reply adds, in thousandths. Staying civil to somebody very upset
   costs far more than a calm answer does; words for grief cost as much. */
static int64_t weight_of(int heat, bool careful) {
  static const int64_t weights[] = {0, 300, 1000, 1600};
  int64_t weight = weights[heat < 0 ? 0 : heat > 3 ? 3 : heat];
  return careful && weight < weights[3] ? weights[3] : weight;
}

/* Halves by steps and linearly within one: no two machines differ in it. */
int64_t care_load(const struct care *care, const struct care_settings *settings,
                  int64_t now_ms) {
  int64_t passed = now_ms - care->at_ms, half = settings->half_life_ms;
  if (passed <= 0 || half <= 0)
    return care->load;
  int64_t halvings = passed / half;
  if (halvings >= 40)
    return 0;
  int64_t load = care->load >> halvings;
  return load - load / 2 * (passed % half) / half;
}

/*
 * Answering the same conversation again is the same weight going on: it adds
 * half, so that a long thread counts and does not count double.
 */
static int64_t added(const struct care *care, struct str conversation,
                     int64_t weight) {
  bool same = care->latest == hash_bytes(HASH_START, conversation);
  return same ? weight / 2 : weight;
}

bool care_answered(struct care *care, const struct care_settings *settings,
                   struct str conversation, int heat, bool careful,
                   int64_t now_ms) {
  int64_t load = care_load(care, settings, now_ms);
  if (load < LIGHT_LOAD) {
    care->run_from_ms = now_ms;
    care->conversations = 0;
  }
  care->load = load + added(care, conversation, weight_of(heat, careful));
  care->at_ms = now_ms;
  care->conversations += heat >= HEAVY_HEAT || careful;
  care->latest = hash_bytes(HASH_START, conversation);
  if (care->muted || settings->load <= 0 || care->load < settings->load ||
      (care->last_ms > 0 &&
       now_ms - care->last_ms < settings->at_most_every_ms))
    return false;
  care->last_ms = now_ms;
  return true;
}

int care_minutes(const struct care *care, int64_t now_ms) {
  bool spike = care->conversations < SPIKE_CONVERSATIONS &&
               now_ms - care->run_from_ms < LONG_RUN_MS;
  return spike ? 3 : 10;
}

struct str care_pack(struct arena *arena, const struct care *care) {
  struct pack_writer w;
  pack_writer_init(&w, arena);
  pack_put(&w, CARE_FORMAT);
  pack_put_signed(&w, care->load);
  pack_put_signed(&w, care->at_ms);
  pack_put_signed(&w, care->run_from_ms);
  pack_put_signed(&w, care->last_ms);
  pack_put(&w, care->conversations);
  pack_put(&w, care->latest);
  pack_put(&w, care->muted);
  return pack_written(&w);
}

int care_unpack(struct str bytes, struct care *out) {
  struct pack_reader r;
  struct care read = {0};
  pack_reader_init(&r, bytes);
  if (pack_get(&r) != CARE_FORMAT)
    return ATTUNE_E_STORE;
  read.load = pack_get_signed(&r);
  read.at_ms = pack_get_signed(&r);
  read.run_from_ms = pack_get_signed(&r);
  read.last_ms = pack_get_signed(&r);
  read.conversations = pack_get_up_to(&r, UINT32_MAX);
  read.latest = pack_get(&r);
  read.muted = pack_get_up_to(&r, 1) != 0;
  if (!pack_read_all(&r) || read.load < 0 || read.load > INT64_C(1) << 40)
    return ATTUNE_E_STORE;
  *out = read;
  return ATTUNE_OK;
}
