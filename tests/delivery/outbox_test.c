#include "delivery/outbox.h"

#include <attune.h>
#include <stdlib.h>

#include "test.h"

#define ENDPOINT STR("desk")
#define SECOND   ((int64_t)1000000)

static struct letter make(const char *id, enum delivery_class class_,
                          const char *conversation, const char *draft) {
  struct letter letter = {.endpoint = ENDPOINT,
                          .class_ = class_,
                          .conversation = str_of(conversation),
                          .draft = str_of(draft),
                          .body = STR("{}"),
                          .expires_ms = 1000000};
  snprintf(letter.id, sizeof(letter.id), "%s", id);
  return letter;
}

static int put(struct outbox *outbox, const char *id,
               enum delivery_class class_, const char *conversation,
               const char *draft) {
  struct letter letter = make(id, class_, conversation, draft);
  return outbox_put(outbox, &letter);
}

static struct letter *take(struct outbox *outbox, int64_t now_us) {
  return outbox_take(outbox, ENDPOINT, now_us);
}

static void check_balance(const struct outbox *outbox) {
  struct outbox_counts c;
  outbox_counts(outbox, &c);
  CHECK_INT(c.put, c.delivered + c.expired + c.superseded + c.dead + c.dropped +
                       c.pending);
}

static struct outbox_counts counts_of(const struct outbox *outbox) {
  struct outbox_counts counts;
  check_balance(outbox);
  outbox_counts(outbox, &counts);
  return counts;
}

TEST(a_letter_is_copied_and_comes_out_once) {
  struct outbox *outbox = outbox_new(10, 1000);
  char conversation[] = "c1", draft[] = "d1", body[] = "{\"a\":1}";
  struct letter letter = make("msg_1", CLASS_INLINE, conversation, draft);
  letter.body = str_of(body);
  CHECK_INT(outbox_put(outbox, &letter), ATTUNE_OK);
  memset(conversation, 'x', 2);
  memset(draft, 'x', 2);
  memset(body, 'x', 7);
  struct letter *taken = take(outbox, 0);
  CHECK(taken && taken->in_flight);
  CHECK_STR(taken->conversation, "c1");
  CHECK_STR(taken->draft, "d1");
  CHECK_STR(taken->body, "{\"a\":1}");
  CHECK(!take(outbox, INT64_MAX));
  outbox_settle(outbox, taken, OUTCOME_DELIVERED);
  CHECK_INT(counts_of(outbox).delivered, 1);
  CHECK_INT(counts_of(outbox).pending_bytes, 0);
  outbox_free(outbox);
}

TEST(not_before_it_is_due) {
  struct outbox *outbox = outbox_new(10, 1000);
  struct letter letter = make("msg_1", CLASS_ADVICE, "c", "");
  letter.due_us = 5 * SECOND;
  outbox_put(outbox, &letter);
  CHECK(!take(outbox, 5 * SECOND - 1));
  CHECK_INT(outbox_next_due_us(outbox, ENDPOINT), 5 * SECOND);
  CHECK_INT(outbox_next_due_us(outbox, STR("other")), INT64_MAX);
  CHECK(!outbox_take(outbox, STR("other"), INT64_MAX));
  CHECK(take(outbox, 5 * SECOND));
  CHECK_INT(outbox_next_due_us(outbox, ENDPOINT), INT64_MAX);
  outbox_free(outbox);
}

TEST(inline_first_then_in_order) {
  static const char *const expected[] = {"i1", "i2", "a1", "a2", "d1"};
  struct outbox *outbox = outbox_new(10, 1000);
  put(outbox, "d1", CLASS_DURABLE, "c", "");
  put(outbox, "a1", CLASS_ADVICE, "c", "");
  put(outbox, "i1", CLASS_INLINE, "c", "x");
  put(outbox, "a2", CLASS_ADVICE, "c", "");
  put(outbox, "i2", CLASS_INLINE, "c", "y");
  for (size_t i = 0; i < 5; i++)
    CHECK_STR(str_of(take(outbox, 0)->id), expected[i]);
  outbox_free(outbox);
}

TEST(the_same_id_is_one_letter) {
  struct outbox *outbox = outbox_new(10, 1000);
  CHECK_INT(put(outbox, "m", CLASS_ADVICE, "c", ""), ATTUNE_OK);
  CHECK_INT(put(outbox, "m", CLASS_ADVICE, "c", ""), ATTUNE_OK);
  CHECK_INT(counts_of(outbox).put, 1);
  struct letter elsewhere = make("m", CLASS_ADVICE, "c", "");
  elsewhere.endpoint = STR("other");
  CHECK_INT(outbox_put(outbox, &elsewhere), ATTUNE_OK);
  CHECK_INT(counts_of(outbox).put, 2);
  outbox_free(outbox);
}

TEST(newest_of_a_draft_supersedes) {
  struct outbox *outbox = outbox_new(10, 1000);
  put(outbox, "r1", CLASS_INLINE, "c", "draft");
  put(outbox, "other", CLASS_INLINE, "c", "another");
  put(outbox, "r2", CLASS_INLINE, "c", "draft");
  put(outbox, "r3", CLASS_INLINE, "c", "draft");
  CHECK_INT(counts_of(outbox).superseded, 2);
  CHECK_STR(str_of(take(outbox, 0)->id), "other");
  CHECK_STR(str_of(take(outbox, 0)->id), "r3");
  CHECK(!take(outbox, 0));
  outbox_free(outbox);
}

TEST(failed_older_gives_way_to_newer) {
  struct outbox *outbox = outbox_new(10, 1000);
  put(outbox, "r1", CLASS_INLINE, "c", "draft");
  struct letter *first = take(outbox, 0);
  put(outbox, "r2", CLASS_INLINE, "c", "draft");
  CHECK_INT(counts_of(outbox).superseded, 0);
  first->due_us = SECOND;
  outbox_settle(outbox, first, OUTCOME_RETRY);
  CHECK_INT(counts_of(outbox).superseded, 1);
  CHECK_STR(str_of(take(outbox, INT64_MAX)->id), "r2");
  outbox_free(outbox);
}

TEST(retry_comes_back_when_due) {
  struct outbox *outbox = outbox_new(10, 1000);
  put(outbox, "m", CLASS_ADVICE, "c", "");
  struct letter *letter = take(outbox, 0);
  letter->attempts = 1;
  letter->due_us = 3 * SECOND;
  outbox_settle(outbox, letter, OUTCOME_RETRY);
  CHECK(!take(outbox, 2 * SECOND));
  CHECK(take(outbox, 3 * SECOND) == letter);
  CHECK_INT(letter->attempts, 1);
  outbox_free(outbox);
}

TEST(durable_letters_of_a_conversation_queue_up) {
  struct outbox *outbox = outbox_new(10, 1000);
  put(outbox, "a1", CLASS_DURABLE, "a", "");
  put(outbox, "a2", CLASS_DURABLE, "a", "");
  put(outbox, "b1", CLASS_DURABLE, "b", "");
  struct letter *a1 = take(outbox, 0);
  CHECK_STR(str_of(a1->id), "a1");
  CHECK_STR(str_of(take(outbox, 0)->id), "b1");
  CHECK(!take(outbox, INT64_MAX));
  a1->attempts = 1;
  a1->due_us = 5 * SECOND;
  outbox_settle(outbox, a1, OUTCOME_RETRY);
  CHECK(!take(outbox, 4 * SECOND));
  CHECK(take(outbox, 5 * SECOND) == a1);
  outbox_settle(outbox, a1, OUTCOME_DELIVERED);
  CHECK_STR(str_of(take(outbox, 5 * SECOND)->id), "a2");
  outbox_free(outbox);
}

TEST(after_four_failures_later_ones_pass_one_at_a_time) {
  struct outbox *outbox = outbox_new(10, 1000);
  put(outbox, "a1", CLASS_DURABLE, "a", "");
  put(outbox, "a2", CLASS_DURABLE, "a", "");
  put(outbox, "a3", CLASS_DURABLE, "a", "");
  struct letter *a1 = take(outbox, 0);
  a1->attempts = 4;
  a1->due_us = 100 * SECOND;
  outbox_settle(outbox, a1, OUTCOME_RETRY);
  struct letter *a2 = take(outbox, SECOND);
  CHECK_STR(str_of(a2->id), "a2");
  CHECK(!take(outbox, 200 * SECOND));
  outbox_settle(outbox, a2, OUTCOME_DELIVERED);
  CHECK(take(outbox, 200 * SECOND) == a1);
  CHECK(!take(outbox, 200 * SECOND));
  outbox_settle(outbox, a1, OUTCOME_DEAD);
  CHECK_STR(str_of(take(outbox, 200 * SECOND)->id), "a3");
  outbox_free(outbox);
}

TEST(expiry_spares_what_is_in_flight) {
  struct outbox *outbox = outbox_new(10, 1000);
  put(outbox, "i", CLASS_INLINE, "c", "d");
  put(outbox, "a", CLASS_ADVICE, "c", "");
  put(outbox, "d1", CLASS_DURABLE, "c", "");
  put(outbox, "d2", CLASS_DURABLE, "c", "");
  CHECK_STR(str_of(take(outbox, 0)->id), "i");
  outbox_expire(outbox, 999999);
  CHECK_INT(counts_of(outbox).pending, 4);
  outbox_expire(outbox, 1000000);
  struct outbox_counts counts = counts_of(outbox);
  CHECK_INT(counts.pending, 1);
  CHECK_INT(counts.expired, 1);
  CHECK_INT(counts.dead, 2);
  outbox_free(outbox);
}

TEST(full_gives_up_what_is_less_durable) {
  struct outbox *outbox = outbox_new(3, 1000);
  put(outbox, "i1", CLASS_INLINE, "c", "1");
  put(outbox, "a1", CLASS_ADVICE, "c", "");
  put(outbox, "i2", CLASS_INLINE, "c", "2");
  CHECK_INT(put(outbox, "i3", CLASS_INLINE, "c", "3"), ATTUNE_E_BUSY);
  CHECK_INT(put(outbox, "i4", CLASS_INLINE, "c", "2"), ATTUNE_OK);
  CHECK_INT(put(outbox, "d1", CLASS_DURABLE, "c", ""), ATTUNE_OK);
  CHECK_INT(put(outbox, "a2", CLASS_ADVICE, "c", ""), ATTUNE_OK);
  CHECK_INT(put(outbox, "a3", CLASS_ADVICE, "c", ""), ATTUNE_E_BUSY);
  CHECK_INT(put(outbox, "d2", CLASS_DURABLE, "c", ""), ATTUNE_OK);
  CHECK_INT(put(outbox, "d3", CLASS_DURABLE, "c", ""), ATTUNE_OK);
  CHECK_INT(put(outbox, "d4", CLASS_DURABLE, "c", ""), ATTUNE_E_BUSY);
  struct outbox_counts counts = counts_of(outbox);
  CHECK_INT(counts.refused, 3);
  CHECK_INT(counts.superseded, 1);
  CHECK_INT(counts.dropped, 4);
  CHECK_INT(counts.pending, 3);
  outbox_free(outbox);
}

TEST(bytes_are_bounded_too) {
  static char bytes[1001];
  struct outbox *outbox = outbox_new(100, 1000);
  struct letter letter = make("i1", CLASS_INLINE, "c", "1");
  letter.body = (struct str){bytes, 600};
  CHECK_INT(outbox_put(outbox, &letter), ATTUNE_OK);
  letter = make("d1", CLASS_DURABLE, "c", "");
  letter.body = (struct str){bytes, 1001};
  CHECK_INT(outbox_put(outbox, &letter), ATTUNE_E_BUSY);
  CHECK_INT(counts_of(outbox).dropped, 0);
  letter.body = (struct str){bytes, 1000};
  CHECK_INT(outbox_put(outbox, &letter), ATTUNE_OK);
  CHECK_INT(counts_of(outbox).dropped, 1);
  CHECK_INT(counts_of(outbox).pending_bytes, 1000);
  outbox_free(outbox);
}

TEST(letters_in_flight_are_not_given_up_for_room) {
  struct outbox *outbox = outbox_new(2, 1000);
  put(outbox, "i1", CLASS_INLINE, "c", "1");
  put(outbox, "i2", CLASS_INLINE, "c", "2");
  take(outbox, 0);
  take(outbox, 0);
  CHECK_INT(put(outbox, "d1", CLASS_DURABLE, "c", ""), ATTUNE_E_BUSY);
  outbox_free(outbox);
}

TEST(drop_inline_leaves_the_rest) {
  struct outbox *outbox = outbox_new(10, 1000);
  put(outbox, "i1", CLASS_INLINE, "c", "1");
  put(outbox, "a1", CLASS_ADVICE, "c", "");
  struct letter later = make("i2", CLASS_INLINE, "c", "2");
  later.due_us = SECOND;
  outbox_put(outbox, &later);
  outbox_drop_inline(outbox, STR("unknown"));
  CHECK_INT(counts_of(outbox).dropped, 0);
  outbox_drop_inline(outbox, ENDPOINT);
  CHECK_INT(counts_of(outbox).dropped, 2);
  CHECK_STR(str_of(take(outbox, INT64_MAX)->id), "a1");
  outbox_free(outbox);
}

TEST(erased_conversations_are_forgotten) {
  struct outbox *outbox = outbox_new(10, 1000);
  put(outbox, "i1", CLASS_INLINE, "gone", "1");
  put(outbox, "a1", CLASS_ADVICE, "gone", "");
  put(outbox, "d1", CLASS_DURABLE, "gone", "");
  put(outbox, "d2", CLASS_DURABLE, "gone", "");
  put(outbox, "a2", CLASS_ADVICE, "kept", "");
  struct letter *flying = take(outbox, 0);
  outbox_erase(outbox, STR("gone"));
  CHECK_INT(counts_of(outbox).dropped, 3);
  flying->due_us = SECOND;
  outbox_settle(outbox, flying, OUTCOME_RETRY);
  CHECK_INT(counts_of(outbox).dropped, 4);
  CHECK_STR(str_of(take(outbox, INT64_MAX)->id), "a2");
  CHECK(!take(outbox, INT64_MAX));
  outbox_free(outbox);
}

/* Against a model ---------------------------------------------------------
 * The model is a plain list that is searched for everything. It knows no
 * passing of durable letters, so that its letters never fail four times. */

#define MODEL_MAX 4096

struct modelled {
  struct letter letter;
  char conversation[4], draft[4], endpoint[4];
  struct letter *real; /* while in flight */
  bool alive;
};

struct ledger {
  struct modelled letters[MODEL_MAX];
  size_t count;
  struct outbox_counts counts;
  uint64_t random;
};

static unsigned pick(struct ledger *model, unsigned below) {
  model->random = model->random * UINT64_C(6364136223846793005) + 1442695041;
  return (unsigned)(model->random >> 33) % below;
}

static void end(struct ledger *model, struct modelled *m, uint64_t *counter) {
  m->alive = false;
  model->counts.pending--;
  ++*counter;
}

static bool equal_lane(const struct modelled *a, const struct modelled *b) {
  return a->letter.class_ == b->letter.class_ &&
         strcmp(a->endpoint, b->endpoint) == 0 &&
         strcmp(a->conversation, b->conversation) == 0 &&
         (a->letter.class_ != CLASS_INLINE || strcmp(a->draft, b->draft) == 0);
}

static void model_put(struct ledger *model, struct outbox *outbox,
                      int64_t now) {
  struct modelled *m = &model->letters[model->count++];
  *m = (struct modelled){.alive = true};
  snprintf(m->conversation, 4, "c%u", pick(model, 5));
  snprintf(m->draft, 4, "d%u", pick(model, 3));
  snprintf(m->endpoint, 4, "e%u", pick(model, 2));
  m->letter =
      (struct letter){.class_ = (enum delivery_class)pick(model, CLASS_COUNT),
                      .endpoint = str_of(m->endpoint),
                      .conversation = str_of(m->conversation),
                      .draft = str_of(m->draft),
                      .body = STR("0123456789"),
                      .due_us = now + pick(model, 50),
                      .expires_ms = now + 100 + pick(model, 400)};
  snprintf(m->letter.id, OUTBOX_ID_SIZE, "msg_%zu", model->count);
  CHECK_INT(outbox_put(outbox, &m->letter), ATTUNE_OK);
  model->counts.put++;
  model->counts.pending++;
  for (size_t i = 0; i + 1 < model->count; i++) {
    struct modelled *old = &model->letters[i];
    if (old->alive && !old->real && m->letter.class_ == CLASS_INLINE &&
        equal_lane(old, m))
      end(model, old, &model->counts.superseded);
  }
}

static bool behind_another(const struct ledger *model,
                           const struct modelled *m) {
  if (m->letter.class_ != CLASS_DURABLE)
    return false;
  for (const struct modelled *old = model->letters; old < m; old++)
    if (old->alive && equal_lane(old, m))
      return true;
  return false;
}

static struct modelled *model_next(struct ledger *model, const char *endpoint,
                                   int64_t now) {
  struct modelled *best = NULL;
  for (size_t i = 0; i < model->count; i++) {
    struct modelled *m = &model->letters[i];
    if (!m->alive || m->real || strcmp(m->endpoint, endpoint) != 0 ||
        m->letter.due_us > now || behind_another(model, m))
      continue;
    if (!best || m->letter.class_ < best->letter.class_ ||
        (m->letter.class_ == best->letter.class_ &&
         m->letter.due_us < best->letter.due_us))
      best = m;
  }
  return best;
}

static void model_take(struct ledger *model, struct outbox *outbox,
                       int64_t now) {
  const char *endpoint = pick(model, 2) ? "e1" : "e0";
  struct modelled *expected = model_next(model, endpoint, now);
  struct letter *taken = outbox_take(outbox, str_of(endpoint), now);
  CHECK_INT(taken != NULL, expected != NULL);
  if (!taken)
    return;
  CHECK_STR(str_of(taken->id), expected->letter.id);
  expected->real = taken;
}

static bool newer_waits(const struct ledger *model, const struct modelled *m) {
  for (size_t i = 0; i < model->count; i++) {
    const struct modelled *other = &model->letters[i];
    if (other->alive && !other->real && equal_lane(other, m))
      return m->letter.class_ == CLASS_INLINE;
  }
  return false;
}

static void model_settle(struct ledger *model, struct outbox *outbox,
                         int64_t now) {
  struct modelled *m = &model->letters[pick(model, (unsigned)model->count)];
  if (!m->real)
    return;
  struct letter *real = m->real;
  enum outcome outcome = (enum outcome)pick(model, 5);
  if (outcome == OUTCOME_RETRY)
    real->due_us = m->letter.due_us = now + pick(model, 60);
  outbox_settle(outbox, real, outcome);
  uint64_t *counters[] = {[OUTCOME_DELIVERED] = &model->counts.delivered,
                          [OUTCOME_EXPIRED] = &model->counts.expired,
                          [OUTCOME_DEAD] = &model->counts.dead,
                          [OUTCOME_DROPPED] = &model->counts.dropped};
  if (outcome != OUTCOME_RETRY)
    end(model, m, counters[outcome]);
  else if (newer_waits(model, m))
    end(model, m, &model->counts.superseded);
  m->real = NULL;
}

static void model_expire(struct ledger *model, struct outbox *outbox,
                         int64_t now) {
  outbox_expire(outbox, now);
  for (size_t i = 0; i < model->count; i++) {
    struct modelled *m = &model->letters[i];
    if (m->alive && !m->real && m->letter.expires_ms <= now)
      end(model, m,
          m->letter.class_ == CLASS_DURABLE ? &model->counts.dead
                                            : &model->counts.expired);
  }
}

static void compare(const struct ledger *model, const struct outbox *outbox) {
  struct outbox_counts counts = counts_of(outbox);
  CHECK_INT(counts.put, model->counts.put);
  CHECK_INT(counts.delivered, model->counts.delivered);
  CHECK_INT(counts.expired, model->counts.expired);
  CHECK_INT(counts.superseded, model->counts.superseded);
  CHECK_INT(counts.dead, model->counts.dead);
  CHECK_INT(counts.dropped, model->counts.dropped);
  CHECK_INT(counts.pending, model->counts.pending);
  CHECK_INT(counts.pending_bytes, 10 * model->counts.pending);
}

static void run_model(struct ledger *model, uint64_t seed) {
  struct outbox *outbox = outbox_new(MODEL_MAX, 1000000);
  *model = (struct ledger){.random = seed};
  CHECK(outbox);
  for (int64_t step = 0; step < 3000; step++) {
    test_case("seed %d step %d", (int)seed, (int)step);
    unsigned what = pick(model, 20);
    if (what < 8 || model->count == 0)
      model_put(model, outbox, step);
    else if (what < 13)
      model_take(model, outbox, step);
    else if (what < 19)
      model_settle(model, outbox, step);
    else
      model_expire(model, outbox, step);
    compare(model, outbox);
  }
  outbox_free(outbox);
}

TEST_WITHIN(random_operations_as_the_model_says, 60) {
  struct ledger *model = malloc(sizeof(*model));
  CHECK(model);
  for (uint64_t seed = 1; seed <= 5; seed++)
    run_model(model, seed);
  free(model);
}

TEST(thousands_of_letters_stay_cheap) {
  struct outbox *outbox = outbox_new(20000, 10000000);
  char id[OUTBOX_ID_SIZE], conversation[16];
  for (int i = 0; i < 20000; i++) {
    snprintf(id, sizeof(id), "msg_%d", i);
    snprintf(conversation, sizeof(conversation), "c%d", i % 5000);
    CHECK_INT(put(outbox, id, (enum delivery_class)(i % 3), conversation, id),
              ATTUNE_OK);
  }
  struct letter *letter = NULL;
  while ((letter = take(outbox, 0)))
    outbox_settle(outbox, letter, OUTCOME_DELIVERED);
  CHECK_INT(counts_of(outbox).delivered, 20000);
  outbox_free(outbox);
}
