#include "runtime/message.h"

#include <stdlib.h>

#include "runtime/caller.h"
#include "test.h"

enum {
  LABEL_MOST = 1024,
  ECHO_MOST = 1024,
  CONTEXT_MOST = 1 << 20,
  TEXT_MOST = 2000
};

/* So many letters; the buffer is shared by all tests of a process. */
static const char *letters(size_t count) {
  static char text[CONTEXT_MOST + 2];
  memset(text, 'a', count);
  text[count] = '\0';
  return text;
}

static attune_message good(void) {
  return (attune_message){.struct_size = sizeof(attune_message),
                          .conversation = "t",
                          .id = "m",
                          .text = "Where is it?"};
}

static int view(const attune_message *message) {
  struct message out;
  return message_view(&out, MESSAGE_OUTGOING, message, TEXT_MOST);
}

TEST(a_shorter_struct_lacks_what_comes_after) {
  struct {
    size_t struct_size;
    int32_t first;
    int32_t second;
  } out, given = {sizeof(given), 7, 9};
  given.struct_size = offsetof(attune_message, conversation) + 4;
  CHECK_INT(caller_struct(&out, sizeof(out), 8, &given), ATTUNE_OK);
  CHECK_INT(out.first, 7);
  CHECK_INT(out.second, 0);
  CHECK_INT(caller_struct(&out, sizeof(out), 13, &given), ATTUNE_E_ARGUMENT);
  CHECK_INT(caller_struct(&out, sizeof(out), 8, NULL), ATTUNE_E_ARGUMENT);
}

TEST(a_longer_struct_may_only_bring_zeroes) {
  struct {
    size_t struct_size;
    char known[8];
    char later[100];
  } given = {.struct_size = sizeof(given)};
  char out[16];
  CHECK_INT(caller_struct(out, sizeof(out), 8, &given), ATTUNE_OK);
  for (size_t i = 0; i < sizeof(given.later); i += 33) {
    given.later[i] = 1;
    CHECK_INT(caller_struct(out, sizeof(out), 8, &given), ATTUNE_E_ARGUMENT);
    given.later[i] = 0;
  }
}

TEST(a_size_that_is_none_is_refused_without_a_look_behind) {
  size_t *lone = malloc(sizeof(*lone));
  char out[16];
  const size_t sizes[] = {0, 7, 4097, (size_t)-1};
  CHECK(lone != NULL);
  for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
    test_case("%zu", sizes[i]);
    *lone = sizes[i];
    CHECK_INT(caller_struct(out, sizeof(out), 8, lone), ATTUNE_E_ARGUMENT);
  }
  free(lone);
}

struct field {
  const char *name;
  size_t offset;
  size_t most;
  int status; /* when it is one byte longer */
};

static const struct field fields[] = {
#define LABEL(field)                                                           \
  { #field, offsetof(attune_message, field), LABEL_MOST, ATTUNE_E_ARGUMENT }
    LABEL(conversation),
    LABEL(id),
    LABEL(customer),
    LABEL(customer_name),
    LABEL(agent),
    LABEL(agent_role),
    LABEL(team),
    LABEL(channel),
    LABEL(brand),
    LABEL(locale),
#undef LABEL
    {"text", offsetof(attune_message, text), TEXT_MOST, ATTUNE_E_TOO_LARGE},
    {"echo", offsetof(attune_message, echo), ECHO_MOST, ATTUNE_E_TOO_LARGE},
    {"context", offsetof(attune_message, context), CONTEXT_MOST,
     ATTUNE_E_TOO_LARGE},
};

TEST(every_string_has_a_limit) {
  for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
    attune_message message = good();
    const char *value = letters(fields[i].most);
    test_case("%s", fields[i].name);
    memcpy((char *)&message + fields[i].offset, &value, sizeof(value));
    CHECK_INT(view(&message), ATTUNE_OK);
    letters(fields[i].most + 1);
    CHECK_INT(view(&message), fields[i].status);
  }
}

TEST(a_text_with_a_size_is_not_looked_at_beyond_it) {
  struct message out;
  attune_message message = good();
  char *lone = malloc(5);
  CHECK(lone != NULL);
  memcpy(lone, "a\0b c", 5);
  message.text = lone;
  message.text_size = 5;
  CHECK_INT(message_view(&out, MESSAGE_INCOMING, &message, TEXT_MOST),
            ATTUNE_OK);
  CHECK_INT(message_str(&out, STRING_TEXT).size, 5);
  message.text_size = (size_t)-1;
  CHECK_INT(view(&message), ATTUNE_E_TOO_LARGE);
  message.text_size = TEXT_MOST + 1;
  CHECK_INT(view(&message), ATTUNE_E_TOO_LARGE);
  free(lone);
}

TEST(numbers_have_bounds) {
  attune_message message = good();
  message.stage = ATTUNE_SENT;
  message.format = ATTUNE_MARKDOWN;
  message.revision = (UINT64_C(1) << 62) - 1;
  message.sent_at_ms = INT64_MAX;
  CHECK_INT(view(&message), ATTUNE_OK);
  message.revision++;
  CHECK_INT(view(&message), ATTUNE_E_ARGUMENT);
  message.revision = 0;
  message.stage = 2;
  CHECK_INT(view(&message), ATTUNE_E_ARGUMENT);
  message.stage = -1;
  CHECK_INT(view(&message), ATTUNE_E_ARGUMENT);
  message = good();
  message.format = 3;
  CHECK_INT(view(&message), ATTUNE_E_ARGUMENT);
  message.format = INT32_MIN;
  CHECK_INT(view(&message), ATTUNE_E_ARGUMENT);
  message = good();
  message.sent_at_ms = -1;
  CHECK_INT(view(&message), ATTUNE_E_ARGUMENT);
}

TEST(what_is_required_is_required) {
  attune_message message = good();
  message.text = "";
  CHECK_INT(view(&message), ATTUNE_OK);
  message.conversation = "";
  CHECK_INT(view(&message), ATTUNE_E_ARGUMENT);
  message = good();
  message.id = "";
  CHECK_INT(view(&message), ATTUNE_E_ARGUMENT);
  message = good();
  message.text = NULL;
  CHECK_INT(view(&message), ATTUNE_E_ARGUMENT);
}

TEST(an_outcome_is_checked) {
  struct message out;
  const attune_outcome fine = {.struct_size = sizeof(fine),
                               .conversation = "t",
                               .suggestion = "sug_1",
                               .action = ATTUNE_MUTED,
                               .rule = "canned",
                               .reason = "not now"};
  attune_outcome bad = fine;
  CHECK_INT(message_view_outcome(&out, &fine), ATTUNE_OK);
  CHECK_INT(out.kind, MESSAGE_FEEDBACK);
  CHECK_INT(out.action, ATTUNE_MUTED);
  CHECK_STR(message_str(&out, STRING_RULE), "canned");
  CHECK(message_str(&out, STRING_AGENT).data == NULL);
  bad.action = 5;
  CHECK_INT(message_view_outcome(&out, &bad), ATTUNE_E_ARGUMENT);
  bad.action = -1;
  CHECK_INT(message_view_outcome(&out, &bad), ATTUNE_E_ARGUMENT);
  bad = fine;
  bad.suggestion = NULL;
  CHECK_INT(message_view_outcome(&out, &bad), ATTUNE_E_ARGUMENT);
  bad = fine;
  bad.reason = letters(LABEL_MOST + 1);
  CHECK_INT(message_view_outcome(&out, &bad), ATTUNE_E_ARGUMENT);
  CHECK_INT(message_view_outcome(&out, NULL), ATTUNE_E_ARGUMENT);
}

TEST(a_change_is_checked) {
  struct message out;
  attune_change change = {.struct_size = sizeof(change),
                          .conversation = "t",
                          .state = ATTUNE_ERASED,
                          .at_ms = 5};
  CHECK_INT(message_view_change(&out, &change), ATTUNE_OK);
  CHECK_INT(out.kind, MESSAGE_CHANGE);
  CHECK_INT(out.state, ATTUNE_ERASED);
  change.state = 3;
  CHECK_INT(message_view_change(&out, &change), ATTUNE_E_ARGUMENT);
  change.state = ATTUNE_RESOLVED;
  change.at_ms = -1;
  CHECK_INT(message_view_change(&out, &change), ATTUNE_E_ARGUMENT);
  change.at_ms = 0;
  change.conversation = NULL;
  CHECK_INT(message_view_change(&out, &change), ATTUNE_E_ARGUMENT);
}

/* Each string in a block of its own that is then freed: what the copy still
   borrowed of it, AddressSanitizer would see. */
TEST(a_copy_needs_nothing_of_the_callers) {
  struct message seen;
  attune_message message = good();
  size_t count = sizeof(fields) / sizeof(*fields);
  char *owned[sizeof(fields) / sizeof(*fields)];
  for (size_t i = 0; i < count; i++) {
    owned[i] = strdup(fields[i].name);
    CHECK(owned[i] != NULL);
    memcpy((char *)&message + fields[i].offset, &owned[i], sizeof(char *));
  }
  message.revision = 3;
  CHECK_INT(message_view(&seen, MESSAGE_OUTGOING, &message, TEXT_MOST),
            ATTUNE_OK);
  struct message *copy = message_copy(&seen);
  CHECK(copy != NULL);
  for (size_t i = 0; i < count; i++) {
    memset(owned[i], '?', strlen(owned[i]));
    free(owned[i]);
  }
  memset(&message, 0xff, sizeof(message));
  memset(&seen, 0xff, sizeof(seen));
  CHECK_STR(message_str(copy, STRING_CONVERSATION), "conversation");
  CHECK_STR(message_str(copy, STRING_AGENT_ROLE), "agent_role");
  CHECK_STR(message_str(copy, STRING_TEXT), "text");
  CHECK_STR(message_str(copy, STRING_ECHO), "echo");
  CHECK_INT(copy->revision, 3);
  CHECK_INT(copy->bytes, message_size(copy));
  for (int i = 0; i < STRING_COUNT; i++) {
    struct str string = copy->strings[i];
    CHECK(!string.data || string.data[string.size] == '\0');
  }
  CHECK(message_str(copy, STRING_RULE).data == NULL);
  free(copy);
}
