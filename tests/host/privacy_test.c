/* What the manifest hides leaves in no byte, and is kept in none. */
#include "support/host.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

#define MEMBERS(kinds)                                                         \
  "\"store\": {\"engine\": \"sqlite\", \"path\": \"attune.db\"}, "             \
  "\"log\": {\"level\": \"debug\"}, "                                          \
  "\"trends\": {\"min_cases\": 2, \"min_customers\": 2}, "                     \
  "\"privacy\": {\"redact\": [" kinds "]}"

enum {
  CANARIES = 120
};

/* Numbers and an address that stand in one message and nowhere else. */
struct canary {
  char card[24];
  char card_parted[24];
  char email[48];
  char phone[20];
  char phone_parted[20];
};

static void make_canary(unsigned n, struct canary *out) {
  int sum = 0;
  snprintf(out->card, sizeof(out->card), "4%08u731590", 10271 * (n + 7));
  for (int i = 0; i < 15; i++) {
    int digit = out->card[14 - i] - '0';
    if (i % 2 == 0)
      digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  out->card[15] = (char)('0' + (10 - sum % 10) % 10);
  out->card[16] = 0;
  snprintf(out->card_parted, sizeof(out->card_parted), "%.4s %.4s %.4s %.4s",
           out->card, out->card + 4, out->card + 8, out->card + 12);
  snprintf(out->email, sizeof(out->email), "quibble%u.zelda@mail%u.example", n,
           n);
  snprintf(out->phone, sizeof(out->phone), "077%08u", 30119 * (n + 3));
  snprintf(out->phone_parted, sizeof(out->phone_parted), "%.5s %s", out->phone,
           out->phone + 5);
}

/* Where customers put such things; %1$s the card, %2$s e-mail, %3$s phone. */
static const char *const messages[] = {
    "You charged my card %1$s twice! I am furious. Call %3$s or write to "
    "%2$s.",
    "My parcel arrived broken and nobody answers %2$s! Why did you take the "
    "money from %1$s? My number is %3$s.",
    "I already told you: card %1$s, phone %3$s, e-mail %2$s. Are you going to "
    "refund %1$s or not?",
    "Nobody called me back on %3$s and your mail to %2$s said \"card %1$s "
    "refused\". I will sue you!",
    "Please refund %1$s. Regards,\nZelda\n%2$s\n%3$s",
    "%1$s %2$s %3$s",
    "The site says 'error for %2$s' when I pay with %1$s, I tried %3$s too. "
    "I am so disappointed.",
    "Order 5512: your driver rang %3$s and not me. Can you tell me why %2$s is "
    "blocked and %1$s is empty?",
};
#define MESSAGES (sizeof(messages) / sizeof(messages[0]))

static struct {
  pthread_mutex_t lock;
  char lines[1 << 18];
  size_t size;
} logged = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void keep_line(void *user, int32_t level, const char *line) {
  (void)user;
  (void)level;
  pthread_mutex_lock(&logged.lock);
  size_t size = strlen(line);
  if (logged.size + size < sizeof(logged.lines)) {
    memcpy(logged.lines + logged.size, line, size);
    logged.size += size;
  }
  pthread_mutex_unlock(&logged.lock);
}

static attune *open_logged(struct host *host) {
  attune *plugin = NULL;
  const attune_options options = {.struct_size = sizeof(options),
                                  .manifest = host->manifest,
                                  .log = keep_line};
  CHECK_INT(host->open(&options, &plugin), ATTUNE_OK);
  return plugin;
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool holds(const char *bytes, size_t size, const char *piece) {
  return memmem(bytes, size, piece, strlen(piece)) != NULL;
}

/* How many of the canaries' numbers and addresses these bytes hold. */
static size_t count_in(const char *bytes, size_t size) {
  size_t found = 0;
  for (unsigned i = 0; i < CANARIES; i++) {
    struct canary canary;
    make_canary(i, &canary);
    found += holds(bytes, size, canary.card);
    found += holds(bytes, size, canary.card_parted);
    found += holds(bytes, size, canary.email);
    found += holds(bytes, size, canary.phone);
    found += holds(bytes, size, canary.phone_parted);
  }
  return found;
}

static size_t count_in_file(struct host *host, const char *name) {
  static char bytes[1 << 24];
  char path[128];
  snprintf(path, sizeof(path), "%s/%s", host->directory, name);
  FILE *file = fopen(path, "rb");
  if (!file)
    return 0;
  size_t size = fread(bytes, 1, sizeof(bytes), file);
  fclose(file);
  CHECK(size < sizeof(bytes));
  return count_in(bytes, size);
}

static size_t count_in_events(struct host *host) {
  struct endpoint_request request;
  size_t found = 0;
  for (size_t i = 0; endpoint_request(host->endpoint, i, &request); i++) {
    size_t of_event = count_in(request.body, request.body_size);
    if (of_event > 0)
      test_case("%.300s", request.body);
    found += of_event;
  }
  return found;
}

/* The promise says the number, and falls due within seconds. */
static void promise(struct host *host, attune *plugin, const char *conversation,
                    const struct canary *canary) {
  char text[200];
  snprintf(text, sizeof(text), "I'll call you on %s within 24 hours.",
           canary->phone_parted);
  attune_message sent = host_message(conversation, "sent", text);
  sent.stage = ATTUNE_SENT;
  sent.agent = "ben";
  sent.sent_at_ms = now_ms() - 23 * 3600000;
  CHECK_INT(host->outgoing(plugin, &sent), ATTUNE_OK);
}

static size_t converse(struct host *host, attune *plugin, unsigned n) {
  static char json[32768];
  struct canary canary;
  char conversation[24], text[600], context[700];
  size_t size = 0, found;
  const char *shape = messages[n % MESSAGES];
  make_canary(n, &canary);
  snprintf(conversation, sizeof(conversation), "conversation-%u", n);
  snprintf(text, sizeof(text), shape, n % 2 ? canary.card : canary.card_parted,
           canary.email, n % 3 ? canary.phone_parted : canary.phone);
  attune_message message = host_message(conversation, "1", text);
  message.customer = conversation;
  CHECK_INT(host->incoming(plugin, &message), ATTUNE_OK);
  CHECK_INT(host->read(plugin, &message, json, sizeof(json), &size), ATTUNE_OK);
  found = count_in(json, size);
  snprintf(context, sizeof(context),
           "[{\"from\": \"customer\", \"text\": \"My address is %s, why is %s "
           "empty?\"}]",
           canary.email, canary.card_parted);
  attune_message draft = host_message(
      conversation, "2",
      "We apologize for any inconvenience. Could you please send me your phone "
      "number, your e-mail address and your order number? As per our policy "
      "you must wait.");
  draft.context = context;
  CHECK_INT(host->outgoing(plugin, &draft), ATTUNE_OK);
  CHECK_INT(host->review(plugin, &draft, json, sizeof(json), &size), ATTUNE_OK);
  found += count_in(json, size);
  if (n % 4 == 0)
    promise(host, plugin, conversation, &canary);
  return found;
}

static size_t count_in_stats(struct host *host, attune *plugin) {
  static char text[1 << 16];
  size_t size = 0;
  CHECK_INT(host->stats(plugin, text, sizeof(text), &size), ATTUNE_OK);
  return count_in(text, size);
}

static void remove_store(struct host *host) {
  static const char *const names[] = {"attune.db", "attune.db-wal",
                                      "attune.db-shm"};
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
    char path[128];
    snprintf(path, sizeof(path), "%s/%s", host->directory, names[i]);
    unlink(path);
  }
}

TEST_WITHIN(no_canary_leaves_or_is_kept, 60) {
  struct host host;
  host_start(&host);
  host_write_manifest(&host, MEMBERS("\"card\", \"email\", \"phone\""));
  attune *plugin = open_logged(&host);
  for (unsigned i = 0; i < CANARIES; i++)
    CHECK_INT(converse(&host, plugin, i), 0);
  CHECK_INT(host.drain(plugin, 20000), ATTUNE_OK);
  for (int i = 0; i < 100 && !endpoint_count(host.endpoint, "follow_up.due");
       i++)
    usleep(100000);
  CHECK(endpoint_count(host.endpoint, "validation.prompted") > CANARIES / 2);
  CHECK(endpoint_count(host.endpoint, "rewrite.suggested") > CANARIES / 2);
  CHECK(endpoint_count(host.endpoint, "escalation.advised") > 0);
  CHECK(endpoint_count(host.endpoint, "follow_up.due") > 0);
  CHECK_INT(count_in_events(&host), 0);
  CHECK_INT(count_in_stats(&host, plugin), 0);
  CHECK_INT(count_in_file(&host, "attune.db"), 0);
  CHECK_INT(count_in_file(&host, "attune.db-wal"), 0);
  CHECK_INT(host.close(plugin, 5000), ATTUNE_OK);
  CHECK_INT(count_in_file(&host, "attune.db"), 0);
  CHECK_INT(count_in(logged.lines, logged.size), 0);
  remove_store(&host);
  host_stop(&host);
}

/* So that the test above would notice: what is not named is shown. */
TEST_WITHIN(what_the_manifest_does_not_name_is_shown, 60) {
  struct host host;
  host_start(&host);
  host_write_manifest(&host, MEMBERS(""));
  attune *plugin = open_logged(&host);
  size_t found = 0;
  for (unsigned i = 0; i < 16; i++)
    found += converse(&host, plugin, i);
  CHECK_INT(host.drain(plugin, 20000), ATTUNE_OK);
  CHECK(found > 0);
  CHECK(count_in_events(&host) > 16);
  CHECK(count_in_file(&host, "attune.db") +
            count_in_file(&host, "attune.db-wal") >
        0);
  CHECK_INT(count_in(logged.lines, logged.size), 0);
  CHECK_INT(host.close(plugin, 5000), ATTUNE_OK);
  remove_store(&host);
  host_stop(&host);
}

/* Without a word about it cards are hidden, and told by their last digits. */
TEST(cards_are_hidden_unless_told_otherwise) {
  struct host host;
  struct endpoint_request request;
  host_start(&host);
  attune *plugin = open_logged(&host);
  attune_message message = host_message(
      "c", "1", "I am furious! You charged 4012 8888 8888 1881 twice.");
  CHECK_INT(host.incoming(plugin, &message), ATTUNE_OK);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK(endpoint_request(host.endpoint, 0, &request));
  CHECK(holds(request.body, request.body_size, "\"**** 1881\""));
  CHECK(holds(request.body, request.body_size, "\"**** **** **** ****\""));
  CHECK(!holds(request.body, request.body_size, "4012"));
  CHECK_INT(host.close(plugin, 5000), ATTUNE_OK);
  host_stop(&host);
}
