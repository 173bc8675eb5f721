/* sign and verify: signatures on their own, to try a receiver with. */
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../replay/fields.h"
#include "args.h"
#include "key.h"
#include "manifest_file.h"
#include "signing.h"

struct signature {
  struct console *console;
  const char *webhook;
  const char *secret;
  const char *id;
  const char *timestamp;
  const char *text; /* the signature */
  bool any_time;
  struct verify_key key;
};

/* Of the option, or of the manifest's webhook of that name, or its only one. */
static int take_key(struct signature *signature) {
  struct console *console = signature->console;
  if (signature->secret)
    return key_read(signature->secret, NULL, &signature->key);
  const char *manifest = console_manifest(console);
  json_object *root = manifest_file_read(manifest);
  if (!root)
    return DONE_CANNOT;
  json_object *list = field(root, "webhooks");
  json_object *webhook = NULL;
  if (signature->webhook)
    webhook = manifest_file_webhook(root, signature->webhook);
  else if (list && json_object_array_length(list) == 1)
    webhook = json_object_array_get_idx(list, 0);
  const char *from = field_string(webhook, "", "secret", NULL);
  int code = DONE_CANNOT;
  if (from)
    code = key_read(from, manifest, &signature->key);
  else
    console_complain("say whose secret: --webhook NAME of one in %s that has "
                     "one, or --secret env:NAME or file:PATH",
                     manifest);
  json_object_put(root);
  return code;
}

static int read_time(const struct signature *signature, int64_t *out) {
  long number;
  *out = (int64_t)time(NULL);
  if (!signature->timestamp)
    return DONE_FINE;
  if (!args_number(signature->timestamp, 0, 253402300799, &number))
    return console_usage(signature->console,
                         "--timestamp is in seconds since 1970, not",
                         signature->timestamp);
  *out = number;
  return DONE_FINE;
}

static void put_signed(const struct console *console, const char *id,
                       int64_t timestamp, const char *text) {
  if (!console->json) {
    printf("webhook-id: %s\nwebhook-timestamp: %lld\nwebhook-signature: %s\n",
           id, (long long)timestamp, text);
    return;
  }
  json_object *line = json_object_new_object();
  console_add(line, "webhook-id", id);
  json_object_object_add(line, "webhook-timestamp",
                         json_object_new_int64(timestamp));
  console_add(line, "webhook-signature", text);
  console_json(line);
  json_object_put(line);
}

static int sign_body(struct signature *signature, const char *name) {
  char id[SIGNING_ID_SIZE], text[SIGNING_SIZE];
  int64_t timestamp;
  size_t size;
  int code = read_time(signature, &timestamp);
  if (code == DONE_FINE)
    code = take_key(signature);
  char *body = code == DONE_FINE ? file_read_all(name, &size) : NULL;
  if (!body)
    return code == DONE_FINE ? DONE_CANNOT : code;
  const char *its = signature->id;
  if (!its && signing_id(id) == 0)
    its = id;
  code = DONE_CANNOT;
  if (its &&
      signing_sign(&signature->key, its, timestamp, body, size, text) == 0) {
    put_signed(signature->console, its, timestamp, text);
    code = DONE_FINE;
  } else {
    console_complain("libcrypto would not sign", NULL);
  }
  free(body);
  return code;
}

static int say_verified(const struct console *console, const char *wrong) {
  if (console->json) {
    json_object *line = json_object_new_object();
    json_object_object_add(line, "valid", json_object_new_boolean(!wrong));
    console_add(line, "why", wrong);
    console_json(line);
    json_object_put(line);
  } else if (wrong) {
    paint_ours(&console->paint, INK_ERROR, "not valid: %s\n", wrong);
  } else {
    paint_ours(&console->paint, INK_GOOD, "valid\n");
  }
  return wrong ? DONE_FOUND : DONE_FINE;
}

static int verify_body(struct signature *signature, const char *name) {
  int64_t timestamp;
  size_t size;
  int code = read_time(signature, &timestamp);
  if (code == DONE_FINE)
    code = take_key(signature);
  char *body = code == DONE_FINE ? file_read_all(name, &size) : NULL;
  if (!body)
    return code == DONE_FINE ? DONE_CANNOT : code;
  int64_t now = signature->any_time ? timestamp : (int64_t)time(NULL);
  const char *wrong =
      verify(&signature->key, signature->id, signature->timestamp,
             signature->text, body, size, now);
  free(body);
  return say_verified(signature->console, wrong);
}

int command_sign(struct console *console, int argc, char **argv) {
  struct signature signature = {.console = console};
  const struct args_option options[] = {
      {"webhook", NULL, &signature.webhook},
      {"secret", NULL, &signature.secret},
      {"id", NULL, &signature.id},
      {"timestamp", NULL, &signature.timestamp},
      {NULL, NULL, NULL}};
  int code = args_take(console, options, &argc, argv);
  if (code != DONE_FINE || console->help)
    return code;
  if (argc > 1)
    return console_usage(console, "one body at most, not also", argv[1]);
  code = sign_body(&signature, argc > 0 ? argv[0] : NULL);
  OPENSSL_cleanse(&signature.key, sizeof(signature.key));
  return code;
}

int command_verify(struct console *console, int argc, char **argv) {
  struct signature signature = {.console = console};
  const struct args_option options[] = {
      {"webhook", NULL, &signature.webhook},
      {"secret", NULL, &signature.secret},
      {"id", NULL, &signature.id},
      {"timestamp", NULL, &signature.timestamp},
      {"signature", NULL, &signature.text},
      {"any-time", &signature.any_time, NULL},
      {NULL, NULL, NULL}};
  int code = args_take(console, options, &argc, argv);
  if (code != DONE_FINE || console->help)
    return code;
  if (!signature.id || !signature.timestamp || !signature.text)
    return console_usage(console,
                         "--id, --timestamp and --signature are needed: what "
                         "stands in the three webhook headers",
                         NULL);
  if (argc > 1)
    return console_usage(console, "one body at most, not also", argv[1]);
  code = verify_body(&signature, argc > 0 ? argv[0] : NULL);
  OPENSSL_cleanse(&signature.key, sizeof(signature.key));
  return code;
}
