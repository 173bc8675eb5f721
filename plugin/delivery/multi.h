/*
 * One libcurl multi handle on a libuv loop: sockets and the time-out become
 * uv handles, and back. Loop thread only.
 */
#ifndef ATTUNE_DELIVERY_MULTI_H
#define ATTUNE_DELIVERY_MULTI_H

#include <curl/curl.h>
#include <stdbool.h>
#include <uv.h>

struct watch;

struct multi {
  CURLM *curl;
  uv_loop_t *loop;
  uv_timer_t timer;
  struct watch *watches;
  unsigned handles; /* of libuv that are not closed yet */
  bool closing;
  /* After libcurl worked: transfers may be done. May call multi_close. */
  void (*progress)(void *user);
  /* After multi_close, when the loop holds none of the handles any more. */
  void (*closed)(void *user);
  void *user;
};

/* progress, closed and user are the caller's to set before. At most
 * connections are open and kept. ATTUNE_E_MEMORY: nothing is held. */
int multi_open(struct multi *multi, uv_loop_t *loop, long connections);

/*
 * Closes the connections and begins to close the handles; no easy handle may
 * be left in it. multi must stay until closed is called.
 */
void multi_close(struct multi *multi);

/* For CURLOPT_OPENSOCKETFUNCTION and CURLOPT_CLOSESOCKETFUNCTION (with the
 * multi as user): CURL_SOCKET_BAD when there is no socket to be had. */
curl_socket_t multi_open_socket(struct multi *multi,
                                const struct curl_sockaddr *address);
int multi_close_socket(void *user, curl_socket_t fd);

#endif
