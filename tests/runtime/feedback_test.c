#include "runtime/feedback.h"

#include <stdio.h>

#include "test.h"

static struct feedback feedback;

TEST(outcomes_are_counted_by_rule_and_action) {
  feedback_add(&feedback, STR("canned"), ATTUNE_ACCEPTED);
  feedback_add(&feedback, STR("canned"), ATTUNE_ACCEPTED);
  feedback_add(&feedback, STR("canned"), ATTUNE_MUTED);
  feedback_add(&feedback, STR("canned-2"), ATTUNE_SHOWN);
  CHECK_INT(feedback.count, 2);
  CHECK_INT(feedback.rules[0].actions[ATTUNE_ACCEPTED], 2);
  CHECK_INT(feedback.rules[0].actions[ATTUNE_MUTED], 1);
  CHECK_INT(feedback.rules[1].actions[ATTUNE_SHOWN], 1);
  CHECK_INT(feedback.unlisted, 0);
}

TEST(an_outcome_of_the_whole_has_no_rule) {
  feedback_add(&feedback, (struct str){NULL, 0}, ATTUNE_DISMISSED);
  feedback_add(&feedback, STR(""), ATTUNE_DISMISSED);
  CHECK_INT(feedback.count, 1);
  CHECK_STR(str_of(feedback.rules[0].rule), "");
  CHECK_INT(feedback.rules[0].actions[ATTUNE_DISMISSED], 2);
}

/* It is shown in a line of the figures, where a quote or a line end in it
   would write lines of a caller's own. */
TEST(what_is_no_id_gets_no_row) {
  static const char *const names[] = {"a\"b",     "a\nb", "a b", "A",
                                      "\xc3\xa9", "a{b}", "\\"};
  for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
    feedback_add(&feedback, str_of(names[i]), ATTUNE_SHOWN);
  CHECK_INT(feedback.count, 0);
  CHECK_INT(feedback.unlisted, sizeof(names) / sizeof(*names));
  feedback_add(&feedback, STR("az-09._"), ATTUNE_SHOWN);
  CHECK_INT(feedback.count, 1);
}

TEST(a_name_fits_its_row_with_a_nul) {
  char name[64];
  memset(name, 'r', sizeof(name));
  feedback_add(&feedback, (struct str){name, 47}, ATTUNE_SHOWN);
  CHECK_INT(feedback.count, 1);
  CHECK_INT(strlen(feedback.rules[0].rule), 47);
  feedback_add(&feedback, (struct str){name, 48}, ATTUNE_SHOWN);
  CHECK_INT(feedback.count, 1);
  CHECK_INT(feedback.unlisted, 1);
}

TEST(beyond_the_last_row_outcomes_are_still_counted) {
  char name[16];
  for (int i = 0; i < FEEDBACK_RULES + 5; i++) {
    snprintf(name, sizeof(name), "rule-%d", i);
    feedback_add(&feedback, str_of(name), ATTUNE_EDITED);
  }
  CHECK_INT(feedback.count, FEEDBACK_RULES);
  CHECK_INT(feedback.unlisted, 5);
  feedback_add(&feedback, STR("rule-3"), ATTUNE_EDITED);
  CHECK_INT(feedback.rules[3].actions[ATTUNE_EDITED], 2);
  feedback_add(&feedback, STR("rule-66"), ATTUNE_EDITED);
  CHECK_INT(feedback.unlisted, 6);
}
