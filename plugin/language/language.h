/*
 * A language: the words, phrases and templates of its pack, and those the
 * administrator added, as entries over one automaton. Data only: what an
 * entry means is known by the room that asks for its kind.
 *
 * A pack is plain text in `plugin/language/<code>/`, built into the library:
 *
 *   # a comment
 *   [rule canned.inconvenience]      kind, id and, after a dot, a part
 *   level: warning                   key: value, one a line
 *   why: It would fit any ticket.
 *   match: (sorry | apolog*) for [any | the] inconvenience
 *   unless: for the inconvenience of
 *   say: I'm sorry {concern}.
 *
 * A line that starts with blanks continues the one above. `match` and
 * `unless` are phrases (text/phrase.h), `say` is a template (rewrite/say.h);
 * each may come any number of times. The other keys of an entry are its
 * fields. [class NAME] defines a phrase class by `match` and by `words`
 * (blanks between, each an alternative), whatever the order of classes and
 * files. Three sections feed the tokenizer: [contraction] has lines
 * `don't = do not`, [abbreviation] words, [sign-off] a phrase a line.
 */
#ifndef ATTUNE_LANGUAGE_LANGUAGE_H
#define ATTUNE_LANGUAGE_LANGUAGE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "model/model.h"
#include "text/phrase.h"
#include "text/text.h"

enum language_kind {
  LANGUAGE_RULE,      /* a fault in a draft: review/ */
  LANGUAGE_CUE,       /* words that show a feeling: reading/ */
  LANGUAGE_SHIFT,     /* what strengthens, weakens or turns a cue */
  LANGUAGE_SITUATION, /* trouble told without feeling words */
  LANGUAGE_SIGNAL,
  LANGUAGE_FACT,
  LANGUAGE_CONCERN, /* how a problem is told, to say it back */
  LANGUAGE_QUESTION,
  LANGUAGE_MOVE,    /* what a good reply does, seen in a draft */
  LANGUAGE_SAY,     /* wordings for what we compose */
  LANGUAGE_AVOID,   /* what not to say to this customer now */
  LANGUAGE_TURN,    /* I → you: said back to the customer */
  LANGUAGE_LABEL,   /* how a feeling, fact or question is called */
  LANGUAGE_GUARD,   /* words whose count a rewrite must keep: not, never */
  LANGUAGE_PROMISE, /* in what an agent sent: what will be done, by when */
  LANGUAGE_TOPIC,   /* complaints an administrator watches: memory/trend */
  LANGUAGE_KINDS
};

enum level {
  LEVEL_OFF,
  LEVEL_SUGGESTION,
  LEVEL_WARNING,
  LEVEL_ERROR
};

struct language_field {
  struct str key;
  struct str value;
};

/* scopes bit 0: always; bit n: only where the manifest's scope n applies. */
struct language_entry {
  enum language_kind kind;
  struct str id;
  struct str part;
  enum level level; /* `level:`; LEVEL_WARNING when not given */
  int32_t weight;   /* `weight:`, 0 when not given */
  int32_t heat;     /* `heat:`, 0 when not given */
  uint64_t scopes;
  const struct str *says; /* `say:` lines */
  size_t say_count;
  /*
   * How the says begin, in lower case: the first byte of each, then the
   * second of each, then the third; 0: none. Of long lists most is passed
   * over by these, which lie side by side.
   */
  const char *begins;
  const struct language_field *fields; /* every other key */
  size_t field_count;
  const struct str *matches; /* `match:` lines */
  size_t match_count;
  const struct str *unless;
  size_t unless_count;
};

struct language_error {
  struct str file; /* the pack file's name; empty for an added entry */
  uint32_t line;   /* in it; for an added entry its index */
  bool in_unless;  /* an added entry's phrase: which list … */
  size_t index;    /* … which of them … */
  size_t at;       /* … and where in it */
  const char *message;
};

/* One file of a pack, as bytes; the built-in pack is made by the Makefile. */
struct language_file {
  const char *name;
  struct str bytes;
};
extern const struct language_file language_en[];
extern const size_t language_en_count;

/* Immutable, shared by any threads. */
struct language {
  struct arena arena;
  struct text_lexicon *lexicon;
  struct phrases *phrases;
  const struct language_entry *entries; /* grouped by kind, in pack order */
  size_t entry_count;
  size_t first[LANGUAGE_KINDS + 1]; /* entries of kind k: first[k] on */
  uint32_t *names; /* a hash table of entries, from 1; 0: a free slot */
  uint32_t names_mask;
  struct model draft; /* the built-in weights for English drafts, opened … */
  bool has_draft;     /* … if they could be: a language does without them */
};

/*
 * A pack, whose names and bytes must outlive the language, and the
 * administrator's own entries (copied). A rule of these that has no `message`
 * or `why` gets that of [label team.ID], else of [label team.rule]. NULL and
 * *error when a file or a phrase cannot be understood; NULL and
 * error->message NULL when memory is out.
 */
struct language *language_new(const struct language_file *files,
                              size_t file_count,
                              const struct language_entry *extra,
                              size_t extra_count, struct language_error *error);
void language_free(struct language *language);

/* The first entry of that kind and id (any part), or NULL. */
const struct language_entry *language_find(const struct language *language,
                                           enum language_kind kind,
                                           struct str id);

/* The first entry of that kind, id and part (empty: it has none), or NULL. */
const struct language_entry *language_find_part(const struct language *language,
                                                enum language_kind kind,
                                                struct str id, struct str part);

/* The field's value; empty when it is not there. */
struct str language_field(const struct language_entry *entry, const char *key);

/* A match, its entry resolved. */
struct language_match {
  const struct language_entry *entry;
  struct range range; /* bytes */
  uint32_t first;     /* token */
  uint32_t count;
  struct phrase_capture captures[PHRASE_CAPTURES];
};

struct language_matches {
  struct language_match *items; /* in the order of their first token */
  size_t count;
};

/* Bit n: entries of kind n. */
#define LANGUAGE_KIND(kind) (1u << (kind))

/* What a customer's text, and what a draft, is read for. */
#define LANGUAGE_OF_CUSTOMER                                                   \
  (LANGUAGE_KIND(LANGUAGE_CUE) | LANGUAGE_KIND(LANGUAGE_SHIFT) |               \
   LANGUAGE_KIND(LANGUAGE_SITUATION) | LANGUAGE_KIND(LANGUAGE_SIGNAL) |        \
   LANGUAGE_KIND(LANGUAGE_FACT) | LANGUAGE_KIND(LANGUAGE_CONCERN) |            \
   LANGUAGE_KIND(LANGUAGE_QUESTION) | LANGUAGE_KIND(LANGUAGE_TOPIC))
#define LANGUAGE_OF_DRAFT                                                      \
  (LANGUAGE_KIND(LANGUAGE_RULE) | LANGUAGE_KIND(LANGUAGE_MOVE) |               \
   LANGUAGE_KIND(LANGUAGE_QUESTION) | LANGUAGE_KIND(LANGUAGE_GUARD))

/* What was sent is read for more: a draft's promises are none yet. */
#define LANGUAGE_OF_SENT (LANGUAGE_OF_DRAFT | LANGUAGE_KIND(LANGUAGE_PROMISE))

/*
 * The matches of every entry of these kinds in one pass, those out of scope
 * left out. Kinds that are not asked for cost nothing.
 */
int language_scan_kinds(const struct language *language, struct arena *arena,
                        const struct text *text, uint64_t scopes,
                        uint32_t kinds, struct language_matches *out);

/* The same of every kind. */
int language_scan(const struct language *language, struct arena *arena,
                  const struct text *text, uint64_t scopes,
                  struct language_matches *out);

/*
 * The same of a text that shares sentences with one whose matches, of these
 * scopes and kinds at least, are known: only the others are scanned.
 */
int language_scan_again(const struct language *language, struct arena *arena,
                        const struct text *text, uint64_t scopes,
                        uint32_t kinds, const struct text *before,
                        const struct language_matches *found,
                        struct language_matches *out);

/* The bytes a match's capture covers; false when it has none. */
bool language_capture(const struct language *language, const struct text *text,
                      const struct language_match *match, const char *name,
                      struct range *range);

#endif
