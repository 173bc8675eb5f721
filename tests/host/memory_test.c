/*
 * A malloc that fails at each site in turn, once and for ever after, over
 * open, incoming, outgoing, review, drain and close: a status each time, no
 * crash, no hang, and with memory back, all works again.
 *
 * Sites are those in the shared object (libuv and json-c, which are part of
 * it, included). libcurl 7.88 and libcrypto 3.0 have sites of their own that
 * crash inside them: ATTUNE_MALLOC_ALL=1 fails those too. ATTUNE_MALLOC_SITES
 * says how many sites are tried, evenly spread; 0 tries all.
 */
#include "support/host.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static atomic_bool counting;
static atomic_long calls;
static long fail_at;      /* the call that fails, from 1; 0: none */
static bool fail_forever; /* … and all after it */

static uintptr_t object_from, object_to; /* where the shared object lies */

static bool fails(const void *caller) {
  if (!atomic_load_explicit(&counting, memory_order_relaxed) ||
      (uintptr_t)caller < object_from || (uintptr_t)caller >= object_to)
    return false;
  long call = atomic_fetch_add(&calls, 1) + 1;
  return fail_at > 0 && (call == fail_at || (fail_forever && call > fail_at));
}

__attribute__((visibility("default"))) void *malloc(size_t size) {
  if (!fails(__builtin_return_address(0)))
    return __libc_malloc(size);
  errno = ENOMEM;
  return NULL;
}

__attribute__((visibility("default"))) void *calloc(size_t count, size_t size) {
  if (!fails(__builtin_return_address(0)))
    return __libc_calloc(count, size);
  errno = ENOMEM;
  return NULL;
}

__attribute__((visibility("default"))) void *realloc(void *old, size_t size) {
  if (!fails(__builtin_return_address(0)))
    return __libc_realloc(old, size);
  errno = ENOMEM;
  return NULL;
}

static int find_object(struct dl_phdr_info *info, size_t size, void *user) {
  (void)size;
  (void)user;
  if (!strstr(info->dlpi_name, "attune.so"))
    return 0;
  object_from = UINTPTR_MAX;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    uintptr_t from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
    uintptr_t to = from + info->dlpi_phdr[i].p_memsz;
    if (info->dlpi_phdr[i].p_type != PT_LOAD)
      continue;
    object_from = from < object_from ? from : object_from;
    object_to = to > object_to ? to : object_to;
  }
  return 1;
}

static void choose_sites(void) {
  if (!getenv("ATTUNE_MALLOC_ALL"))
    dl_iterate_phdr(find_object, NULL);
  else
    object_to = UINTPTR_MAX;
  CHECK(object_to > object_from);
}

static void quiet(void *user, int32_t level, const char *line) {
  (void)user;
  (void)level;
  (void)line;
}

static const char complaint[] =
    "This is the third time I write. My blender (order 4471-B) arrived "
    "broken and nobody answers me. I am really fed up!";
static const char draft_text[] =
    "We apologize for any inconvenience. Unfortunately there is nothing we "
    "can do. What is your order number?";

static bool is_status(int32_t status) {
  return status <= ATTUNE_OK && status >= ATTUNE_E_TIMEOUT;
}

/* The whole circle; every status will do, and a handle is always closed. */
static void circle(struct host *host) {
  static char json[20480];
  attune *plugin = NULL;
  const attune_options options = {
      .struct_size = sizeof(options), .manifest = host->manifest, .log = quiet};
  attune_message in = host_message("t", "m", complaint);
  attune_message draft = host_message("t", "d", draft_text);
  int32_t status = host->open(&options, &plugin);
  CHECK(is_status(status));
  CHECK((status == ATTUNE_OK) == (plugin != NULL));
  if (!plugin)
    return;
  CHECK(is_status(host->incoming(plugin, &in)));
  CHECK(is_status(host->outgoing(plugin, &draft)));
  CHECK(is_status(host->review(plugin, &draft, json, sizeof(json), NULL)));
  CHECK(is_status(host->drain(plugin, 1000)));
  CHECK(is_status(host->close(plugin, 1000)));
}

static long count_calls(struct host *host) {
  int status = -1;
  long counted = 0;
  int channel[2];
  CHECK_INT(pipe(channel), 0);
  pid_t child = host_fork();
  if (child == 0) {
    fail_at = 0;
    atomic_store(&counting, true);
    circle(host);
    atomic_store(&counting, false);
    counted = atomic_load(&calls);
    _exit(write(channel[1], &counted, sizeof(counted)) !=
          (ssize_t)sizeof(counted));
  }
  waitpid(child, &status, 0);
  CHECK_INT(status, 0);
  CHECK_INT(read(channel[0], &counted, sizeof(counted)), sizeof(counted));
  close(channel[0]);
  close(channel[1]);
  return counted;
}

/* In a child: with a failing malloc, then with a good one again. */
static int try_site(struct host *host, long site, bool forever) {
  int status = -1;
  pid_t child = host_fork();
  if (child == 0) {
    alarm(10);
    fail_at = site;
    fail_forever = forever;
    atomic_store(&counting, true);
    circle(host);
    atomic_store(&counting, false);
    circle(host);
    _exit(0);
  }
  waitpid(child, &status, 0);
  return status;
}

static void try_sites(bool forever) {
  struct host host;
  host_start(&host);
  choose_sites();
  long sites = count_calls(&host);
  const char *wanted = getenv("ATTUNE_MALLOC_SITES");
  long most = wanted ? atol(wanted) : 400;
  long step = most > 0 && sites > most ? sites / most : 1;
  CHECK(sites > 50);
  for (long site = 1; site <= sites; site += step) {
    test_case("site %ld of %ld", site, sites);
    CHECK_INT(try_site(&host, site, forever), 0);
  }
  host_stop(&host);
}

TEST_WITHIN(a_malloc_that_fails_once_is_a_status, 200) {
  try_sites(false);
}

TEST_WITHIN(a_malloc_that_fails_for_ever_is_a_status, 200) {
  try_sites(true);
}

#else

TEST(a_malloc_that_fails_is_a_status) {
  test_skip("the sanitizer brings its own malloc; the plain build does it");
}

#endif
