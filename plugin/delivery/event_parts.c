#include "delivery/event_parts.h"

#include "attune.h"
#include "base/zone.h"

#define TIME_SIZE 25 /* 2026-01-31T09:05:00.000Z and its NUL */

/* The last millisecond of the year 9999: a fifth digit is no ISO 8601. */
#define TIME_MAX INT64_C(253402300799999)

static void put_digits(char *out, unsigned count, int64_t value) {
  while (count-- > 0) {
    out[count] = (char)('0' + value % 10);
    value /= 10;
  }
}

static void put_date(char *out, int64_t ms) {
  struct zone_time date;
  zone_local(zone_utc, ms, &date);
  put_digits(out, 4, date.year);
  out[4] = '-';
  put_digits(out + 5, 2, date.month);
  out[7] = '-';
  put_digits(out + 8, 2, date.day);
}

/* Clamped rather than refused: a host's clock may say anything. */
void event_time(struct json_writer *w, const char *key, int64_t ms) {
  char out[TIME_SIZE] = "0000-00-00T00:00:00.000Z";
  int64_t time = ms < 0 ? 0 : ms > TIME_MAX ? TIME_MAX : ms;
  int64_t of_day = time % 86400000;
  put_date(out, time);
  put_digits(out + 11, 2, of_day / 3600000);
  put_digits(out + 14, 2, of_day / 60000 % 60);
  put_digits(out + 17, 2, of_day / 1000 % 60);
  put_digits(out + 20, 3, of_day % 1000);
  jw_field(w, key, (struct str){out, TIME_SIZE - 1});
}

/* Null rather than "": a host can tell unknown from empty. */
void event_field(struct json_writer *w, const char *key, struct str value) {
  jw_key(w, key);
  if (value.size == 0)
    jw_null(w);
  else
    jw_string(w, value);
}

static void write_pair(struct json_writer *w, const char *key, size_t begin,
                       size_t end) {
  jw_key(w, key);
  jw_array(w);
  jw_int(w, (int64_t)begin);
  jw_int(w, (int64_t)end);
  jw_array_end(w);
}

/*
 * The end is found with a copy of the position, because the next range may
 * begin within this one.
 */
void event_range(struct json_writer *w, struct event_text *text,
                 struct range range) {
  if (range.begin < text->position.utf8)
    text->position = (struct utf8_position){0};
  utf8_advance(text->source, &text->position, range.begin);
  struct utf8_position end = text->position;
  utf8_advance(text->source, &end, range.end);
  jw_key(w, "range");
  jw_object(w);
  write_pair(w, "utf8", text->position.utf8, end.utf8);
  write_pair(w, "utf16", text->position.utf16, end.utf16);
  write_pair(w, "chars", text->position.chars, end.chars);
  jw_object_end(w);
}

void event_quote(struct json_writer *w, struct event_text *text,
                 struct range range, bool words) {
  if (words)
    jw_field(w, "quote", str_slice(text->source, range));
  event_range(w, text, range);
}

bool event_words(const struct event_head *head, const struct event_cut *cut) {
  return head->payload == PAYLOAD_FULL && cut->detail < EVENT_NO_WORDS;
}

static void write_engine(struct json_writer *w, const struct event_head *head) {
  jw_key(w, "engine");
  jw_object(w);
  event_field(w, "version", str_of(head->version));
  event_field(w, "manifest", str_of(head->manifest));
  event_field(w, "language", head->language);
  event_field(w, "scope", head->scope);
  jw_field_int(w, "micros", head->micros);
  jw_object_end(w);
}

void event_begin(struct json_writer *w, const struct event_head *head,
                 const struct event_cut *cut) {
  struct str echo = cut->detail < EVENT_NO_ECHO ? head->echo : STR("");
  jw_object(w);
  jw_field(w, "type", str_of(event_type_name(head->type)));
  event_time(w, "timestamp", head->timestamp_ms);
  jw_key(w, "data");
  jw_object(w);
  event_field(w, "suggestion", str_of(head->suggestion));
  event_field(w, "conversation", head->conversation);
  event_field(w, "message", head->message);
  /* Beyond int64_t no host counts its edits. */
  jw_field_int(w, "revision", (int64_t)(head->revision & INT64_MAX));
  event_time(w, "expires_at", head->expires_ms);
  event_field(w, "supersedes", head->supersedes);
  event_field(w, "echo", echo);
  write_engine(w, head);
}

void event_end(struct json_writer *w, const struct event_cut *cut) {
  if (!cut->whole)
    jw_field_bool(w, "truncated", true);
  jw_object_end(w);
  jw_object_end(w);
}

/* Under the limit also for receivers that count it in. */
static bool fits(struct json_writer *w, event_writer *write,
                 const void *document, const struct event_cut *cut) {
  json_writer_reset(w);
  write(w, document, cut);
  return !w->failed && w->size < EVENT_BYTES_MAX;
}

/* The most items that fit at this detail; 0 when not even one does. */
static size_t most_that_fit(struct json_writer *w, event_writer *write,
                            const void *document, enum event_detail detail,
                            size_t most) {
  size_t good = 0, bad = most + 1;
  while (bad - good > 1 && !w->failed) {
    size_t middle = good + (bad - good) / 2;
    struct event_cut cut = {detail, middle, false};
    if (fits(w, write, document, &cut))
      good = middle;
    else
      bad = middle;
  }
  return good;
}

/*
 * Sizes do not add up (an escape here, a comma there), so that each guess is
 * written out; a search by halves keeps it to a few.
 */
int event_fit(struct json_writer *w, event_writer *write, const void *document,
              size_t most) {
  struct event_cut cut = {EVENT_ALL, most, true};
  bool done = fits(w, write, document, &cut);
  cut.whole = false;
  for (int detail = EVENT_ALL; !done && !w->failed && detail < EVENT_DETAILS;
       detail++) {
    cut.detail = (enum event_detail)detail;
    cut.items = most_that_fit(w, write, document, cut.detail, most);
    /* Findings are what an event is for: details go before the last one. */
    if (cut.items > 0 || most == 0 || detail == EVENT_NO_ECHO)
      done = fits(w, write, document, &cut);
  }
  return w->failed ? ATTUNE_E_MEMORY : ATTUNE_OK;
}
