#include "manifest/webhook.h"

#include "manifest/file.h"
#include "manifest/network.h"
#include "manifest/secret.h"

enum {
  NETWORKS_MAX = 32,
  HEADERS_MAX = 32,
  IN_FLIGHT = 4
};

const char *const event_names[] = {
    [EVENT_VALIDATION_PROMPTED] = "validation.prompted",
    [EVENT_REWRITE_SUGGESTED] = "rewrite.suggested",
    [EVENT_DRAFT_CLEAR] = "draft.clear",
    [EVENT_MANIFEST_APPLIED] = "manifest.applied",
    [EVENT_MANIFEST_REJECTED] = "manifest.rejected",
    [EVENT_ENDPOINT_PING] = "endpoint.ping",
    [EVENT_ESCALATION_ADVISED] = "escalation.advised",
    [EVENT_FOLLOW_UP_DUE] = "follow_up.due",
    [EVENT_COMPLAINT_TRENDING] = "complaint.trending",
    [EVENT_BREATHER_SUGGESTED] = "breather.suggested",
    [EVENT_DIGEST_READY] = "digest.ready",
    [EVENT_TYPES] = NULL,
};

const char *event_type_name(enum event_type type) {
  return event_names[type];
}

/* Is name, in any case, word, or with a '-' at word's end: so begun? */
static bool is_named(struct str name, const char *word) {
  size_t i = 0;
  while (i < name.size && word[i] && ascii_lower(name.data[i]) == word[i])
    i++;
  return word[i] == '\0' && (i == name.size || word[i - 1] == '-');
}

/* What the courier or libcurl writes itself, and what frames a message: two
   of one kind are how requests are smuggled. */
static bool is_ours(struct str name) {
  static const char *const words[] = {
      "webhook-", "content-",          "host",    "connection",
      "expect",   "transfer-encoding", "trailer", "te",
      "upgrade",  "keep-alive",        "proxy-",
  };
  for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
    if (is_named(name, words[i]))
      return true;
  return false;
}

static bool is_header_name(struct str name) {
  for (size_t i = 0; i < name.size; i++) {
    char c = ascii_lower(name.data[i]);
    bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!plain && (c == '\0' || !strchr("!#$%&'*+-.^_`|~", c)))
      return false;
  }
  return name.size > 0 && name.size <= 100;
}

/* A line break would begin another header, or the body. */
static bool is_header_value(struct str value) {
  for (size_t i = 0; i < value.size; i++)
    if (value.data[i] < ' ' || value.data[i] > '~')
      return false;
  return value.size > 0 && value.size <= 4096;
}

static bool same_name(struct str a, struct str b) {
  size_t i = 0;
  while (i < a.size && i < b.size &&
         ascii_lower(a.data[i]) == ascii_lower(b.data[i]))
    i++;
  return i == a.size && i == b.size;
}

static const char *check_header(const struct json *member,
                                const struct header *before, size_t count) {
  if (!is_header_name(member->key))
    return "is not the name of a header";
  if (is_ours(member->key))
    return "is a header that Attune writes itself";
  if (member->type != JSON_STRING || !is_header_value(member->string))
    return "expected 1 to 4096 printable ASCII characters";
  for (size_t i = 0; i < count; i++)
    if (same_name(before[i].name, member->key))
      return "is used above already";
  return NULL;
}

static void read_header(struct reader *r, const struct json *member,
                        struct webhook *webhook, struct header *headers) {
  struct header *header = &headers[webhook->header_count];
  const char *wrong = check_header(member, headers, webhook->header_count);
  if (wrong) {
    path_push_key(&r->path, member->key);
    reader_problem(r, member->key_at, "%s", wrong);
    path_pop(&r->path);
    return;
  }
  header->name = arena_str(r->arena, member->key);
  header->value = arena_str(r->arena, member->string);
  r->out_of_memory |= !header->name.data || !header->value.data;
  webhook->header_count++;
}

/* An object and not a list: a header twice is then a duplicate key, but for
   the case of letters, which check_header looks at. */
static void headers_read(struct reader *r, const struct json *value,
                         void *out) {
  struct webhook *webhook = out;
  if (value->type != JSON_OBJECT || value->count > HEADERS_MAX) {
    reader_problem(r, value->at, "expected an object of at most %d headers",
                   HEADERS_MAX);
    return;
  }
  struct header *headers =
      arena_alloc(r->arena, (value->count + 1) * sizeof(*headers));
  r->out_of_memory |= !headers;
  const struct json *member = headers ? value->first : NULL;
  for (; member; member = member->next)
    read_header(r, member, webhook, headers);
  webhook->headers = headers;
}

/* libcurl is given the name as it is, and it may run in another directory
   by then: what we keep starts at the manifest's. */
static void ca_file_read(struct reader *r, const struct json *value,
                         void *out) {
  struct str name = reader_text(r, value, 1, 1000, false);
  if (!name.data)
    return;
  if (!r->base) {
    reader_problem(r, value->at, "files are not read here");
    return;
  }
  const char *path = reader_file_name(r, name);
  const char *wrong = path ? file_check(path) : NULL;
  if (wrong)
    reader_problem(r, value->at, "%s: %s", shown_of(name).text, wrong);
  struct str kept = arena_str(r->arena, str_of(path));
  r->out_of_memory |= !kept.data;
  memcpy(out, &kept, sizeof(kept));
}

#define AT(field) .offset = offsetof(struct webhook, field)

static const struct key webhook_keys[] = {
    {"name", KEY_ID, .required = true, AT(name)},
    {"url", KEY_TEXT, .required = true, .least = 1, .most = 2000, AT(url)},
    {"events", KEY_FLAGS, .choices = event_names, AT(events)},
    {"secret", KEY_READ, .read = secret_read, AT(secret)},
    {"previous_secret", KEY_READ, .read = secret_read, AT(previous_secret)},
    {"headers", KEY_READ, .read = headers_read},
    {"timeout_ms", KEY_UINT32, .least = 100, .most = 60000, AT(timeout_ms)},
    {"ca_file", KEY_READ, .read = ca_file_read, AT(ca_file)},
    {"allow", KEY_LIST, .most = NETWORKS_MAX, .read = network_read,
     .item_size = sizeof(struct network), AT(allow),
     .count_offset = offsetof(struct webhook, allow_count)},
    {"allow_http", KEY_BOOL, AT(allow_http)},
    {"max_in_flight", KEY_UINT32, .least = 1, .most = 64, AT(max_in_flight)},
};

/* libcurl may or may not be built to convert other letters in a host: what
   is checked here must be what it connects to. */
static bool is_ascii(struct str text) {
  for (size_t i = 0; i < text.size; i++)
    if (text.data[i] <= ' ' || text.data[i] > '~')
      return false;
  return true;
}

static const char *check_url(struct reader *r, const struct webhook *webhook,
                             struct url_about *about) {
  if (!is_ascii(webhook->url))
    return "expected an https URL in ASCII: xn-- for other letters in the "
           "host, %XX elsewhere";
  const char *wrong = url_check(webhook->url.data, about, &r->out_of_memory);
  if (!wrong && about->http && !about->loopback && !webhook->allow_http)
    return "expected an https URL; http is for 127.0.0.1, [::1] and "
           "localhost, or with \"allow_http\": true";
  return wrong;
}

/* Nobody but this machine can forge what arrives on loopback. */
static void check_whole(struct reader *r, const struct json *value,
                        const struct webhook *webhook) {
  struct url_about about = {false, true};
  if (webhook->url.data) {
    const char *wrong = check_url(r, webhook, &about);
    if (wrong)
      reader_problem_in(r, value, "url", wrong);
  }
  if (!about.loopback && !json_get(value, "secret"))
    reader_problem(r, value->at,
                   "expected the key \"secret\": without a signature the "
                   "receiver cannot know who sends");
  if (json_get(value, "previous_secret") && !json_get(value, "secret"))
    reader_problem_in(r, value, "previous_secret",
                      "stands beside \"secret\", not alone");
}

void webhook_read(struct reader *r, const struct json *value, void *out) {
  struct webhook *webhook = out;
  webhook->events = (1u << EVENT_TYPES) - 1;
  webhook->max_in_flight = IN_FLIGHT;
  keys_read(r, value, webhook_keys, sizeof(webhook_keys) / sizeof(struct key),
            webhook);
  if (value->type == JSON_OBJECT)
    check_whole(r, value, webhook);
}
