#include "rewrite/known.h"

#include "reading/known.h"

#define YES                                                                    \
  { .words = "yes" }
#define YES_OR_NO                                                              \
  { .words = "yes no" }

/* See say.h. [avoid ...] may have any of them too. */
static const struct known_key conditions[] = {
    {"feelings", .value = KNOWN_SOME, .names = {.name = known_feeling}},
    {"signals", .value = KNOWN_SOME, .names = {.name = known_signal}},
    {"not_signals", .value = KNOWN_SOME, .names = {.name = known_signal}},
    {"min_heat", .value = KNOWN_NUMBER, .most = 3},
    {"max_heat", .value = KNOWN_NUMBER, .most = 3},
    {"careful", .value = KNOWN_ONE, .names = YES_OR_NO},
    {"ours", .value = KNOWN_ONE, .names = YES_OR_NO},
    {"apology", .value = KNOWN_ONE, .names = YES},
    {"refuses", .value = KNOWN_ONE, .names = YES_OR_NO},
    {"thanked", .value = KNOWN_ONE, .names = YES_OR_NO},
    {"formality", .value = KNOWN_ONE, .names = {.words = "casual formal"}},
    {"min_warmth", .value = KNOWN_NUMBER, .most = 2},
    {"lacks", .value = KNOWN_SOME, .names = {.name = known_fact}},
    {"mentions", .value = KNOWN_WORDS},
};

static const struct known_key say_keys[] = {
    {"words", .value = KNOWN_NUMBER, .least = 1, .most = 100},
};

static const struct known_key avoid_keys[] = {
    {"rule", .value = KNOWN_ONE, .required = true,
     .names = {.section = "rule"}},
    {"avoid", .value = KNOWN_WORDS, .required = true},
    {"why", .value = KNOWN_WORDS, .required = true},
    {"facts", .value = KNOWN_SOME, .names = {.name = known_fact}},
    {"repeated", .value = KNOWN_ONE, .names = YES},
};

static const struct known_key guard_keys[] = {
    {"keep", .value = KNOWN_ONE, .names = {.words = "always"}},
    {"add", .value = KNOWN_ONE, .names = {.words = "placeholder"}},
    {"goes", .value = KNOWN_ONE, .names = {.words = "sentence"}},
};

/* See leftover.h. */
static const struct known_key left_keys[] = {
    {"role", .value = KNOWN_ONE, .required = true,
     .names = {.words = "goes opens ends hurts offers stands"}},
    {"rule", .value = KNOWN_ONE, .names = {.section = "rule"}},
};

#define SAYS (KNOWN_SAY | KNOWN_VOICE)

static const struct known_section sections[] = {
    {.kind = LANGUAGE_SAY,
     .ids = {.words = "acknowledge paraphrase apologise apologise-short own "
                      "own-after own-asked own-away own-next own-option "
                      "own-stands own-tried "
                      "next-step close instead beside ask"},
     .takes = SAYS,
     KNOWN_KEYS(say_keys),
     KNOWN_SHARED(conditions)},
    {.kind = LANGUAGE_SAY,
     .ids = {.words = "told"},
     .takes = SAYS,
     .say = {.words = "given"},
     KNOWN_KEYS(say_keys),
     KNOWN_SHARED(conditions)},
    {.kind = LANGUAGE_SAY,
     .ids = {.words = "offer"},
     .takes = SAYS,
     .say = {.words = "offer"},
     KNOWN_KEYS(say_keys),
     KNOWN_SHARED(conditions)},
    /* notice.h */
    {.kind = LANGUAGE_SAY,
     .ids = {.words = "*-message *-why *-say"},
     .takes = SAYS,
     .say = {.words = "promise topic"},
     KNOWN_KEYS(say_keys),
     KNOWN_SHARED(conditions)},
    {.kind = LANGUAGE_AVOID, KNOWN_KEYS(avoid_keys), KNOWN_SHARED(conditions)},
    {.kind = LANGUAGE_GUARD,
     .ids = {.words = "negation commitment number date"},
     .takes = KNOWN_MATCH,
     KNOWN_KEYS(guard_keys)},
    {.kind = LANGUAGE_GUARD,
     .ids = {.words = "left"},
     .takes = KNOWN_MATCH | KNOWN_HEAT,
     KNOWN_KEYS(left_keys)},
    {.kind = LANGUAGE_LABEL,
     .ids = {.words = "swap swap-once"},
     .takes = SAYS,
     .parts = {.words = "binds", .section = "rule"}},
    {.kind = LANGUAGE_LABEL,
     .ids = {.words = "turn-round"},
     .takes = SAYS,
     .parts = {.words = "binds", .section = "rule"}},
    {.kind = LANGUAGE_LABEL,
     .ids = {.words = "adverb answer article asked asks beside capital "
                      "capture concern conjunction curt deadline determiner "
                      "did echo expansion first glad goes greeting hollow "
                      "hurts leans open ours owned parted placeholder refusal "
                      "regret shouted signs stays stock thing tried trouble "
                      "unwritten voice wish"},
     .takes = KNOWN_SAY},
};

const struct known rewrite_known = KNOWN_SECTIONS(sections);
