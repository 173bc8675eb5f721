/* What a store keeps of a conversation is all of it, and nothing else is
 * ever taken for one. */
#include <attune.h>

#include "memory/conversation.h"

#include "test.h"

static struct arena arena;
static struct memory *memory;

static struct conversation *conversation(const char *id) {
  const struct memory_limits limits = {100, 1 << 20};
  if (!memory) {
    arena_init(&arena, 0);
    memory = memory_new(&limits);
  }
  struct conversation *one = memory_open(memory, str_of(id));
  CHECK(one);
  return one;
}

/* A conversation with something in every place. */
static struct conversation *lived(void) {
  struct conversation *one = conversation("lived");
  struct text_lexicon *lexicon = text_lexicon_new();
  const char *words = "Order 4471-B arrived broken. When is the refund due?";
  struct text text;
  CHECK_INT(text_read(&arena, lexicon, str_of(words), TEXT_PLAIN, &text), 0);
  struct range all = {0, text.source.size}, order = {6, 12};
  struct fact fact = {FACT_REFERENCE, order, STR("4471B")};
  struct signal_found signal = {SIGNAL_REFUND, all};
  const struct reading reading = {.feeling = FEELING_ANGER,
                                  .heat = 3,
                                  .careful = true,
                                  .signals = &signal,
                                  .signal_count = 1,
                                  .facts = &fact,
                                  .fact_count = 1,
                                  .questions = &all,
                                  .question_count = 1,
                                  .concern = STR("your order arrived broken")};
  struct say_context say = {.used = {7, 9}, .used_count = 2};
  CHECK_INT(conversation_heard(one, &text, &reading), 0);
  CHECK_INT(conversation_used(one, &say), 0);
  for (uint64_t i = 0; i < 70; i++)
    conversation_seen(one, STR("m"), i, i % 2);
  CHECK_INT(conversation_stand(one, STR("draft"), STR("sug_abc")), 0);
  conversation_prompts(one, 3);
  CHECK(conversation_advise(one, 4));
  conversation_resolve(one, true);
  text_lexicon_free(lexicon);
  return one;
}

TEST(all_of_it_comes_back) {
  struct str record = conversation_pack(lived(), &arena, 17);
  struct conversation *again = conversation("again");
  struct history history;
  CHECK(record.data);
  CHECK_INT(conversation_unpack(again, record), 0);
  CHECK_INT(conversation_version(again), 17);
  CHECK(str_equal(conversation_pack(again, &arena, 17), record));
  CHECK(conversation_knows(again, STR("m"), 69, true));
  CHECK(!conversation_knows(again, STR("m"), 1, true));
  CHECK_STR(conversation_standing(again, STR("draft")), "sug_abc");
  CHECK_INT(conversation_prompts(again, 0), 3);
  CHECK(!conversation_advise(again, 4));
  CHECK(conversation_is_resolved(again));
  CHECK_INT(conversation_history(again, &arena, &history), 0);
  CHECK_INT(history.fact_count, 1);
  CHECK_STR(history.facts[0].value, "4471B");
  CHECK_STR(history.facts[0].quote, "4471-B");
  CHECK_STR(history.concern, "your order arrived broken");
  CHECK(history.careful);
  CHECK_INT(history.heat, 3);
}

TEST(what_is_read_is_not_yet_changed) {
  struct str record = conversation_pack(lived(), &arena, 2);
  struct conversation *again = conversation("again");
  CHECK_INT(conversation_unpack(again, record), 0);
  CHECK(!conversation_is_changed(again));
  conversation_prompts(again, 1);
  CHECK(conversation_is_changed(again));
  conversation_saved(again, 3);
  CHECK(!conversation_is_changed(again));
}

TEST(every_changed_one_is_named_till_saved) {
  unsigned saved = 0;
  conversation_prompts(conversation("a"), 1);
  conversation_prompts(conversation("b"), 1);
  conversation_prompts(conversation("c"), 1);
  conversation_saved(conversation("b"), 1);
  memory_erase(memory, STR("a"));
  for (struct conversation *one; (one = memory_changed(memory)); saved++) {
    CHECK_STR(conversation_id(one), "c");
    conversation_saved(one, 1);
  }
  CHECK_INT(saved, 1);
}

TEST(damage_changes_nothing) {
  struct str record = conversation_pack(lived(), &arena, 5);
  struct conversation *other = conversation("other");
  conversation_prompts(other, 2);
  for (size_t size = 0; size < record.size; size++)
    CHECK_INT(conversation_unpack(other, (struct str){record.data, size}),
              ATTUNE_E_STORE);
  CHECK_INT(conversation_prompts(other, 0), 2);
}

/* Whatever the bytes: refused or read, never overread (see ASan). */
TEST(no_flipped_bit_is_overread) {
  struct str record = conversation_pack(lived(), &arena, 5);
  struct conversation *other = conversation("other");
  for (size_t bit = 0; bit < record.size * 8; bit++) {
    char *bytes = arena_copy(&arena, record);
    bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
    int status = conversation_unpack(other, (struct str){bytes, record.size});
    CHECK(status == ATTUNE_OK || status == ATTUNE_E_STORE);
  }
}
