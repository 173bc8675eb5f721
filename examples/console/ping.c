/* An endpoint.ping to the manifest's webhooks, and what came of it. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../replay/fields.h"
#include "address.h"
#include "args.h"
#include "key.h"
#include "manifest_file.h"
#include "signing.h"

#define TIMEOUT_MS 15000

struct ping {
  struct console *console;
  json_object *webhook;
  const char *name;
  const char *manifest;
  const char *sha256; /* of the manifest */
  struct verify_key key;
  char *body;
  struct curl_slist *headers;
  CURL *easy;
  bool refused; /* the address is not one to connect to */
  char address[64];
  char error[CURL_ERROR_SIZE];
};

static void iso_time(int64_t seconds, char out[32]) {
  time_t at = (time_t)seconds;
  struct tm parts;
  gmtime_r(&at, &parts);
  strftime(out, 32, "%Y-%m-%dT%H:%M:%S.000Z", &parts);
}

/* The document the schema describes, with nothing to be said in it. */
static char *make_body(const struct ping *ping, const char *id, int64_t now) {
  char now_text[32], expires[32], suggestion[SIGNING_ID_SIZE + 4];
  json_object *event = json_object_new_object();
  json_object *data = json_object_new_object();
  json_object *engine = json_object_new_object();
  iso_time(now, now_text);
  iso_time(now + 120, expires);
  console_add(event, "type", "endpoint.ping");
  console_add(event, "timestamp", now_text);
  json_object_object_add(event, "data", data);
  /* As long as a webhook-id, and as unique. */
  snprintf(suggestion, sizeof(suggestion), "sug_%s", id + strlen("msg_"));
  console_add(data, "suggestion", suggestion);
  json_object_object_add(data, "conversation", NULL);
  json_object_object_add(data, "message", NULL);
  json_object_object_add(data, "revision", json_object_new_int(0));
  console_add(data, "expires_at", expires);
  json_object_object_add(data, "supersedes", NULL);
  json_object_object_add(data, "echo", NULL);
  json_object_object_add(data, "engine", engine);
  console_add(engine, "version", ping->console->host.version());
  console_add(engine, "manifest", ping->sha256);
  console_add(engine, "language", "en");
  console_add(engine, "scope", "general");
  json_object_object_add(engine, "micros", json_object_new_int(0));
  char *body = strdup(json_object_to_json_string_ext(
      event, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
  json_object_put(event);
  return body;
}

static int add_header(struct ping *ping, const char *name, const char *value) {
  char *line = NULL;
  if (asprintf(&line, "%s: %s", name, value) < 0)
    return -1;
  struct curl_slist *more = curl_slist_append(ping->headers, line);
  free(line);
  if (!more)
    return -1;
  ping->headers = more;
  return 0;
}

static int add_own_headers(struct ping *ping) {
  json_object *headers = field(ping->webhook, "headers");
  int status = 0;
  if (!headers)
    return 0;
  json_object_object_foreach(headers, name, value) {
    if (status == 0)
      status = add_header(ping, name, json_object_get_string(value));
  }
  return status;
}

/* A webhook of this machine may have no secret; then nothing is signed. */
static int write_request(struct ping *ping) {
  char id[SIGNING_ID_SIZE], signature[SIGNING_SIZE], seconds[24];
  int64_t now = (int64_t)time(NULL);
  if (signing_id(id) != 0 || !(ping->body = make_body(ping, id, now)))
    return -1;
  snprintf(seconds, sizeof(seconds), "%lld", (long long)now);
  int status = add_header(ping, "content-type", "application/json");
  if (status == 0)
    status = add_header(ping, "webhook-id", id);
  if (status == 0)
    status = add_header(ping, "webhook-timestamp", seconds);
  if (status == 0 && ping->key.size > 0)
    status = signing_sign(&ping->key, id, now, ping->body, strlen(ping->body),
                          signature);
  if (status == 0 && ping->key.size > 0)
    status = add_header(ping, "webhook-signature", signature);
  return status == 0 ? add_own_headers(ping) : status;
}

/* The plugin judges the address at which the socket connects; so does this,
   before any byte of the request. */
static int judge(void *user, char *ip, char *own, int port, int own_port) {
  struct ping *ping = user;
  (void)own;
  (void)port;
  (void)own_port;
  snprintf(ping->address, sizeof(ping->address), "%s", ip ? ip : "?");
  ping->refused = !address_allowed(ip, field(ping->webhook, "allow"));
  return ping->refused ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

static size_t forget(char *bytes, size_t size, size_t count, void *user) {
  (void)bytes;
  (void)user;
  return size * count;
}

static void set_up(struct ping *ping, const char *url, const char *ca_file) {
  CURL *easy = ping->easy;
  long timeout = (long)field_int(ping->webhook, "", "timeout_ms", NULL);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout ? timeout : TIMEOUT_MS);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, ping->headers);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, ping->body);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)strlen(ping->body));
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "Attune-console");
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, forget);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, ping->error);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, judge);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, ping);
  if (ca_file)
    curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
}

static const char *advice(const struct ping *ping, CURLcode code, long status) {
  if (ping->refused)
    return "the plugin would refuse this address: name its network in "
           "\"allow\" if it is yours";
  if (code == CURLE_OPERATION_TIMEDOUT)
    return "no answer in time";
  if (code != CURLE_OK)
    return ping->error[0] ? ping->error : curl_easy_strerror(code);
  if (status >= 200 && status < 300)
    return NULL;
  if (status == 401 || status == 403)
    return "it refuses the signature or the sender: compare the secrets";
  if (status == 404 || status == 405)
    return "nobody takes events at this path";
  if (status == 410)
    return "it wants no events any more";
  if (status >= 300 && status < 400)
    return "it points elsewhere, and redirects are not followed: correct the "
           "url";
  return "the receiver could not take it";
}

static void tell_json(const struct ping *ping, long status, double ms,
                      const char *wrong) {
  json_object *line = json_object_new_object();
  console_add(line, "webhook", ping->name);
  json_object_object_add(line, "ok", json_object_new_boolean(!wrong));
  json_object_object_add(line, "status", json_object_new_int64(status));
  json_object_object_add(line, "ms", json_object_new_int64((int64_t)ms));
  console_add(line, "address", ping->address[0] ? ping->address : NULL);
  console_add(line, "why", wrong);
  console_json(line);
  json_object_put(line);
}

static void tell(const struct ping *ping, long status, double ms,
                 const char *wrong) {
  const struct paint *paint = &ping->console->paint;
  if (ping->console->json) {
    tell_json(ping, status, ms, wrong);
    return;
  }
  console_cell(paint, INK_BOLD, ping->name, 20);
  if (status > 0)
    paint_ours(paint, wrong ? INK_ERROR : INK_GOOD, " %ld", status);
  else
    paint_ours(paint, INK_ERROR, " no answer");
  paint_ours(paint, INK_FAINT, " in %.0f ms", ms);
  if (ping->address[0])
    paint_ours(paint, INK_FAINT, " from %s", ping->address);
  paint_newline(paint);
  if (wrong) {
    paint_ours(paint, INK_PLAIN, "  ");
    paint_behind(paint, 2, 2, INK_PLAIN, wrong);
  }
}

static int send_it(struct ping *ping) {
  long status = 0;
  double seconds = 0;
  CURLcode code = curl_easy_perform(ping->easy);
  curl_easy_getinfo(ping->easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(ping->easy, CURLINFO_TOTAL_TIME, &seconds);
  const char *wrong = advice(ping, code, status);
  tell(ping, status, seconds * 1000, wrong);
  return !wrong ? DONE_FINE : status > 0 ? DONE_FOUND : DONE_CANNOT;
}

static int ping_one(struct ping *ping) {
  const char *url = field_string(ping->webhook, "", "url", NULL);
  const char *from = field_string(ping->webhook, "", "secret", NULL);
  const char *ca = field_string(ping->webhook, "", "ca_file", NULL);
  char *ca_file = ca ? manifest_file_beside(ping->manifest, ca) : NULL;
  int code = from ? key_read(from, ping->manifest, &ping->key) : DONE_FINE;
  ping->easy = code == DONE_FINE ? curl_easy_init() : NULL;
  if (ping->easy && write_request(ping) == 0) {
    set_up(ping, url, ca_file);
    code = send_it(ping);
  } else if (code == DONE_FINE) {
    console_complain("out of memory", NULL);
    code = DONE_CANNOT;
  }
  curl_easy_cleanup(ping->easy);
  curl_slist_free_all(ping->headers);
  free(ping->body);
  free(ca_file);
  return code;
}

static int ping_named(struct console *console, json_object *webhook,
                      const char *sha256) {
  struct ping ping = {.console = console,
                      .webhook = webhook,
                      .name = field_string(webhook, "", "name", NULL),
                      .manifest = console_manifest(console),
                      .sha256 = sha256};
  return ping_one(&ping);
}

static int ping_all(struct console *console, json_object *root, int argc,
                    char **argv, const char *sha256) {
  json_object *list = field(root, "webhooks");
  size_t count = list ? json_object_array_length(list) : 0;
  int code = DONE_FINE;
  if (count == 0) {
    console_complain("%s has no webhooks to send to",
                     console_manifest(console));
    return DONE_CANNOT;
  }
  for (size_t i = 0; argc == 0 && i < count && !console_interrupted(); i++) {
    int one = ping_named(console, json_object_array_get_idx(list, i), sha256);
    code = one > code ? one : code;
  }
  for (int i = 0; i < argc && !console_interrupted(); i++) {
    json_object *webhook = manifest_file_webhook(root, argv[i]);
    int one = DONE_USAGE;
    if (webhook)
      one = ping_named(console, webhook, sha256);
    else
      console_complain("the manifest has no webhook %s", argv[i]);
    code = one > code ? one : code;
  }
  return code;
}

int command_ping(struct console *console, int argc, char **argv) {
  int code = args_take(console, NULL, &argc, argv);
  if (code != DONE_FINE || console->help)
    return code;
  code = console_open(console);
  if (code != DONE_FINE)
    return code;
  json_object *settings =
      console_query(console, console_request(console, "settings"), &code);
  json_object *root =
      settings ? manifest_file_read(console_manifest(console)) : NULL;
  if (root && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {
    code = ping_all(console, root, argc, argv,
                    field_string(settings, "", "manifest", NULL));
    curl_global_cleanup();
  } else if (settings) {
    code = DONE_CANNOT;
  }
  json_object_put(root);
  json_object_put(settings);
  return code;
}
