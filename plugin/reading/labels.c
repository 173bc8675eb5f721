#include "reading/reading.h"

static const char *const feelings[FEELING_COUNT] = {
    [FEELING_NEUTRAL] = "neutral",
    [FEELING_ANGER] = "anger",
    [FEELING_FRUSTRATION] = "frustration",
    [FEELING_DISAPPOINTMENT] = "disappointment",
    [FEELING_WORRY] = "worry",
    [FEELING_CONFUSION] = "confusion",
    [FEELING_SADNESS] = "sadness",
    [FEELING_GRATITUDE] = "gratitude",
    [FEELING_SATISFACTION] = "satisfaction",
};

static const char *const signals[SIGNAL_COUNT] = {
    [SIGNAL_REPEAT_CONTACT] = "repeat-contact",
    [SIGNAL_LONG_WAIT] = "long-wait",
    [SIGNAL_UNHEARD] = "unheard",
    [SIGNAL_WANTS_PERSON] = "wants-person",
    [SIGNAL_LEAVING] = "leaving",
    [SIGNAL_REFUND] = "refund",
    [SIGNAL_PUBLIC_OR_LEGAL] = "public-or-legal",
    [SIGNAL_SAFETY] = "safety",
    [SIGNAL_DEADLINE] = "deadline",
    [SIGNAL_QUESTION] = "question",
    [SIGNAL_RESOLVED] = "resolved",
};

static const char *const fact_kinds[FACT_KIND_COUNT] = {
    [FACT_REFERENCE] = "reference", [FACT_DATE] = "date",
    [FACT_AMOUNT] = "amount",       [FACT_PRODUCT] = "product",
    [FACT_PLACE] = "place",         [FACT_TRIED] = "tried",
    [FACT_CONTACTED] = "contacted", [FACT_ERROR] = "error",
    [FACT_NAME] = "name",           [FACT_DEADLINE] = "deadline",
    [FACT_PHONE] = "phone",         [FACT_EMAIL] = "email",
    [FACT_CARD] = "card",
};

static const char *const trajectories[] = {
    [TRAJECTORY_FIRST] = "first",
    [TRAJECTORY_STEADY] = "steady",
    [TRAJECTORY_RISING] = "rising",
    [TRAJECTORY_FALLING] = "falling",
};

const char *feeling_name(enum feeling feeling) {
  return feelings[feeling];
}

const char *signal_name(enum signal_id signal) {
  return signals[signal];
}

const char *fact_kind_name(enum fact_kind kind) {
  return fact_kinds[kind];
}

const char *trajectory_name(enum trajectory trajectory) {
  return trajectories[trajectory];
}
