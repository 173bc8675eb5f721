/*
 * What the events' documents are made of: the head, ranges in the three
 * units a host may count in, and the search for how much may be said in
 * EVENT_BYTES_MAX bytes.
 */
#ifndef ATTUNE_DELIVERY_EVENT_PARTS_H
#define ATTUNE_DELIVERY_EVENT_PARTS_H

#include "base/utf8.h"
#include "delivery/event.h"

/* How much of a document is written, from all to what always fits. */
enum event_detail {
  EVENT_ALL,
  EVENT_NO_REWRITE_TEXT, /* the edits say the same */
  EVENT_NO_WORDS,        /* as a thin payload, and no edits */
  EVENT_NO_ECHO,
  EVENT_DETAILS
};

struct event_cut {
  enum event_detail detail;
  size_t items; /* of each list, the most severe or the first ones */
  bool whole;   /* nothing is left out */
};

/*
 * The text that ranges point into and where counting has come to. Ranges
 * are asked for in ascending order where that is possible; a step back
 * starts over and is right, only slower.
 */
struct event_text {
  struct str source;
  struct utf8_position position;
};

/* {"utf8":[a,b],"utf16":[a,b],"chars":[a,b]} under "range". */
void event_range(struct json_writer *w, struct event_text *text,
                 struct range range);

/* The same with the piece itself under "quote", where words may be said. */
void event_quote(struct json_writer *w, struct event_text *text,
                 struct range range, bool words);

/* An instant as ISO 8601 in universal time, from the years 1970 to 9999. */
void event_time(struct json_writer *w, const char *key, int64_t ms);

/* A string, or null when it is empty. */
void event_field(struct json_writer *w, const char *key, struct str value);

/* From "{" to the last field of the head, and what closes the document. */
void event_begin(struct json_writer *w, const struct event_head *head,
                 const struct event_cut *cut);
void event_end(struct json_writer *w, const struct event_cut *cut);

/* May words of the customer, the agent or a suggestion be written? */
bool event_words(const struct event_head *head, const struct event_cut *cut);

typedef void event_writer(struct json_writer *w, const void *document,
                          const struct event_cut *cut);

/*
 * Writes with the most detail, and of that the most items, that fits.
 * most: how many items the longest list has. 0, or ATTUNE_E_MEMORY.
 */
int event_fit(struct json_writer *w, event_writer *write, const void *document,
              size_t most);

#endif
