/*
 * A plugin that lies, to see that a host notices: attune.h's functions over
 * no analysis at all. Each draft is answered by one event, as FORGED says:
 *
 *   good       a valid, signed draft.clear
 *   signature  signed with another key
 *   stale      signed an hour ago
 *   body       signed, and not JSON
 *   quote      signed, with a quote that is not in the draft
 *   escape     signed, with terminal escapes in its texts
 *   silent     no event, and the wait runs out
 */
#include <arpa/inet.h>
#include <attune.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct attune {
  unsigned port;
  unsigned char key[64];
  int key_size;
  unsigned events;
};

static struct attune forger;

static const char *mode(void) {
  const char *forged = getenv("FORGED");
  return forged ? forged : "good";
}

static int is_mode(const char *name) {
  return strcmp(mode(), name) == 0;
}

static int read_file(const char *path, char *text, size_t room) {
  FILE *stream = fopen(path, "re");
  size_t size = stream ? fread(text, 1, room - 1, stream) : 0;
  text[size] = '\0';
  if (stream)
    fclose(stream);
  return size > 0 ? 0 : -1;
}

/* Enough of a manifest reader for what replay writes. */
static int read_manifest(const char *path) {
  static const char host[] = "http://127.0.0.1:", file[] = "\"file:";
  char text[4096], secret[128];
  if (read_file(path, text, sizeof(text)))
    return -1;
  char *url = strstr(text, host), *from = strstr(text, file);
  if (!url || !from)
    return -1;
  forger.port = (unsigned)strtoul(url + sizeof(host) - 1, NULL, 10);
  from += sizeof(file) - 1;
  from[strcspn(from, "\"")] = '\0';
  if (read_file(from, secret, sizeof(secret)) || strlen(secret) != 6 + 44)
    return -1;
  forger.key_size =
      EVP_DecodeBlock(forger.key, (unsigned char *)secret + 6, 44) - 1;
  if (is_mode("signature"))
    forger.key[0] ^= 1;
  return 0;
}

static void sign(const char *id, long long at, const char *body, char out[64]) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  char text[8192];
  int size = snprintf(text, sizeof(text), "%s.%lld.%s", id, at, body);
  HMAC(EVP_sha256(), forger.key, forger.key_size, (unsigned char *)text,
       (size_t)size, digest, NULL);
  strcpy(out, "v1,");
  EVP_EncodeBlock((unsigned char *)out + 3, digest, 32);
}

static void post(const char *body) {
  struct sockaddr_in to = {.sin_family = AF_INET};
  char request[9000], signature[64], id[32], answer[512];
  long long at = (long long)time(NULL) - (is_mode("stale") ? 3600 : 0);
  snprintf(id, sizeof(id), "msg_%u", ++forger.events);
  sign(id, at, body, signature);
  int size = snprintf(request, sizeof(request),
                      "POST /attune HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                      "Connection: close\r\nContent-Length: %zu\r\n"
                      "webhook-id: %s\r\nwebhook-timestamp: %lld\r\n"
                      "webhook-signature: v1,AAAA %s\r\n\r\n%s",
                      strlen(body), id, at, signature, body);
  to.sin_port = htons((uint16_t)forger.port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0 &&
      write(fd, request, (size_t)size) == size)
    while (read(fd, answer, sizeof(answer)) > 0)
      continue;
  close(fd);
}

static const char *details(void) {
  if (is_mode("quote"))
    return ",\"matches\":[{\"rule\":\"blame\",\"level\":\"error\","
           "\"quote\":\"never said\",\"range\":{\"utf8\":[0,5],"
           "\"utf16\":[0,5],\"chars\":[0,5]}}]";
  if (is_mode("escape"))
    return ",\"matches\":[{\"rule\":\"a\\u001b[31mb\",\"level\":\"error\","
           "\"message\":\"c\\u009b2Jd \\u202eefg\",\"range\":{\"utf8\":[0,2],"
           "\"utf16\":[0,2],\"chars\":[0,2]}}],\"rewrite\":{\"text\":"
           "\"h\\u001b]0;title\\u0007i\"}";
  return "";
}

static void answer(const attune_message *message) {
  char body[4096];
  snprintf(body, sizeof(body),
           "{\"type\":\"%s\",\"timestamp\":\"2026-01-01T00:00:00.000Z\","
           "\"data\":{\"suggestion\":\"sug_1\",\"conversation\":\"%s\","
           "\"message\":\"%s\",\"revision\":0,\"engine\":{\"micros\":7},"
           "\"score\":{\"before\":50,\"after\":50}%s}}",
           *details() ? "rewrite.suggested" : "draft.clear",
           message->conversation, message->id, details());
  post(is_mode("body") ? "{\"type\":" : body);
}

uint32_t attune_abi(void) {
  return ATTUNE_ABI;
}

const char *attune_version(void) {
  return "forged";
}

const char *attune_strerror(int32_t status) {
  return status == ATTUNE_E_TIMEOUT ? "not done within the deadline"
                                    : "no such thing";
}

int32_t attune_open(const attune_options *options, attune **out) {
  *out = &forger;
  return read_manifest(options->manifest) ? ATTUNE_E_MANIFEST : ATTUNE_OK;
}

int32_t attune_incoming(attune *instance, const attune_message *message) {
  (void)instance;
  (void)message;
  return ATTUNE_OK;
}

int32_t attune_outgoing(attune *instance, const attune_message *message) {
  (void)instance;
  if (message->stage == ATTUNE_DRAFT && !is_mode("silent"))
    answer(message);
  return ATTUNE_OK;
}

int32_t attune_stats(attune *instance, char *text, size_t capacity,
                     size_t *size) {
  (void)instance;
  (void)text;
  (void)capacity;
  *size = 0;
  return ATTUNE_OK;
}

int32_t attune_drain(attune *instance, uint32_t deadline_ms) {
  (void)instance;
  (void)deadline_ms;
  return is_mode("silent") ? ATTUNE_E_TIMEOUT : ATTUNE_OK;
}

int32_t attune_close(attune *instance, uint32_t deadline_ms) {
  (void)instance;
  (void)deadline_ms;
  return ATTUNE_OK;
}
