#include <attune.h>

#include "manifest/additions.h"

/* How many phrases with a mistake are found before reading gives up: each
   costs another reading of the pack. */
enum {
  RETRIES = 50
};

/* Stands in for a phrase that does not compile, so that the others can be
   looked at; nothing made with it is used. */
#define STAND_IN STR("attune")

/* Made anew for each try: language_new copies, and a try is rare. */
static bool take_texts(struct reader *r, const struct phrase_source *sources,
                       size_t count, const struct str **out) {
  struct str *texts = reader_scratch(r, (count + 1) * sizeof(*texts));
  for (size_t i = 0; texts && i < count; i++)
    texts[i] = sources[i].text;
  *out = texts;
  return texts != NULL;
}

static struct language_entry *make_entries(struct reader *r) {
  const struct additions *additions = r->additions;
  struct language_entry *entries =
      reader_scratch(r, (additions->count + 1) * sizeof(*entries));
  for (size_t i = 0; entries && i < additions->count; i++) {
    const struct addition *from = &additions->items[i];
    entries[i] = from->entry;
    if (!take_texts(r, from->matches, from->entry.match_count,
                    &entries[i].matches) ||
        !take_texts(r, from->unless, from->entry.unless_count,
                    &entries[i].unless))
      return NULL;
  }
  return entries;
}

/* The phrase that the error is about; NULL: about none of ours. */
static struct phrase_source *find_source(const struct additions *additions,
                                         const struct language_error *error) {
  if (error->file.size > 0 || error->line >= additions->count)
    return NULL;
  const struct addition *addition = &additions->items[error->line];
  size_t count = error->in_unless ? addition->entry.unless_count
                                  : addition->entry.match_count;
  struct phrase_source *sources =
      error->in_unless ? addition->unless : addition->matches;
  return error->index < count ? &sources[error->index] : NULL;
}

/* Notes the error. True: the phrase was taken out, try again. */
static bool note_error(struct reader *r, const struct language_error *error) {
  struct phrase_source *source = find_source(r->additions, error);
  if (error->file.size > 0) {
    reader_problem(r, 0, "the built-in language, %.*s:%u: %s",
                   STR_ARGS(error->file), error->line, error->message);
    return false;
  }
  if (!source || str_equal(source->text, STAND_IN)) {
    size_t index = error->line;
    const struct addition *addition =
        index < r->additions->count ? &r->additions->items[index] : NULL;
    reader_problem_of(r, addition ? addition->at : 0,
                      addition ? addition->path : STR(""), "%s",
                      error->message);
    return false;
  }
  reader_problem_of(r, literal_offset(r->text, source->at, error->at),
                    source->path, "%s", error->message);
  source->text = STAND_IN;
  return true;
}

/*
 * language_new stops at the first phrase it does not understand. With that
 * one replaced it is asked again, till it understands all or RETRIES have
 * been reported. What comes of it with replaced phrases serves only to look
 * up rules: the manifest has a problem and is dropped.
 */
struct language *additions_compile(struct reader *r) {
  struct language_error error;
  for (int tries = 0; tries <= RETRIES; tries++) {
    const struct language_entry *entries = make_entries(r);
    if (!entries)
      return NULL;
    error = (struct language_error){.line = 0};
    struct language *language = language_new(
        language_en, language_en_count, entries, r->additions->count, &error);
    if (language)
      return language;
    if (!error.message) {
      r->out_of_memory = true;
      return NULL;
    }
    if (!note_error(r, &error))
      return NULL;
  }
  return NULL;
}

/*
 * Entries do not tell whether the pack or the manifest made them. Where a
 * rule's id is on more entries than the manifest added, the pack has it too.
 */
static size_t count_added(const struct additions *additions, struct str id) {
  size_t count = 0;
  for (size_t i = 0; i < additions->count; i++)
    count += additions->items[i].entry.kind == LANGUAGE_RULE &&
             str_equal(additions->items[i].entry.id, id);
  return count;
}

static size_t count_all(const struct language *language, struct str id) {
  size_t count = 0;
  for (size_t i = language->first[LANGUAGE_RULE];
       i < language->first[LANGUAGE_RULE + 1]; i++)
    count += str_equal(language->entries[i].id, id);
  return count;
}

void additions_check_ids(struct reader *r, const struct language *language) {
  for (size_t i = 0; i < r->additions->count; i++) {
    const struct addition *addition = &r->additions->items[i];
    struct str id = addition->entry.id;
    if (addition->entry.kind != LANGUAGE_RULE || rule_is_made_here(id))
      continue;
    if (count_all(language, id) > count_added(r->additions, id))
      reader_problem_of(r, addition->at, addition->path,
                        "is the id of a built-in rule");
  }
}
