/* The courier against receivers and name servers that mean no good. */
#include "delivery/courier.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "delivery/desk.h"

/*
 * libcurl binds to this one, as an executable's symbols come first. A name
 * that begins with "hang." is looked up for three seconds; one that begins
 * with "local." is an innocent name of 127.0.0.1.
 */
static atomic_uint lookups;

typedef int getaddrinfo_function(const char *, const char *,
                                 const struct addrinfo *, struct addrinfo **);

__attribute__((visibility("default"))) int
getaddrinfo(const char *restrict node, const char *restrict service,
            const struct addrinfo *restrict hints,
            struct addrinfo **restrict out) {
  getaddrinfo_function *real = NULL;
  *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
  atomic_fetch_add(&lookups, 1);
  if (node && strncmp(node, "hang.", 5) == 0) {
    sleep(3);
    return EAI_AGAIN;
  }
  if (node && strncmp(node, "local.", 6) == 0)
    node = "127.0.0.1";
  return real ? real(node, service, hints, out) : EAI_FAIL;
}

struct attack {
  const char *name;
  struct endpoint_manner manner;
  bool delivered;
  unsigned within_ms;
};

static void withstand(const struct attack *attack) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  test_case("%s", attack->name);
  endpoint_behave(endpoint, attack->manner);
  desk_open(&desk, endpoint_url(endpoint));
  desk.webhooks[0].timeout_ms = 400;
  desk_configure(&desk);
  desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  CHECK(desk_until(&desk, desk_is_idle, attack->within_ms));
  CHECK_INT(desk_letters(&desk).delivered, attack->delivered);
  CHECK_INT(desk_letters(&desk).pending, !attack->delivered);
  CHECK_INT(desk_counts(&desk).failures, !attack->delivered);
  endpoint_behave(endpoint, (struct endpoint_manner){ENDPOINT_OK, 0, NULL});
  if (!attack->delivered)
    desk_skip(&desk);
  CHECK(desk_until(&desk, desk_is_empty, 2000));
  CHECK_INT(desk_letters(&desk).delivered, 1);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST_WITHIN(every_bad_manner_ends_in_time, 60) {
  static const struct attack attacks[] = {
      {"hang", {ENDPOINT_HANG, 0, NULL}, false, 1500},
      {"hang in headers", {ENDPOINT_HANG_HEADERS, 0, NULL}, false, 1500},
      {"drip", {ENDPOINT_DRIP, 50, NULL}, false, 1500},
      {"slow", {ENDPOINT_SLOW, 2000, NULL}, false, 1500},
      {"endless body", {ENDPOINT_ENDLESS, 0, NULL}, true, 1500},
      {"chunked bomb", {ENDPOINT_CHUNKED_BOMB, 0, NULL}, true, 1500},
      {"header flood", {ENDPOINT_HEADER_FLOOD, 0, NULL}, false, 1500},
      {"reset", {ENDPOINT_RESET, 0, NULL}, false, 1500},
      {"fin", {ENDPOINT_FIN, 0, NULL}, false, 1500},
      {"half a body", {ENDPOINT_HALF_BODY, 0, NULL}, false, 1500},
      {"garbage", {ENDPOINT_GARBAGE, 0, NULL}, false, 1500},
  };
  for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++)
    withstand(&attacks[i]);
}

/* A kept connection on which the peer misbehaves between two requests. */
TEST(resets_on_kept_connections) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  desk_open(&desk, endpoint_url(endpoint));
  desk.webhooks[0].max_in_flight = 1;
  desk_configure(&desk);
  for (int i = 0; i < 20; i++) {
    struct endpoint_manner manner = {i % 3 ? ENDPOINT_OK : ENDPOINT_RESET, 0,
                                     NULL};
    endpoint_behave(endpoint, manner);
    desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
    desk.ahead_us += INT64_C(10) * 1000000;
    CHECK(desk_until(&desk, desk_is_idle, 2000));
  }
  endpoint_behave(endpoint, (struct endpoint_manner){ENDPOINT_OK, 0, NULL});
  for (int i = 0; i < 30 && !desk_is_empty(&desk); i++) {
    desk_skip(&desk);
    CHECK(desk_until(&desk, desk_is_idle, 2000));
  }
  CHECK_INT(desk_letters(&desk).delivered, 20);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(nobody_listens) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  char url[64];
  struct desk desk;
  snprintf(url, sizeof(url), "%s", endpoint_url(endpoint));
  endpoint_stop(endpoint);
  desk_open(&desk, url);
  desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  CHECK(desk_until(&desk, desk_is_idle, 1000));
  CHECK_INT(desk_counts(&desk).failures, 1);
  CHECK_INT(desk_counts(&desk).refused_addresses, 0);
  CHECK(strstr(desk.log, "Couldn't connect"));
  desk_close(&desk);
}

TEST(redirects_are_not_followed) {
  struct endpoint *inner = endpoint_start(NULL, 0);
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  endpoint_behave(endpoint, (struct endpoint_manner){ENDPOINT_REDIRECT, 0,
                                                     endpoint_url(inner)});
  desk_open(&desk, endpoint_url(endpoint));
  for (int i = 0; i < 5; i++)
    desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  CHECK(desk_until(&desk, desk_is_empty, 2000));
  CHECK_INT(desk_letters(&desk).dead, 5);
  CHECK_INT(endpoint_connections(inner), 0);
  desk_close(&desk);
  endpoint_stop(endpoint);
  endpoint_stop(inner);
}

static void refuse(const char *url, struct endpoint *endpoint) {
  struct desk desk;
  test_case("%s", url);
  desk_open(&desk, url);
  desk.webhooks[0].allow_count = 0;
  desk_configure(&desk);
  desk_put(&desk, EVENT_REWRITE_SUGGESTED, "c", "d");
  CHECK(desk_until(&desk, desk_is_empty, 2000));
  CHECK_INT(desk_letters(&desk).dead, 1);
  CHECK(desk_counts(&desk).refused_addresses > 0);
  CHECK(strstr(desk.log, "address not allowed"));
  desk_put(&desk, EVENT_MANIFEST_APPLIED, "c", "");
  CHECK(desk_until(&desk, desk_is_idle, 2000));
  CHECK_INT(desk_letters(&desk).pending, 1);
  CHECK_INT(endpoint_connections(endpoint), 0);
  desk_close(&desk);
}

TEST(every_spelling_of_loopback_is_refused) {
  static const char *const hosts[] = {"127.0.0.1",  "127.1",
                                      "2130706433", "0x7f.1",
                                      "0177.0.0.1", "[::ffff:127.0.0.1]",
                                      "localhost",  "local.example",
                                      "0.0.0.0",    "[::]"};
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  char url[100];
  for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
    snprintf(url, sizeof(url), "http://%s:%u/", hosts[i],
             endpoint_port(endpoint));
    refuse(url, endpoint);
  }
  endpoint_stop(endpoint);
}

TEST(metadata_is_refused_though_its_range_is_allowed) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  struct network link_local = {
      .address = {[10] = 0xff, [11] = 0xff, [12] = 169, [13] = 254},
      .bits = 112};
  desk_open(&desk, "http://169.254.169.254/latest");
  desk.webhooks[0].allow = &link_local;
  desk.webhooks[0].allow_http = true;
  desk_configure(&desk);
  desk_put(&desk, EVENT_REWRITE_SUGGESTED, "c", "d");
  CHECK(desk_until(&desk, desk_is_empty, 1000));
  CHECK_INT(desk_counts(&desk).refused_addresses, 1);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(plain_http_stays_on_loopback) {
  struct network lan = {
      .address = {[10] = 0xff, [11] = 0xff, [12] = 192, [13] = 0, [14] = 2},
      .bits = 120};
  struct desk desk;
  desk_open(&desk, "http://192.0.2.1/");
  desk.webhooks[0].allow = &lan;
  desk_configure(&desk);
  desk_put(&desk, EVENT_REWRITE_SUGGESTED, "c", "d");
  CHECK(desk_until(&desk, desk_is_empty, 1000));
  CHECK_INT(desk_counts(&desk).refused_addresses, 1);
  desk_close(&desk);
}

/* One webhook's connection must not serve another that may not open it. */
TEST(no_connection_is_shared) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  desk_open(&desk, endpoint_url(endpoint));
  desk.webhooks[1] = desk.webhooks[0];
  desk.webhooks[1].name = STR("other");
  desk.webhooks[1].allow_count = 0;
  desk.manifest.webhook_count = 2;
  desk_configure(&desk);
  desk_put(&desk, EVENT_REWRITE_SUGGESTED, "c", "d");
  CHECK(desk_until(&desk, desk_is_empty, 1000));
  desk_put_for(&desk, "other", EVENT_REWRITE_SUGGESTED, "c", "d");
  CHECK(desk_until(&desk, desk_is_empty, 1000));
  CHECK_INT(desk_letters(&desk).delivered, 1);
  CHECK_INT(desk_letters(&desk).dead, 1);
  CHECK_INT(endpoint_connections(endpoint), 1);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(the_environment_is_not_asked) {
  struct endpoint *proxy = endpoint_start(NULL, 0);
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  setenv("http_proxy", endpoint_url(proxy), 1);
  setenv("all_proxy", endpoint_url(proxy), 1);
  setenv("ALL_PROXY", endpoint_url(proxy), 1);
  desk_open(&desk, endpoint_url(endpoint));
  desk_put(&desk, EVENT_REWRITE_SUGGESTED, "c", "d");
  CHECK(desk_until(&desk, desk_is_empty, 1000));
  CHECK_INT(desk_letters(&desk).delivered, 1);
  CHECK_INT(endpoint_connections(proxy), 0);
  desk_close(&desk);
  endpoint_stop(endpoint);
  endpoint_stop(proxy);
}

static unsigned inheritable_sockets(void) {
  struct stat status;
  unsigned count = 0;
  for (int fd = 3; fd < 200; fd++)
    count += fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode) &&
             !(fcntl(fd, F_GETFD) & FD_CLOEXEC);
  return count;
}

/* desk_close checks that it takes no time. */
TEST(close_while_a_name_is_looked_up) {
  struct desk desk;
  desk_open(&desk, "https://hang.example/hook");
  for (int i = 0; i < 3; i++)
    desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  desk_run(&desk, 100);
  if (atomic_load(&lookups) == 0)
    test_skip("libcurl does not use the test's getaddrinfo");
  CHECK_INT(desk_counts(&desk).in_flight, 3);
  CHECK_INT(inheritable_sockets(), 0);
  desk_close(&desk);
}

TEST(a_hanging_name_server_does_not_stop_other_webhooks) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  desk_open(&desk, endpoint_url(endpoint));
  desk.webhooks[1] = desk.webhooks[0];
  desk.webhooks[1].name = STR("hang");
  desk.webhooks[1].url = STR("https://hang.example/");
  desk.manifest.webhook_count = 2;
  desk_configure(&desk);
  desk_put_for(&desk, "hang", EVENT_REWRITE_SUGGESTED, "c", "d");
  desk_run(&desk, 50);
  if (atomic_load(&lookups) == 0)
    test_skip("libcurl does not use the test's getaddrinfo");
  int64_t slowest = 0;
  for (int i = 0; i < 50; i++) {
    int64_t begin = desk_real_us();
    desk_put(&desk, EVENT_REWRITE_SUGGESTED, "c", "d");
    while (desk_letters(&desk).delivered <= (unsigned)i)
      desk_run(&desk, 1);
    int64_t took = desk_real_us() - begin;
    slowest = took > slowest ? took : slowest;
  }
  CHECK(slowest < 200000);
  CHECK(desk_until(&desk, desk_is_idle, 2000));
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(out_of_descriptors_is_an_ordinary_failure) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  struct rlimit before, none;
  desk_open(&desk, endpoint_url(endpoint));
  CHECK_INT(getrlimit(RLIMIT_NOFILE, &before), 0);
  none = before;
  none.rlim_cur = 3;
  CHECK_INT(setrlimit(RLIMIT_NOFILE, &none), 0);
  desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  desk_until(&desk, desk_is_idle, 1000);
  CHECK_INT(desk_letters(&desk).pending, 1);
  CHECK_INT(setrlimit(RLIMIT_NOFILE, &before), 0);
  for (int i = 0; i < 5 && !desk_is_empty(&desk); i++) {
    desk_skip(&desk);
    CHECK(desk_until(&desk, desk_is_idle, 1000));
  }
  CHECK_INT(desk_letters(&desk).delivered, 1);
  desk_close(&desk);
  endpoint_stop(endpoint);
}
