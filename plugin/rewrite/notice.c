#include "rewrite/notice.h"

#include <attune.h>
#include <stdio.h>

enum {
  ID_SIZE = 64
};

static int part(struct arena *arena, struct say_context *context,
                const char *id, const char *which, struct str *out) {
  char name[ID_SIZE];
  snprintf(name, sizeof(name), "%s-%s", id, which);
  return say(arena, context, name, out);
}

int notice_compose(struct arena *arena, struct say_context *context,
                   const char *id, struct notice *out) {
  char name[ID_SIZE];
  *out = (struct notice){0};
  int status = part(arena, context, id, "message", &out->message);
  if (status == ATTUNE_OK)
    status = part(arena, context, id, "why", &out->why);
  if (status != ATTUNE_OK)
    return status;
  snprintf(name, sizeof(name), "%s-say", id);
  return say_several(arena, context, name, out->say, NOTICE_SAY_MAX,
                     &out->say_count);
}
