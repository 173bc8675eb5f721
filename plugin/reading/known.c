#include "reading/known.h"

#include "reading/reading.h"

const char *known_feeling(unsigned i) {
  return i < FEELING_COUNT ? feeling_name((enum feeling)i) : NULL;
}

const char *known_signal(unsigned i) {
  return i < SIGNAL_COUNT ? signal_name((enum signal_id)i) : NULL;
}

const char *known_fact(unsigned i) {
  return i < FACT_KIND_COUNT ? fact_kind_name((enum fact_kind)i) : NULL;
}

static const char *trajectory(unsigned i) {
  return i <= TRAJECTORY_FALLING ? trajectory_name((enum trajectory)i) : NULL;
}

#define YES                                                                    \
  { .words = "yes" }
#define NO                                                                     \
  { .words = "no" }

static const struct known_key cue_keys[] = {
    {"leans", .value = KNOWN_LEANS},
    {"also", .value = KNOWN_ONE, .names = {.name = known_feeling}},
    {"careful", .value = KNOWN_ONE, .names = YES},
    {"impersonal", .value = KNOWN_ONE, .names = YES},
};

static const struct known_key situation_keys[] = {
    {"leans", .value = KNOWN_LEANS},
    {"also", .value = KNOWN_ONE, .names = {.name = known_feeling}},
    {"careful", .value = KNOWN_ONE, .names = YES},
    {"impersonal", .value = KNOWN_ONE, .names = YES},
    {"fact", .value = KNOWN_ONE, .names = NO},
    {"concern", .value = KNOWN_ONE, .names = NO},
};

static const struct known_key shift_keys[] = {
    {"leans", .value = KNOWN_LEANS},
    {"stirs", .value = KNOWN_ONE, .names = YES},
    {"even", .value = KNOWN_ONE, .names = YES},
};

static const struct known_key word_leans = {NULL, .value = KNOWN_LEANS};

static const struct known_key signal_keys[] = {
    {"careful", .value = KNOWN_ONE, .names = YES},
    {"impersonal", .value = KNOWN_ONE, .names = YES},
    {"closing", .value = KNOWN_ONE, .names = YES},
};

static const struct known_key fact_keys[] = {
    {"shape", .value = KNOWN_ONE,
     .names = {.words = "noun day slashed digits long phone"}},
    {"span", .value = KNOWN_ONE,
     .names = {.words = "clause problem quotation"}},
    {"proper", .value = KNOWN_ONE, .names = YES},
};

static const struct known_key concern_keys[] = {
    {"feelings", .value = KNOWN_SOME, .names = {.name = known_feeling}},
    {"min_heat", .value = KNOWN_NUMBER, .most = 3},
    {"at", .value = KNOWN_ONE, .names = {.words = "start"}},
    {"alone", .value = KNOWN_ONE, .names = YES},
    {"wish", .value = KNOWN_ONE, .names = YES},
    {"calm", .value = KNOWN_ONE, .names = YES},
    {"signal", .value = KNOWN_ONE, .names = {.name = known_signal}},
    {"told", .value = KNOWN_SOME, .names = {.section = "situation *"}},
};

/* How readings are called; of these only what is asked for is used. */
static const struct known_key label_keys[] = {
    {"name", .value = KNOWN_WORDS},
    {"felt", .value = KNOWN_WORDS},
    {"ask", .value = KNOWN_WORDS},
    {"why", .value = KNOWN_WORDS},
};

#define CLUE (KNOWN_MATCH | KNOWN_WEIGHT | KNOWN_HEAT)

static const struct known_section sections[] = {
    {.kind = LANGUAGE_CUE,
     .ids = {.name = known_feeling},
     .takes = CLUE,
     KNOWN_KEYS(cue_keys)},
    {.kind = LANGUAGE_SITUATION,
     .ids = {.name = known_feeling},
     .takes = CLUE,
     KNOWN_KEYS(situation_keys)},
    {.kind = LANGUAGE_SHIFT,
     .ids = {.words = "ask tell hint mark break negate strong weak calm "
                      "hypothetical mocking"},
     .takes = KNOWN_MATCH,
     KNOWN_KEYS(shift_keys)},
    {.kind = LANGUAGE_SHIFT,
     .ids = {.words = "signal"},
     .parts = {.name = known_signal},
     KNOWN_KEYS(shift_keys)},
    {.kind = LANGUAGE_SHIFT,
     .ids = {.words = "votes clear"},
     .parts = {.name = known_feeling},
     KNOWN_KEYS(shift_keys)},
    {.kind = LANGUAGE_SHIFT, .ids = {.words = "words"}, .list = &word_leans},
    {.kind = LANGUAGE_SIGNAL,
     .ids = {.name = known_signal},
     .takes = KNOWN_MATCH | KNOWN_WEIGHT,
     KNOWN_KEYS(signal_keys)},
    {.kind = LANGUAGE_FACT,
     .ids = {.words = "skip", .name = known_fact},
     .takes = KNOWN_MATCH | KNOWN_WEIGHT,
     KNOWN_KEYS(fact_keys)},
    {.kind = LANGUAGE_CONCERN,
     .takes = KNOWN_MATCH | KNOWN_SAY | KNOWN_WEIGHT | KNOWN_CAPTURES,
     .say = {.words = "topic"},
     KNOWN_KEYS(concern_keys)},
    {.kind = LANGUAGE_TURN,
     .ids = {.words = "word short lead tail drop open cut loose soft bare "
                      "topic person hinge idle invert subject common finite "
                      "verb under nominative vague"},
     .takes = KNOWN_MATCH | KNOWN_SAY | KNOWN_CAPTURES},
    {.kind = LANGUAGE_QUESTION,
     .ids = {.words = "asks starts before rhetorical"},
     .takes = KNOWN_MATCH},
    {.kind = LANGUAGE_LABEL,
     .ids = {.words = "feeling"},
     .parts = {.name = known_feeling},
     .takes = KNOWN_SAY | KNOWN_WEIGHT,
     KNOWN_KEYS(label_keys)},
    {.kind = LANGUAGE_LABEL,
     .ids = {.words = "fact"},
     .parts = {.name = known_fact},
     KNOWN_KEYS(label_keys)},
    {.kind = LANGUAGE_LABEL,
     .ids = {.words = "signal"},
     .parts = {.name = known_signal},
     KNOWN_KEYS(label_keys)},
    {.kind = LANGUAGE_LABEL,
     .ids = {.words = "trajectory"},
     .parts = {.name = trajectory},
     KNOWN_KEYS(label_keys)},
    {.kind = LANGUAGE_LABEL,
     .ids = {.words = "heat"},
     .parts = {.words = "0 1 2 3"},
     KNOWN_KEYS(label_keys)},
};

const struct known reading_known = KNOWN_SECTIONS(sections);
