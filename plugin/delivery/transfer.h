/*
 * One attempt to deliver one letter. A transfer keeps its libcurl easy
 * handle with every option set, so that the next attempt changes the body
 * and three header lines and nothing else.
 */
#ifndef ATTUNE_DELIVERY_TRANSFER_H
#define ATTUNE_DELIVERY_TRANSFER_H

#include "delivery/multi.h"
#include "delivery/outbox.h"
#include "delivery/signature.h"

/* What the transfers of a webhook share; outlives them. */
struct transfer_plan {
  struct multi *multi;
  const struct webhook *webhook;
  const char *url;
  const char *ca_file;         /* NULL: libcurl's own */
  struct curl_slist *headers;  /* the lines that never change */
  uint64_t *refused_addresses; /* counted up */
};

/* Of a Retry-After header; longer ones are no date and no number. */
#define RETRY_AFTER_SIZE 64

struct transfer {
  struct transfer *next; /* the caller's */
  const struct transfer_plan *plan;
  CURL *easy;
  struct signer signer;
  struct letter *letter; /* under way */
  int64_t started_us;    /* the caller's */
  int class_;            /* that the time-outs are set for; -1: none */
  size_t header_bytes;
  size_t body_bytes;
  bool headers_ended;
  unsigned opened;  /* sockets */
  unsigned refused; /* addresses */
  char retry_after[RETRY_AFTER_SIZE];
  size_t retry_after_size;
  struct curl_slist lines[3];
  char id_line[16 + OUTBOX_ID_SIZE];
  char timestamp_line[48];
  char signature_line[24 + SIGNATURE_SIZE];
};

/* NULL when memory is out. */
struct transfer *transfer_new(const struct transfer_plan *plan);

/* Also of one under way: it ends at once and leaves its letter alone. */
void transfer_free(struct transfer *transfer);

/* Signs the letter for this second and sets out. On failure the transfer is
 * as new. The letter stays the caller's. */
int transfer_start(struct transfer *transfer, struct letter *letter,
                   int64_t wall_s);

struct transfer_result {
  long status;            /* of HTTP; 0: no answer that counts */
  bool refused;           /* every address was one we do not go to */
  struct str retry_after; /* in the transfer; empty: none */
  const char *error;      /* when status is 0; static */
};

/* After libcurl reported code for it; it can then be started again. */
void transfer_finish(struct transfer *transfer, CURLcode code,
                     struct transfer_result *out);

#endif
