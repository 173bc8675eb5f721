/* Slices of bytes that somebody else owns, and half-open ranges of offsets. */
#ifndef ATTUNE_BASE_STR_H
#define ATTUNE_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Never NUL-terminated by promise; data may be NULL when size is 0. */
struct str {
  const char *data;
  size_t size;
};

/* Bytes [begin, end) of a text; begin == end marks a place between bytes. */
struct range {
  size_t begin;
  size_t end;
};

/* A slice of a string literal. */
#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})

/* For printf's "%.*s"; sizes beyond int never reach a format. */
#define STR_ARGS(s) (int)(s).size, (s).data ? (s).data : ""

static inline struct str str_of(const char *text) {
  return (struct str){text, text ? strlen(text) : 0};
}

static inline bool str_equal(struct str a, struct str b) {
  return a.size == b.size &&
         (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool str_is(struct str a, const char *text) {
  return str_equal(a, str_of(text));
}

static inline struct str str_slice(struct str s, struct range range) {
  return (struct str){s.data + range.begin, range.end - range.begin};
}

/* Not tolower: the host's locale may be one where I is not the upper case
   of i. */
static inline char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline bool range_overlaps(struct range a, struct range b) {
  return a.begin < b.end && b.begin < a.end;
}

static inline bool range_contains(struct range outer, struct range inner) {
  return outer.begin <= inner.begin && inner.end <= outer.end;
}

#endif
