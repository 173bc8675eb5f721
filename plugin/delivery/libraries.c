#include "delivery/libraries.h"

#include <attune.h>
#include <curl/curl.h>
#include <uv.h>

#define CURL_VERSION_LEAST 0x075700 /* 7.87.0: CURLOPT_QUICK_EXIT */

/* Handles are ours in memory and libuv's in layout, so that a libuv of
 * another size would write past them. */
static bool is_libuv_ours(void) {
  return uv_version() >> 16 == UV_VERSION_MAJOR &&
         (uv_version() >> 8 & 0xff) >= UV_VERSION_MINOR &&
         uv_loop_size() == sizeof(uv_loop_t) &&
         uv_handle_size(UV_POLL) == sizeof(uv_poll_t) &&
         uv_handle_size(UV_TIMER) == sizeof(uv_timer_t) &&
         uv_handle_size(UV_ASYNC) == sizeof(uv_async_t) &&
         uv_handle_size(UV_FS_EVENT) == sizeof(uv_fs_event_t);
}

static bool is_libcurl_fit(void) {
  const int needed =
      CURL_VERSION_SSL | CURL_VERSION_THREADSAFE | CURL_VERSION_ASYNCHDNS;
  const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
  return info && info->version_num >= CURL_VERSION_LEAST &&
         (info->features & needed) == needed;
}

bool libraries_fit(void) {
  return is_libuv_ours() && is_libcurl_fit();
}

/* CURL_VERSION_THREADSAFE says that these two count under a lock of their
 * own, which also covers the host's calls; a lock of ours could not. */
int libraries_open(void) {
  if (!libraries_fit())
    return ATTUNE_E_ABI;
  return curl_global_init(CURL_GLOBAL_ALL) == CURLE_OK ? ATTUNE_OK
                                                       : ATTUNE_E_MEMORY;
}

void libraries_close(void) {
  curl_global_cleanup();
}
