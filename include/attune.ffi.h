/* Made from attune.h by make. Do not edit. */
enum attune_status {
  ATTUNE_OK = 0,
  ATTUNE_E_ARGUMENT = -1,
  ATTUNE_E_BUSY = -2,
  ATTUNE_E_TOO_LARGE = -3,
  ATTUNE_E_MANIFEST = -4,
  ATTUNE_E_STORE = -5,
  ATTUNE_E_CLOSED = -6,
  ATTUNE_E_MEMORY = -7,
  ATTUNE_E_ABI = -8,
  ATTUNE_E_SPACE = -9,
  ATTUNE_E_TIMEOUT = -10
};
enum attune_stage {
  ATTUNE_DRAFT = 0,
  ATTUNE_SENT = 1
};
enum attune_format {
  ATTUNE_TEXT = 0,
  ATTUNE_HTML = 1,
  ATTUNE_MARKDOWN = 2
};
enum attune_action {
  ATTUNE_SHOWN = 0,
  ATTUNE_ACCEPTED = 1,
  ATTUNE_EDITED = 2,
  ATTUNE_DISMISSED = 3,
  ATTUNE_MUTED = 4
};
enum attune_state {
  ATTUNE_RESOLVED = 0,
  ATTUNE_REOPENED = 1,
  ATTUNE_ERASED = 2
};
typedef struct attune attune;
typedef struct attune_options {
  size_t struct_size;
  const char *manifest;
  void (*log)(void *user, int32_t level, const char *line);
  void *log_user;
} attune_options;
typedef struct attune_message {
  size_t struct_size;
  const char *conversation;
  const char *id;
  uint64_t revision;
  int32_t stage;
  int32_t format;
  const char *text;
  size_t text_size;
  int64_t sent_at_ms;
  const char *customer;
  const char *customer_name;
  const char *agent;
  const char *agent_role;
  const char *team;
  const char *channel;
  const char *brand;
  const char *locale;
  const char *context;
  const char *echo;
} attune_message;
typedef struct attune_outcome {
  size_t struct_size;
  const char *conversation;
  const char *suggestion;
  int32_t action;
  const char *rule;
  const char *agent;
  const char *reason;
} attune_outcome;
typedef struct attune_change {
  size_t struct_size;
  const char *conversation;
  int32_t state;
  int64_t at_ms;
} attune_change;
uint32_t attune_abi(void);
const char *attune_version(void);
const char *attune_strerror(int32_t status);
int32_t attune_open(const attune_options *options, attune **out);
int32_t attune_incoming(attune *instance, const attune_message *message);
int32_t attune_outgoing(attune *instance, const attune_message *message);
int32_t attune_feedback(attune *instance, const attune_outcome *outcome);
int32_t attune_conversation(attune *instance, const attune_change *change);
int32_t attune_read(attune *instance, const attune_message *message, char *json,
                    size_t capacity, size_t *size);
int32_t attune_review(attune *instance, const attune_message *message,
                      char *json, size_t capacity, size_t *size);
int32_t attune_reload(attune *instance, char *report, size_t capacity,
                      size_t *size);
int32_t attune_stats(attune *instance, char *text, size_t capacity,
                     size_t *size);
int32_t attune_query(attune *instance, const char *request, char *json,
                     size_t capacity, size_t *size);
int32_t attune_drain(attune *instance, uint32_t deadline_ms);
int32_t attune_close(attune *instance, uint32_t deadline_ms);
