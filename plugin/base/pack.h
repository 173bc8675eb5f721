/*
 * Values one after the other in bytes that are stored and read again, maybe
 * by another version or after damage: little-endian, sizes before strings.
 * A writer fails once and for good when memory is out; a reader once and for
 * good at the first value that is not there, and gives zeros from then on, so
 * that only the end must be asked how it went.
 */
#ifndef ATTUNE_BASE_PACK_H
#define ATTUNE_BASE_PACK_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct pack_writer {
  struct arena *arena;
  char *data;
  size_t size;
  size_t capacity;
  bool failed;
};

/* Its bytes lie in the arena and are whole when pack_written is not NULL. */
void pack_writer_init(struct pack_writer *writer, struct arena *arena);
void pack_put(struct pack_writer *writer, uint64_t value);
void pack_put_signed(struct pack_writer *writer, int64_t value);
void pack_put_str(struct pack_writer *writer, struct str text);
/* {NULL, 0} when memory was out at any time. */
struct str pack_written(const struct pack_writer *writer);

struct pack_reader {
  const char *data;
  size_t size;
  size_t at;
  bool failed;
};

void pack_reader_init(struct pack_reader *reader, struct str bytes);
uint64_t pack_get(struct pack_reader *reader);
int64_t pack_get_signed(struct pack_reader *reader);
/* A value of at most most; anything larger is a failure. */
uint32_t pack_get_up_to(struct pack_reader *reader, uint32_t most);
/* Points into the bytes. */
struct str pack_get_str(struct pack_reader *reader);
/* Was everything there, and nothing over? */
bool pack_read_all(const struct pack_reader *reader);

#endif
