#include "delivery/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include "test.h"

union any {
  struct sockaddr address;
  struct sockaddr_in in;
  struct sockaddr_in6 in6;
};

static union any parse(const char *text) {
  union any any = {.in6 = {0}};
  if (inet_pton(AF_INET, text, &any.in.sin_addr) == 1) {
    any.in.sin_family = AF_INET;
  } else {
    CHECK_INT(inet_pton(AF_INET6, text, &any.in6.sin6_addr), 1);
    any.in6.sin6_family = AF_INET6;
  }
  return any;
}

/* "10.0.0.0/8" as the manifest would hold it. */
static struct network network(const char *text, unsigned bits) {
  struct network network = {{0}, (uint8_t)bits};
  union any any = parse(text);
  if (any.address.sa_family == AF_INET6) {
    memcpy(network.address, &any.in6.sin6_addr, 16);
    return network;
  }
  network.address[10] = network.address[11] = 0xff;
  memcpy(network.address + 12, &any.in.sin_addr, 4);
  network.bits = (uint8_t)(bits + 96);
  return network;
}

static bool allowed(const char *text, const struct network *allow,
                    size_t count) {
  union any any = parse(text);
  return address_allowed(&any.address, allow, count);
}

TEST(public_and_not_public) {
  static const struct {
    const char *address;
    bool allowed;
  } cases[] = {
      {"1.1.1.1", true},
      {"8.8.8.8", true},
      {"93.184.216.34", true},
      {"223.255.255.254", true},
      {"0.0.0.0", false},
      {"0.1.2.3", false},
      {"1.0.0.0", true},
      {"9.255.255.255", true},
      {"10.0.0.0", false},
      {"10.255.255.255", false},
      {"11.0.0.0", true},
      {"100.63.255.255", true},
      {"100.64.0.0", false},
      {"100.100.100.200", false},
      {"100.127.255.255", false},
      {"100.128.0.0", true},
      {"126.255.255.255", true},
      {"127.0.0.1", false},
      {"127.255.255.255", false},
      {"128.0.0.0", true},
      {"168.63.129.16", false},
      {"168.63.129.17", true},
      {"169.253.255.255", true},
      {"169.254.0.1", false},
      {"169.254.169.254", false},
      {"169.254.170.2", false},
      {"169.255.0.0", true},
      {"172.15.255.255", true},
      {"172.16.0.1", false},
      {"172.31.255.255", false},
      {"172.32.0.0", true},
      {"192.0.0.1", false},
      {"192.0.0.192", false},
      {"192.0.1.1", true},
      {"192.0.2.1", false},
      {"192.88.99.1", false},
      {"192.88.100.1", true},
      {"192.167.255.255", true},
      {"192.168.0.1", false},
      {"192.169.0.1", true},
      {"198.17.255.255", true},
      {"198.18.0.1", false},
      {"198.19.255.255", false},
      {"198.20.0.0", true},
      {"198.51.100.7", false},
      {"198.51.101.7", true},
      {"203.0.113.9", false},
      {"203.0.114.9", true},
      {"224.0.0.1", false},
      {"239.255.255.255", false},
      {"240.0.0.1", false},
      {"255.255.255.255", false},
      {"2606:4700:4700::1111", true},
      {"2a00:1450:4001::200e", true},
      {"::", false},
      {"::1", false},
      {"::7f00:1", false},
      {"::ffff:127.0.0.1", false},
      {"::ffff:10.1.2.3", false},
      {"::ffff:169.254.169.254", false},
      {"::ffff:8.8.8.8", true},
      {"64:ff9b::7f00:1", false},
      {"64:ff9b::a9fe:a9fe", false},
      {"64:ff9b::808:808", true},
      {"64:ff9b:1::808:808", false},
      {"100::1", false},
      {"2001::1", false},
      {"2001:0:4136:e378:8000:63bf:3fff:fdd2", false},
      {"2001:10::1", false},
      {"2001:db8::1", false},
      {"2001:4860:4860::8888", true},
      {"2002:7f00:1::1", false},
      {"2002:a9fe:a9fe::", false},
      {"2002:c0a8:101::1", false},
      {"2002:808:808::1", true},
      {"3fff::1", false},
      {"4000::1", false},
      {"fc00::1", false},
      {"fd00:ec2::254", false},
      {"fd12:3456:789a::1", false},
      {"fe80::1", false},
      {"febf::1", false},
      {"fec0::1", false},
      {"ff02::1", false},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    test_case("%s", cases[i].address);
    CHECK_INT(allowed(cases[i].address, NULL, 0), cases[i].allowed);
  }
}

TEST(allow_lets_in_what_it_holds) {
  struct network allow[] = {network("127.0.0.0", 8), network("10.1.2.0", 23),
                            network("fd12:3456::", 32)};
  CHECK(allowed("127.0.0.1", allow, 3));
  CHECK(allowed("127.9.9.9", allow, 3));
  CHECK(allowed("10.1.3.255", allow, 3));
  CHECK(!allowed("10.1.4.0", allow, 3));
  CHECK(!allowed("10.1.1.255", allow, 3));
  CHECK(allowed("fd12:3456:789a::1", allow, 3));
  CHECK(!allowed("fd12:3457::1", allow, 3));
  CHECK(!allowed("::1", allow, 3));
  CHECK(allowed("8.8.8.8", allow, 3));
}

TEST(inner_address_is_what_allow_means) {
  struct network lan = network("192.168.0.0", 16);
  CHECK(allowed("::ffff:192.168.1.1", &lan, 1));
  CHECK(allowed("64:ff9b::c0a8:101", &lan, 1));
  CHECK(allowed("2002:c0a8:101::1", &lan, 1));
  struct network nat64 = network("64:ff9b::", 96);
  CHECK(!allowed("64:ff9b::7f00:1", &nat64, 1));
}

TEST(all_of_ipv6_is_not_all_of_ipv4) {
  struct network all6 = network("::", 0);
  CHECK(allowed("::1", &all6, 1));
  CHECK(allowed("fe80::1", &all6, 1));
  CHECK(!allowed("127.0.0.1", &all6, 1));
  CHECK(!allowed("::ffff:127.0.0.1", &all6, 1));
  struct network all4 = network("0.0.0.0", 0);
  CHECK(allowed("10.0.0.1", &all4, 1));
  CHECK(!allowed("::1", &all4, 1));
}

TEST(metadata_only_by_its_own_name) {
  static const char *const addresses[] = {"169.254.169.254", "169.254.170.2",
                                          "100.100.100.200", "fd00:ec2::254"};
  struct network ranges[] = {network("169.254.0.0", 16),
                             network("169.254.169.254", 31),
                             network("100.64.0.0", 10),
                             network("0.0.0.0", 0),
                             network("fc00::", 7),
                             network("fd00:ec2::", 64),
                             network("::", 0)};
  for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
    test_case("%s", addresses[i]);
    CHECK(!allowed(addresses[i], ranges, sizeof(ranges) / sizeof(ranges[0])));
    bool six = strchr(addresses[i], ':') != NULL;
    struct network alone = network(addresses[i], six ? 128 : 32);
    CHECK(allowed(addresses[i], &alone, 1));
  }
  CHECK(allowed("169.254.169.253", ranges, 1));
  CHECK(!allowed("::ffff:169.254.169.254", ranges, 4));
  CHECK(!allowed("64:ff9b::a9fe:a9fe", ranges, 4));
}

TEST(other_families_are_refused) {
  struct network all[] = {network("::", 0), network("0.0.0.0", 0)};
  struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "/tmp/x"};
  CHECK(!address_allowed((struct sockaddr *)&local, all, 2));
  CHECK(!address_is_loopback((struct sockaddr *)&local));
}

TEST(loopback) {
  static const struct {
    const char *address;
    bool loopback;
  } cases[] = {{"127.0.0.1", true}, {"127.1.2.3", true},
               {"::1", true},       {"::ffff:127.0.0.1", true},
               {"0.0.0.0", false},  {"128.0.0.1", false},
               {"::", false},       {"10.0.0.1", false},
               {"::2", false}};
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    test_case("%s", cases[i].address);
    union any any = parse(cases[i].address);
    CHECK_INT(address_is_loopback(&any.address), cases[i].loopback);
  }
}
