#include "delivery/event_redact.h"

#include <attune.h>

struct hider {
  struct arena *arena;
  uint32_t kinds;
  const struct text *text; /* NULL: shapes alone tell what is private */
  const struct reading *reading;
  int status; /* the first that was not 0; nothing is hidden after it */
};

static void hide(struct hider *hider, struct str *words) {
  if (hider->status != ATTUNE_OK)
    return;
  hider->status = hider->text ? redact_said(hider->arena, hider->kinds,
                                            hider->text, hider->reading, words)
                              : redact_str(hider->arena, hider->kinds, words);
}

static void hide_each(struct hider *hider, struct str *words, size_t count) {
  for (size_t i = 0; i < count; i++)
    hide(hider, &words[i]);
}

/* A list that may be written to; NULL only when memory is out. */
static void *copy_list(struct hider *hider, const void *list, size_t count,
                       size_t size) {
  void *copy = hider->status == ATTUNE_OK
                   ? arena_alloc(hider->arena, (count + 1) * size)
                   : NULL;
  if (!copy)
    hider->status = ATTUNE_E_MEMORY;
  else if (count > 0)
    memcpy(copy, list, count * size);
  return copy;
}

static void hide_known(struct hider *hider, struct prompts *prompts) {
  size_t count = prompts->already_known_count;
  struct str *known =
      copy_list(hider, prompts->already_known, count, sizeof(*known));
  if (!known)
    return;
  hide_each(hider, known, count);
  prompts->already_known = known;
}

static void hide_offers(struct hider *hider, struct prompts *prompts) {
  size_t count = prompts->offer_count;
  struct suggested_offer *offers =
      copy_list(hider, prompts->offers, count, sizeof(*offers));
  for (size_t i = 0; offers && i < count; i++)
    hide(hider, &offers[i].text);
  if (offers)
    prompts->offers = offers;
}

int event_redact_prompts(struct arena *arena, uint32_t kinds,
                         const struct text *text, const struct reading *reading,
                         struct prompts *prompts) {
  struct hider hider = {arena, kinds, text, reading, ATTUNE_OK};
  if (kinds == 0)
    return ATTUNE_OK;
  hide_each(&hider, prompts->acknowledge, prompts->acknowledge_count);
  hide_each(&hider, prompts->paraphrase, prompts->paraphrase_count);
  hide_each(&hider, prompts->ask, prompts->ask_count);
  hide_known(&hider, prompts);
  hide_offers(&hider, prompts);
  return hider.status;
}

static void hide_findings(struct hider *hider, struct review *review) {
  size_t count = review->finding_count;
  struct finding *findings =
      copy_list(hider, review->findings, count, sizeof(*findings));
  for (size_t i = 0; findings && i < count; i++) {
    hide(hider, &findings[i].message);
    hide(hider, &findings[i].why);
    hide(hider, &findings[i].related);
    hide(hider, &findings[i].related_message);
  }
  if (findings)
    review->findings = findings;
}

static void hide_missing(struct hider *hider, struct review *review) {
  size_t count = review->missing_count;
  struct move_missing *missing =
      copy_list(hider, review->missing, count, sizeof(*missing));
  for (size_t i = 0; missing && i < count; i++)
    hide(hider, &missing[i].why);
  if (missing)
    review->missing = missing;
}

int event_redact_review(struct arena *arena, uint32_t kinds,
                        struct review *review) {
  struct hider hider = {.arena = arena, .kinds = kinds};
  if (kinds == 0)
    return ATTUNE_OK;
  hide_findings(&hider, review);
  hide_missing(&hider, review);
  return hider.status;
}

int event_redact_notice(struct arena *arena, uint32_t kinds,
                        struct notice *notice) {
  struct hider hider = {.arena = arena, .kinds = kinds};
  hide(&hider, &notice->message);
  hide(&hider, &notice->why);
  hide_each(&hider, notice->say, notice->say_count);
  return hider.status;
}
