#include "review/findings.h"

#include <attune.h>

#include "manifest/manifest.h"
#include "review/moves.h"
#include "review/wording.h"

/* How sure we are of what a phrase says, by how grave it is. */
static int confidence_of(enum level level) {
  static const int by_level[] = {
      [LEVEL_OFF] = 0,
      [LEVEL_SUGGESTION] = 650,
      [LEVEL_WARNING] = 800,
      [LEVEL_ERROR] = 900,
  };
  return by_level[level];
}

/* Hostile drafts hold thousands of faults; nobody reads that many. */
enum {
  FINDINGS_MAX = 256
};

bool findings_full(const struct review *review) {
  return review->finding_count >= FINDINGS_MAX;
}

static bool allows_some(const struct language *language) {
  return language_find(language, LANGUAGE_GUARD, STR("allowed")) != NULL;
}

static bool is_allowed(const struct review_input *input, struct range range) {
  if (!allows_some(input->language))
    return false;
  for (size_t i = 0; i < input->matches->count; i++) {
    const struct language_match *match = &input->matches->items[i];
    if (match->entry->kind == LANGUAGE_GUARD &&
        str_is(match->entry->id, "allowed") &&
        range_contains(match->range, range))
      return true;
  }
  return false;
}

/* Somebody else's words between quotation marks are not the agent's fault. */
static bool is_quotation(const struct text *text, struct range range) {
  for (uint32_t i = 0; i < text->span_count; i++)
    if (text->spans[i].kind == SPAN_QUOTATION &&
        range_contains(text->spans[i].range, range))
      return true;
  return false;
}

static int add(struct arena *arena, struct review *out,
               const struct finding *finding) {
  /* findings is grown in powers of two, so the count tells the capacity. */
  size_t count = out->finding_count;
  if ((count & (count - 1)) == 0) {
    struct finding *items =
        arena_alloc(arena, (count ? 2 * count : 1) * sizeof(*items));
    if (!items)
      return ATTUNE_E_MEMORY;
    if (count)
      memcpy(items, out->findings, count * sizeof(*items));
    out->findings = items;
  }
  out->findings[out->finding_count++] = *finding;
  return ATTUNE_OK;
}

static int fill(struct arena *arena, const struct review_input *input,
                const struct finding_words *words, struct finding *finding) {
  struct wording_slots slots = {
      .language = input->language,
      .text = input->text,
      .match = finding->match,
      .told = words ? words->told : (struct str){0},
      .concern = input->history->concern,
      .name = input->history->customer_name,
  };
  slots.quote = text_plain(arena, input->text, finding->range);
  if (!slots.quote.data)
    return ATTUNE_E_MEMORY;
  int status =
      wording_fill(arena, &slots, language_field(finding->rule, "message"),
                   &finding->message);
  if (!status)
    status = wording_fill(arena, &slots, language_field(finding->rule, "why"),
                          &finding->why);
  return status;
}

int findings_add(struct arena *arena, const struct review_input *input,
                 struct review *out, struct finding finding,
                 const struct finding_words *words) {
  enum level level =
      settings_level(input->language, input->settings, finding.rule);
  if (finding.level == LEVEL_OFF || level < finding.level)
    finding.level = level;
  if (finding.level == LEVEL_OFF || findings_full(out) ||
      is_allowed(input, finding.range) ||
      is_quotation(input->text, finding.range))
    return ATTUNE_OK;
  if (finding.confidence == 0)
    finding.confidence = confidence_of(finding.level);
  int status = fill(arena, input, words, &finding);
  return status ? status : add(arena, out, &finding);
}

static size_t width(const struct finding *finding) {
  return finding->range.end - finding->range.begin;
}

/* `yields: yes`: of the same words, what else is found says more. */
static bool yields(const struct finding *finding) {
  return str_is(language_field(finding->rule, "yields"), "yes");
}

static bool tells_more(const struct finding *a, const struct finding *b) {
  if (a->level != b->level)
    return a->level > b->level;
  if (yields(a) != yields(b))
    return yields(b);
  if (a->confidence != b->confidence)
    return a->confidence > b->confidence;
  return width(a) > width(b);
}

static bool is_whole(const struct finding *finding) {
  return str_is(language_field(finding->rule, "whole"), "sentence");
}

/* Two that cannot both be shown: of the same words, or for one sentence. */
static bool clash(const struct text *text, const struct finding *a,
                  const struct finding *b) {
  bool same = str_equal(a->rule->id, b->rule->id);
  /* What was found without a phrase is about the draft as a whole. */
  if (!a->match != !b->match || (!a->match && !same))
    return false;
  if (range_overlaps(a->range, b->range))
    return true;
  return same && is_whole(a) && is_whole(b) &&
         review_sentence_at(text, a->range.begin) ==
             review_sentence_at(text, b->range.begin);
}

static bool stands_before(const struct finding *a, const struct finding *b) {
  if (a->range.begin != b->range.begin)
    return a->range.begin < b->range.begin;
  return a->range.end < b->range.end;
}

/* Few and nearly in order already: inserting is the quickest. */
static void sort(struct finding *items, size_t count,
                 bool (*is_before)(const struct finding *,
                                   const struct finding *)) {
  for (size_t i = 1; i < count; i++) {
    struct finding moving = items[i];
    size_t at = i;
    for (; at > 0 && is_before(&moving, &items[at - 1]); at--)
      items[at] = items[at - 1];
    items[at] = moving;
  }
}

/*
 * The most telling first, so that one which must give way makes room for a
 * lesser one beside the words that stay. At most FINDINGS_MAX of them.
 */
static size_t reduce(const struct text *text, struct finding *items,
                     size_t count) {
  size_t kept = 0;
  sort(items, count, tells_more);
  for (size_t i = 0; i < count; i++) {
    bool stays = true;
    for (size_t k = 0; k < kept && stays; k++)
      stays = !clash(text, &items[k], &items[i]);
    if (stays)
      items[kept++] = items[i];
  }
  sort(items, kept, stands_before);
  return kept;
}

static size_t least_telling(const struct finding *items, size_t count) {
  size_t least = 0;
  for (size_t i = 1; i < count; i++)
    if (!tells_more(&items[i], &items[least]))
      least = i;
  return least;
}

static void drop(struct review *out, size_t index) {
  out->finding_count--;
  memmove(&out->findings[index], &out->findings[index + 1],
          (out->finding_count - index) * sizeof(*out->findings));
}

void findings_settle(const struct review_input *input, struct review *out,
                     size_t most) {
  out->finding_count = reduce(input->text, out->findings, out->finding_count);
  while (most > 0 && out->finding_count > most)
    drop(out, least_telling(out->findings, out->finding_count));
}
