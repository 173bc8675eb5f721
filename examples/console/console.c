#include "console.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../replay/cells.h"
#include "../replay/fields.h"
#include "installed.h"

/* The pieces of "%s … %s" around the texts, which are shown safely. */
static void put_format(const char *format, const char *const *texts) {
  const struct paint paint = {.out = stderr};
  while (*format) {
    if (format[0] == '%' && format[1] == 's') {
      paint_text(&paint, INK_PLAIN, *texts++);
      format += 2;
    } else {
      fputc(*format++, stderr);
    }
  }
}

void console_complain_of(const char *format, const char *text,
                         const char *other) {
  const char *const texts[] = {text ? text : "", other ? other : "", ""};
  fputs("attune: ", stderr);
  put_format(format, texts);
  fputc('\n', stderr);
}

void console_complain(const char *format, const char *text) {
  console_complain_of(format, text, NULL);
}

int console_usage(const struct console *console, const char *what,
                  const char *given) {
  console_complain_of(given ? "%s %s" : "%s", what, given);
  if (console->command)
    console_complain("\"attune help %s\" says how it goes", console->command);
  else
    console_complain("\"attune help\" lists the commands", NULL);
  return DONE_USAGE;
}

const char *console_manifest(const struct console *console) {
  const char *given = getenv("ATTUNE_MANIFEST");
  if (console->manifest)
    return console->manifest;
  if (given && *given)
    return given;
  return access("plugin.manifest", F_OK) == 0 ? "plugin.manifest"
                                              : INSTALLED_MANIFEST;
}

/* In the build the plugin lies beside or above this program, and installed
   in the folder it was installed to. */
static const char *find_library(char *path, size_t size) {
  static const char *const places[] = {"attune.so", "../attune.so",
                                       "../../attune.so",
                                       "../lib/attune/attune.so"};
  ssize_t got = readlink("/proc/self/exe", path, size - 64);
  size_t folder = got > 0 ? (size_t)got : 0;
  while (folder > 0 && path[folder - 1] != '/')
    folder--;
  for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
    stpcpy(path + folder, places[i]);
    if (access(path, R_OK) == 0)
      return path;
  }
  return INSTALLED_LIBRARY;
}

static int load(struct console *console) {
  char path[4096];
  char *why = NULL;
  const char *library = console->library;
  const char *given = getenv("ATTUNE_LIBRARY");
  if (!library)
    library = given && *given ? given : find_library(path, sizeof(path));
  if (host_load(&console->host, library, &why) == 0)
    return DONE_FINE;
  console_complain_of("the plugin cannot be loaded: %s%s", why ? why : "?",
                      console->library ? "" : "; --library says where it is");
  free(why);
  return DONE_CANNOT;
}

/* The problems of a manifest, a line each, where the answer would stand. */
static void put_problems(const struct console *console,
                         const struct host *host) {
  const struct paint paint = {.out = stderr};
  json_object *list = json_object_new_array();
  char *at = host->log, *end;
  for (; at && (end = strchr(at, '\n')); at = end + 1) {
    *end = '\0';
    json_object_array_add(list, json_object_new_string(at));
    paint_text(&paint, INK_PLAIN, console->json ? "" : at);
    fputs(console->json ? "" : "\n", stderr);
    *end = '\n';
  }
  if (console->json) {
    json_object *answer = json_object_new_object();
    json_object_object_add(answer, "problems", json_object_get(list));
    console_json(answer);
    json_object_put(answer);
  }
  json_object_put(list);
}

static int opened(const struct console *console, const struct host *host,
                  const char *manifest, int32_t status) {
  if (status == ATTUNE_OK)
    return DONE_FINE;
  put_problems(console, host);
  console_complain_of("%s is not used: %s", manifest, host->strerror(status));
  return status == ATTUNE_E_MANIFEST ? DONE_FOUND : DONE_CANNOT;
}

static int look_for(const char *manifest) {
  if (access(manifest, R_OK) == 0)
    return DONE_FINE;
  console_complain("%s cannot be read; --manifest says which to take",
                   manifest);
  return DONE_CANNOT;
}

int console_open(struct console *console) {
  const char *manifest = console_manifest(console);
  int code = load(console);
  if (code == DONE_FINE)
    code = look_for(manifest);
  return code == DONE_FINE ? opened(console, &console->host, manifest,
                                    host_open(&console->host, manifest))
                           : code;
}

int console_open_beside(const struct console *console, struct host *host,
                        const char *manifest) {
  int code = look_for(manifest);
  return code == DONE_FINE
             ? opened(console, host, manifest,
                      host_open_beside(host, &console->host, manifest))
             : code;
}

void console_add(json_object *object, const char *key, const char *text) {
  if (text)
    json_object_object_add(object, key, json_object_new_string(text));
}

json_object *console_request(const struct console *console, const char *what) {
  json_object *request = json_object_new_object();
  console_add(request, "what", what);
  console_add(request, "team", console->team);
  console_add(request, "channel", console->channel);
  console_add(request, "brand", console->brand);
  console_add(request, "locale", console->locale);
  return request;
}

json_object *console_query(struct console *console, json_object *request,
                           int *code) {
  int32_t status;
  json_object *answer =
      host_query(&console->host, json_object_to_json_string(request), &status);
  json_object_put(request);
  *code = DONE_FINE;
  if (status == ATTUNE_OK && answer)
    return answer;
  const char *error = field_string(answer, "", "error", NULL);
  console_complain("%s", error ? error : console->host.strerror(status));
  *code = status == ATTUNE_E_ARGUMENT ? DONE_FOUND : DONE_CANNOT;
  json_object_put(answer);
  return NULL;
}

json_object *console_ask(struct console *console, const char *what,
                         const char *id, int *code) {
  json_object *request = json_object_new_object();
  console_add(request, "what", what);
  console_add(request, "id", id);
  return console_query(console, request, code);
}

void console_json(json_object *object) {
  paint_json(json_object_to_json_string_ext(
      object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}

void console_cell(const struct paint *paint, enum ink ink, const char *text,
                  size_t width) {
  const char *shown = text ? text : "";
  size_t taken = cells_width(shown, strlen(shown));
  paint_text(paint, ink, shown);
  for (; taken < width; taken++)
    fputc(' ', paint->out);
}

void console_time(const struct paint *paint, enum ink ink, const char *time) {
  char shown[20] = "";
  if (time && strlen(time) >= 19) {
    memcpy(shown, time, 19);
    shown[10] = ' ';
  }
  console_cell(paint, ink, shown, 19);
}

bool console_note(const struct console *console, json_object *answer) {
  const char *note = field_string(answer, "", "note", NULL);
  if (!note)
    return false;
  paint_behind(&console->paint, 0, 0, INK_FAINT, note);
  return true;
}

int command_version(void) {
  struct console console = {0};
  int code = load(&console);
  if (code == DONE_FINE)
    printf("attune %s\n", console.host.version());
  host_close(&console.host);
  return code;
}
