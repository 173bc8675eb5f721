/*
 * What a room reads in a pack: the sections it asks for, the keys of each and
 * what may stand behind them. The rooms read a pack as it is, since all of it
 * was looked at when the library was built: tools/lint.c holds every section
 * against these tables, which stand in <room>/known.c, beside the readers.
 * Nothing else uses them, so that they are not in the library.
 */
#ifndef ATTUNE_LANGUAGE_KNOWN_H
#define ATTUNE_LANGUAGE_KNOWN_H

#include "language/language.h"

enum known_value {
  KNOWN_WORDS,  /* any words */
  KNOWN_TEXT,   /* a template, with the section's `text` slots */
  KNOWN_NUMBER, /* least to most; or one of the names */
  KNOWN_ONE,    /* one of the names */
  KNOWN_SOME,   /* some of the names, blanks between */
  KNOWN_LEANS   /* ten numbers, see evidence.txt */
};

/* Names that may stand somewhere; all of it may be empty. */
struct known_names {
  const char *words; /* blanks between; "*-why": all that end so */
  /* The i-th of a table, NULL behind its last. */
  const char *(*name)(unsigned i);
  const char *(*more)(unsigned i);
  /* The parts (for rules: the ids) of sections of this kind and id. */
  const char *section;
};

struct known_key {
  const char *key;
  enum known_value value;
  bool required;
  int least, most;
  struct known_names names;
};

/* Which of the keys that any entry may have mean something in a section. */
enum known_takes {
  KNOWN_MATCH = 1, /* and unless */
  KNOWN_SAY = 2,
  KNOWN_LEVEL = 4,
  KNOWN_WEIGHT = 8,
  KNOWN_HEAT = 16,
  KNOWN_VOICE = 32,   /* its say: lines have the slots of the voice, … */
  KNOWN_CAPTURES = 64 /* … its templates those its phrases capture */
};

struct known_section {
  enum language_kind kind;
  struct known_names ids; /* empty: any */
  struct known_names parts;
  unsigned takes;
  struct known_names say;  /* slots of its say: lines */
  struct known_names text; /* slots of KNOWN_TEXT */
  const struct known_key *keys;
  size_t key_count;
  const struct known_key *shared; /* … that sections of other kinds have */
  size_t shared_count;
  /* Where keys are words of a list: what each has; else NULL. */
  const struct known_key *list;
  struct known_names listed; /* empty: any word, in the order of the bytes */
};

struct known {
  const struct known_section *sections;
  size_t count;
};

#define KNOWN_KEYS(table)                                                      \
  .keys = (table), .key_count = sizeof(table) / sizeof(*(table))
#define KNOWN_SHARED(table)                                                    \
  .shared = (table), .shared_count = sizeof(table) / sizeof(*(table))
#define KNOWN_SECTIONS(table)                                                  \
  { (table), sizeof(table) / sizeof(*(table)) }

#endif
