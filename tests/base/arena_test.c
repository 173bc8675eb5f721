#include "base/arena.h"

#include "test.h"

static bool is_zero(const unsigned char *bytes, size_t size) {
  for (size_t i = 0; i < size; i++)
    if (bytes[i] != 0)
      return false;
  return true;
}

TEST(pieces_are_zeroed_aligned_and_apart) {
  struct arena arena;
  unsigned char *pieces[500];
  arena_init(&arena, 0);
  for (size_t i = 0; i < 500; i++) {
    pieces[i] = arena_alloc(&arena, i);
    CHECK(pieces[i]);
    CHECK((uintptr_t)pieces[i] % _Alignof(max_align_t) == 0);
    CHECK(is_zero(pieces[i], i));
    memset(pieces[i], (int)(i % 251), i);
  }
  for (size_t i = 0; i < 500; i++)
    for (size_t at = 0; at < i; at++)
      CHECK(pieces[i][at] == i % 251);
  arena_fini(&arena);
}

TEST(memory_used_before_a_reset_is_zeroed_again) {
  struct arena arena;
  arena_init(&arena, 0);
  memset(arena_alloc(&arena, 3000), 0xAA, 3000);
  arena_reset(&arena);
  CHECK(is_zero(arena_alloc(&arena, 3000), 3000));
  arena_fini(&arena);
}

TEST(nothing_still_has_an_address_of_its_own) {
  struct arena arena;
  arena_init(&arena, 0);
  void *first = arena_alloc(&arena, 0);
  void *second = arena_alloc(&arena, 0);
  CHECK(first && second && first != second);
  arena_fini(&arena);
}

TEST(a_limit_is_kept_and_can_be_met) {
  struct arena arena;
  arena_init(&arena, 10000);
  size_t total = 0;
  while (arena_alloc(&arena, 100))
    total += 100;
  CHECK(arena.held <= 10000);
  CHECK(total > 5000);
  CHECK(!arena_alloc(&arena, 20000));
  arena_reset(&arena);
  CHECK(arena_alloc(&arena, 100));
  arena_fini(&arena);
}

TEST(absurd_sizes_are_refused) {
  struct arena arena;
  size_t capacity = SIZE_MAX / 16;
  struct str huge[2] = {{"x", SIZE_MAX - 1}, {"x", 3}};
  arena_init(&arena, 0);
  CHECK(!arena_alloc(&arena, SIZE_MAX));
  CHECK(!arena_alloc(&arena, SIZE_MAX - 8));
  CHECK(!arena_copy(&arena, (struct str){"x", SIZE_MAX}));
  CHECK(!arena_join(&arena, huge, 2).data);
  CHECK(!arena_grow(&arena, huge, capacity, &capacity, 64));
  CHECK_INT(capacity, SIZE_MAX / 16);
  arena_fini(&arena);
}

static void play_a_message(struct arena *arena) {
  size_t capacity = 0;
  int *numbers = NULL;
  for (size_t i = 0; i < 5000; i++) {
    numbers = arena_grow(arena, numbers, i, &capacity, sizeof(*numbers));
    CHECK(numbers);
    numbers[i] = (int)i;
    CHECK(arena_alloc(arena, i % 70));
  }
}

TEST(a_steady_state_needs_no_new_block) {
  struct arena arena;
  arena_init(&arena, 0);
  for (int i = 0; i < 4; i++) {
    play_a_message(&arena);
    arena_reset(&arena);
  }
  struct arena_block *kept = arena.first;
  for (int i = 0; i < 10; i++) {
    play_a_message(&arena);
    CHECK(arena.first == kept && arena.last == kept);
    arena_reset(&arena);
  }
  arena_fini(&arena);
}

TEST(copies_end_with_nul_and_need_not_have_data) {
  struct arena arena;
  arena_init(&arena, 0);
  char *copy = arena_copy(&arena, (struct str){"order 17", 5});
  CHECK(strcmp(copy, "order") == 0);
  CHECK(strcmp(arena_copy(&arena, (struct str){NULL, 0}), "") == 0);
  struct str empty = arena_str(&arena, (struct str){NULL, 0});
  CHECK(empty.data && empty.size == 0 && empty.data[0] == '\0');
  arena_fini(&arena);
}

TEST(join_puts_pieces_together) {
  struct arena arena;
  struct str pieces[] = {STR("Thank you"), {NULL, 0}, STR(", "), STR("Ada")};
  arena_init(&arena, 0);
  struct str joined = arena_join(&arena, pieces, 4);
  CHECK_STR(joined, "Thank you, Ada");
  CHECK(joined.data[joined.size] == '\0');
  CHECK_STR(arena_join(&arena, pieces, 0), "");
  arena_fini(&arena);
}

TEST(grow_keeps_items_in_place_or_moved) {
  struct arena arena;
  size_t capacity = 0, moves = 0;
  uint64_t *items = NULL;
  arena_init(&arena, 0);
  for (size_t i = 0; i < 3000; i++) {
    uint64_t *grown = arena_grow(&arena, items, i, &capacity, sizeof(*items));
    CHECK(grown && capacity > i);
    moves += grown != items;
    items = grown;
    CHECK(items[i] == 0);
    items[i] = i * i;
    if (i == 1000)
      CHECK(arena_alloc(&arena, 1)); /* in the way of growing in place */
  }
  for (size_t i = 0; i < 3000; i++)
    CHECK(items[i] == i * i);
  CHECK(moves < 8);
  arena_fini(&arena);
}

TEST(grow_does_not_run_into_its_neighbour) {
  struct arena arena;
  size_t capacity = 0;
  arena_init(&arena, 0);
  char *items = arena_grow(&arena, NULL, 0, &capacity, 1);
  char *neighbour = arena_alloc(&arena, 8);
  memset(items, 'i', capacity);
  memset(neighbour, 'n', 8);
  size_t before = capacity;
  items = arena_grow(&arena, items, before, &capacity, 1);
  memset(items, 'x', capacity);
  for (int i = 0; i < 8; i++)
    CHECK(neighbour[i] == 'n');
  arena_fini(&arena);
}

TEST(a_failed_grow_leaves_the_items) {
  struct arena arena;
  size_t capacity = 0, count = 0;
  int *items = NULL;
  arena_init(&arena, 6000);
  for (;;) {
    int *grown = arena_grow(&arena, items, count, &capacity, sizeof(*items));
    if (!grown)
      break;
    items = grown;
    items[count++] = 7;
  }
  CHECK(count > 100 && capacity == count);
  for (size_t i = 0; i < count; i++)
    CHECK_INT(items[i], 7);
  arena_fini(&arena);
}

TEST(fini_and_reset_of_an_unused_arena) {
  struct arena arena;
  arena_init(&arena, 0);
  arena_reset(&arena);
  arena_fini(&arena);
  arena_fini(&arena);
  CHECK(arena.held == 0);
}

TEST(a_large_arena_takes_its_memory_at_once) {
  struct arena arena;
  arena_init_large(&arena);
  CHECK_INT(arena.held, 0);
  CHECK(arena_alloc(&arena, 1) != NULL);
  CHECK(arena.held >= 128 * 1024);
  size_t held = arena.held;
  CHECK(arena_alloc(&arena, 100000) != NULL);
  CHECK_INT(arena.held, held);
  arena_fini(&arena);
}
