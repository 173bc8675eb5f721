#include "delivery/address.h"

#include <netinet/in.h>

#define V4_OFFSET 12
#define V4_BITS   96

/* The numbers of the IANA special-purpose registries that are no public
 * receiver's. IPv6 is judged the other way round: only 2000::/3 is public. */
struct range4 {
  uint8_t address[4];
  uint8_t bits;
};

static const struct range4 special4[] = {
    {{0, 0, 0, 0}, 8},        {{10, 0, 0, 0}, 8},     {{100, 64, 0, 0}, 10},
    {{127, 0, 0, 0}, 8},      {{169, 254, 0, 0}, 16}, {{172, 16, 0, 0}, 12},
    {{192, 0, 0, 0}, 24},     {{192, 0, 2, 0}, 24},   {{192, 88, 99, 0}, 24},
    {{192, 168, 0, 0}, 16},   {{198, 18, 0, 0}, 15},  {{198, 51, 100, 0}, 24},
    {{203, 0, 113, 0}, 24},   {{224, 0, 0, 0}, 4},    {{240, 0, 0, 0}, 4},
    {{168, 63, 129, 16}, 32}, /* Azure's host agent, in public space */
};

static const struct network special6[] = {
    {{0x20, 0x01}, 23},             /* protocols: Teredo, ORCHID, tests */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0x3f, 0xff}, 20},             /* documentation */
};

static const struct network public6 = {{0x20}, 3};

#define MAPPED 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff

/* Whoever reaches these can ask for the machine's own credentials: a wide
 * range in allow must not let them in by accident. */
static const uint8_t metadata[][16] = {
    {MAPPED, 169, 254, 169, 254},
    {MAPPED, 169, 254, 170, 2},
    {MAPPED, 169, 254, 170, 23},
    {MAPPED, 100, 100, 100, 200},
    {MAPPED, 168, 63, 129, 16},
    {0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54},
    {0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x23},
    {0xfd, 0x20, 0, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54},
};

static const uint8_t mapped_prefix[V4_OFFSET] = {MAPPED};
static const uint8_t nat64_prefix[V4_OFFSET] = {0x00, 0x64, 0xff, 0x9b};

static bool same_bits(const uint8_t *a, const uint8_t *b, unsigned bits) {
  unsigned bytes = bits / 8, rest = bits % 8;
  if (memcmp(a, b, bytes) != 0)
    return false;
  return rest == 0 || ((a[bytes] ^ b[bytes]) >> (8 - rest)) == 0;
}

static bool is_v4(const uint8_t address[16]) {
  return memcmp(address, mapped_prefix, V4_OFFSET) == 0;
}

static void set_v4(uint8_t out[16], const uint8_t v4[4]) {
  memcpy(out, mapped_prefix, V4_OFFSET);
  memcpy(out + V4_OFFSET, v4, 4);
}

/*
 * The address that packets end at: a gateway unpacks the IPv4 that NAT64 and
 * 6to4 carry inside, so the inner one is judged, as the mapped form is.
 */
static bool effective(const struct sockaddr *address, uint8_t out[16]) {
  if (address->sa_family == AF_INET) {
    struct sockaddr_in in;
    memcpy(&in, address, sizeof(in));
    set_v4(out, (const uint8_t *)&in.sin_addr);
    return true;
  }
  if (address->sa_family != AF_INET6)
    return false;
  struct sockaddr_in6 in6;
  memcpy(&in6, address, sizeof(in6));
  const uint8_t *bytes = in6.sin6_addr.s6_addr;
  if (memcmp(bytes, nat64_prefix, V4_OFFSET) == 0)
    set_v4(out, bytes + V4_OFFSET);
  else if (bytes[0] == 0x20 && bytes[1] == 0x02)
    set_v4(out, bytes + 2);
  else
    memcpy(out, bytes, 16);
  return true;
}

static bool is_public(const uint8_t address[16]) {
  if (is_v4(address)) {
    for (size_t i = 0; i < sizeof(special4) / sizeof(special4[0]); i++)
      if (same_bits(address + V4_OFFSET, special4[i].address, special4[i].bits))
        return false;
    return true;
  }
  if (!same_bits(address, public6.address, public6.bits))
    return false;
  for (size_t i = 0; i < sizeof(special6) / sizeof(special6[0]); i++)
    if (same_bits(address, special6[i].address, special6[i].bits))
      return false;
  return true;
}

static bool is_metadata(const uint8_t address[16]) {
  for (size_t i = 0; i < sizeof(metadata) / sizeof(metadata[0]); i++)
    if (memcmp(address, metadata[i], 16) == 0)
      return true;
  return false;
}

/* ::/0 is a wish for all of IPv6 and not for the IPv4 mapped into it. */
static bool holds(const struct network *network, const uint8_t address[16]) {
  if (is_v4(address) && network->bits < V4_BITS)
    return false;
  return network->bits <= 128 &&
         same_bits(address, network->address, network->bits);
}

/* allow is asked first, for it may also name what is public: a metadata
 * service in public space is one. */
bool address_allowed(const struct sockaddr *address,
                     const struct network *allow, size_t allow_count) {
  uint8_t bytes[16];
  if (!effective(address, bytes))
    return false;
  bool alone = is_metadata(bytes);
  for (size_t i = 0; i < allow_count; i++)
    if ((!alone || allow[i].bits == 128) && holds(&allow[i], bytes))
      return true;
  return is_public(bytes);
}

bool address_is_loopback(const struct sockaddr *address) {
  static const uint8_t one[16] = {[15] = 1};
  uint8_t bytes[16];
  if (!effective(address, bytes))
    return false;
  return memcmp(bytes, one, 16) == 0 ||
         (is_v4(bytes) && bytes[V4_OFFSET] == 127);
}
