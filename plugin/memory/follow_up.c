#include "memory/follow_up.h"

#include <attune.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/pack.h"

enum {
  FOLLOW_UP_FORMAT = 1,
  DAY_MINUTES = 24 * 60
};
#define MINUTE_MS INT64_C(60000)
#define LEAST_MS  (15 * MINUTE_MS)
#define MOST_MS   (240 * MINUTE_MS)

const char *follow_up_kind_name(enum follow_up_kind kind) {
  return kind == FOLLOW_UP_CHECK_IN ? "check-in" : "promise";
}

/*
 * The quiet time that holds this instant, which may run over midnight: its
 * first and its last instant. False: it is not quiet then.
 */
static bool quiet_around(const struct follow_up_settings *settings, int64_t ms,
                         int64_t *from_ms, int64_t *to_ms) {
  struct zone_time local;
  int from = settings->quiet_from, to = settings->quiet_to;
  if (from == to)
    return false;
  zone_local(settings->zone, ms, &local);
  int64_t day = local.days;
  if (from > to && local.minute < to)
    day--;
  int end = from > to ? to + DAY_MINUTES : to;
  *from_ms = zone_instant(settings->zone, day, from);
  *to_ms = zone_instant(settings->zone, day, end);
  return ms >= *from_ms && ms < *to_ms;
}

static int64_t lead_of(const struct follow_up *follow_up) {
  int64_t lead = (follow_up->due_ms - follow_up->made_ms) / 10;
  lead = lead < LEAST_MS ? LEAST_MS : lead;
  return lead > MOST_MS ? MOST_MS : lead;
}

/* A check-in is due when it is due: it is only moved out of the night. */
int64_t follow_up_remind_ms(const struct follow_up_settings *settings,
                            const struct follow_up *follow_up) {
  int64_t from = 0, to = 0, at = follow_up->due_ms;
  bool promise = follow_up->kind == FOLLOW_UP_PROMISE;
  if (promise)
    at -= lead_of(follow_up);
  if (at < follow_up->made_ms)
    at = follow_up->made_ms + (follow_up->due_ms - follow_up->made_ms) / 2;
  if (!quiet_around(settings, at, &from, &to))
    return at;
  if (!promise)
    return to;
  if (from - MINUTE_MS > follow_up->made_ms)
    return from - MINUTE_MS;
  return to < follow_up->due_ms ? to : at;
}

void follow_up_key(char out[FOLLOW_UP_KEY_SIZE],
                   const struct follow_up *follow_up) {
  uint64_t hash = hash_piece(HASH_START, follow_up->conversation);
  hash = hash_piece(hash, follow_up->message);
  hash = hash_piece(hash, follow_up->quote);
  snprintf(out, FOLLOW_UP_KEY_SIZE, "%s:%016llx",
           follow_up_kind_name(follow_up->kind), (unsigned long long)hash);
}

struct str follow_up_pack(struct arena *arena,
                          const struct follow_up *follow_up) {
  struct pack_writer w;
  pack_writer_init(&w, arena);
  pack_put(&w, FOLLOW_UP_FORMAT);
  pack_put(&w, (uint64_t)follow_up->kind);
  pack_put_str(&w, follow_up->conversation);
  pack_put_str(&w, follow_up->message);
  pack_put_str(&w, follow_up->agent);
  pack_put_str(&w, follow_up->echo);
  pack_put_str(&w, follow_up->quote);
  pack_put_str(&w, follow_up->concern);
  pack_put_signed(&w, follow_up->made_ms);
  pack_put_signed(&w, follow_up->due_ms);
  pack_put(&w, follow_up->reminded);
  return pack_written(&w);
}

int follow_up_unpack(struct str bytes, struct follow_up *out) {
  struct pack_reader r;
  pack_reader_init(&r, bytes);
  *out = (struct follow_up){0};
  if (pack_get(&r) != FOLLOW_UP_FORMAT)
    return ATTUNE_E_STORE;
  out->kind = (enum follow_up_kind)pack_get_up_to(&r, FOLLOW_UP_CHECK_IN);
  out->conversation = pack_get_str(&r);
  out->message = pack_get_str(&r);
  out->agent = pack_get_str(&r);
  out->echo = pack_get_str(&r);
  out->quote = pack_get_str(&r);
  out->concern = pack_get_str(&r);
  out->made_ms = pack_get_signed(&r);
  out->due_ms = pack_get_signed(&r);
  out->reminded = pack_get_up_to(&r, 1) != 0;
  return pack_read_all(&r) ? ATTUNE_OK : ATTUNE_E_STORE;
}
