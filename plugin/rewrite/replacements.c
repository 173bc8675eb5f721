#include "attune.h"
#include "rewrite/fault.h"
#include "rewrite/say_words.h"

#define REPLACEMENTS_EACH 3

/* As the agent sees it, with "…" where they have to go on themselves. */
static struct str shown(const struct pass *pass, const struct fault *fault,
                        struct str text) {
  struct range range =
      fault_is_whole(fault->finding->rule) ? fault->body : fault->words;
  struct str pieces[] = {text, STR(" \xE2\x80\xA6")};
  if (words_is_open(pass->input->language, text))
    text = arena_join(pass->arena, pieces, 2);
  return text.data ? fault_cased(pass, fault, range, text) : text;
}

static int add_replacement(const struct pass *pass, struct rewrite *out,
                           size_t *capacity, size_t finding, struct str value) {
  struct replacement *items =
      arena_grow(pass->arena, out->replacements, out->replacement_count,
                 capacity, sizeof(*items));
  if (!items)
    return ATTUNE_E_MEMORY;
  out->replacements = items;
  items[out->replacement_count++] = (struct replacement){finding, value};
  return ATTUNE_OK;
}

/* Shown one by one, beside the edit that was chosen, if any was. */
static int replacements_of(const struct pass *pass, size_t finding,
                           struct rewrite *out, size_t *capacity) {
  const struct language_entry *rule = pass->review->findings[finding].rule;
  struct fault fault;
  size_t count = 0;
  int status = fault_read(pass, finding, &fault);
  if (fault.sentence == pass->text->sentence_count)
    return status;
  for (size_t i = 0;
       status == ATTUNE_OK && i < rule->say_count && count < REPLACEMENTS_EACH;
       i++) {
    struct str text = {"", 0};
    bool removes = str_is(rule->says[i], "-");
    if (!removes)
      status = say_fill(pass->arena, &fault.say, rule->says[i], &text);
    if (status != ATTUNE_OK || (text.size == 0 && !removes))
      continue;
    if (!removes)
      text = shown(pass, &fault, text);
    status = text.data ? add_replacement(pass, out, capacity, finding, text)
                       : ATTUNE_E_MEMORY;
    count++;
  }
  return status;
}

int pass_replacements(const struct pass *pass, struct rewrite *out) {
  size_t capacity = 0;
  int status = ATTUNE_OK;
  for (size_t i = 0; status == ATTUNE_OK && i < PASS_FAULTS_MAX &&
                     i < pass->review->finding_count;
       i++)
    status = replacements_of(pass, i, out, &capacity);
  return status;
}
