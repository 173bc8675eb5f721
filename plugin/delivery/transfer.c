#include "delivery/transfer.h"

#include <attune.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/version.h"
#include "delivery/address.h"

#define RESPONSE_MAX    16384 /* bytes of a body; nobody reads it */
#define HEADERS_MAX     16384
#define LOW_SPEED_BYTES 64L /* a second */
#define LOW_SPEED_S     3L

/* Not CURLOPT_MAXFILESIZE, which a chunked body passes unseen. */
static size_t on_body(char *data, size_t size, size_t count, void *user) {
  struct transfer *transfer = user;
  (void)data;
  transfer->body_bytes += size * count;
  return transfer->body_bytes > RESPONSE_MAX ? 0 : size * count;
}

static bool starts_with(struct str text, struct str prefix) {
  return text.size >= prefix.size &&
         curl_strnequal(text.data, prefix.data, prefix.size);
}

static void keep_retry_after(struct transfer *transfer, struct str value) {
  if (value.size > sizeof(transfer->retry_after))
    return;
  memcpy(transfer->retry_after, value.data, value.size);
  transfer->retry_after_size = value.size;
}

/* An interim answer (100, 103) has headers of its own before the real ones:
 * each status line starts anew. */
static size_t on_header(char *data, size_t size, size_t count, void *user) {
  struct transfer *transfer = user;
  struct str line = {data, size * count};
  const struct str name = STR("retry-after:");
  transfer->header_bytes += line.size;
  if (transfer->header_bytes > HEADERS_MAX)
    return 0;
  if (starts_with(line, STR("HTTP/"))) {
    transfer->retry_after_size = 0;
    transfer->headers_ended = false;
  } else if (starts_with(line, name)) {
    keep_retry_after(
        transfer, (struct str){line.data + name.size, line.size - name.size});
  } else if (str_is(line, "\r\n") || str_is(line, "\n")) {
    transfer->headers_ended = true;
  }
  return line.size;
}

static bool is_http(const struct transfer_plan *plan) {
  return starts_with(str_of(plan->url), STR("http:"));
}

/* The address is the one that is connected to: nothing between this check
 * and the connection could change it. */
static bool may_connect(const struct transfer_plan *plan,
                        const struct sockaddr *address) {
  const struct webhook *webhook = plan->webhook;
  if (is_http(plan) && !webhook->allow_http && !address_is_loopback(address))
    return false;
  return address_allowed(address, webhook->allow, webhook->allow_count);
}

static curl_socket_t on_open_socket(void *user, curlsocktype purpose,
                                    struct curl_sockaddr *address) {
  struct transfer *transfer = user;
  const struct transfer_plan *plan = transfer->plan;
  if (purpose != CURLSOCKTYPE_IPCXN || !may_connect(plan, &address->addr)) {
    transfer->refused++;
    ++*plan->refused_addresses;
    return CURL_SOCKET_BAD;
  }
  transfer->opened++;
  return multi_open_socket(plan->multi, address);
}

/* libcurl only reads the list, and only while it writes a request. So the
 * nodes are ours and stay, and an attempt rewrites the text they point to. */
static void link_lines(struct transfer *transfer) {
  char *texts[] = {transfer->id_line, transfer->timestamp_line,
                   transfer->signature_line};
  for (int i = 0; i < 3; i++) {
    transfer->lines[i].data = texts[i];
    transfer->lines[i].next = &transfer->lines[i + 1];
  }
  transfer->lines[2].next = transfer->plan->headers;
}

/* HTTP/1.1: one connection an attempt under way, so that max_in_flight means
 * the same to the receiver. 0.9 would take any bytes for an answer. */
static bool set_request(CURL *easy, struct transfer *transfer) {
  const struct transfer_plan *plan = transfer->plan;
  return !curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer) &&
         !curl_easy_setopt(easy, CURLOPT_URL, plan->url) &&
         !curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR,
                           is_http(plan) ? "http" : "https") &&
         !curl_easy_setopt(easy, CURLOPT_POST, 1L) &&
         !curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->lines) &&
         !curl_easy_setopt(easy, CURLOPT_USERAGENT, "attune/" ATTUNE_VERSION) &&
         !curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                           (long)CURL_HTTP_VERSION_1_1) &&
         !curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
}

static bool set_answer(CURL *easy, struct transfer *transfer) {
  return !curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body) &&
         !curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer) &&
         !curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header) &&
         !curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer) &&
         !curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) &&
         !curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_BYTES);
}

/* What the host's environment and home directory could say otherwise is said
 * here: proxies and .netrc. NOSIGNAL keeps libcurl from touching
 * SIGPIPE; QUICK_EXIT keeps it from waiting for a name server at the end. */
static bool set_house_rules(CURL *easy) {
  return !curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) &&
         !curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L) &&
         !curl_easy_setopt(easy, CURLOPT_PROXY, "") &&
         !curl_easy_setopt(easy, CURLOPT_NOPROXY, "*") &&
         !curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) &&
         !curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 1L);
}

/* No CAPATH beside a file: with one, libcurl reads the whole bundle anew for
 * each connection and holds the loop for tens of milliseconds. */
static bool set_tls(CURL *easy, const struct transfer_plan *plan) {
  if (plan->ca_file && (curl_easy_setopt(easy, CURLOPT_CAINFO, plan->ca_file) ||
                        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL)))
    return false;
  return !curl_easy_setopt(easy, CURLOPT_SSLVERSION,
                           (long)CURL_SSLVERSION_TLSv1_2) &&
         !curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) &&
         !curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
}

static bool set_sockets(CURL *easy, struct transfer *transfer) {
  return !curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket) &&
         !curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer) &&
         !curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION,
                           multi_close_socket) &&
         !curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA,
                           transfer->plan->multi);
}

struct transfer *transfer_new(const struct transfer_plan *plan) {
  struct transfer *transfer = calloc(1, sizeof(*transfer));
  if (!transfer)
    return NULL;
  transfer->plan = plan;
  transfer->class_ = -1;
  transfer->easy = curl_easy_init();
  link_lines(transfer);
  const struct webhook *webhook = plan->webhook;
  if (transfer->easy &&
      signer_init(&transfer->signer, &webhook->secret,
                  &webhook->previous_secret) == ATTUNE_OK &&
      set_house_rules(transfer->easy) &&
      set_request(transfer->easy, transfer) &&
      set_answer(transfer->easy, transfer) && set_tls(transfer->easy, plan) &&
      set_sockets(transfer->easy, transfer))
    return transfer;
  transfer_free(transfer);
  return NULL;
}

void transfer_free(struct transfer *transfer) {
  if (!transfer)
    return;
  if (transfer->letter)
    curl_multi_remove_handle(transfer->plan->multi->curl, transfer->easy);
  curl_easy_cleanup(transfer->easy);
  signer_fini(&transfer->signer);
  free(transfer);
}

/* A receiver that thinks before it answers is slow to begin, not a drip: it
 * gets half of a long time-out before too few bytes count against it. */
static bool set_time(struct transfer *transfer, enum delivery_class class_) {
  if (transfer->class_ == (int)class_)
    return true;
  uint32_t given = transfer->plan->webhook->timeout_ms;
  long total = (long)(given ? given : schedule_timeout_ms(class_));
  long connect = (long)schedule_connect_timeout_ms(class_);
  long slow = total / 2000 > LOW_SPEED_S ? total / 2000 : LOW_SPEED_S;
  CURL *easy = transfer->easy;
  if (curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, total) ||
      curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                       connect < total ? connect : total) ||
      curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, slow))
    return false;
  transfer->class_ = (int)class_;
  return true;
}

static int write_lines(struct transfer *transfer, const struct letter *letter,
                       int64_t wall_s) {
  static const struct str name = {"webhook-signature: ", 19};
  snprintf(transfer->id_line, sizeof(transfer->id_line), "webhook-id: %s",
           letter->id);
  snprintf(transfer->timestamp_line, sizeof(transfer->timestamp_line),
           "webhook-timestamp: %" PRId64, wall_s);
  memcpy(transfer->signature_line, name.data, name.size);
  return signer_sign(&transfer->signer, letter->id, wall_s, letter->body,
                     transfer->signature_line + name.size);
}

static void forget_answer(struct transfer *transfer) {
  transfer->header_bytes = 0;
  transfer->body_bytes = 0;
  transfer->headers_ended = false;
  transfer->opened = 0;
  transfer->refused = 0;
  transfer->retry_after_size = 0;
}

/* libcurl copies neither body nor headers: the letter stays where it is until
 * transfer_finish or transfer_free. */
int transfer_start(struct transfer *transfer, struct letter *letter,
                   int64_t wall_s) {
  CURL *easy = transfer->easy;
  int status = write_lines(transfer, letter, wall_s);
  if (status != ATTUNE_OK)
    return status;
  forget_answer(transfer);
  if (!set_time(transfer, letter->class_) ||
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, letter->body.data) ||
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                       (curl_off_t)letter->body.size) ||
      curl_multi_add_handle(transfer->plan->multi->curl, easy))
    return ATTUNE_E_MEMORY;
  transfer->letter = letter;
  return ATTUNE_OK;
}

/* An answer whose headers came whole is an answer, though we hung up on its
 * body for being too long. */
static bool is_answered(const struct transfer *transfer, CURLcode code) {
  return code == CURLE_OK ||
         (code == CURLE_WRITE_ERROR && transfer->headers_ended &&
          transfer->body_bytes > RESPONSE_MAX);
}

void transfer_finish(struct transfer *transfer, CURLcode code,
                     struct transfer_result *out) {
  *out = (struct transfer_result){
      .refused =
          transfer->refused > 0 && transfer->opened == 0 && code != CURLE_OK,
      .error = curl_easy_strerror(code),
      .retry_after = {transfer->retry_after, transfer->retry_after_size}};
  if (is_answered(transfer, code))
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &out->status);
  curl_multi_remove_handle(transfer->plan->multi->curl, transfer->easy);
  transfer->letter = NULL;
}
