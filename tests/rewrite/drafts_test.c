/*
 * What must hold of every rewrite, over drafts of all trades as agents write
 * them: hasty, rude, canned, walled, asking again. eval_rewrites shows them.
 */
#include <stdio.h>

#include "base/json_read.h"
#include "rewrite/edit.h"
#include "rewrite/rewrite.h"

#include "desk.h"

#define DRAFTS "tests/rewrite/drafts.jsonl"

/* Of the drafts that are called for something, per cent. */
#define REWRITTEN_LEAST 45

struct counts {
  unsigned called;
  unsigned rewritten;
};

static struct str read_file(struct arena *arena, const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file)
    test_skip("no %s here: tests run at the root of the tree", path);
  size_t most = 256 * 1024;
  char *data = arena_alloc(arena, most);
  CHECK(data != NULL);
  size_t size = fread(data, 1, most, file);
  CHECK(size < most);
  fclose(file);
  return (struct str){data, size};
}

/* One message into an empty history, as memory would keep it. */
static void hear(struct desk *desk, struct str words) {
  struct text text =
      desk_text(desk, arena_copy(&desk->arena, words), TEXT_PLAIN);
  struct language_matches matches;
  struct reading reading;
  struct history *history = &desk->history;
  *history = (struct history){.facts = desk->facts};
  CHECK_INT(language_scan(desk->language, &desk->arena, &text, 1, &matches),
            ATTUNE_OK);
  CHECK_INT(reading_read(&desk->arena, desk->language, &text, &matches, history,
                         &reading),
            ATTUNE_OK);
  desk_hears(desk, reading.feeling, reading.heat, "");
  history->concern = reading.concern;
  history->careful = reading.careful;
  for (size_t i = 0; i < reading.signal_count; i++)
    history->signals |= UINT32_C(1) << reading.signals[i].id;
  history->latest_signals = history->signals;
  for (size_t i = 0; i < reading.fact_count && i < DESK_FACTS; i++)
    desk->facts[history->fact_count++] =
        (struct told){reading.facts[i].kind, reading.facts[i].value,
                      str_slice(text.source, reading.facts[i].range)};
}

/* A slip that the draft did not have. */
static bool slips(struct str draft, struct str text, const char *slip) {
  return contains(text, slip) && !contains(draft, slip);
}

static void check_clean(struct str draft, struct str text) {
  static const char *const all[] = {"  ", " .", ",,",  "..", ",.",
                                    "{",  " ,", ". .", ":.", "please please"};
  for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
    if (slips(draft, text, all[i]))
      test_fail(__FILE__, __LINE__, "\"%s\" in: %.*s", all[i], STR_ARGS(text));
  CHECK(!(text.data[0] >= 'a' && text.data[0] <= 'z'));
}

static void check_sound(struct desk *desk, struct str draft,
                        const struct rewrite *out) {
  struct edit_list list = {out->edits, out->edit_count, out->edit_count};
  struct str applied;
  CHECK_INT(edit_apply(&desk->arena, draft, &list, &applied), ATTUNE_OK);
  CHECK(str_equal(applied, out->text));
  for (size_t i = 0; i < out->edit_count; i++)
    CHECK(out->edits[i].rule.size > 0);
  CHECK(out->placeholder_count <= 1);
  check_clean(draft, out->text);
  struct rewrite again = desk_rewrite(desk, out->text, TEXT_PLAIN);
  if (again.text.size > 0)
    test_fail(__FILE__, __LINE__, "%.*s\nrewritten again: %.*s",
              STR_ARGS(out->text), STR_ARGS(again.text));
}

static void take_line(struct desk *desk, struct str line,
                      struct counts *counts) {
  struct json *json;
  struct json_error error;
  struct drafted drafted;
  CHECK_INT(json_read(&desk->arena, line, 0, &json, &error), ATTUNE_OK);
  const struct json *said = json_get(json_get(json, "context")->first, "text");
  struct str draft = json_get(json, "draft")->string;
  hear(desk, said->string);
  desk_review(desk, draft, TEXT_PLAIN, &drafted);
  if (!review_calls(&drafted.review))
    return;
  test_case("%.*s", STR_ARGS(json_get(json, "id")->string));
  struct rewrite out = desk_rewrite(desk, draft, TEXT_PLAIN);
  counts->called++;
  counts->rewritten += out.text.size > 0;
  if (out.text.size > 0)
    check_sound(desk, draft, &out);
  else
    CHECK(out.why.size > 0);
}

TEST_WITHIN(drafts_of_all_trades_come_out_sound, 60) {
  struct arena arena;
  struct desk desk;
  struct counts counts = {0, 0};
  arena_init(&arena, 0);
  struct str bytes = read_file(&arena, DRAFTS);
  desk_open(&desk);
  for (size_t at = 0; at < bytes.size;) {
    const char *end = memchr(bytes.data + at, '\n', bytes.size - at);
    size_t stop = end ? (size_t)(end - bytes.data) : bytes.size;
    arena_reset(&desk.arena);
    take_line(&desk, str_slice(bytes, (struct range){at, stop}), &counts);
    at = stop + 1;
  }
  test_case("%u of %u", counts.rewritten, counts.called);
  CHECK(counts.called > 0);
  CHECK(counts.rewritten * 100 >= counts.called * REWRITTEN_LEAST);
  desk_close(&desk);
  arena_fini(&arena);
}
