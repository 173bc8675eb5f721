/*
 * A table says what keys an object may have, of what type and in what range,
 * and where each value goes. Reading goes on after a problem, so that one
 * look finds them all; values that were not understood leave the place as
 * it was.
 */
#ifndef ATTUNE_MANIFEST_KEYS_H
#define ATTUNE_MANIFEST_KEYS_H

#include <stdint.h>

#include "base/json_read.h"
#include "manifest/report.h"

struct additions;
struct key;

/* A rule the manifest names, to be looked up when all rules are known. */
struct rule_use {
  struct str id;
  struct str path;
  size_t at;
};

/* Which bytes of a struct were given, for laying them over another; what
   lies outside of it is not noted. */
struct given {
  const char *base;
  size_t size;
  struct range *ranges; /* offsets from base */
  size_t count;
  size_t capacity;
};

struct reader {
  struct arena *arena;   /* what the manifest keeps */
  struct arena *scratch; /* what only reading needs */
  struct str text;
  const char *base; /* directory that file names start from; NULL: refused */
  struct problems problems;
  struct path path;
  const struct key *root; /* keys of the manifest, and of a scope */
  size_t root_count;
  unsigned scope;      /* 0: the general part; n: scopes[n - 1] */
  struct given *given; /* NULL: nobody asks */
  struct additions *additions;
  struct rule_use *rule_uses;
  size_t rule_use_count;
  size_t rule_use_capacity;
  bool out_of_memory;
};

enum key_kind {
  KEY_BOOL,
  KEY_INT, /* int */
  KEY_UINT32,
  KEY_SIZE,     /* size_t */
  KEY_PERMILLE, /* a number from 0 to 1; int of thousandths */
  KEY_CHOICE,   /* one of choices; an enum or int, the choice's index */
  KEY_FLAGS,    /* a list of choices; uint32_t, bit n for choice n */
  KEY_TEXT,     /* struct str of least to most bytes */
  KEY_LINES,    /* as KEY_TEXT, line feeds allowed */
  KEY_ID,       /* struct str such as "late-parcel" */
  KEY_GROUP,    /* an object with keys of its own, at the same base */
  KEY_LIST,     /* a list: pointer at offset, count at count_offset */
  KEY_READ      /* as read says; offset 0 is the object itself */
};

/* Where a key of the root or below may stand. */
enum key_place {
  KEY_ANYWHERE,
  KEY_GENERAL_ONLY,
  KEY_SCOPE_ONLY
};

typedef void key_read(struct reader *r, const struct json *value, void *out);

struct key {
  const char *name;
  enum key_kind kind;
  enum key_place place;
  bool required;
  size_t offset;
  int64_t least; /* of a list: items */
  int64_t most;
  const char *const *choices; /* ends with NULL */
  const struct key *keys;     /* of a group */
  size_t key_count;
  key_read *read;      /* of a list: one item */
  size_t item_size;    /* of a list */
  size_t count_offset; /* of a list */
  const char *unique;  /* of a list of objects: no two share this key */
};

#define KEYS(table) .keys = (table), .key_count = sizeof(table) / sizeof(*table)

/* Reads an object into out, by the table. */
void keys_read(struct reader *r, const struct json *object,
               const struct key *keys, size_t count, void *out);

/* A problem of the value or key at that byte, under the current path. */
void reader_problem(struct reader *r, size_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As reader_problem, of a member of the object under the current path. */
void reader_problem_in(struct reader *r, const struct json *object,
                       const char *key, const char *message);

/* As reader_problem, with a path that was kept. */
void reader_problem_of(struct reader *r, size_t at, struct str path,
                       const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* In the scratch arena, zeroed; NULL (noted) when memory is out. */
void *reader_scratch(struct reader *r, size_t size);

/*
 * The list's items, read one by one into the arena; NULL and 0 when it is
 * no list, too long or memory is out.
 */
void *reader_list(struct reader *r, const struct json *list, size_t most,
                  size_t item_size, key_read *item, size_t *count);

/* Notes the objects of a list that share a text with one above. */
void reader_unique(struct reader *r, const struct json *list, const char *key);

/* A key_read: one line of text, 1 to 200 bytes, into a struct str. */
void reader_line(struct reader *r, const struct json *value, void *out);

/* Text of least to most bytes without control or invisible characters;
   data NULL when it is not that. In the arena. */
struct str reader_text(struct reader *r, const struct json *value, size_t least,
                       size_t most, bool lines);

/* The index of the string in choices; -1 (noted) when it is none. */
int reader_choice(struct reader *r, const struct json *value,
                  const char *const *choices);

/* Notes for laying over that these bytes were given. */
void reader_given(struct reader *r, const void *at, size_t size);

/* The candidate closest to what was written. */
struct nearest {
  struct str wanted;
  struct str best; /* empty: none is close */
  unsigned distance;
};
struct nearest nearest_to(struct str wanted);
void nearest_offer(struct nearest *nearest, struct str candidate);

#endif
