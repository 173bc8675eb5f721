#include "review/known.h"

#include "reading/known.h"
#include "review/review.h"
#include "review/signs.h"
#include "review/wording.h"

static const char *move(unsigned i) {
  return i < MOVE_COUNT ? move_name((enum move)i) : NULL;
}

static const char *sign(unsigned i) {
  return i < SIGN_COUNT ? sign_name((enum sign)i) : NULL;
}

#define YES                                                                    \
  { .words = "yes" }
#define NO                                                                     \
  { .words = "no" }
#define SOFTLY                                                                 \
  { .words = "suggestion no" }

/* The same for all; keys that one role alone has stand behind it. */
static const struct known_key rule_keys[] = {
    {"message", .value = KNOWN_TEXT, .required = true},
    {"why", .value = KNOWN_TEXT, .required = true},
    {"principle", .value = KNOWN_WORDS, .required = true},
    {"role", .value = KNOWN_ONE,
     .names = {.words = "curt again within cheer pleasure light cold "
                        "exclamation emoji kind-emoji asks excuse model "
                        "tongue offer made open acronym plain-acronym"}},
    {"calm", .value = KNOWN_ONE, .names = SOFTLY},
    {"mild", .value = KNOWN_ONE, .names = SOFTLY},
    {"min_heat", .value = KNOWN_NUMBER, .most = 3},
    {"max_words", .value = KNOWN_NUMBER, .least = 1, .most = 1000},
    {"signals", .value = KNOWN_SOME, .names = {.name = known_signal}},
    {"theirs", .value = KNOWN_ONE, .names = NO},
    {"excused_by", .value = KNOWN_SOME, .names = {.section = "rule excuse"}},
    {"reach", .value = KNOWN_NUMBER, .most = 100, .names = {.words = "draft"}},
    {"yields", .value = KNOWN_ONE, .names = YES},
    {"whole", .value = KNOWN_ONE, .names = {.words = "sentence"}},
    {"fact", .value = KNOWN_SOME, .names = {.name = known_fact}}, /* asks */
    {"same", .value = KNOWN_ONE, .names = NO},
    {"related", .value = KNOWN_WORDS},
    {"gate", .value = KNOWN_NUMBER, .most = 1000}, /* model */
    {"close", .value = KNOWN_NUMBER, .most = 1000},
    {"kind", .value = KNOWN_WORDS}, /* offer */
    {"made", .value = KNOWN_ONE, .names = YES},
    {"behind", .value = KNOWN_ONE, .names = YES},
    {"words", .value = KNOWN_WORDS}, /* tongue, kind-emoji, plain-acronym */
    {"explained", .value = KNOWN_WORDS},
};

static const struct known_key move_keys[] = {
    {"role", .value = KNOWN_ONE, .names = {.words = "exempt step"}},
    {"words", .value = KNOWN_WORDS},
};

/* language/entries.c gives them to the administrator's rules. */
static const struct known_key team_keys[] = {
    {"message", .value = KNOWN_TEXT, .required = true},
    {"why", .value = KNOWN_TEXT, .required = true},
};

static const struct known_key weight = {NULL, .value = KNOWN_NUMBER,
                                        .least = -9999, .most = 9999};

static const struct known_section sections[] = {
    {.kind = LANGUAGE_RULE,
     .takes =
         KNOWN_MATCH | KNOWN_SAY | KNOWN_LEVEL | KNOWN_VOICE | KNOWN_CAPTURES,
     .text = {.name = wording_slot_name},
     KNOWN_KEYS(rule_keys)},
    {.kind = LANGUAGE_MOVE,
     .ids = {.name = move},
     .takes = KNOWN_MATCH,
     KNOWN_KEYS(move_keys)},
    {.kind = LANGUAGE_LABEL,
     .ids = {.words = "team"},
     .parts = {.words = "banned preferred rule"},
     .text = {.name = wording_slot_name},
     KNOWN_KEYS(team_keys)},
    {.kind = LANGUAGE_LABEL, .ids = {.words = "glue"}, .takes = KNOWN_SAY},
    {.kind = LANGUAGE_LABEL,
     .ids = {.words = "missing"},
     .parts = {.name = move},
     .takes = KNOWN_SAY,
     .say = {.name = wording_slot_name}},
    {.kind = LANGUAGE_LABEL,
     .ids = {.words = "lacks score"},
     .parts = {.words = "wording", .name = move},
     .list = &weight,
     .listed = {.words = "bias lack unanswered", .name = sign}},
};

const struct known review_known = KNOWN_SECTIONS(sections);
