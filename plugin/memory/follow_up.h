/*
 * When somebody is to be reminded: before a promise lapses, and once some
 * time after a conversation was resolved. What a timer of the store holds.
 */
#ifndef ATTUNE_MEMORY_FOLLOW_UP_H
#define ATTUNE_MEMORY_FOLLOW_UP_H

#include "manifest/manifest.h"
#include "memory/promise.h"

enum follow_up_kind {
  FOLLOW_UP_PROMISE,
  FOLLOW_UP_CHECK_IN
};

const char *follow_up_kind_name(enum follow_up_kind kind);

/* Strings point to where they came from; quotes are kept till it fires. */
struct follow_up {
  enum follow_up_kind kind;
  struct str conversation;
  struct str message; /* that promised; of a check-in empty */
  struct str agent;
  struct str echo;
  struct str quote;   /* of the promise */
  struct str concern; /* of the conversation, second person; or empty */
  int64_t made_ms;
  int64_t due_ms; /* the promise lapses; the check-in is due */
  bool reminded;  /* the event before its lapse was sent */
};

/*
 * When to remind of it: a tenth of the time before it lapses, at least 15
 * minutes and at most 4 hours, moved out of the quiet hours to before them
 * where it then is still after made_ms, else to their end when that is before
 * due_ms. A check-in is due at due_ms or at the end of the quiet hours.
 */
int64_t follow_up_remind_ms(const struct follow_up_settings *settings,
                            const struct follow_up *follow_up);

/* The timer's key: the same for the same promise of the same message. */
#define FOLLOW_UP_KEY_SIZE 48
void follow_up_key(char out[FOLLOW_UP_KEY_SIZE],
                   const struct follow_up *follow_up);

/* As a timer's value and back; {NULL, 0} when memory is out. ATTUNE_E_STORE
 * for bytes that are none. */
struct str follow_up_pack(struct arena *arena,
                          const struct follow_up *follow_up);
int follow_up_unpack(struct str bytes, struct follow_up *out);

#endif
