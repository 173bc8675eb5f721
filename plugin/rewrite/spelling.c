#include "rewrite/pass.h"
#include "rewrite/say_words.h"

struct str pass_raised(const struct pass *pass, struct str text) {
  if (text.size == 0 || text.data[0] < 'a' || text.data[0] > 'z')
    return text;
  char first = (char)(text.data[0] - 'a' + 'A');
  struct str pieces[] = {{&first, 1}, {text.data + 1, text.size - 1}};
  return arena_join(pass->arena, pieces, 2);
}

struct str pass_lowered(const struct pass *pass, struct str text) {
  if (text.size < 2 || text.data[0] < 'A' || text.data[0] > 'Z' ||
      (text.data[1] >= 'A' && text.data[1] <= 'Z') ||
      words_keeps_capital(pass->input->language, text))
    return text;
  char first = ascii_lower(text.data[0]);
  struct str pieces[] = {{&first, 1}, {text.data + 1, text.size - 1}};
  return arena_join(pass->arena, pieces, 2);
}

bool pass_apologises(const struct pass *pass, struct str text) {
  return words_hold(words_label(pass->input->language, "echo", STR("none")),
                    text);
}

/*
 * No value in a slot holds brackets, so that every one is a placeholder's:
 * in Markdown too they mean nothing without a link behind them, and a host
 * looks for them as they are listed.
 */
struct str pass_written(const struct pass *pass, struct str text) {
  struct str escaped = text_escape(pass->arena, pass->text->format, text);
  if (pass->text->format != TEXT_MARKDOWN || !escaped.data)
    return escaped;
  char *out = arena_alloc(pass->arena, escaped.size + 1);
  size_t size = 0;
  if (!out)
    return (struct str){NULL, 0};
  for (size_t i = 0; i < escaped.size; i++) {
    char next = i + 1 < escaped.size ? escaped.data[i + 1] : 0;
    if (escaped.data[i] != '\\' || (next != '[' && next != ']'))
      out[size++] = escaped.data[i];
  }
  return (struct str){out, size};
}
