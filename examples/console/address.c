#include "address.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

/* IPv4 as ::ffff:a.b.c.d, so that one comparison does for both. */
struct network {
  unsigned char bytes[16];
  unsigned bits;
};

static bool read_address(const char *text, struct network *out) {
  static const unsigned char mapped[12] = {0, 0, 0, 0, 0,    0,
                                           0, 0, 0, 0, 0xff, 0xff};
  out->bits = 128;
  if (inet_pton(AF_INET6, text, out->bytes) == 1)
    return true;
  memcpy(out->bytes, mapped, sizeof(mapped));
  return inet_pton(AF_INET, text, out->bytes + 12) == 1;
}

static bool read_network(const char *text, struct network *out) {
  char address[64];
  const char *slash = strchr(text, '/');
  size_t size = slash ? (size_t)(slash - text) : strlen(text);
  if (size >= sizeof(address))
    return false;
  memcpy(address, text, size);
  address[size] = '\0';
  if (!read_address(address, out))
    return false;
  if (slash)
    out->bits = (unsigned)strtoul(slash + 1, NULL, 10) +
                (strchr(address, ':') ? 0 : 96);
  return out->bits <= 128;
}

static bool contains(const struct network *network,
                     const struct network *address) {
  unsigned whole = network->bits / 8, rest = network->bits % 8;
  if (memcmp(network->bytes, address->bytes, whole) != 0)
    return false;
  unsigned mask = 0xff00u >> rest & 0xff;
  return rest == 0 ||
         ((network->bytes[whole] ^ address->bytes[whole]) & mask) == 0;
}

static bool is_public(const struct network *address) {
  static const char *const reserved[] = {
      "0.0.0.0/8",      "10.0.0.0/8",    "100.64.0.0/10",   "127.0.0.0/8",
      "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",
      "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
      "224.0.0.0/3",    "::/3",          "4000::/2",        "8000::/1",
      "2001::/23",      "2001:db8::/32", "2002::/16"};
  static const char mapped[] = "::ffff:0:0/96";
  struct network network;
  bool four = read_network(mapped, &network) && contains(&network, address);
  for (size_t i = 0; i < sizeof(reserved) / sizeof(*reserved); i++) {
    bool for_six = strchr(reserved[i], ':') != NULL;
    if (for_six != four && read_network(reserved[i], &network) &&
        contains(&network, address))
      return false;
  }
  return true;
}

bool address_allowed(const char *ip, json_object *allow) {
  struct network address, network;
  size_t count = allow ? json_object_array_length(allow) : 0;
  if (!ip || !read_address(ip, &address))
    return false;
  for (size_t i = 0; i < count; i++) {
    const char *text =
        json_object_get_string(json_object_array_get_idx(allow, i));
    if (text && read_network(text, &network) && contains(&network, &address))
      return true;
  }
  return is_public(&address);
}
