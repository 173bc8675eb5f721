#include "manifest/network.h"

#include <arpa/inet.h>
#include <curl/curl.h>

enum {
  V4_PREFIX = 12,
  ADDRESS_BYTES = 16,
  ADDRESS_BITS = 128
};

static const unsigned char v4_mapped[V4_PREFIX] = {0, 0, 0, 0, 0,    0,
                                                   0, 0, 0, 0, 0xff, 0xff};

/*
 * inet_pton takes only the plain forms: in "010.0.0.1" others read an octal
 * number, and the administrator meant a decimal one.
 *
 * The address as IPv6; the bits it has in its own form, 0: it is none.
 */
static int parse_address(const char *text, uint8_t address[ADDRESS_BYTES]) {
  memcpy(address, v4_mapped, V4_PREFIX);
  if (inet_pton(AF_INET, text, address + V4_PREFIX) == 1)
    return 32;
  return inet_pton(AF_INET6, text, address) == 1 ? ADDRESS_BITS : 0;
}

static int parse_bits(const char *text, int most) {
  int bits = 0;
  size_t size = strlen(text);
  if (size == 0 || size > 3 || (size > 1 && text[0] == '0'))
    return -1;
  for (size_t i = 0; i < size; i++) {
    if (text[i] < '0' || text[i] > '9')
      return -1;
    bits = bits * 10 + (text[i] - '0');
  }
  return bits <= most ? bits : -1;
}

/* 10.1.2.3/8 is a slip: either the address or the width is not meant. */
static bool is_clear_behind(const uint8_t address[ADDRESS_BYTES], int bits) {
  for (int i = bits; i < ADDRESS_BITS; i++)
    if (address[i / 8] & (0x80 >> (i % 8)))
      return false;
  return true;
}

static const char *parse_network(struct str given, struct network *out) {
  char text[64];
  struct network network;
  if (given.size >= sizeof(text))
    return "expected a network such as \"10.0.0.0/8\" or \"fd00::/8\"";
  memcpy(text, given.data, given.size);
  text[given.size] = '\0';
  char *slash = strchr(text, '/');
  if (slash)
    *slash = '\0';
  int width = slash ? parse_address(text, network.address) : 0;
  int bits = width > 0 ? parse_bits(slash + 1, width) : -1;
  if (bits < 0)
    return "expected a network such as \"10.0.0.0/8\" or \"fd00::/8\"";
  network.bits = (uint8_t)(ADDRESS_BITS - width + bits);
  if (!is_clear_behind(network.address, network.bits))
    return "the address has bits behind the network's; "
           "a single host is /32 or /128";
  *out = network;
  return NULL;
}

void network_read(struct reader *r, const struct json *value, void *out) {
  struct str given = value->type == JSON_STRING ? value->string : STR("");
  const char *wrong = parse_network(given, out);
  if (wrong)
    reader_problem(r, value->at, "%s", wrong);
}

static bool is_localhost(const char *host) {
  static const char name[] = "localhost";
  size_t i = 0;
  while (host[i] && (host[i] | 0x20) == name[i])
    i++;
  return host[i] == '\0' && name[i] == '\0';
}

/* host as libcurl writes it: 127.1 and 2130706433 have become 127.0.0.1. */
static bool is_loopback(const char *host) {
  uint8_t address[ADDRESS_BYTES];
  char bare[64];
  size_t size = strlen(host);
  if (is_localhost(host))
    return true;
  if (size >= sizeof(bare))
    return false;
  memcpy(bare, host, size + 1);
  if (size > 2 && bare[0] == '[') {
    bare[size - 1] = '\0';
    memmove(bare, bare + 1, size - 1);
  }
  if (parse_address(bare, address) == 0)
    return false;
  if (memcmp(address, v4_mapped, V4_PREFIX) == 0)
    return address[V4_PREFIX] == 127;
  return memcmp(address, &in6addr_loopback, ADDRESS_BYTES) == 0;
}

static bool has_part(CURLU *url, CURLUPart part, bool *out_of_memory) {
  char *text = NULL;
  CURLUcode code = curl_url_get(url, part, &text, 0);
  *out_of_memory |= code == CURLUE_OUT_OF_MEMORY;
  curl_free(text);
  return code == CURLUE_OK;
}

static const char *check_parts(CURLU *url, struct url_about *about,
                               bool *out_of_memory) {
  const char *wrong = NULL;
  char *scheme = NULL, *host = NULL;
  CURLUcode got_scheme = curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
  CURLUcode got_host = curl_url_get(url, CURLUPART_HOST, &host, 0);
  *out_of_memory |=
      got_scheme == CURLUE_OUT_OF_MEMORY || got_host == CURLUE_OUT_OF_MEMORY;
  if (!scheme || !host || !*host ||
      (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0))
    wrong = "expected an https URL";
  else if (has_part(url, CURLUPART_USER, out_of_memory) ||
           has_part(url, CURLUPART_PASSWORD, out_of_memory))
    wrong = "holds a user or password; use headers";
  else
    *about = (struct url_about){strcmp(scheme, "http") == 0, is_loopback(host)};
  curl_free(scheme);
  curl_free(host);
  return wrong;
}

const char *url_check(const char *text, struct url_about *about,
                      bool *out_of_memory) {
  const char *wrong = NULL;
  CURLU *url = curl_url();
  /* Schemes unknown to libcurl pass here, to be refused in our words. */
  CURLUcode code =
      url ? curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME)
          : CURLUE_OUT_OF_MEMORY;
  if (code == CURLUE_OUT_OF_MEMORY)
    *out_of_memory = true;
  else if (code == CURLUE_BAD_PORT_NUMBER)
    wrong = "expected a port from 1 to 65535";
  else if (code != CURLUE_OK)
    wrong = "expected an https URL";
  else if (strchr(text, '#'))
    wrong = "holds a #fragment, which is never sent";
  else
    wrong = check_parts(url, about, out_of_memory);
  curl_url_cleanup(url);
  return wrong;
}
