#include "model/features.h"

enum {
  /* Letters beyond say little, and a word of 64 KiB stays cheap. */
  LETTERS_REACH = 40,
  LETTERS_MIN = 3,
  LETTERS_MAX = 5
};

/*
 * Symbols that are no words, far from any hash of one. The end of a sentence
 * is SYMBOL_END and its mark.
 */
enum symbol {
  SYMBOL_START = 1,
  SYMBOL_PAUSE,
  SYMBOL_NUMBER,
  SYMBOL_MONEY,
  SYMBOL_CODE,
  SYMBOL_URL,
  SYMBOL_EMAIL,
  SYMBOL_TEMPLATE,
  SYMBOL_HANDLE,
  SYMBOL_SHOUTED,
  SYMBOL_ELONGATED,
  SYMBOL_BANG,
  SYMBOL_BANGS,
  SYMBOL_END = 256
};

/* What a hash is of; without it "no" and "no" as first word are the same. */
#define SALT_WORD     0x243F6A8885A308D3u
#define SALT_FIRST    0x13198A2E03707344u
#define SALT_LAST     0xA4093822299F31D0u
#define SALT_SEQUENCE 0x082EFA98EC4E6C89u
#define SALT_SKIP     0x452821E638D01377u
#define SALT_LETTERS  0xBE5466CF34E90C6Cu
#define FNV_START     0xCBF29CE484222325u
#define FNV_PRIME     0x100000001B3u

struct reader {
  const struct text *text;
  struct feature_sink sink;
  struct feature pending[FEATURE_GROUPS][FEATURE_PORTION];
  size_t pending_count[FEATURE_GROUPS];
  uint64_t recent[4]; /* symbols, the newest first */
  uint32_t recent_count;
  uint32_t token;
};

/* Every bit of the result hangs on every bit of the hash. */
static uint32_t mix(uint64_t hash) {
  hash ^= hash >> 33;
  hash *= 0xFF51AFD7ED558CCDu;
  hash ^= hash >> 33;
  hash *= 0xC4CEB9FE1A85EC53u;
  return (uint32_t)(hash >> 32);
}

static uint64_t pair(uint64_t first, uint64_t second) {
  return first * 0x9E3779B97F4A7C15u + second;
}

static void flush(struct reader *reader, enum feature_group group) {
  if (reader->pending_count[group] > 0)
    reader->sink.take(reader->sink.user, group, reader->pending[group],
                      reader->pending_count[group]);
  reader->pending_count[group] = 0;
}

static void emit(struct reader *reader, enum feature_group group,
                 uint64_t hash) {
  size_t at = reader->pending_count[group]++;
  reader->pending[group][at] = (struct feature){mix(hash), reader->token};
  if (at + 1 == FEATURE_PORTION)
    flush(reader, group);
}

static void push(struct reader *reader, uint64_t symbol) {
  uint64_t *recent = reader->recent;
  recent[3] = recent[2];
  recent[2] = recent[1];
  recent[1] = recent[0];
  recent[0] = symbol;
  uint32_t count = ++reader->recent_count;
  emit(reader, FEATURE_WORD, symbol ^ SALT_WORD);
  if (count < 2)
    return;
  if (count == 2)
    emit(reader, FEATURE_WORD, symbol ^ SALT_FIRST);
  emit(reader, FEATURE_SEQUENCE, pair(recent[1], symbol) ^ SALT_SEQUENCE);
  if (count < 3)
    return;
  emit(reader, FEATURE_SEQUENCE,
       pair(pair(recent[2], recent[1]), symbol) ^ SALT_SEQUENCE);
  emit(reader, FEATURE_SKIP, pair(recent[2], symbol) ^ SALT_SKIP);
  if (count > 3)
    emit(reader, FEATURE_SKIP, pair(recent[3], symbol) ^ SALT_SKIP);
}

static uint64_t hash_word(struct str word) {
  uint64_t hash = FNV_START;
  for (size_t i = 0; i < word.size; i++)
    hash = (hash ^ (unsigned char)word.data[i]) * FNV_PRIME;
  return hash;
}

static uint64_t symbol_of(const struct token *token) {
  switch (token->kind) {
  case TOKEN_NUMBER:
    return token->flags & TOKEN_MONEY ? SYMBOL_MONEY : SYMBOL_NUMBER;
  case TOKEN_CODE:
    return SYMBOL_CODE;
  case TOKEN_URL:
    return SYMBOL_URL;
  case TOKEN_EMAIL:
    return SYMBOL_EMAIL;
  case TOKEN_TEMPLATE:
    return SYMBOL_TEMPLATE;
  default:
    return token->flags & TOKEN_HANDLE ? (uint64_t)SYMBOL_HANDLE
                                       : hash_word(token->folded);
  }
}

/* The word stands between two blanks, which are letters like any other. */
static void read_letters(struct reader *reader, struct str word) {
  size_t size = word.size < LETTERS_REACH ? word.size : LETTERS_REACH;
  unsigned char letters[LETTERS_REACH + 2];
  letters[0] = letters[size + 1] = ' ';
  memcpy(letters + 1, word.data, size);
  for (size_t begin = 0; begin < size + 2; begin++) {
    uint64_t hash = SALT_LETTERS;
    size_t left = size + 2 - begin;
    for (size_t i = 0; i < LETTERS_MAX && i < left; i++) {
      hash = (hash ^ letters[begin + i]) * FNV_PRIME;
      if (i + 1 >= LETTERS_MIN)
        emit(reader, FEATURE_LETTERS, hash);
    }
  }
}

static void read_token(struct reader *reader, const struct token *token) {
  if (token->flags & TOKEN_AFTER_PAUSE)
    push(reader, SYMBOL_PAUSE);
  push(reader, symbol_of(token));
  if (token->flags & TOKEN_SHOUTED)
    emit(reader, FEATURE_WORD, SYMBOL_SHOUTED);
  if (token->flags & TOKEN_ELONGATED)
    emit(reader, FEATURE_WORD, SYMBOL_ELONGATED);
  if (token->kind == TOKEN_WORD || token->kind == TOKEN_CODE ||
      token->kind == TOKEN_EMOJI)
    read_letters(reader, token->folded);
}

static void end_sentence(struct reader *reader, uint32_t index) {
  const struct sentence *sentence = &reader->text->sentences[index];
  push(reader, SYMBOL_END + (uint64_t)sentence->end);
  if (sentence->bangs > 0)
    emit(reader, FEATURE_WORD,
         sentence->bangs > 2 ? SYMBOL_BANGS : SYMBOL_BANG);
}

void features_read(const struct text *text, uint32_t first, uint32_t count,
                   struct feature_sink sink) {
  if (count == 0)
    return;
  /* What is pending is left as it is: clearing it would take its time. */
  struct reader reader;
  reader.text = text;
  reader.sink = sink;
  reader.recent_count = 0;
  memset(reader.recent, 0, sizeof(reader.recent));
  memset(reader.pending_count, 0, sizeof(reader.pending_count));
  const struct token *tokens = text->tokens + first;
  for (uint32_t i = 0; i < count; i++) {
    reader.token = first + i;
    if (i > 0 && tokens[i].sentence != tokens[i - 1].sentence)
      end_sentence(&reader, tokens[i - 1].sentence);
    if (i == 0 || tokens[i].sentence != tokens[i - 1].sentence)
      push(&reader, SYMBOL_START);
    read_token(&reader, &tokens[i]);
  }
  end_sentence(&reader, tokens[count - 1].sentence);
  emit(&reader, FEATURE_WORD, reader.recent[1] ^ SALT_LAST);
  for (int group = 0; group < FEATURE_GROUPS; group++)
    flush(&reader, (enum feature_group)group);
}
