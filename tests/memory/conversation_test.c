#include "memory/conversation.h"

#include <stdlib.h>

#include "attune.h"
#include "language/language.h"
#include "test.h"

struct room {
  struct arena arena;
  struct text_lexicon *lexicon;
  struct memory *memory;
};

static void open_room(struct room *room, size_t conversations, size_t bytes) {
  const struct memory_limits limits = {conversations, bytes};
  arena_init(&room->arena, 0);
  room->lexicon = text_lexicon_new();
  room->memory = memory_new(&limits);
  CHECK(room->lexicon && room->memory);
}

static void close_room(struct room *room) {
  memory_free(room->memory);
  text_lexicon_free(room->lexicon);
  arena_fini(&room->arena);
}

static struct text read_words(struct room *room, const char *words) {
  struct text text;
  CHECK_INT(
      text_read(&room->arena, room->lexicon, str_of(words), TEXT_PLAIN, &text),
      ATTUNE_OK);
  return text;
}

/* A message that is one fact of that kind, and asks something. */
static void tell(struct room *room, struct conversation *conversation,
                 const char *words, enum fact_kind kind, enum feeling feeling) {
  struct text text = read_words(room, words);
  struct range all = {0, text.source.size};
  struct fact fact = {kind, all, text.source};
  struct reading reading = {.feeling = feeling,
                            .heat = 2,
                            .facts = &fact,
                            .fact_count = 1,
                            .questions = &all,
                            .question_count = 1,
                            .concern = STR("your parcel arrived broken")};
  CHECK_INT(conversation_heard(conversation, &text, &reading), ATTUNE_OK);
}

static struct history history_of(struct room *room,
                                 const struct conversation *conversation) {
  struct history history;
  CHECK_INT(conversation_history(conversation, &room->arena, &history),
            ATTUNE_OK);
  return history;
}

/* Whatever a manifest says: it would lie in a file. */
TEST(no_card_number_is_remembered) {
  struct room room;
  open_room(&room, 4, 1 << 20);
  struct conversation *c = memory_open(room.memory, STR("c1"));
  struct text text = read_words(&room, "Is 4012 8888 8888 1881 refunded?");
  struct range all = {0, text.source.size};
  struct fact fact = {FACT_ERROR, all, text.source};
  struct reading reading = {.facts = &fact,
                            .fact_count = 1,
                            .questions = &all,
                            .question_count = 1,
                            .concern = STR("you paid with 4012888888881881")};
  CHECK_INT(conversation_heard(c, &text, &reading), ATTUNE_OK);
  struct history history = history_of(&room, c);
  CHECK_STR(history.facts[0].quote, "Is **** **** **** **** refunded?");
  CHECK_STR(history.facts[0].value, "Is **** **** **** **** refunded?");
  CHECK_STR(history.questions[0], "Is **** **** **** **** refunded?");
  CHECK_STR(history.concern, "you paid with ****************");
  close_room(&room);
}

TEST(an_unknown_conversation_knows_nothing) {
  struct room room;
  open_room(&room, 4, 1 << 20);
  CHECK(!memory_find(room.memory, STR("c1")));
  struct history history = history_of(&room, NULL);
  CHECK_INT(history.customer_messages, 0);
  CHECK_INT(history.fact_count, 0);
  memory_erase(room.memory, STR("c1"));
  memory_free(NULL);
  close_room(&room);
}

TEST(what_was_told_is_remembered) {
  struct room room;
  open_room(&room, 4, 1 << 20);
  struct conversation *c = memory_open(room.memory, STR("c1"));
  CHECK(c && memory_find(room.memory, STR("c1")) == c);
  tell(&room, c, "4471-B", FACT_REFERENCE, FEELING_ANGER);
  tell(&room, c, "Noor", FACT_NAME, FEELING_FRUSTRATION);
  struct history history = history_of(&room, c);
  CHECK_INT(history.customer_messages, 2);
  CHECK_INT(history.fact_count, 2);
  CHECK_STR(history.facts[0].quote, "4471-B");
  CHECK_STR(history.customer_name, "Noor");
  CHECK_STR(history.concern, "your parcel arrived broken");
  CHECK_INT(history.feeling, FEELING_FRUSTRATION);
  CHECK_INT(history.feelings[0], FEELING_ANGER);
  CHECK_INT(history.question_count, 2);
  close_room(&room);
}

TEST(a_concern_outlives_a_message_without_one) {
  struct room room;
  open_room(&room, 4, 1 << 20);
  struct conversation *c = memory_open(room.memory, STR("c1"));
  tell(&room, c, "4471-B", FACT_REFERENCE, FEELING_ANGER);
  struct text text = read_words(&room, "Here it is.");
  struct reading plain = {.feeling = FEELING_NEUTRAL};
  CHECK_INT(conversation_heard(c, &text, &plain), ATTUNE_OK);
  CHECK_STR(history_of(&room, c).concern, "your parcel arrived broken");
  struct reading thanks = {.feeling = FEELING_GRATITUDE};
  CHECK_INT(conversation_heard(c, &text, &thanks), ATTUNE_OK);
  CHECK_STR(history_of(&room, c).concern, "");
  close_room(&room);
}

TEST(facts_are_bounded_and_the_latest_stand_last) {
  struct room room;
  open_room(&room, 4, 1 << 20);
  struct conversation *c = memory_open(room.memory, STR("c1"));
  char words[16];
  for (int i = 0; i < 100; i++) {
    snprintf(words, sizeof(words), "N%d", i);
    tell(&room, c, arena_copy(&room.arena, str_of(words)), FACT_REFERENCE,
         FEELING_ANGER);
  }
  tell(&room, c, "N50", FACT_REFERENCE, FEELING_ANGER);
  struct history history = history_of(&room, c);
  CHECK_INT(history.fact_count, 64);
  CHECK_STR(history.facts[63].quote, "N50");
  CHECK_STR(history.facts[62].quote, "N99");
  CHECK_INT(history.question_count, 16);
  CHECK_INT(history.feeling_count, HISTORY_FEELINGS);
  for (size_t i = 0; i < 63; i++)
    CHECK(!str_is(history.facts[i].quote, "N50"));
  close_room(&room);
}

TEST(a_very_long_fact_is_kept_by_nobody) {
  struct room room;
  open_room(&room, 4, 1 << 20);
  struct conversation *c = memory_open(room.memory, STR("c1"));
  char *words = calloc(1, 5001);
  CHECK(words != NULL);
  memset(words, 'x', 5000);
  tell(&room, c, words, FACT_PRODUCT, FEELING_ANGER);
  CHECK_INT(history_of(&room, c).fact_count, 0);
  CHECK_INT(history_of(&room, c).question_count, 0);
  free(words);
  close_room(&room);
}

TEST(an_answer_settles_questions_and_counts_apologies) {
  struct room room;
  open_room(&room, 4, 1 << 20);
  struct conversation *c = memory_open(room.memory, STR("c1"));
  tell(&room, c, "Where is it?", FACT_ERROR, FEELING_ANGER);
  struct move_found sorry = {.move = MOVE_APOLOGY, .range = {0, 1}};
  struct move_missing answer = {.move = MOVE_ANSWER, .confidence = 900};
  struct review review = {.present = &sorry,
                          .present_count = 1,
                          .missing = &answer,
                          .missing_count = 1};
  CHECK_INT(conversation_answered(c, &review), ATTUNE_OK);
  CHECK_INT(history_of(&room, c).question_count, 1);
  CHECK_INT(history_of(&room, c).apologies, 1);
  review.missing_count = 0;
  CHECK_INT(conversation_answered(c, &review), ATTUNE_OK);
  CHECK_INT(history_of(&room, c).question_count, 0);
  CHECK_INT(history_of(&room, c).apologies, 2);
  CHECK_INT(history_of(&room, c).agent_messages, 2);
  close_room(&room);
}

TEST(a_message_is_seen_once_by_revision_and_side) {
  struct room room;
  open_room(&room, 4, 1 << 20);
  struct conversation *c = memory_open(room.memory, STR("c1"));
  CHECK(!conversation_seen(c, STR("m1"), 0, false));
  CHECK(conversation_seen(c, STR("m1"), 0, false));
  CHECK(!conversation_seen(c, STR("m1"), 1, false));
  CHECK(!conversation_seen(c, STR("m1"), 0, true));
  CHECK(conversation_knows(c, STR("m1"), CONVERSATION_ANY_REVISION, true));
  CHECK(!conversation_knows(c, STR("m2"), CONVERSATION_ANY_REVISION, true));
  char id[16];
  for (int i = 0; i < 300; i++) {
    snprintf(id, sizeof(id), "x%d", i);
    CHECK(!conversation_seen(c, str_of(id), 0, false));
    CHECK(conversation_knows(c, str_of(id), 0, false));
  }
  CHECK(!conversation_knows(c, STR("m1"), 0, false));
  CHECK(conversation_knows(c, STR("x236"), 0, false));
  CHECK(!conversation_knows(c, STR("x235"), 0, false));
  close_room(&room);
}

TEST(the_longest_unused_is_forgotten_first) {
  struct room room;
  open_room(&room, 3, 1 << 20);
  CHECK(memory_open(room.memory, STR("a")) &&
        memory_open(room.memory, STR("b")) &&
        memory_open(room.memory, STR("c")));
  CHECK(memory_open(room.memory, STR("a")));
  CHECK(memory_open(room.memory, STR("d")));
  CHECK(memory_find(room.memory, STR("a")));
  CHECK(!memory_find(room.memory, STR("b")));
  CHECK_INT(memory_count(room.memory), 3);
  close_room(&room);
}

TEST(bytes_are_counted_and_bounded) {
  struct room room;
  char id[16];
  open_room(&room, 100000, 64 * 1024);
  for (int i = 0; i < 500; i++) {
    snprintf(id, sizeof(id), "c%d", i);
    struct conversation *c = memory_open(room.memory, str_of(id));
    CHECK(c != NULL);
    tell(&room, c, "4471-B", FACT_REFERENCE, FEELING_ANGER);
    CHECK(memory_bytes(room.memory) <= 64 * 1024 + 4096);
  }
  CHECK(memory_count(room.memory) > 8);
  while (memory_count(room.memory) > 0)
    for (int i = 0; i < 500; i++) {
      snprintf(id, sizeof(id), "c%d", i);
      memory_erase(room.memory, str_of(id));
    }
  CHECK_INT(memory_bytes(room.memory), 0);
  close_room(&room);
}

TEST(many_conversations_are_found_again) {
  struct room room;
  char id[16];
  open_room(&room, 5000, (size_t)64 << 20);
  for (int i = 0; i < 5000; i++) {
    snprintf(id, sizeof(id), "c%d", i);
    CHECK(memory_open(room.memory, str_of(id)) != NULL);
  }
  CHECK_INT(memory_count(room.memory), 5000);
  for (int i = 0; i < 5000; i++) {
    snprintf(id, sizeof(id), "c%d", i);
    CHECK(memory_find(room.memory, str_of(id)) != NULL);
  }
  close_room(&room);
}

TEST(wordings_and_prompts_are_remembered) {
  struct room room;
  open_room(&room, 4, 1 << 20);
  struct conversation *c = memory_open(room.memory, STR("c1"));
  for (uint64_t round = 0; round < 10; round++) {
    struct say_context say = {.used_count = 10};
    for (size_t i = 0; i < 10; i++)
      say.used[i] = round * 10 + i;
    CHECK_INT(conversation_used(c, &say), ATTUNE_OK);
  }
  struct history history = history_of(&room, c);
  CHECK_INT(history.used_count, 64);
  CHECK_INT(history.used[0], 36);
  CHECK_INT(history.used[63], 99);
  CHECK_INT(conversation_prompts(c, 0), 0);
  CHECK_INT(conversation_prompts(c, 1), 1);
  CHECK_INT(conversation_prompts(c, -5), 0);
  close_room(&room);
}

TEST(one_suggestion_stands_for_a_draft) {
  struct room room;
  open_room(&room, 4, 1 << 20);
  struct conversation *c = memory_open(room.memory, STR("c1"));
  CHECK_STR(conversation_standing(c, STR("d1")), "");
  CHECK_INT(conversation_stand(c, STR("d1"), STR("sug_a")), ATTUNE_OK);
  CHECK_STR(conversation_standing(c, STR("d1")), "sug_a");
  CHECK_INT(conversation_stand(c, STR("d1"), STR("sug_b")), ATTUNE_OK);
  CHECK_STR(conversation_standing(c, STR("d1")), "sug_b");
  CHECK_STR(conversation_standing(c, STR("d2")), "");
  CHECK_INT(conversation_stand(c, STR("d1"), STR("")), ATTUNE_OK);
  CHECK_STR(conversation_standing(c, STR("d1")), "");
  close_room(&room);
}

TEST(a_copy_outlives_what_it_was_made_from) {
  struct room room;
  open_room(&room, 4, 1 << 20);
  struct conversation *c = memory_open(room.memory, STR("c1"));
  tell(&room, c, "4471-B", FACT_REFERENCE, FEELING_ANGER);
  struct history history = history_of(&room, c);
  memory_erase(room.memory, STR("c1"));
  CHECK_STR(history.facts[0].quote, "4471-B");
  CHECK_STR(history.concern, "your parcel arrived broken");
  close_room(&room);
}
