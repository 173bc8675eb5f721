/* What the files of the endpoint share; not for tests. */
#ifndef ATTUNE_TESTS_ENDPOINT_PARTS_H
#define ATTUNE_TESTS_ENDPOINT_PARTS_H

#include "support/endpoint.h"

#define ANSWER_MAX 512

struct connection {
  struct connection *next;
  int fd;
  unsigned number;
  char *in;
  size_t in_size, in_capacity;
  char out[ANSWER_MAX];
  size_t out_at, out_size;
  const char *refill; /* written for ever behind out */
  size_t refill_at, refill_size;
  int64_t resume_us; /* when out may go on; 0: now */
  int drip_ms;       /* a byte each */
  bool deaf;         /* reads no more */
  bool ends;         /* closed when out is written */
  bool dead;
};

/* Makes the output that the manner asks for. */
void connection_answer(struct connection *connection,
                       struct endpoint_manner manner);

/* Writes what may be written now. */
void connection_write(struct connection *connection);
bool connection_has_output(const struct connection *connection);

/* The key's size; key has room for 64 bytes. */
size_t secret_decode(const char *secret, unsigned char *key);

/* Counts the signatures in the header and says whether one is right. */
void secret_check(const unsigned char *key, size_t key_size, const char *header,
                  struct endpoint_request *request);

_Noreturn void endpoint_give_up(const char *what);
int64_t endpoint_now_us(void);

#endif
