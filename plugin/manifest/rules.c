#include "manifest/rules.h"

#include "manifest/additions.h"

const char *const level_names[] = {
    [LEVEL_OFF] = "off",         [LEVEL_SUGGESTION] = "suggestion",
    [LEVEL_WARNING] = "warning", [LEVEL_ERROR] = "error",
    [LEVEL_ERROR + 1] = NULL,
};

void rules_note_use(struct reader *r, size_t at, struct str id) {
  struct rule_use *uses =
      arena_grow(r->scratch, r->rule_uses, r->rule_use_count,
                 &r->rule_use_capacity, sizeof(*uses));
  if (!uses) {
    r->out_of_memory = true;
    return;
  }
  r->rule_uses = uses;
  uses[r->rule_use_count++] =
      (struct rule_use){id, path_text(&r->path, r->scratch), at};
}

void rules_read(struct reader *r, const struct json *value, void *out) {
  struct settings *settings = &((struct manifest *)out)->general;
  if (value->type != JSON_OBJECT) {
    reader_problem(r, value->at, "expected an object in { }");
    return;
  }
  struct rule_level *rules =
      arena_alloc(r->arena, (value->count + 1) * sizeof(*rules));
  r->out_of_memory |= !rules;
  const struct json *member = rules ? value->first : NULL;
  for (; member; member = member->next) {
    struct rule_level *rule = &rules[settings->rule_count];
    path_push_key(&r->path, member->key);
    /* A wrong level is kept as off: it was reported, and the id is still
       to be looked up. */
    int level = reader_choice(r, member, level_names);
    *rule = (struct rule_level){arena_str(r->arena, member->key),
                                level < 0 ? LEVEL_OFF : (enum level)level};
    r->out_of_memory |= !rule->id.data;
    settings->rule_count++;
    rules_note_use(r, member->key_at, rule->id);
    path_pop(&r->path);
  }
  settings->rules = rules;
}

/* Like a misspelt key: the nearest id is named. */
static void unknown_rule(struct reader *r, const struct language *language,
                         const struct rule_use *use) {
  struct nearest nearest = nearest_to(use->id);
  nearest_offer(&nearest, STR(RULE_BANNED));
  nearest_offer(&nearest, STR(RULE_PREFERRED));
  for (size_t i = language->first[LANGUAGE_RULE];
       i < language->first[LANGUAGE_RULE + 1]; i++)
    nearest_offer(&nearest, language->entries[i].id);
  if (nearest.best.size > 0)
    reader_problem_of(r, use->at, use->path,
                      "unknown rule, did you mean \"%.*s\"?",
                      STR_ARGS(nearest.best));
  else
    reader_problem_of(r, use->at, use->path, "unknown rule");
}

void rules_check(struct reader *r, const struct language *language) {
  for (size_t i = 0; i < r->rule_use_count; i++) {
    const struct rule_use *use = &r->rule_uses[i];
    if (!use->path.data)
      r->out_of_memory = true;
    else if (!rule_is_made_here(use->id) &&
             !language_find(language, LANGUAGE_RULE, use->id))
      unknown_rule(r, language, use);
  }
}

enum level settings_level(const struct language *language,
                          const struct settings *settings,
                          const struct language_entry *rule) {
  (void)language; /* an id says enough, whatever its entry's place */
  for (size_t i = settings->rule_count; i > 0; i--)
    if (str_equal(settings->rules[i - 1].id, rule->id))
      return settings->rules[i - 1].level;
  return rule->level;
}
