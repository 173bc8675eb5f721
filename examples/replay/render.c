#include "render.h"

#include <string.h>

void render_label(const struct paint *paint, const char *label) {
  paint_ours(paint, INK_FAINT, "  %-*s", RENDER_LABEL - 2, label);
}

void render_line(const struct paint *paint, const char *label, enum ink ink,
                 const char *text) {
  if (!text || !*text)
    return;
  render_label(paint, label);
  paint_behind(paint, RENDER_LABEL, RENDER_LABEL, ink, text);
}

json_object *render_item(json_object *object, const char *key, size_t n) {
  json_object *list = field_array(object, "", key, NULL);
  return list && n < json_object_array_length(list)
             ? json_object_array_get_idx(list, n)
             : NULL;
}

void render_title(const struct paint *paint,
                  const struct conversation *conversation) {
  const char *title =
      conversation->title ? conversation->title : conversation->id;
  paint_newline(paint);
  paint_rule(paint);
  paint_behind(paint, 0, 0, INK_BOLD, title);
  if (conversation->trade)
    paint_behind(paint, 0, 0, INK_FAINT, conversation->trade);
}

static void put_speaker(const struct paint *paint,
                        const struct conversation *conversation,
                        const struct message *message) {
  const char *name = message->from_agent ? conversation->agent_name
                                         : conversation->customer_name;
  paint_newline(paint);
  paint_text(paint, INK_BOLD,
             name                  ? name
             : message->from_agent ? "Agent"
                                   : "Customer");
  if (message->from_agent)
    paint_ours(paint, INK_FAINT, "%s", message->sent ? ", sent" : ", draft");
  paint_newline(paint);
}

void render_message(const struct paint *paint,
                    const struct conversation *conversation,
                    const struct message *message, const struct event *event,
                    json_object *explained) {
  put_speaker(paint, conversation, message);
  if (event && event_is(event, "validation.prompted"))
    render_reading(paint, message, event);
  else if (event && (event_is(event, "rewrite.suggested") ||
                     event_is(event, "draft.clear")))
    render_review(paint, message, event, explained);
  else
    paint_marked(paint, 2, message->text, message->size, NULL, 0);
  /* A person reads along while the next message is on its way. */
  fflush(paint->out);
}
