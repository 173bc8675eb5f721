/*
 * Numbers and addresses that are somebody's own, hidden in words that leave
 * the process or are kept: what kinds, the manifest's privacy.redact says.
 *
 * Hidden is every letter and digit of it, also a card's last four; what parts
 * them stays. '*' stands for a character of one byte, U+00B7 for one of two,
 * U+2022 for one of three: the words have as many bytes, UTF-16 units and
 * characters as before, so that each range into them stays right. What is
 * hidden once is not changed by hiding again.
 *
 * By their shape cards are found wherever digits are parted by up to three
 * blanks, hyphens, points, strokes, line ends, invisible characters or HTML
 * tags, telephones as fact_number.h says, addresses by their @. Beyond that
 * what the reading took for one by the words around it. Names and postal
 * addresses are not found.
 */
#ifndef ATTUNE_READING_REDACT_H
#define ATTUNE_READING_REDACT_H

#include "manifest/manifest.h"
#include "reading/reading.h"

#define REDACT_BIT(kind) (UINT32_C(1) << (kind))

/* kinds: bit n: enum redaction n. Linear; nothing is allocated. */
void redact_bytes(char *bytes, size_t size, uint32_t kinds);

/* A copy in the arena where there is something to hide. ATTUNE_E_MEMORY. */
int redact_str(struct arena *arena, uint32_t kinds, struct str *words);

/* The text's source likewise: its quotes, not its folded tokens. */
int redact_text(struct arena *arena, uint32_t kinds, struct text *text);

/*
 * The message and what was read in it: quotes, values, the concern. A value
 * that is hidden still tells that there is one, and of what kind. On failure
 * both are as they were.
 */
int redact_reading(struct arena *arena, uint32_t kinds, struct text *text,
                   struct reading *reading);

/*
 * Words made of what was read, such as a wording that says it back. text and
 * reading: as they were before they were hidden.
 */
int redact_said(struct arena *arena, uint32_t kinds, const struct text *text,
                const struct reading *reading, struct str *words);

#endif
