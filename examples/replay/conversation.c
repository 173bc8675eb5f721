#include "conversation.h"

#include <attune.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "fields.h"
#include "paint.h"

/* stderr is a terminal too: what a file says is shown as safely there. */
static void complain(struct conversation_file *file, const char *what) {
  const struct paint paint = {.out = stderr};
  fputs("replay: ", stderr);
  paint_text(&paint, INK_PLAIN, file->name);
  if (file->number)
    fprintf(stderr, ":%u", file->number);
  fputs(": ", stderr);
  paint_text(&paint, INK_PLAIN, what);
  fputc('\n', stderr);
  file->problems++;
}

int conversation_open(struct conversation_file *file, const char *name) {
  struct stat about;
  *file = (struct conversation_file){.name = name};
  if (strcmp(name, "-") == 0) {
    file->name = "stdin";
    file->stream = stdin;
    return 0;
  }
  file->stream = fopen(name, "re");
  if (!file->stream || fstat(fileno(file->stream), &about)) {
    complain(file, strerror(errno));
    conversation_close(file);
    return -1;
  }
  if (S_ISDIR(about.st_mode)) {
    complain(file, "is a directory");
    conversation_close(file);
    return -1;
  }
  file->bytes = S_ISREG(about.st_mode) ? (uint64_t)about.st_size : 0;
  return 0;
}

void conversation_close(struct conversation_file *file) {
  if (file->stream && file->stream != stdin)
    fclose(file->stream);
  free(file->line);
  file->stream = NULL;
  file->line = NULL;
}

/* One of the words, or otherwise when the member is missing. */
static int one_of(json_object *object, const char *path, const char *key,
                  const char *const *words, int otherwise,
                  struct problem *problem) {
  const char *given = field_string(object, path, key, problem);
  if (!given)
    return otherwise;
  for (int i = 0; words[i]; i++)
    if (strcmp(given, words[i]) == 0)
      return i;
  if (words[2])
    problem_set(problem, "%s%s: expected \"%s\", \"%s\" or \"%s\"", path, key,
                words[0], words[1], words[2]);
  else
    problem_set(problem, "%s%s: expected \"%s\" or \"%s\"", path, key, words[0],
                words[1]);
  return otherwise;
}

/* "2026-03-04T09:12:00Z" or milliseconds since 1970; 0: not said. */
static int64_t read_time(json_object *object, const char *path,
                         struct problem *problem) {
  struct tm tm = {0};
  if (json_object_is_type(field(object, "at"), json_type_int))
    return field_int(object, path, "at", problem);
  const char *text = field_string(object, path, "at", problem);
  if (!text)
    return 0;
  const char *end = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
  if (!end || strcmp(end, "Z") != 0) {
    problem_set(problem, "%sat: expected a time such as 2026-03-04T09:12:00Z",
                path);
    return 0;
  }
  return (int64_t)timegm(&tm) * 1000;
}

static void read_text(struct message *message, json_object *object,
                      const char *path, const char *key,
                      struct problem *problem) {
  json_object *text = field(object, key);
  if (!json_object_is_type(text, json_type_string)) {
    problem_set(problem, "%s%s: expected a string", path, key);
    return;
  }
  message->text = json_object_get_string(text);
  message->size = (size_t)json_object_get_string_len(text);
  if (message->size == 0)
    problem_set(problem, "%s%s: is empty", path, key);
}

static void read_message(struct message *message, json_object *object,
                         const char *path, bool drafts,
                         struct problem *problem) {
  static const char *const sides[] = {"customer", "agent", NULL};
  static const char *const stages[] = {"draft", "sent", NULL};
  static const char *const formats[] = {"text", "html", "markdown", NULL};
  if (!json_object_is_type(object, json_type_object)) {
    problem_set(problem, "%.*s: expected an object", (int)strlen(path) - 1,
                path);
    return;
  }
  int side = one_of(object, path, "from", sides, -1, problem);
  if (side < 0)
    problem_set(problem, "%sfrom: expected \"customer\" or \"agent\"", path);
  message->from_agent = side == 1;
  message->sent = one_of(object, path, "stage", stages, !drafts, problem) == 1;
  message->format = one_of(object, path, "format", formats, 0, problem);
  message->id = field_string(object, path, "id", problem);
  int64_t revision = field_int(object, path, "revision", problem);
  if (revision < 0)
    problem_set(problem, "%srevision: expected 0 or more", path);
  message->revision = (uint64_t)revision;
  message->at_ms = read_time(object, path, problem);
  read_text(message, object, path, "text", problem);
}

static void read_list(struct conversation *out, json_object *list,
                      const char *key, bool drafts, struct problem *problem) {
  char path[40];
  size_t count = json_object_array_length(list);
  for (size_t i = 0; i < count && !problem->text[0]; i++) {
    snprintf(path, sizeof(path), "%s[%zu].", key, i);
    read_message(&out->messages[out->count++],
                 json_object_array_get_idx(list, i), path, drafts, problem);
  }
}

static void read_messages(struct conversation *out, struct problem *problem) {
  json_object *messages = field_array(out->root, "", "messages", problem);
  json_object *context = field_array(out->root, "", "context", problem);
  size_t most = (messages ? json_object_array_length(messages) : 0) +
                (context ? json_object_array_length(context) : 0) + 2;
  out->messages = calloc(most, sizeof(*out->messages));
  if (!out->messages) {
    problem_set(problem, "out of memory");
    return;
  }
  if (context)
    read_list(out, context, "context", false, problem);
  if (messages)
    read_list(out, messages, "messages", true, problem);
  if (field(out->root, "text"))
    read_text(&out->messages[out->count++], out->root, "", "text", problem);
  if (field(out->root, "draft")) {
    out->messages[out->count].from_agent = true;
    read_text(&out->messages[out->count++], out->root, "", "draft", problem);
  }
  if (out->count == 0)
    problem_set(problem, "expected \"messages\", \"draft\" or \"text\"");
}

static void read_people(struct conversation *out, struct problem *problem) {
  json_object *customer = field_object(out->root, "", "customer", problem);
  json_object *agent = field_object(out->root, "", "agent", problem);
  out->customer = field_string(customer, "customer.", "id", problem);
  out->customer_name = field_string(customer, "customer.", "name", problem);
  out->agent = field_string(agent, "agent.", "id", problem);
  out->agent_name = field_string(agent, "agent.", "name", problem);
  out->agent_role = field_string(agent, "agent.", "role", problem);
}

static void read_conversation(struct conversation *out,
                              struct problem *problem) {
  json_object *root = out->root;
  out->id = field_string(root, "", "id", problem);
  out->title = field_string(root, "", "title", problem);
  out->trade = field_string(root, "", "trade", problem);
  out->team = field_string(root, "", "team", problem);
  out->channel = field_string(root, "", "channel", problem);
  out->brand = field_string(root, "", "brand", problem);
  out->locale = field_string(root, "", "locale", problem);
  if (!out->id || !*out->id)
    problem_set(problem, "id: expected a string that is not empty");
  read_people(out, problem);
  read_messages(out, problem);
}

static bool is_blank(const char *line, size_t size) {
  return strspn(line, " \t\r\n") == size;
}

int conversation_next(struct conversation_file *file,
                      struct conversation *out) {
  ssize_t got;
  while ((got = getline(&file->line, &file->capacity, file->stream)) > 0) {
    struct problem problem = {{0}};
    size_t size = (size_t)got;
    file->number++;
    file->bytes_read += size;
    if (is_blank(file->line, size))
      continue;
    *out = (struct conversation){0};
    out->root = fields_parse(file->line, size, &problem);
    if (out->root)
      read_conversation(out, &problem);
    if (!problem.text[0])
      return 1;
    complain(file, problem.text);
    conversation_fini(out);
  }
  if (ferror(file->stream) && errno != EINTR)
    complain(file, strerror(errno));
  return 0;
}

void conversation_fini(struct conversation *conversation) {
  free(conversation->messages);
  json_object_put(conversation->root);
  *conversation = (struct conversation){0};
}
