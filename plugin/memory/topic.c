/* What a concern is about, as a topic that many concerns share. */
#include <attune.h>

#include "memory/trend.h"
#include "rewrite/say_words.h"

enum {
  WORD_MOST = 24,
  MAIN_WORDS = 2
};

struct word {
  char letters[WORD_MOST];
  size_t size;
};

static struct str text_of(const struct word *word) {
  return (struct str){word->letters, word->size};
}

static bool take(struct word *out, struct str word) {
  if (word.size == 0 || word.size > WORD_MOST)
    return false;
  for (size_t i = 0; i < word.size; i++)
    out->letters[i] = ascii_lower(word.data[i]);
  out->size = word.size;
  return true;
}

static bool ends_with(struct str word, struct str ending) {
  return word.size > ending.size + 2 &&
         memcmp(word.data + word.size - ending.size, ending.data,
                ending.size) == 0;
}

/* Without the first of the endings that it has: "refunds" is "refund". */
static void strip(struct word *word, struct str endings) {
  size_t at = 0;
  struct str ending;
  while ((ending = words_next(endings, &at)).size > 0)
    if (ends_with(text_of(word), ending)) {
      word->size -= ending.size;
      return;
    }
}

static bool is_before(struct str a, struct str b) {
  size_t common = a.size < b.size ? a.size : b.size;
  int order = memcmp(a.data, b.data, common);
  return order < 0 || (order == 0 && a.size < b.size);
}

static size_t main_words(const struct language_entry *label, struct str concern,
                         struct word *out) {
  struct str empty = language_field(label, "empty");
  struct str endings = language_field(label, "endings");
  size_t at = 0, count = 0;
  struct str next;
  while (count < MAIN_WORDS && (next = words_next(concern, &at)).size > 0) {
    struct word *word = &out[count];
    if (!take(word, next) || word->size < 3 ||
        words_listed(empty, text_of(word)))
      continue;
    strip(word, endings);
    if (count == 0 || !str_equal(text_of(&out[0]), text_of(word)))
      count++;
  }
  return count;
}

struct str trend_topic_of(struct arena *arena, const struct language *language,
                          struct str concern) {
  const struct language_entry *label =
      language_find(language, LANGUAGE_LABEL, STR("topic"));
  struct word words[MAIN_WORDS];
  if (!label || main_words(label, concern, words) < MAIN_WORDS)
    return (struct str){NULL, 0};
  bool swapped = is_before(text_of(&words[1]), text_of(&words[0]));
  const struct str pieces[] = {text_of(&words[swapped]), STR(" "),
                               text_of(&words[!swapped])};
  return arena_join(arena, pieces, 3);
}
