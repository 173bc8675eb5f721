#include "support/endpoint_parts.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

/* Written over and over; as headers or as a body. */
static const char flood[] =
    "X-Flood: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"
    "X-Water: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\n";
static const char chunk[] = "40\r\ncccccccccccccccccccccccccccccccc"
                            "cccccccccccccccccccccccccccccccc\r\n";

static void say(struct connection *connection, const char *format,
                const char *text, int value) {
  int size = value ? snprintf(connection->out, ANSWER_MAX, format, value, text)
                   : snprintf(connection->out, ANSWER_MAX, format, text);
  connection->out_at = 0;
  connection->out_size = (size_t)size;
}

static void pour(struct connection *connection, const char *head,
                 const char *bytes, size_t size) {
  say(connection, "%s", head, 0);
  connection->refill = bytes;
  connection->refill_size = size;
}

static void reset(struct connection *connection) {
  struct linger now = {.l_onoff = 1, .l_linger = 0};
  setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
  connection->dead = true;
}

static void answer_status(struct connection *connection,
                          struct endpoint_manner manner) {
  if (manner.text)
    say(connection,
        "HTTP/1.1 %d Said\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n",
        manner.text, manner.value);
  else
    say(connection, "HTTP/1.1 %d Said\r\nContent-Length: 0%s\r\n\r\n", "",
        manner.value);
}

void connection_answer(struct connection *connection,
                       struct endpoint_manner manner) {
  switch (manner.mode) {
  case ENDPOINT_SLOW:
    connection->resume_us = endpoint_now_us() + (int64_t)manner.value * 1000;
    say(connection, "%s", "HTTP/1.1 204 No Content\r\n\r\n", 0);
    break;
  case ENDPOINT_OK:
    say(connection, "%s", "HTTP/1.1 204 No Content\r\n\r\n", 0);
    break;
  case ENDPOINT_STATUS:
    answer_status(connection, manner);
    break;
  case ENDPOINT_REDIRECT:
    say(connection,
        "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n",
        manner.text, 0);
    break;
  case ENDPOINT_HANG:
    connection->deaf = true;
    break;
  case ENDPOINT_HANG_HEADERS:
    say(connection, "%s", "HTTP/1.1 20", 0);
    connection->deaf = true;
    break;
  case ENDPOINT_DRIP:
    pour(connection, "HTTP/1.1 200 OK\r\n", flood, sizeof(flood) - 1);
    connection->drip_ms = manner.value;
    break;
  case ENDPOINT_ENDLESS:
    pour(connection, "HTTP/1.1 200 OK\r\n\r\n", flood, sizeof(flood) - 1);
    break;
  case ENDPOINT_CHUNKED_BOMB:
    pour(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
         chunk, sizeof(chunk) - 1);
    break;
  case ENDPOINT_HEADER_FLOOD:
    pour(connection, "HTTP/1.1 200 OK\r\n", flood, sizeof(flood) - 1);
    break;
  case ENDPOINT_RESET:
    reset(connection);
    break;
  case ENDPOINT_FIN:
    connection->dead = true;
    break;
  case ENDPOINT_HALF_BODY:
    say(connection, "%s",
        "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this", 0);
    connection->ends = true;
    break;
  case ENDPOINT_GARBAGE:
    say(connection, "%s", "\x16\x03\x01 no protocol at all\r\n\r\n", 0);
    connection->ends = true;
    break;
  }
}

bool connection_has_output(const struct connection *connection) {
  return connection->out_at < connection->out_size || connection->refill;
}

static ssize_t send_some(struct connection *connection, const char *data,
                         size_t size) {
  if (connection->drip_ms > 0)
    size = 1;
  ssize_t sent = send(connection->fd, data, size, MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN)
    connection->dead = true;
  if (connection->drip_ms > 0)
    connection->resume_us =
        endpoint_now_us() + (int64_t)connection->drip_ms * 1000;
  return sent;
}

void connection_write(struct connection *connection) {
  while (!connection->dead && connection_has_output(connection) &&
         connection->resume_us <= endpoint_now_us()) {
    bool first = connection->out_at < connection->out_size;
    const char *data = first ? connection->out + connection->out_at
                             : connection->refill + connection->refill_at;
    size_t size = first ? connection->out_size - connection->out_at
                        : connection->refill_size - connection->refill_at;
    ssize_t sent = send_some(connection, data, size);
    if (sent < 0)
      return;
    if (first)
      connection->out_at += (size_t)sent;
    else
      connection->refill_at =
          (connection->refill_at + (size_t)sent) % connection->refill_size;
  }
  if (connection->ends && !connection_has_output(connection))
    connection->dead = true;
}
