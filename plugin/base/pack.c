#include "base/pack.h"

enum {
  FIRST_CAPACITY = 256,
  VARINT_MAX = 10
};

void pack_writer_init(struct pack_writer *writer, struct arena *arena) {
  *writer = (struct pack_writer){.arena = arena};
}

static char *room(struct pack_writer *writer, size_t more) {
  if (writer->failed)
    return NULL;
  size_t capacity = writer->capacity ? writer->capacity : FIRST_CAPACITY;
  while (capacity - writer->size < more && capacity < SIZE_MAX / 2)
    capacity *= 2;
  if (capacity > writer->capacity) {
    char *data = arena_alloc(writer->arena, capacity);
    if (!data) {
      writer->failed = true;
      return NULL;
    }
    if (writer->size > 0)
      memcpy(data, writer->data, writer->size);
    writer->data = data;
    writer->capacity = capacity;
  }
  return writer->data + writer->size;
}

/* Seven bits a byte, the lowest first: most values are small. */
void pack_put(struct pack_writer *writer, uint64_t value) {
  char *at = room(writer, VARINT_MAX);
  if (!at)
    return;
  size_t count = 0;
  while (value >= 0x80) {
    at[count++] = (char)(unsigned char)(value | 0x80);
    value >>= 7;
  }
  at[count++] = (char)value;
  writer->size += count;
}

/* Small numbers of either sign stay small. */
void pack_put_signed(struct pack_writer *writer, int64_t value) {
  uint64_t bits = (uint64_t)value << 1;
  pack_put(writer, value < 0 ? ~bits : bits);
}

void pack_put_str(struct pack_writer *writer, struct str text) {
  pack_put(writer, text.size);
  char *at = room(writer, text.size);
  if (!at || text.size == 0)
    return;
  memcpy(at, text.data, text.size);
  writer->size += text.size;
}

struct str pack_written(const struct pack_writer *writer) {
  if (writer->failed)
    return (struct str){NULL, 0};
  return (struct str){writer->data ? writer->data : "", writer->size};
}

void pack_reader_init(struct pack_reader *reader, struct str bytes) {
  *reader = (struct pack_reader){.data = bytes.data, .size = bytes.size};
}

uint64_t pack_get(struct pack_reader *reader) {
  uint64_t value = 0;
  for (unsigned i = 0; i < VARINT_MAX; i++) {
    if (reader->failed || reader->at == reader->size)
      break;
    unsigned char byte = (unsigned char)reader->data[reader->at++];
    if (i == VARINT_MAX - 1 && byte > 1)
      break;
    value |= (uint64_t)(byte & 0x7f) << (7 * i);
    if (byte < 0x80)
      return value;
  }
  reader->failed = true;
  return 0;
}

int64_t pack_get_signed(struct pack_reader *reader) {
  uint64_t bits = pack_get(reader);
  uint64_t value = bits >> 1;
  return (int64_t)(bits & 1 ? ~value : value);
}

uint32_t pack_get_up_to(struct pack_reader *reader, uint32_t most) {
  uint64_t value = pack_get(reader);
  if (value <= most)
    return (uint32_t)value;
  reader->failed = true;
  return 0;
}

struct str pack_get_str(struct pack_reader *reader) {
  uint64_t size = pack_get(reader);
  if (reader->failed || size > reader->size - reader->at) {
    reader->failed = true;
    return (struct str){NULL, 0};
  }
  struct str text = {reader->data + reader->at, (size_t)size};
  reader->at += text.size;
  return text;
}

bool pack_read_all(const struct pack_reader *reader) {
  return !reader->failed && reader->at == reader->size;
}
