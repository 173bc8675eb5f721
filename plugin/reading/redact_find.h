/* Where private numbers and addresses stand; for redact.c alone. */
#ifndef ATTUNE_READING_REDACT_FIND_H
#define ATTUNE_READING_REDACT_FIND_H

#include "base/str.h"

/* Hides every letter and digit of the range. */
void redact_hide(char *bytes, struct range range);

void redact_cards(char *bytes, size_t size);
void redact_emails(char *bytes, size_t size);
void redact_phones(char *bytes, size_t size);

/* Bytes of the digit at this place, 0: there is none. value: of it. */
size_t redact_digit(struct str text, size_t at, char *value);

/* Likewise of a letter that addresses are made of. */
size_t redact_letter(struct str text, size_t at);

#endif
