/*
 * The administrator's wishes for one kind of conversation: what is left
 * when the manifest's scopes that apply are laid over its general part,
 * the most specific last. Plain values; defaults are in settings_default.
 */
#ifndef ATTUNE_MANIFEST_SETTINGS_H
#define ATTUNE_MANIFEST_SETTINGS_H

#include <stdint.h>

#include "base/str.h"
#include "language/language.h"

enum person {
  PERSON_I,
  PERSON_WE
};

enum formality {
  FORMALITY_CASUAL,
  FORMALITY_NEUTRAL,
  FORMALITY_FORMAL
};

struct voice {
  struct str brand;   /* how the company is called; empty: not named */
  enum person person; /* who speaks in what we compose */
  enum formality formality;
  int warmth;          /* 0 plain, 1 warm, 2 very warm */
  bool contractions;   /* "I'll" rather than "I will" */
  struct str greeting; /* template such as "Hi {name}," ; empty: none */
  struct str closing;  /* likewise; empty: keep the agent's own */
  bool emoji;          /* false: an emoji in a draft is always looked at */
  int exclamations;    /* how many '!' a draft may hold */
  int max_growth;      /* of a rewrite, per cent of the draft's length */
};

struct commitments {
  struct str first_update; /* words such as "by tomorrow 10 am"; empty */
  struct str resolution;
};

struct thresholds {
  int validate_from_heat; /* 0 to 3; a feeling below it is not prompted */
  int confidence;         /* thousandths; below it no feeling is shown */
  int escalate_from;      /* 0 to 3; soft causes count from this heat on */
};

struct offer {
  struct str id;
  struct str text;  /* what an agent may offer, after "I can offer you" */
  uint32_t signals; /* bit n: enum signal_id n; 0: any */
  int min_heat;
  const struct str *roles; /* of agents; none: any */
  size_t role_count;
  uint32_t per_customer_count; /* in per_customer_days; 0: any number */
  uint32_t per_customer_days;
};

struct limits {
  size_t message_bytes;
  size_t queue_messages; /* only of the whole manifest */
  size_t queue_bytes;    /* only of the whole manifest */
  uint32_t prompts_per_conversation;
  uint32_t prompts_per_hour;
  uint32_t matches_per_draft;
};

/* The manifest's word on a rule. */
struct rule_level {
  struct str id;
  enum level level;
};

struct settings {
  /* As events show it: "general", or the conditions of every scope that
     applies: "channel=email; team=billing,locale=en". */
  struct str name;
  uint64_t scopes; /* which entries of the language apply */
  struct voice voice;
  /* Only the rules the manifest names, a later one over an earlier one;
     ask settings_level. */
  const struct rule_level *rules;
  size_t rule_count;
  struct commitments commitments;
  struct thresholds thresholds;
  struct limits limits;
  const struct offer *offers;
  size_t offer_count;
};

/* What holds where the manifest is silent; plugin.manifest says why. */
extern const struct settings settings_default;

#endif
