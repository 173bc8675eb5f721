#include "delivery/event.h"

/* The calls of OpenSSL 1.1, which its 3 still has: those that took their place
 * look the digest up each time, which costs more than the hash, and ask for
 * memory, so that an id could fail. */
#define OPENSSL_API_COMPAT 10100
#include <openssl/sha.h>

#include "attune.h"
#include "delivery/event_parts.h"

#define ID_PREFIX 4
#define ID_DIGITS 26 /* of five bits each */

/*
 * Each part is hashed by itself: put one behind the other, ("ab", "c") and
 * ("a", "bc") would be one message.
 */
struct parts {
  unsigned char digests[3][SHA256_DIGEST_LENGTH];
  unsigned char revision[8];
};

static void hash_part(unsigned char *out, struct str part) {
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, part.data, part.size);
  SHA256_Final(out, &context);
}

/*
 * 130 of the 256 bits, five a digit. The last digit's bits lie in the digest
 * with bytes to spare, so that reading a pair never runs over its end.
 */
static void put_id(char out[EVENT_SUGGESTION_SIZE], const char *prefix,
                   const struct parts *parts) {
  static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
  unsigned char digest[SHA256_DIGEST_LENGTH] = {0};
  hash_part(digest, (struct str){(const char *)parts, sizeof(*parts)});
  memcpy(out, prefix, ID_PREFIX);
  for (unsigned i = 0; i < ID_DIGITS; i++) {
    unsigned bit = i * 5;
    unsigned pair = (unsigned)digest[bit / 8] << 8 | digest[bit / 8 + 1];
    out[ID_PREFIX + i] = digits[pair >> (11 - bit % 8) & 31];
  }
  out[ID_PREFIX + ID_DIGITS] = 0;
}

void event_suggestion_id(char out[EVENT_SUGGESTION_SIZE],
                         struct str conversation, struct str message,
                         uint64_t revision, enum event_type type) {
  struct parts parts = {0};
  hash_part(parts.digests[0], conversation);
  hash_part(parts.digests[1], message);
  hash_part(parts.digests[2], str_of(event_type_name(type)));
  for (unsigned i = 0; i < sizeof(parts.revision); i++)
    parts.revision[i] = (unsigned char)(revision >> (56 - 8 * i));
  put_id(out, "sug_", &parts);
}

/*
 * One suggestion goes to several endpoints: each sees an id of its own, and
 * the same one at every retry, which is what receivers tell repeats by.
 */
void event_webhook_id(char out[EVENT_SUGGESTION_SIZE], const char *suggestion,
                      struct str endpoint) {
  struct parts parts = {0};
  hash_part(parts.digests[0], str_of(suggestion));
  hash_part(parts.digests[1], endpoint);
  put_id(out, "msg_", &parts);
}

struct report_notice {
  const struct event_head *head;
  struct str report;
};

/* So much of the report that, with every byte escaped, it still fits. */
static struct str report_start(struct str report, size_t items) {
  size_t size = items < report.size ? items : report.size;
  while (size > 0 && size < report.size &&
         ((unsigned char)report.data[size] & 0xC0) == 0x80)
    size--;
  return (struct str){report.data, size};
}

static void write_notice(struct json_writer *w, const void *document,
                         const struct event_cut *cut) {
  const struct report_notice *notice = document;
  event_begin(w, notice->head, cut);
  if (notice->head->type != EVENT_ENDPOINT_PING)
    jw_field(w, "report", report_start(notice->report, cut->items));
  event_end(w, cut);
}

/* The report's bytes are the items that event_fit may take away. */
int event_write_manifest(struct json_writer *w, const struct event_head *head,
                         struct str report) {
  struct report_notice notice = {head, report};
  return event_fit(w, write_notice, &notice, report.size);
}

int event_write_ping(struct json_writer *w, const struct event_head *head) {
  struct report_notice notice = {head, {NULL, 0}};
  return event_fit(w, write_notice, &notice, 0);
}
