#include "memory/known.h"

static const struct known_key promise_keys[] = {
    {"minutes", .value = KNOWN_NUMBER, .least = 1, .most = 100000},
    {"days", .value = KNOWN_ONE, .names = {.words = "working"}},
    {"ahead", .value = KNOWN_NUMBER, .most = 400},
    {"weekday", .value = KNOWN_NUMBER, .most = 6},
    {"minute", .value = KNOWN_NUMBER, .most = 24 * 60 - 1},
    {"add", .value = KNOWN_NUMBER, .most = 24 * 60 - 1},
};

static const struct known_key topic_keys[] = {
    {"empty", .value = KNOWN_WORDS, .required = true},
    {"endings", .value = KNOWN_WORDS, .required = true},
};

static const struct known_section sections[] = {
    {.kind = LANGUAGE_PROMISE,
     .ids = {.words = "act not within day hour clock"},
     .takes = KNOWN_MATCH,
     KNOWN_KEYS(promise_keys)},
    {.kind = LANGUAGE_TOPIC, .takes = KNOWN_MATCH},
    {.kind = LANGUAGE_LABEL, .ids = {.words = "promise"}, .takes = KNOWN_SAY},
    {.kind = LANGUAGE_LABEL, .ids = {.words = "topic"}, KNOWN_KEYS(topic_keys)},
};

const struct known memory_known = KNOWN_SECTIONS(sections);
