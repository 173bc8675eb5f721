#include "server.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "../replay/fields.h"
#include "pages.h"

#define BODY_MAX     ((size_t)256 * 1024)
#define CONNECTIONS  64u
#define UPLOAD_BLOCK ((size_t)8 * 1024)

struct server {
  struct server_options options;
  struct MHD_Daemon *daemon;
  unsigned port;
};

struct upload {
  char *body;
  size_t size;
  size_t capacity;
  bool too_large;
};

static const char *header(struct MHD_Connection *connection, const char *name) {
  return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* Scripts and styles come from files of ours alone, nothing may be framed,
   and no string can become markup: a mistake in the page fails loudly. */
static const char *const safety[][2] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
     "connect-src 'self'; base-uri 'none'; form-action 'none'; "
     "frame-ancestors 'none'; require-trusted-types-for 'script'; "
     "trusted-types 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cache-Control", "no-store"},
};

static enum MHD_Result respond(struct MHD_Connection *connection,
                               unsigned status, struct MHD_Response *response) {
  if (!response)
    return MHD_NO;
  for (size_t i = 0; i < sizeof(safety) / sizeof(*safety); i++)
    MHD_add_response_header(response, safety[i][0], safety[i][1]);
  enum MHD_Result result = MHD_queue_response(connection, status, response);
  MHD_destroy_response(response);
  return result;
}

static enum MHD_Result respond_text(struct MHD_Connection *connection,
                                    unsigned status, const char *type,
                                    const char *text) {
  struct MHD_Response *response = MHD_create_response_from_buffer(
      strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);
  if (response)
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
  return respond(connection, status, response);
}

static enum MHD_Result respond_status(struct MHD_Connection *connection,
                                      unsigned status) {
  const char *text = "{}";
  if (status == MHD_HTTP_NO_CONTENT)
    text = "";
  else if (status >= 400)
    text = "{\"error\":true}";
  return respond_text(connection, status, "application/json", text);
}

static enum MHD_Result respond_json(struct MHD_Connection *connection,
                                    json_object *json) {
  const char *text = json_object_to_json_string_ext(
      json, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
  return text ? respond_text(connection, MHD_HTTP_OK, "application/json", text)
              : MHD_NO;
}

static enum MHD_Result get(struct server *server,
                           struct MHD_Connection *connection,
                           const char *path) {
  struct desk *desk = server->options.desk;
  if (strcmp(path, "/api/events") == 0) {
    struct MHD_Response *stream =
        stream_listen(server->options.stream, connection);
    if (!stream)
      return respond_status(connection, MHD_HTTP_SERVICE_UNAVAILABLE);
    MHD_add_response_header(stream, MHD_HTTP_HEADER_CONTENT_TYPE,
                            "text/event-stream");
    return respond(connection, MHD_HTTP_OK, stream);
  }
  if (strcmp(path, "/api/conversations") == 0) {
    json_object *list = desk_list(desk);
    enum MHD_Result result = respond_json(connection, list);
    json_object_put(list);
    return result;
  }
  if (strcmp(path, "/api/conversation") == 0) {
    struct talk *talk = desk_find(
        desk,
        MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "id"));
    return talk ? respond_json(connection, talk->shown)
                : respond_status(connection, MHD_HTTP_NOT_FOUND);
  }
  if (strcmp(path, "/api/notices") == 0)
    return respond_json(connection, desk->notices);
  struct MHD_Response *page = pages_find(server->options.folder, path);
  return page ? respond(connection, MHD_HTTP_OK, page)
              : respond_status(connection, MHD_HTTP_NOT_FOUND);
}

/* Any page in the browser can send to loopback; JSON it can send only with
   our leave, which nobody gets. */
static bool is_json(struct MHD_Connection *connection) {
  const char *type = header(connection, MHD_HTTP_HEADER_CONTENT_TYPE);
  return type && strncasecmp(type, "application/json", 16) == 0;
}

static unsigned receive(struct server *server,
                        struct MHD_Connection *connection,
                        const struct upload *upload) {
  struct problem problem = {{0}};
  const char *wrong =
      verify(server->options.key, header(connection, "webhook-id"),
             header(connection, "webhook-timestamp"),
             header(connection, "webhook-signature"), upload->body,
             upload->size, (int64_t)time(NULL));
  if (wrong) {
    fprintf(stderr, "desk: a webhook was refused: %s\n", wrong);
    return MHD_HTTP_UNAUTHORIZED;
  }
  json_object *event = fields_parse(upload->body, upload->size, &problem);
  enum desk_status status =
      event ? desk_event(server->options.desk, event) : DESK_BAD;
  json_object_put(event);
  return status == DESK_OK ? MHD_HTTP_NO_CONTENT : (unsigned)status;
}

static enum MHD_Result post(struct server *server,
                            struct MHD_Connection *connection, const char *path,
                            const struct upload *upload) {
  static const struct {
    const char *path;
    enum desk_status (*call)(struct desk *desk, json_object *request);
  } calls[] = {
      {"/api/draft", desk_draft},       {"/api/reply", desk_reply},
      {"/api/customer", desk_customer}, {"/api/next", desk_next},
      {"/api/feedback", desk_feedback}, {"/api/state", desk_state},
      {"/api/open", desk_open},
  };
  struct problem problem = {{0}};
  if (upload->too_large)
    return respond_status(connection, MHD_HTTP_CONTENT_TOO_LARGE);
  if (strcmp(path, "/attune") == 0)
    return respond_status(connection, receive(server, connection, upload));
  if (!is_json(connection))
    return respond_status(connection, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE);
  for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
    if (strcmp(path, calls[i].path) != 0)
      continue;
    json_object *request = fields_parse(upload->body, upload->size, &problem);
    enum desk_status status =
        request ? calls[i].call(server->options.desk, request) : DESK_BAD;
    json_object_put(request);
    return respond_status(connection, status ? (unsigned)status : MHD_HTTP_OK);
  }
  return respond_status(connection, MHD_HTTP_NOT_FOUND);
}

static void take_part(struct upload *upload, const char *part, size_t size) {
  if (upload->size + size > BODY_MAX)
    upload->too_large = true;
  if (upload->too_large)
    return;
  if (upload->size + size + 1 > upload->capacity) {
    size_t capacity = (upload->size + size) * 2 + UPLOAD_BLOCK;
    char *grown = realloc(upload->body, capacity);
    if (!grown) {
      upload->too_large = true;
      return;
    }
    upload->body = grown;
    upload->capacity = capacity;
  }
  memcpy(upload->body + upload->size, part, size);
  upload->size += size;
  upload->body[upload->size] = '\0';
}

/* A name that leads here from elsewhere must not become our origin. */
static bool is_our_host(const struct server *server,
                        struct MHD_Connection *connection) {
  const char *host = header(connection, MHD_HTTP_HEADER_HOST);
  char ours[32];
  snprintf(ours, sizeof(ours), "127.0.0.1:%u", server->port);
  if (host && strcmp(host, ours) == 0)
    return true;
  snprintf(ours, sizeof(ours), "localhost:%u", server->port);
  return host && strcmp(host, ours) == 0;
}

/* microhttpd calls it once for the head, then for each part, then at the
   end with *size 0. */
static enum MHD_Result on_request(void *user, struct MHD_Connection *connection,
                                  const char *path, const char *method,
                                  const char *version, const char *part,
                                  size_t *size, void **state) {
  struct server *server = user;
  struct upload *upload = *state;
  (void)version;
  if (!upload) {
    *state = upload = calloc(1, sizeof(*upload));
    if (upload)
      take_part(upload, "", 0);
    return upload ? MHD_YES : MHD_NO;
  }
  if (*size > 0) {
    take_part(upload, part, *size);
    *size = 0;
    return MHD_YES;
  }
  if (!is_our_host(server, connection))
    return respond_status(connection, MHD_HTTP_MISDIRECTED_REQUEST);
  if (strcmp(method, "GET") == 0)
    return get(server, connection, path);
  if (strcmp(method, "POST") == 0)
    return post(server, connection, path, upload);
  return respond_status(connection, MHD_HTTP_METHOD_NOT_ALLOWED);
}

static void on_completed(void *user, struct MHD_Connection *connection,
                         void **state, enum MHD_RequestTerminationCode code) {
  struct upload *upload = *state;
  (void)user;
  (void)connection;
  (void)code;
  if (upload)
    free(upload->body);
  free(upload);
  *state = NULL;
}

struct server *server_new(const struct server_options *options) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  struct server *server = calloc(1, sizeof(*server));
  if (!server)
    return NULL;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons((uint16_t)options->port);
  server->options = *options;
  server->daemon = MHD_start_daemon(
      MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request,
      server, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_NOTIFY_COMPLETED,
      on_completed, NULL, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
      MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
  const union MHD_DaemonInfo *info =
      server->daemon
          ? MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)
          : NULL;
  if (!info) {
    fprintf(stderr, "desk: 127.0.0.1:%u cannot be used\n", options->port);
    server_free(server);
    return NULL;
  }
  server->port = info->port;
  return server;
}

void server_free(struct server *server) {
  if (!server)
    return;
  if (server->daemon) {
    stream_end(server->options.stream);
    MHD_run(server->daemon);
    MHD_stop_daemon(server->daemon);
  }
  free(server);
}

unsigned server_port(const struct server *server) {
  return server->port;
}

void server_run(struct server *server, int wait_ms) {
  MHD_run_wait(server->daemon, wait_ms);
}
