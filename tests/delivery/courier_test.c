#include "delivery/courier.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "delivery/desk.h"

static const struct endpoint_manner fine = {ENDPOINT_OK, 0, NULL};
static const struct endpoint_manner broken = {ENDPOINT_STATUS, 500, NULL};

static bool all_delivered(struct desk *desk) {
  return desk_letters(desk).delivered == desk->put;
}

static struct endpoint_request request(struct endpoint *endpoint, size_t n) {
  struct endpoint_request request = {.id = ""};
  CHECK(endpoint_request(endpoint, n, &request));
  return request;
}

TEST(a_letter_arrives_signed) {
  struct endpoint *endpoint = endpoint_start(DESK_SECRET, 10);
  struct header extra = {STR("X-Extra"), STR("of the manifest")};
  struct desk desk;
  desk_open(&desk, endpoint_url(endpoint));
  desk.webhooks[0].headers = &extra;
  desk.webhooks[0].header_count = 1;
  desk_configure(&desk);
  desk_put(&desk, EVENT_REWRITE_SUGGESTED, "c", "d");
  CHECK(desk_until(&desk, all_delivered, 5000));
  struct endpoint_request got = request(endpoint, 0);
  CHECK_STR(str_of(got.id), "msg_1");
  CHECK_STR(str_of(got.body), "{\"type\":\"test\"}");
  CHECK_STR(str_of(got.extra), "of the manifest");
  CHECK(strncmp(got.agent, "attune/", 7) == 0);
  CHECK(got.signature_valid);
  CHECK_INT(got.signatures, 1);
  CHECK(llabs(got.timestamp - desk_wall_ms(&desk) / 1000) <= 2);
  CHECK_INT(desk_counts(&desk).attempts, 1);
  CHECK_INT(desk_counts(&desk).failures, 0);
  CHECK(desk.changed > 0);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(rotation_sends_both_signatures) {
  struct endpoint *endpoint = endpoint_start(DESK_SECRET, 10);
  struct desk desk;
  desk_open(&desk, endpoint_url(endpoint));
  desk.webhooks[0].previous_secret = desk.webhooks[0].secret;
  memcpy(desk.webhooks[0].secret.key, "fedcba9876543210fedcba98", 24);
  desk_configure(&desk);
  desk_put(&desk, EVENT_REWRITE_SUGGESTED, "c", "d");
  CHECK(desk_until(&desk, all_delivered, 5000));
  CHECK(request(endpoint, 0).signature_valid);
  CHECK_INT(request(endpoint, 0).signatures, 2);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(connections_are_kept) {
  struct endpoint *endpoint = endpoint_start(DESK_SECRET, 300);
  struct desk desk;
  desk_open(&desk, endpoint_url(endpoint));
  desk.webhooks[0].max_in_flight = 3;
  desk_configure(&desk);
  for (int i = 0; i < 300; i++)
    desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  CHECK(desk_until(&desk, all_delivered, 10000));
  CHECK(endpoint_connections(endpoint) <= 3);
  CHECK_INT(endpoint_requests(endpoint), 300);
  for (size_t i = 0; i < 300; i++)
    CHECK(request(endpoint, i).signature_valid);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(never_more_in_flight_than_allowed) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  endpoint_behave(endpoint, (struct endpoint_manner){ENDPOINT_SLOW, 50, NULL});
  desk_open(&desk, endpoint_url(endpoint));
  desk.webhooks[0].max_in_flight = 4;
  desk_configure(&desk);
  for (int i = 0; i < 12; i++)
    desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  courier_wake(desk.courier);
  CHECK_INT(desk_counts(&desk).in_flight, 4);
  CHECK(desk_until(&desk, all_delivered, 5000));
  CHECK_INT(endpoint_connections(endpoint), 4);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(a_server_that_closes_kept_connections_is_met_again) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct endpoint_manner script[] = {fine, {ENDPOINT_FIN, 0, NULL}, fine};
  struct desk desk;
  endpoint_script(endpoint, script, 3);
  desk_open(&desk, endpoint_url(endpoint));
  desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  CHECK(desk_until(&desk, all_delivered, 5000));
  desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  CHECK(desk_until(&desk, desk_is_idle, 5000));
  if (!all_delivered(&desk))
    desk_skip(&desk);
  CHECK(desk_until(&desk, all_delivered, 5000));
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(retries_keep_the_id_and_stamp_anew) {
  struct endpoint *endpoint = endpoint_start(DESK_SECRET, 10);
  struct endpoint_manner script[] = {broken, broken};
  struct desk desk;
  endpoint_script(endpoint, script, 2);
  desk_open(&desk, endpoint_url(endpoint));
  desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  for (int i = 0; i < 3; i++) {
    desk_skip(&desk);
    CHECK(desk_until(&desk, desk_is_idle, 5000));
  }
  CHECK(all_delivered(&desk));
  CHECK_INT(endpoint_requests(endpoint), 3);
  for (size_t i = 0; i < 3; i++) {
    CHECK_STR(str_of(request(endpoint, i).id), "msg_1");
    CHECK(request(endpoint, i).signature_valid);
  }
  CHECK(request(endpoint, 1).timestamp - request(endpoint, 0).timestamp >= 3);
  CHECK(request(endpoint, 2).timestamp - request(endpoint, 1).timestamp >= 23);
  CHECK_INT(desk_counts(&desk).failures, 2);
  CHECK(strstr(desk.log, "webhook desk: attempt 1 of msg_1: status 500"));
  desk_close(&desk);
  endpoint_stop(endpoint);
}

static int64_t delay_after(const char *retry_after, enum event_type type) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  endpoint_behave(endpoint,
                  (struct endpoint_manner){ENDPOINT_STATUS, 429, retry_after});
  desk_open(&desk, endpoint_url(endpoint));
  desk_put(&desk, type, "c", "d");
  CHECK(desk_until(&desk, desk_is_idle, 5000));
  int64_t due = outbox_next_due_us(desk.outbox, STR("desk"));
  int64_t delay = due == INT64_MAX ? -1 : due - desk_mono_us(&desk);
  if (delay < 0)
    CHECK_INT(desk_letters(&desk).expired, 1);
  desk_close(&desk);
  endpoint_stop(endpoint);
  return delay < 0 ? -1 : (delay + 999999) / 1000000;
}

TEST(retry_after_is_honoured_and_clamped) {
  CHECK_INT(delay_after("17", EVENT_REWRITE_SUGGESTED), 17);
  CHECK_INT(delay_after("0", EVENT_REWRITE_SUGGESTED), 1);
  CHECK_INT(delay_after("121", EVENT_REWRITE_SUGGESTED), -1);
  CHECK_INT(delay_after("1000000000", EVENT_VALIDATION_PROMPTED), -1);
  CHECK_INT(delay_after("1000000000", EVENT_MANIFEST_APPLIED), 24 * 3600);
  int64_t usual = delay_after("-5", EVENT_MANIFEST_APPLIED);
  CHECK(usual >= 4 && usual <= 6);
}

TEST(a_refusal_ends_an_inline_letter) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  endpoint_behave(endpoint,
                  (struct endpoint_manner){ENDPOINT_STATUS, 404, NULL});
  desk_open(&desk, endpoint_url(endpoint));
  desk_put(&desk, EVENT_REWRITE_SUGGESTED, "c", "d");
  desk_put(&desk, EVENT_MANIFEST_APPLIED, "", "");
  CHECK(desk_until(&desk, desk_is_idle, 5000));
  CHECK_INT(desk_letters(&desk).dead, 1);
  CHECK_INT(desk_letters(&desk).pending, 1);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(gone_until_its_entry_changes) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct endpoint_manner gone = {ENDPOINT_STATUS, 410, NULL};
  struct desk desk;
  endpoint_script(endpoint, &gone, 1);
  desk_open(&desk, endpoint_url(endpoint));
  desk_put(&desk, EVENT_MANIFEST_APPLIED, "a", "");
  CHECK(desk_until(&desk, desk_is_idle, 5000));
  CHECK_INT(desk_letters(&desk).dead, 1);
  desk_put(&desk, EVENT_MANIFEST_APPLIED, "b", "");
  desk_put(&desk, EVENT_REWRITE_SUGGESTED, "b", "d");
  desk_configure(&desk);
  desk_run(&desk, 50);
  CHECK_INT(endpoint_requests(endpoint), 1);
  CHECK_INT(desk_letters(&desk).dropped, 1);
  desk.webhooks[0].timeout_ms = 2000;
  desk_configure(&desk);
  CHECK(desk_until(&desk, desk_is_empty, 5000));
  CHECK_INT(desk_letters(&desk).delivered, 1);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(breaker_drops_inline_and_parks_the_rest) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  endpoint_behave(endpoint, broken);
  desk_open(&desk, endpoint_url(endpoint));
  desk.webhooks[0].max_in_flight = 1;
  desk_configure(&desk);
  for (int i = 0; i < 20; i++)
    desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  desk_put(&desk, EVENT_REWRITE_SUGGESTED, "c", "d");
  CHECK(desk_until(&desk, desk_is_idle, 5000));
  CHECK_INT(endpoint_requests(endpoint), 5);
  CHECK_INT(desk_counts(&desk).breaker_opened, 1);
  CHECK_INT(desk_letters(&desk).dropped, 1);
  CHECK_INT(desk_letters(&desk).pending, 20);
  desk.ahead_us += 5000000;
  CHECK(desk_until(&desk, desk_is_idle, 5000));
  CHECK_INT(endpoint_requests(endpoint), 6);
  endpoint_behave(endpoint, fine);
  desk.ahead_us += 10000000;
  CHECK(desk_until(&desk, desk_is_empty, 5000));
  CHECK_INT(desk_letters(&desk).delivered, 20);
  CHECK(strstr(desk.log, "paused for 5 s"));
  CHECK(strstr(desk.log, "answers again"));
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(three_days_of_outage_lose_no_durable_letter) {
  struct endpoint *endpoint = endpoint_start(NULL, 200);
  struct desk desk;
  char conversation[16];
  endpoint_behave(endpoint, broken);
  desk_open(&desk, endpoint_url(endpoint));
  for (int i = 0; i < 30; i++) {
    snprintf(conversation, sizeof(conversation), "c%d", i % 10);
    desk_put(&desk, EVENT_MANIFEST_APPLIED, conversation, "");
  }
  for (int hour = 0; hour < 70; hour++) {
    desk.ahead_us += INT64_C(3600) * 1000000;
    CHECK(desk_until(&desk, desk_is_idle, 5000));
  }
  CHECK_INT(desk_letters(&desk).pending, 30);
  endpoint_behave(endpoint, fine);
  for (int turn = 0; turn < 40 && !desk_is_empty(&desk); turn++) {
    desk_skip(&desk);
    desk.ahead_us += turn == 0 ? INT64_C(300) * 1000000 : 0;
    CHECK(desk_until(&desk, desk_is_idle, 5000));
  }
  CHECK_INT(desk_letters(&desk).delivered, 30);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(a_durable_letter_is_tried_ten_times) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  endpoint_behave(endpoint, broken);
  desk_open(&desk, endpoint_url(endpoint));
  desk_put(&desk, EVENT_MANIFEST_APPLIED, "c", "");
  int64_t begin = desk_mono_us(&desk);
  for (int i = 0; i < 30 && !desk_is_empty(&desk); i++) {
    desk_skip(&desk);
    CHECK(desk_until(&desk, desk_is_idle, 5000));
  }
  CHECK_INT(desk_letters(&desk).dead, 1);
  CHECK_INT(endpoint_requests(endpoint), 10);
  CHECK((desk_mono_us(&desk) - begin) / 1000 <=
        schedule_lifetime_ms(CLASS_DURABLE));
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(late_inline_letters_are_not_sent) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  desk_open(&desk, endpoint_url(endpoint));
  desk_put(&desk, EVENT_REWRITE_SUGGESTED, "c", "d");
  desk.ahead_us += INT64_C(121) * 1000000;
  CHECK(desk_until(&desk, desk_is_empty, 5000));
  CHECK_INT(desk_letters(&desk).expired, 1);
  CHECK_INT(endpoint_requests(endpoint), 0);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(one_conversation_in_order_others_beside_it) {
  struct endpoint *endpoint = endpoint_start(NULL, 10);
  struct endpoint_manner slow = {ENDPOINT_SLOW, 60, NULL};
  struct desk desk;
  endpoint_behave(endpoint, slow);
  desk_open(&desk, endpoint_url(endpoint));
  desk_put(&desk, EVENT_MANIFEST_APPLIED, "a", "");
  desk_put(&desk, EVENT_MANIFEST_APPLIED, "a", "");
  desk_put(&desk, EVENT_MANIFEST_APPLIED, "b", "");
  courier_wake(desk.courier);
  CHECK_INT(desk_counts(&desk).in_flight, 2);
  CHECK(desk_until(&desk, all_delivered, 5000));
  CHECK_STR(str_of(request(endpoint, 2).id), "msg_2");
  CHECK(request(endpoint, 2).at_us - request(endpoint, 0).at_us >= 50000);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(an_unchanged_entry_keeps_its_connection) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  desk_open(&desk, endpoint_url(endpoint));
  desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  CHECK(desk_until(&desk, all_delivered, 5000));
  desk.webhooks[0].events = 3;
  desk_configure(&desk);
  desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  CHECK(desk_until(&desk, all_delivered, 5000));
  CHECK_INT(endpoint_connections(endpoint), 1);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(a_new_secret_loses_the_connection_and_no_letter) {
  struct endpoint *endpoint = endpoint_start(DESK_NEWER, 10);
  struct endpoint_manner slow = {ENDPOINT_SLOW, 3000, NULL};
  struct desk desk;
  endpoint_script(endpoint, &slow, 1);
  desk_open(&desk, endpoint_url(endpoint));
  desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  desk_run(&desk, 50);
  CHECK_INT(desk_counts(&desk).in_flight, 1);
  memcpy(desk.webhooks[0].secret.key, "fedcba9876543210fedcba98", 24);
  desk_configure(&desk);
  CHECK(desk_until(&desk, all_delivered, 1000));
  CHECK_INT(endpoint_connections(endpoint), 2);
  CHECK(!request(endpoint, 0).signature_valid);
  CHECK(request(endpoint, 1).signature_valid);
  CHECK_STR(str_of(request(endpoint, 1).id), "msg_1");
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(letters_of_a_removed_webhook_expire) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  endpoint_behave(endpoint, (struct endpoint_manner){ENDPOINT_HANG, 0, NULL});
  desk_open(&desk, endpoint_url(endpoint));
  desk.webhooks[0].max_in_flight = 2;
  desk_configure(&desk);
  for (int i = 0; i < 5; i++)
    desk_put(&desk, EVENT_MANIFEST_APPLIED, "c", "");
  desk_run(&desk, 50);
  desk.manifest.webhook_count = 0;
  desk_configure(&desk);
  CHECK_INT(desk_letters(&desk).expired, 5);
  CHECK_INT(desk_letters(&desk).pending, 0);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(close_puts_letters_in_flight_back) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  endpoint_behave(endpoint, (struct endpoint_manner){ENDPOINT_HANG, 0, NULL});
  desk_open(&desk, endpoint_url(endpoint));
  for (int i = 0; i < 5; i++)
    desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  desk_run(&desk, 50);
  CHECK_INT(desk_counts(&desk).in_flight, 5);
  struct outbox *outbox = desk.outbox;
  desk.outbox = outbox_new(1, 1);
  CHECK_INT(desk_letters(&desk).pending, 0);
  desk_close(&desk);
  struct outbox_counts counts;
  outbox_counts(outbox, &counts);
  CHECK_INT(counts.pending, 5);
  struct letter *letter = outbox_take(outbox, STR("desk"), INT64_MAX);
  CHECK(letter);
  CHECK_INT(letter->attempts, 0);
  outbox_free(outbox);
  endpoint_stop(endpoint);
}

TEST(never_used_closes_too) {
  struct desk desk;
  desk_open(&desk, "http://127.0.0.1:9/");
  desk_close(&desk);
}

/* Sockets must not be inherited by what the host executes. */
TEST(sockets_close_on_exec) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  struct stat status;
  unsigned sockets = 0;
  desk_open(&desk, endpoint_url(endpoint));
  desk_put(&desk, EVENT_VALIDATION_PROMPTED, "c", "");
  CHECK(desk_until(&desk, all_delivered, 5000));
  endpoint_stop(endpoint);
  for (int fd = 3; fd < 200; fd++) {
    if (fstat(fd, &status) != 0 || !S_ISSOCK(status.st_mode))
      continue;
    test_case("fd %d", fd);
    sockets++;
    CHECK(fcntl(fd, F_GETFD) & FD_CLOEXEC);
  }
  CHECK(sockets >= 1);
  desk_close(&desk);
}
