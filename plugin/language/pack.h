/*
 * The text format of a language pack (language.h shows it): sections of
 * lines. What the lines of a section mean is seen by who builds from it.
 */
#ifndef ATTUNE_LANGUAGE_PACK_H
#define ATTUNE_LANGUAGE_PACK_H

#include "language/language.h"
#include "text/phrase_names.h"

struct pack_line {
  struct str key;   /* empty where the section's lines have none */
  struct str value; /* continuations joined, one blank between */
  uint32_t line;    /* in its file, from 1 */
};

/* Kinds of section beside those of enum language_kind. */
enum pack_kind {
  PACK_CLASS = LANGUAGE_KINDS,
  PACK_CONTRACTION,
  PACK_ABBREVIATION,
  PACK_SIGN_OFF,
  PACK_KINDS
};

struct pack_section {
  unsigned kind;   /* enum language_kind or enum pack_kind */
  struct str name; /* id, or id.part */
  struct str id;   /* empty: none */
  struct str part; /* empty: none */
  struct str file;
  uint32_t line;
  struct pack_line *lines;
  size_t count;
  size_t capacity;
};

struct pack {
  struct arena *bytes; /* the language's: values that were joined */
  struct arena arena;  /* the sections themselves */
  struct pack_section *sections;
  size_t count;
  size_t capacity;
  struct phrase_names names; /* of sections that may stand only once */
};

/* bytes: where joined values live; it must outlive what is made of them. */
void pack_init(struct pack *pack, struct arena *bytes);
void pack_fini(struct pack *pack);

/*
 * The sections of one more file, whose name and bytes are pointed into. 0,
 * ATTUNE_E_ARGUMENT with *error, or ATTUNE_E_MEMORY.
 */
int pack_read(struct pack *pack, const struct language_file *file,
              struct language_error *error);

/* "rule" for LANGUAGE_RULE; NULL from PACK_KINDS on. */
const char *pack_kind_name(unsigned kind);

/* ATTUNE_E_ARGUMENT, with *error saying where. */
int pack_fail(struct language_error *error, struct str file, uint32_t line,
              const char *message);

/* The next word of text, which is shortened by it; empty: no more. */
struct str pack_word(struct str *text);

/* text without the blanks around it. */
struct str pack_trim(struct str text);

#endif
