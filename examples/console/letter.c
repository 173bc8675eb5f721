#include "letter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../replay/fields.h"
#include "show.h"

void letter_line(const struct paint *paint, json_object *letter) {
  const char *why = field_string(letter, "", "why", NULL);
  long long attempts = field_int(letter, "", "attempts", NULL);
  console_cell(paint, INK_BOLD, field_string(letter, "", "id", NULL), 32);
  console_cell(paint, INK_PLAIN, field_string(letter, "", "type", NULL), 22);
  console_cell(paint, INK_PLAIN, field_string(letter, "", "endpoint", NULL),
               14);
  paint_text(paint, INK_PLAIN, field_string(letter, "", "conversation", NULL));
  paint_newline(paint);
  paint_ours(paint, INK_FAINT, "  ");
  console_time(paint, INK_FAINT, field_string(letter, "", "due_at", NULL));
  paint_ours(paint, INK_FAINT, "  %lld attempt%s", attempts,
             attempts == 1 ? "" : "s");
  if (why) {
    paint_ours(paint, INK_FAINT, ", ");
    paint_text(paint, INK_WARNING, why);
  }
  paint_newline(paint);
}

void letter_document(const struct paint *paint, json_object *document) {
  char *text = strdup(json_object_to_json_string_ext(
      document, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
                    JSON_C_TO_STRING_NOSLASHESCAPE));
  char *rest = NULL;
  for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line;
       line = strtok_r(NULL, "\n", &rest)) {
    size_t blanks = strspn(line, " ");
    paint_ours(paint, INK_PLAIN, "  %*s", (int)blanks, "");
    paint_text(paint, INK_PLAIN, line + blanks);
    paint_newline(paint);
  }
  free(text);
}

void letter_show(const struct paint *paint, json_object *letter) {
  static const char *const keys[] = {
      "id",           "queue",    "type", "class",  "endpoint",
      "conversation", "attempts", "why",  "due_at", "expires_at"};
  for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
    json_object *value = field(letter, keys[i]);
    if (value)
      show_named(paint, INK_FAINT, keys[i], json_object_get_string(value));
  }
  paint_newline(paint);
  letter_document(paint, field(letter, "event"));
}
