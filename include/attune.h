/*
 * Attune: validation prompts and empathetic rewrites for helpdesks.
 *
 * A helpdesk loads attune.so into its own process and tells it, through the
 * functions below, what a customer wrote and what an agent is about to answer.
 * Attune reads both on a thread of its own and sends what a good colleague
 * would whisper to the webhooks that plugin.manifest names. Nothing is ever
 * sent to a customer, and no text of an agent's is changed.
 *
 *   attune_options options = {.struct_size = sizeof(options),
 *                             .manifest = "/etc/attune/plugin.manifest"};
 *   attune *plugin;
 *   if (attune_open(&options, &plugin) != ATTUNE_OK)
 *     …
 *   attune_message message = {.struct_size = sizeof(message),
 *                             .conversation = "ticket-7", .id = "1",
 *                             .text = "My parcel came broken."};
 *   attune_incoming(plugin, &message);
 *   …
 *   attune_close(plugin, 2000);
 *
 * STATUS. Every function that can fail returns 0 or a negative
 * enum attune_status. errno is left as it was.
 *
 * THREADS. Every function is safe from any thread at any time, also during a
 * close: a call that comes too late returns ATTUNE_E_CLOSED. The calls that
 * hand something over (incoming, outgoing, feedback, conversation) copy it and
 * return within about a microsecond: they never parse, wait, lock against the
 * analysis, or do I/O.
 *
 * STRUCTS. struct_size is the version: set it to sizeof, and all that is not
 * used to zero. A field that an older caller lacks counts as zero; a longer
 * struct is accepted if what this version does not know is zero. Zero always
 * means "as before". Fields are only ever appended.
 *
 * STRINGS. UTF-8, NUL-terminated unless a size stands beside them, the
 * caller's, and copied before the call returns. Invalid UTF-8 is accepted and
 * shown as U+FFFD; ranges in events stay those of the caller's own bytes. Ids,
 * names, scopes and echo: at most 1024 bytes; context: 1 MiB.
 *
 * FORK. A child may use a handle that its parent opened: its first call starts
 * it afresh there, without touching the parent's thread, queue, transfers or
 * locks, and with the manifest the parent had in force. Messages that waited
 * in the parent stay the parent's. So a host may open in its master process
 * and fork workers.
 *
 * EXIT. Leaving without attune_close is allowed and does not hang: what waits
 * is lost. Close before exit(): once its handlers run, close and drain answer
 * ATTUNE_E_TIMEOUT at once. A signal handler of the host's never runs on our
 * thread, which has every signal blocked, and none is ever installed.
 *
 * DLCLOSE. The object is linked never to be unloaded; dlclose is harmless,
 * with or without a close before it. A host that closes all descriptors
 * (closefrom) ends the thread, not the process; the next message starts anew.
 */
#ifndef ATTUNE_H
#define ATTUNE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What attune_abi() returns. Another number: do not call anything else. */
#define ATTUNE_ABI 1

enum attune_status {
  ATTUNE_OK = 0,
  /* An argument is missing or out of range. Again: no, it is a mistake. */
  ATTUNE_E_ARGUMENT = -1,
  /* The queue is full; counted, nothing was queued. Again: in a moment. */
  ATTUNE_E_BUSY = -2,
  /* The text is larger than limits.message_bytes, or the echo or the context
     than STRINGS says. Again: no. */
  ATTUNE_E_TOO_LARGE = -3,
  /* The manifest has problems. Again: when it was mended. */
  ATTUNE_E_MANIFEST = -4,
  /* The store cannot be used. Again: when it was mended. */
  ATTUNE_E_STORE = -5,
  /* The instance was closed. Again: no. */
  ATTUNE_E_CLOSED = -6,
  /* Out of memory, threads or file descriptors. Again: in a moment. */
  ATTUNE_E_MEMORY = -7,
  /* A library was bound that cannot serve. Again: no. */
  ATTUNE_E_ABI = -8,
  /* The buffer is too small, *size says what is needed. Again: yes. */
  ATTUNE_E_SPACE = -9,
  /* The deadline passed before all was done. Again: for drain, yes. */
  ATTUNE_E_TIMEOUT = -10
};

/* What an agent's message is. */
enum attune_stage {
  ATTUNE_DRAFT = 0, /* still being written: may be suggested upon */
  ATTUNE_SENT = 1   /* what the customer got: is only remembered */
};

/* How a text is written. What comes back has the same form. */
enum attune_format {
  ATTUNE_TEXT = 0,
  ATTUNE_HTML = 1,
  ATTUNE_MARKDOWN = 2
};

/* What an agent did with a suggestion. */
enum attune_action {
  ATTUNE_SHOWN = 0,
  ATTUNE_ACCEPTED = 1,
  ATTUNE_EDITED = 2, /* taken, and changed */
  ATTUNE_DISMISSED = 3,
  ATTUNE_MUTED = 4 /* wants no more of this rule */
};

/* What became of a conversation. */
enum attune_state {
  ATTUNE_RESOLVED = 0,
  ATTUNE_REOPENED = 1,
  ATTUNE_ERASED = 2 /* all that is remembered of it is forgotten */
};

/* An open plugin. A number, not an address: copy it, never look into it. */
typedef struct attune attune;

typedef struct attune_options {
  size_t struct_size; /* sizeof(attune_options) */
  /* Path of plugin.manifest. Required. Not a symbolic link itself. */
  const char *manifest;
  /*
   * Called with each line of the log, NUL-terminated, without a line end;
   * level 0 error, 1 warning, 2 information, 3 debug. May be called on our
   * thread and on the caller's, so it is for hosts in C: the interpreters of
   * many languages crash when called on a thread they do not know. It must
   * not call attune_open, attune_close or attune_drain. NULL: as the
   * manifest's log says, and the problems of a manifest that cannot be used
   * go to standard error.
   */
  void (*log)(void *user, int32_t level, const char *line);
  void *log_user; /* handed back to log */
} attune_options;

typedef struct attune_message {
  size_t struct_size;        /* sizeof(attune_message) */
  const char *conversation;  /* required; opaque, stable: a ticket's id */
  const char *id;            /* required; unique in the conversation */
  uint64_t revision;         /* of a draft; grows with each edit; < 2^62 */
  int32_t stage;             /* outgoing: enum attune_stage */
  int32_t format;            /* enum attune_format */
  const char *text;          /* required */
  size_t text_size;          /* bytes; 0: text is NUL-terminated */
  int64_t sent_at_ms;        /* Unix time in milliseconds; 0: now */
  const char *customer;      /* who wrote, opaque; NULL: unknown */
  const char *customer_name; /* to be greeted by; NULL: unknown */
  const char *agent;         /* who answers; NULL: unknown */
  const char *agent_role;    /* as in the manifest's offers; NULL: any */
  /* These choose the manifest's scopes. NULL: not said. */
  const char *team;
  const char *channel;
  const char *brand;
  const char *locale; /* BCP 47, such as en-GB; NULL: taken for English */
  /*
   * What was said before, for a host that keeps its own memory: a JSON array
   * [{"from":"customer"|"agent","text":"…","id":"…","sent_at_ms":0}], oldest
   * first, id and time optional. Merged with what is remembered, never
   * doubled; of a long one the last 40 count. NULL: nothing.
   */
  const char *context;
  const char *echo; /* comes back in every event about this message; NULL */
} attune_message;

/* What an agent did with a suggestion, or with one finding of it. */
typedef struct attune_outcome {
  size_t struct_size;       /* sizeof(attune_outcome) */
  const char *conversation; /* required */
  const char *suggestion;   /* required; the id from the event */
  int32_t action;           /* enum attune_action */
  const char *rule;         /* the finding's rule; NULL: the whole */
  const char *agent;        /* NULL: unknown */
  const char *reason;       /* the agent's word on it; NULL: none */
} attune_outcome;

/* What became of a conversation. */
typedef struct attune_change {
  size_t struct_size;       /* sizeof(attune_change) */
  const char *conversation; /* required */
  int32_t state;            /* enum attune_state */
  int64_t at_ms;            /* Unix time in milliseconds; 0: now */
} attune_change;

/* The number of this ABI. Compare it with ATTUNE_ABI first of all. */
uint32_t attune_abi(void);

/* The plugin's version, "major.minor.patch". Static, never NULL. */
const char *attune_version(void);

/* A status in words, for people. Static, never NULL. */
const char *attune_strerror(int32_t status);

/*
 * Opens the plugin with a manifest. Reads and checks only: no thread, no
 * socket, a few milliseconds. The same manifest in the same process is the
 * same instance, counted: each success needs one attune_close, and the log of
 * the first open stays. On failure *out is NULL.
 *
 * ATTUNE_E_ARGUMENT, ATTUNE_E_MANIFEST (every problem is a line in the log),
 * ATTUNE_E_MEMORY (also: more than 256 manifests), ATTUNE_E_ABI.
 */
int32_t attune_open(const attune_options *options, attune **out);

/*
 * Hands over what a customer wrote. An event validation.prompted follows when
 * it calls for one, escalation.advised when somebody with more say should
 * look, complaint.trending when it is one of too many. The same (conversation,
 * id, revision) again changes nothing. ATTUNE_OK means queued in memory: a
 * crash before it is analysed, and committed where the manifest names a store,
 * loses it, and submitting it again after one doubles nothing.
 *
 * ATTUNE_E_ARGUMENT, ATTUNE_E_BUSY, ATTUNE_E_TOO_LARGE, ATTUNE_E_CLOSED,
 * ATTUNE_E_MEMORY.
 */
int32_t attune_incoming(attune *instance, const attune_message *message);

/*
 * Hands over an agent's draft, at each pause in writing and with a growing
 * revision, or what was sent. An event rewrite.suggested or draft.clear
 * follows when a draft calls for one. What was sent is read for promises
 * ("by Friday"): follow_up.due comes before one lapses, unless a later reply
 * kept it; and breather.suggested when the agent carries much. Otherwise as
 * attune_incoming.
 */
int32_t attune_outgoing(attune *instance, const attune_message *message);

/*
 * Tells what the agent did with a suggestion. Counted by rule in attune_stats
 * and in digest.ready; never shown by agent. ATTUNE_MUTED with the rule
 * "breather" ends that agent's breathers. Statuses as attune_incoming.
 */
int32_t attune_feedback(attune *instance, const attune_outcome *outcome);

/*
 * Tells that a conversation was resolved, reopened, or is to be erased, which
 * forgets what is remembered of it and every event about it that is not under
 * way, also in the store, where no byte of it stays. Resolved ends its
 * reminders and asks for a check-in after the manifest's follow_up.
 * In the order of the other calls. Statuses as attune_incoming.
 */
int32_t attune_conversation(attune *instance, const attune_change *change);

/*
 * Reads a customer's message now, on this thread: json gets the document that
 * validation.prompted would carry, also when nothing is called for. Nothing is
 * remembered and nothing sent. Takes some tens of microseconds for a few
 * sentences, in proportion to the text.
 *
 * json may be NULL when capacity is 0. *size (may be NULL) is the document's
 * size without the NUL that is written behind it; capacity must be larger.
 * ATTUNE_E_SPACE: it is not, and *size says what it takes; 20480 always do.
 * Other statuses as attune_incoming but never ATTUNE_E_BUSY; ATTUNE_E_ARGUMENT
 * also for a context that cannot be read.
 */
int32_t attune_read(attune *instance, const attune_message *message, char *json,
                    size_t capacity, size_t *size);

/*
 * Reviews an agent's draft now, on this thread: the document is that of
 * rewrite.suggested, or of draft.clear when nothing is to be said. Otherwise
 * as attune_read.
 */
int32_t attune_review(attune *instance, const attune_message *message,
                      char *json, size_t capacity, size_t *size);

/*
 * Reads the manifest's file again, as also happens by itself when the file is
 * replaced. With ATTUNE_OK the new one is in force for every message that is
 * not yet under analysis. With ATTUNE_E_MANIFEST the old one stays, and report
 * (may be NULL) gets one line a problem, "file:line:column: path: what": as
 * much as fits with a NUL, *size (may be NULL) says how much there is.
 *
 * Other statuses: ATTUNE_E_CLOSED, ATTUNE_E_ARGUMENT, ATTUNE_E_MEMORY.
 */
int32_t attune_reload(attune *instance, char *report, size_t capacity,
                      size_t *size);

/*
 * The instance's figures since it was opened in this process, as OpenMetrics
 * text. Buffer and statuses as attune_read's; 16 KiB do unless many rules had
 * feedback.
 */
int32_t attune_stats(attune *instance, char *text, size_t capacity,
                     size_t *size);

/*
 * Answers an administrator's question, JSON in and JSON out, on this thread
 * and with a connection to the store of its own for as long as the call
 * takes. For consoles and pages of figures, not for each message: it reads
 * files, and waits up to two seconds where other processes hold the store.
 *
 *   {"what":"letters","queue":"dead"|"waiting","after":"…","max":50}
 *       events nobody took, or on their way; "next" is the next "after"
 *   {"what":"letter","id":"…"}                     one, with its body
 *   {"what":"replay","id":"…"} or "all":true       dead: sent again at once,
 *       by whichever process runs, under the same webhook-id
 *   {"what":"purge","id":"…"} or "all":true        dead: removed
 *   {"what":"trends","after":"…","max":100}        topics, days, judgement
 *   {"what":"conversation","id":"…"}               all that is remembered
 *   {"what":"store"}                               how much is kept
 *   {"what":"settings","team":…,"channel":…,"brand":…,"locale":…}
 *       every value that holds for such a message, and where it is from
 *   {"what":"rules", …the same}                    each rule with its level
 *   {"what":"why","draft":"…","context":"…","format":…,"agent":…, …the same}
 *       each rule, and why it did or did not speak; context as a message's
 *
 * request is NUL-terminated and stays the caller's. Buffer as attune_read's;
 * long lists take some MiB. Replay and purge do nothing with less than 256
 * bytes, and of "all" what was done stays done. What asks for the store says
 * "lasting"; where that is false a note says why there is little to tell. The
 * loop and its queue are left alone.
 *
 * ATTUNE_E_ARGUMENT: the request cannot be understood, or what it names is
 * not there. ATTUNE_E_STORE. ATTUNE_E_BUSY: others hold the store; again: in a
 * moment. With these three json gets {"error":"…"} where it fits.
 * ATTUNE_E_SPACE, ATTUNE_E_CLOSED, ATTUNE_E_MEMORY.
 */
int32_t attune_query(attune *instance, const char *request, char *json,
                     size_t capacity, size_t *size);

/*
 * Waits until all that was accepted before is analysed, committed where the
 * manifest names a store, and each event of it was delivered or is parked for
 * a later attempt. Not from the log callback.
 *
 * ATTUNE_E_TIMEOUT, ATTUNE_E_CLOSED (closed meanwhile), ATTUNE_E_ARGUMENT.
 */
int32_t attune_drain(attune *instance, uint32_t deadline_ms);

/*
 * Counts one open less. The last one ends the instance: calls from now on get
 * ATTUNE_E_CLOSED, what waits is analysed and sent until the deadline, and the
 * thread ends. Returns within the deadline and a quarter of a second, also
 * while a name server hangs. NULL is fine.
 *
 * ATTUNE_OK: nothing was left undone but what is parked. ATTUNE_E_TIMEOUT:
 * something was. ATTUNE_E_CLOSED: it was closed already. ATTUNE_E_ARGUMENT: no
 * handle, or called from the log callback on our thread. ATTUNE_E_MEMORY: in a
 * child, right after a fork; nothing was counted.
 */
int32_t attune_close(attune *instance, uint32_t deadline_ms);

#ifdef __cplusplus
}
#endif

#endif
