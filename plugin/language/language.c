#include "language/language.h"

#include <attune.h>
#include <stdlib.h>

#include "base/hash.h"
#include "language/classes.h"
#include "language/entries.h"

static uint32_t hash_name(enum language_kind kind, struct str id,
                          struct str part) {
  uint64_t hash = hash_byte(HASH_START, (unsigned char)kind);
  hash = hash_piece(hash_piece(hash, id), part);
  return (uint32_t)(hash ^ hash >> 32);
}

/* Labels are asked for by name a hundred times a draft. */
static int index_names(struct language *language) {
  uint32_t size = 8;
  while (size < 2 * language->entry_count)
    size *= 2;
  language->names_mask = size - 1;
  language->names =
      arena_alloc(&language->arena, size * sizeof(*language->names));
  if (!language->names)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < language->entry_count; i++) {
    const struct language_entry *entry = &language->entries[i];
    uint32_t at =
        hash_name(entry->kind, entry->id, entry->part) & language->names_mask;
    while (language->names[at])
      at = (at + 1) & language->names_mask;
    language->names[at] = (uint32_t)i + 1;
  }
  return ATTUNE_OK;
}

/* The tokenizer's words come first: phrases are read by the tokenizer. */
static int build(struct language *language, struct phrase_builder *builder,
                 struct pack *pack, const struct language_entry *extra,
                 size_t extra_count, struct language_error *error) {
  struct entry_origin *origins;
  int status = classes_fill_lexicon(pack, language->lexicon, error);
  if (!status)
    status = classes_build(pack, builder, error);
  if (!status)
    status = entries_build(language, pack, extra, extra_count, &origins, error);
  if (!status)
    status = index_names(language);
  if (!status)
    status = entries_add_phrases(language, origins, builder, error);
  if (status)
    return status;
  language->phrases = phrase_builder_finish(builder);
  return language->phrases ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

static int read_files(struct pack *pack, const struct language_file *files,
                      size_t count, struct language_error *error) {
  int status = ATTUNE_OK;
  for (size_t i = 0; i < count && !status; i++)
    status = pack_read(pack, &files[i], error);
  return status;
}

struct language *language_new(const struct language_file *files,
                              size_t file_count,
                              const struct language_entry *extra,
                              size_t extra_count,
                              struct language_error *error) {
  int status = ATTUNE_E_MEMORY;
  struct phrase_builder *builder = NULL;
  struct pack pack;
  *error = (struct language_error){0};
  struct language *language = calloc(1, sizeof(*language));
  if (!language)
    return NULL;
  arena_init(&language->arena, 0);
  pack_init(&pack, &language->arena);
  language->lexicon = text_lexicon_new();
  if (!language->lexicon)
    goto out;
  builder = phrase_builder_new(language->lexicon);
  if (!builder)
    goto out;
  status = read_files(&pack, files, file_count, error);
  if (!status)
    status = build(language, builder, &pack, extra, extra_count, error);
  language->has_draft =
      model_open_trusted(&language->draft, model_en_draft()) == 0;
out:
  phrase_builder_free(builder);
  pack_fini(&pack);
  if (status) {
    language_free(language);
    language = NULL;
  }
  return language;
}

void language_free(struct language *language) {
  if (!language)
    return;
  phrases_free(language->phrases);
  text_lexicon_free(language->lexicon);
  arena_fini(&language->arena);
  free(language);
}

const struct language_entry *language_find(const struct language *language,
                                           enum language_kind kind,
                                           struct str id) {
  for (size_t i = language->first[kind]; i < language->first[kind + 1]; i++)
    if (str_equal(language->entries[i].id, id))
      return &language->entries[i];
  return NULL;
}

const struct language_entry *language_find_part(const struct language *language,
                                                enum language_kind kind,
                                                struct str id,
                                                struct str part) {
  uint32_t at = hash_name(kind, id, part) & language->names_mask;
  for (; language->names[at]; at = (at + 1) & language->names_mask) {
    const struct language_entry *entry =
        &language->entries[language->names[at] - 1];
    if (entry->kind == kind && str_equal(entry->id, id) &&
        str_equal(entry->part, part))
      return entry;
  }
  return NULL;
}

struct str language_field(const struct language_entry *entry, const char *key) {
  for (size_t i = 0; i < entry->field_count; i++)
    if (str_is(entry->fields[i].key, key))
      return entry->fields[i].value;
  return (struct str){NULL, 0};
}
