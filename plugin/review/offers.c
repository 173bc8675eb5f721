#include "review/context.h"

#include <attune.h>

#include "review/findings.h"
#include "review/wording.h"

/* A desk with more offers than these has one of every kind among them. */
#define OFFERS_MAX 100

/* An amount: how much, and whether it is a percentage. */
struct amount {
  int64_t hundredths; /* 0: none was named */
  bool percent;
};

/* A thing that an offer's text names. */
struct named {
  const struct language_entry *entry;
  struct amount amount;
};

/* An offer of the manifest, read once for all that the draft promises. */
struct known_offer {
  const struct offer *offer;
  struct named *things;
  size_t thing_count;
};

struct known_offers {
  struct known_offer *items; /* NULL: nothing was promised yet */
  size_t count;
};

/* What the draft promises. */
struct promised {
  const struct review_input *input;
  const struct language_match *match;
  struct range range; /* with the words that promise it */
  struct amount amount;
};

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* "1,250.50" and "20%": a comma is passed over, two places are enough. */
static struct amount read_amount(struct str source, struct range range) {
  enum {
    MOST = 1000000000
  };
  struct amount amount = {0};
  int places = -1;
  size_t at = range.begin;
  for (; at < range.end && places < 2; at++) {
    char c = source.data[at];
    if (c == '.' && places < 0)
      places = 0;
    else if (is_digit(c) && amount.hundredths < MOST) {
      amount.hundredths = 10 * amount.hundredths + (c - '0');
      places += places >= 0;
    }
  }
  for (places = places < 0 ? 0 : places; places < 2; places++)
    amount.hundredths *= 10;
  for (at = range.begin; at < source.size && at < range.end + 2; at++)
    amount.percent = amount.percent || source.data[at] == '%';
  return amount;
}

static struct amount amount_of(const struct language *language,
                               const struct text *text,
                               const struct language_match *match) {
  struct range range;
  if (!language_capture(language, text, match, "amount", &range) ||
      range.begin == range.end)
    return (struct amount){0};
  return read_amount(text->source, range);
}

/* Of different things, more of one is not more of the other. */
static bool is_more(struct amount a, struct amount b) {
  return a.hundredths > 0 && b.hundredths > 0 && a.percent == b.percent &&
         a.hundredths > b.hundredths;
}

/* A host that names no role leaves every offer open: nothing is known. */
static bool is_for_role(const struct offer *offer, struct str role) {
  bool fits = offer->role_count == 0 || role.size == 0;
  for (size_t i = 0; i < offer->role_count && !fits; i++)
    fits = str_equal(offer->roles[i], role);
  return fits;
}

static bool plays(const struct language_entry *entry, const char *role) {
  return entry->kind == LANGUAGE_RULE &&
         str_is(entry->id, "unauthorised-offer") && review_plays(entry, role);
}

static bool is_kind_of(const struct language_entry *entry,
                       const struct language_entry *promised) {
  return plays(entry, "offer") && str_equal(language_field(entry, "kind"),
                                            language_field(promised, "kind"));
}

static int read_offer(struct arena *arena, const struct review_input *input,
                      struct known_offer *known) {
  struct text text;
  struct language_matches matches;
  int status = text_read(arena, input->language->lexicon, known->offer->text,
                         TEXT_PLAIN, &text);
  if (!status)
    status = language_scan_kinds(input->language, arena, &text,
                                 input->settings->scopes,
                                 LANGUAGE_KIND(LANGUAGE_RULE), &matches);
  if (status)
    return status;
  known->things = arena_alloc(arena, matches.count * sizeof(struct named));
  if (!known->things)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < matches.count; i++) {
    const struct language_match *match = &matches.items[i];
    if (plays(match->entry, "offer"))
      known->things[known->thing_count++] = (struct named){
          match->entry, amount_of(input->language, &text, match)};
  }
  return ATTUNE_OK;
}

static int read_offers(struct arena *arena, const struct review_input *input,
                       struct known_offers *out) {
  const struct settings *settings = input->settings;
  size_t count = settings->offer_count;
  if (out->items)
    return ATTUNE_OK;
  out->count = count < OFFERS_MAX ? count : OFFERS_MAX;
  out->items = arena_alloc(arena, out->count * sizeof(*out->items));
  int status = out->items ? ATTUNE_OK : ATTUNE_E_MEMORY;
  for (size_t i = 0; !status && i < out->count; i++) {
    out->items[i] = (struct known_offer){.offer = &settings->offers[i]};
    status = read_offer(arena, input, &out->items[i]);
  }
  return status;
}

/* Is the offer of that kind, and does it go so far? */
static void compare(const struct promised *promised,
                    const struct known_offer *known, bool *is_kind,
                    bool *covers) {
  *is_kind = *covers = false;
  for (size_t i = 0; i < known->thing_count && !*covers; i++) {
    const struct named *named = &known->things[i];
    if (!is_kind_of(named->entry, promised->match->entry))
      continue;
    *is_kind = true;
    *covers = !is_more(promised->amount, named->amount);
  }
}

/*
 * Whether an offer allows it. Else *nearest is what comes closest: of the
 * kind and for the role, of the kind, for the role, any.
 */
static bool look_up(const struct promised *promised,
                    const struct known_offers *offers,
                    const struct offer **nearest) {
  int closest = -1;
  for (size_t i = 0; i < offers->count; i++) {
    const struct known_offer *known = &offers->items[i];
    bool fits = is_for_role(known->offer, promised->input->agent_role);
    bool is_kind, covers;
    compare(promised, known, &is_kind, &covers);
    if (fits && covers)
      return true;
    int close = (is_kind ? 2 : 0) + (fits ? 1 : 0);
    if (close > closest) {
      closest = close;
      *nearest = known->offer;
    }
  }
  return false;
}

static int judge(struct arena *arena, const struct promised *promised,
                 const struct known_offers *offers, struct review *out) {
  const struct language_entry *rule = promised->match->entry;
  const struct offer *nearest = NULL;
  if (look_up(promised, offers, &nearest))
    return ATTUNE_OK;
  struct finding finding = {.rule = rule,
                            .match = promised->match,
                            .range = promised->range,
                            .related = nearest->text,
                            .related_message = language_field(rule, "related")};
  return findings_add(arena, promised->input, out, finding, NULL);
}

/* Do the words promise the thing, near enough before it or right behind it? */
static bool makes(const struct language_match *made,
                  const struct language_match *thing) {
  uint32_t end = made->first + made->count;
  int reach = wording_number(language_field(made->entry, "reach"), 0);
  if (str_is(language_field(made->entry, "behind"), "yes"))
    return made->first == thing->first + thing->count;
  return end <= thing->first && thing->first - end <= (uint32_t)reach;
}

/*
 * Looks through the matches of the thing's sentence, which lie around it, as
 * far as REACH so that one sentence of thousands stays linear. False: it is
 * only named, or something in the sentence leaves it open.
 */
static bool is_promised(const struct review_input *input, size_t at,
                        struct range *range) {
  enum {
    REACH = 256
  };
  const struct language_matches *all = input->matches;
  const struct language_match *thing = &all->items[at];
  uint32_t sentence = input->text->tokens[thing->first].sentence;
  bool made = str_is(language_field(thing->entry, "made"), "yes");
  *range = thing->range;
  for (size_t i = at > REACH ? at - REACH : 0; i < all->count && i < at + REACH;
       i++) {
    const struct language_match *other = &all->items[i];
    if (input->text->tokens[other->first].sentence != sentence)
      continue;
    if (plays(other->entry, "open"))
      return false;
    if (!plays(other->entry, "made") || !makes(other, thing))
      continue;
    made = true;
    if (other->range.begin < range->begin)
      range->begin = other->range.begin;
    if (other->range.end > range->end)
      range->end = other->range.end;
  }
  return made;
}

int review_find_offers(struct arena *arena, const struct review_input *input,
                       struct review *out) {
  struct known_offers offers = {0};
  if (input->settings->offer_count == 0)
    return ATTUNE_OK;
  for (size_t i = 0; i < input->matches->count && !findings_full(out); i++) {
    struct promised promised = {.input = input,
                                .match = &input->matches->items[i]};
    if (!plays(promised.match->entry, "offer") ||
        !is_promised(input, i, &promised.range))
      continue;
    promised.amount = amount_of(input->language, input->text, promised.match);
    int status = read_offers(arena, input, &offers);
    if (!status)
      status = judge(arena, &promised, &offers, out);
    if (status)
      return status;
  }
  return ATTUNE_OK;
}
