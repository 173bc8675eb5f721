/* What is packed comes back; what is damaged is refused, never overread. */
#include "base/pack.h"

#include "test.h"

static struct arena arena;

static struct str sample(void) {
  struct pack_writer writer;
  pack_writer_init(&writer, &arena);
  pack_put(&writer, 0);
  pack_put(&writer, 127);
  pack_put(&writer, 128);
  pack_put(&writer, UINT64_MAX);
  pack_put_signed(&writer, -1);
  pack_put_signed(&writer, INT64_MIN);
  pack_put_signed(&writer, INT64_MAX);
  pack_put_str(&writer, STR("a boiler"));
  pack_put_str(&writer, (struct str){NULL, 0});
  return pack_written(&writer);
}

static bool read_sample(struct str bytes) {
  struct pack_reader reader;
  pack_reader_init(&reader, bytes);
  bool right = pack_get(&reader) == 0;
  right = pack_get(&reader) == 127 && right;
  right = pack_get(&reader) == 128 && right;
  right = pack_get(&reader) == UINT64_MAX && right;
  right = pack_get_signed(&reader) == -1 && right;
  right = pack_get_signed(&reader) == INT64_MIN && right;
  right = pack_get_signed(&reader) == INT64_MAX && right;
  right = str_is(pack_get_str(&reader), "a boiler") && right;
  right = pack_get_str(&reader).size == 0 && right;
  return pack_read_all(&reader) && right;
}

TEST(values_come_back) {
  arena_init(&arena, 0);
  CHECK(read_sample(sample()));
  arena_fini(&arena);
}

TEST(long_strings_come_back) {
  static char text[70000];
  struct pack_writer writer;
  struct pack_reader reader;
  arena_init(&arena, 0);
  memset(text, 'x', sizeof(text));
  pack_writer_init(&writer, &arena);
  for (int i = 0; i < 3; i++)
    pack_put_str(&writer, (struct str){text, sizeof(text)});
  pack_reader_init(&reader, pack_written(&writer));
  for (int i = 0; i < 3; i++)
    CHECK_INT(pack_get_str(&reader).size, sizeof(text));
  CHECK(pack_read_all(&reader));
  arena_fini(&arena);
}

TEST(every_shorter_piece_is_refused) {
  arena_init(&arena, 0);
  struct str whole = sample();
  for (size_t size = 0; size < whole.size; size++)
    CHECK(!read_sample((struct str){whole.data, size}));
  arena_fini(&arena);
}

TEST(sizes_beyond_the_end_and_endless_numbers_are_refused) {
  struct pack_reader reader;
  pack_reader_init(&reader, STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"));
  CHECK_INT(pack_get(&reader), 0);
  CHECK(!pack_read_all(&reader));
  pack_reader_init(&reader, STR("\x05"
                                "abc"));
  CHECK_INT(pack_get_str(&reader).size, 0);
  CHECK_INT(pack_get(&reader), 0);
  CHECK(!pack_read_all(&reader));
  pack_reader_init(&reader, STR("\x09"));
  CHECK_INT(pack_get_up_to(&reader, 8), 0);
  CHECK(!pack_read_all(&reader));
}

TEST(memory_that_is_out_gives_nothing) {
  arena_init(&arena, 1);
  CHECK(!sample().data);
  arena_fini(&arena);
}
