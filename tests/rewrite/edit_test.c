#include "rewrite/edit.h"

#include "attune.h"
#include "test.h"

static struct edit_list list_of(struct arena *arena, const struct edit *edits,
                                size_t count) {
  struct edit_list list = {0};
  for (size_t i = 0; i < count; i++)
    CHECK_INT(edit_add(arena, &list, edits[i]), ATTUNE_OK);
  return list;
}

static struct str applied(struct arena *arena, struct str source,
                          const struct edit_list *list) {
  struct str out;
  CHECK_INT(edit_apply(arena, source, list, &out), ATTUNE_OK);
  return out;
}

TEST(edits_are_kept_in_order_and_applied) {
  struct arena arena;
  arena_init(&arena, 0);
  const struct edit edits[] = {{{8, 10}, STR("B"), STR("b")},
                               {{0, 2}, STR("long A"), STR("a")},
                               {{12, 12}, STR("!"), STR("c")}};
  struct edit_list list = list_of(&arena, edits, 3);
  CHECK_STR(applied(&arena, STR("aaxxxxxxbbyy"), &list), "long AxxxxxxByy!");
  CHECK_STR(list.items[0].rule, "a");
  arena_fini(&arena);
}

TEST(edits_that_meet_are_seen) {
  struct arena arena;
  arena_init(&arena, 0);
  const struct edit edit = {{4, 8}, STR(""), STR("a")};
  struct edit_list list = list_of(&arena, &edit, 1);
  CHECK(edit_meets(&list, (struct range){7, 9}));
  CHECK(edit_meets(&list, (struct range){4, 4}));
  CHECK(edit_meets(&list, (struct range){8, 8}));
  CHECK(!edit_meets(&list, (struct range){8, 9}));
  CHECK(!edit_meets(&list, (struct range){0, 4}));
  arena_fini(&arena);
}

/* Whatever the two lists are, one list does what both do in turn. */
TEST(two_lists_become_one) {
  static const char source[] = "The quick brown fox jumps over the lazy dog.";
  struct arena arena;
  arena_init(&arena, 0);
  uint64_t seed = 88172645463325252u;
  for (int round = 0; round < 3000; round++) {
    struct edit_list lists[2] = {{0}};
    struct str texts[3] = {str_of(source)};
    arena_reset(&arena);
    for (int l = 0; l < 2; l++) {
      for (int i = 0; i < 4; i++) {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        size_t begin = seed % (texts[l].size + 1);
        size_t end = begin + (seed >> 8) % 6;
        static const char words[] = "<new words>";
        struct edit edit = {{begin, end > texts[l].size ? begin : end},
                            {words, (seed >> 16) % sizeof(words)},
                            STR("x")};
        if (!edit_meets(&lists[l], edit.range))
          CHECK_INT(edit_add(&arena, &lists[l], edit), ATTUNE_OK);
      }
      texts[l + 1] = applied(&arena, texts[l], &lists[l]);
    }
    struct edit_list both;
    CHECK_INT(edit_compose(&arena, texts[1], &lists[0], &lists[1], &both),
              ATTUNE_OK);
    test_case("round %d", round);
    CHECK(str_equal(applied(&arena, texts[0], &both), texts[2]));
    for (size_t i = 1; i < both.count; i++)
      CHECK(both.items[i - 1].range.end <= both.items[i].range.begin);
  }
  arena_fini(&arena);
}
