#include "runtime/feedback.h"

static struct feedback_rule *find(struct feedback *feedback, struct str rule) {
  for (size_t i = 0; i < feedback->count; i++)
    if (str_is(rule, feedback->rules[i].rule))
      return &feedback->rules[i];
  return NULL;
}

/* An id is shown in the figures, so it may only hold what an id holds. */
static bool is_id(struct str rule) {
  for (size_t i = 0; i < rule.size; i++) {
    char c = rule.data[i];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
          c == '.' || c == '_'))
      return false;
  }
  return true;
}

void feedback_add(struct feedback *feedback, struct str rule, int32_t action) {
  struct feedback_rule *row = find(feedback, rule);
  if (!row && feedback->count < FEEDBACK_RULES &&
      rule.size < sizeof(row->rule) && is_id(rule)) {
    row = &feedback->rules[feedback->count++];
    memcpy(row->rule, rule.data ? rule.data : "", rule.size);
  }
  if (row)
    row->actions[action]++;
  else
    feedback->unlisted++;
}
