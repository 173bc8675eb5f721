/*
 * URLs, e-mail addresses and templates, found in one sweep before there are
 * tokens. Each sign that may be inside one (@ : . { %) looks back only to
 * where the last one ended, so that the sweep stays linear.
 */
#include "text/scan.h"

#include <attune.h>

enum {
  TEMPLATE_MAX = 120,
  SCHEME_MAX = 12
};

struct sweep {
  struct scan *scan;
  size_t floor; /* glyphs before it are spoken for */
};

static uint32_t code_at(const struct scan *scan, size_t i) {
  return scan->glyphs[i].code;
}

static bool is_letter(uint32_t code) {
  return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
}

static bool is_alnum(uint32_t code) {
  return is_letter(code) || (code >= '0' && code <= '9');
}

static bool is_host(uint32_t code) {
  return is_alnum(code) || code == '-' || code == '.';
}

static bool is_local(uint32_t code) {
  return is_alnum(code) || code == '.' || code == '-' || code == '_' ||
         code == '+';
}

static int add_link(struct sweep *sweep, size_t first, size_t last,
                    enum span_kind kind) {
  struct scan *scan = sweep->scan;
  struct link *links = arena_grow(scan->arena, scan->links, scan->link_count,
                                  &scan->link_capacity, sizeof(*links));
  if (!links)
    return ATTUNE_E_MEMORY;
  scan->links = links;
  links[scan->link_count++] = (struct link){.first = (uint32_t)first,
                                            .last = (uint32_t)last,
                                            .code = code_at(scan, first),
                                            .kind = kind};
  scan->glyphs[first].code = GLYPH_LINK;
  sweep->floor = last;
  return ATTUNE_OK;
}

static bool is_url(uint32_t code) {
  if (code >= GLYPH_END)
    return false;
  switch (character_of(code)) {
  case CHARACTER_BLANK:
  case CHARACTER_NEWLINE:
  case CHARACTER_HIDDEN:
  case CHARACTER_QUOTE:
  case CHARACTER_EMOJI:
    return false;
  default:
    return code != '<' && code != '>' && code != '`' && code != '|' &&
           code != '\\' && code != '^' && code != '{' && code != '}' &&
           code != 0x2018 && code != 0x2019 && code != 0x2026;
  }
}

/* Punctuation at the end is the sentence's; a bracket only if it pairs. */
static size_t url_end(const struct scan *scan, size_t i) {
  long open = 0;
  size_t first = i;
  for (; is_url(code_at(scan, i)); i++)
    open += (code_at(scan, i) == '(') - (code_at(scan, i) == ')');
  for (; i > first; i--) {
    uint32_t last = code_at(scan, i - 1);
    if (last == ')' && open < 0)
      open++;
    else if (last != '.' && last != ',' && last != ';' && last != ':' &&
             last != '!' && last != '?' && last != '\'' && last != ']' &&
             last != '*' && last != '_' && last != 0x3002)
      break;
  }
  return i;
}

/* `at` is the colon of "https://". */
static int read_scheme(struct sweep *sweep, size_t *at) {
  const struct scan *scan = sweep->scan;
  size_t first = *at, colon = (*at)++;
  if (code_at(scan, colon + 1) != '/' || code_at(scan, colon + 2) != '/')
    return ATTUNE_OK;
  while (first > sweep->floor && colon - first < SCHEME_MAX &&
         is_letter(code_at(scan, first - 1)))
    first--;
  /* Asked before looking ahead: "://://" must not be read to its end. */
  if (colon - first < 2)
    return ATTUNE_OK;
  size_t end = url_end(scan, colon + 3);
  if (end <= colon + 3)
    return ATTUNE_OK;
  *at = end;
  return add_link(sweep, first, end, SPAN_URL);
}

/* Host names, without dots or hyphens at their end. */
static size_t host_end(const struct scan *scan, size_t i) {
  size_t first = i;
  while (is_host(code_at(scan, i)))
    i++;
  while (i > first && !is_alnum(code_at(scan, i - 1)))
    i--;
  return i;
}

/* The first letter of the last label, if all of it are letters. */
static size_t top_label(const struct scan *scan, size_t first, size_t end) {
  size_t i = end;
  while (i > first && is_letter(code_at(scan, i - 1)))
    i--;
  return i > first && code_at(scan, i - 1) == '.' && end - i >= 2 ? i : end;
}

static bool spells(const struct scan *scan, size_t first, size_t end,
                   const char *word, size_t size) {
  if (end - first != size)
    return false;
  for (size_t i = 0; i < size; i++)
    if (character_fold(code_at(scan, first + i)) != (unsigned char)word[i])
      return false;
  return true;
}

/* Endings that are taken for an address even without a path behind them. */
static bool is_known_top(const struct scan *scan, size_t first, size_t end) {
  static const char known[][8] = {
      "com", "org", "net", "edu",  "gov", "io",  "uk",  "eu", "de",     "fr",
      "ca",  "au",  "nz",  "info", "biz", "app", "dev", "ai", "example"};
  for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
    if (spells(scan, first, end, known[i], strlen(known[i])))
      return true;
  return false;
}

static bool starts_www(const struct scan *scan, size_t first, size_t end) {
  return end - first > 5 && spells(scan, first, first + 4, "www.", 4);
}

/* `at` is a dot: "www.example.com", "example.com/path", "example.com". */
static int read_domain(struct sweep *sweep, size_t *at) {
  const struct scan *scan = sweep->scan;
  size_t first = *at, dot = (*at)++;
  if (dot == 0 || !is_alnum(code_at(scan, dot + 1)))
    return ATTUNE_OK;
  while (first > sweep->floor && is_host(code_at(scan, first - 1)))
    first--;
  while (first < dot && !is_alnum(code_at(scan, first)))
    first++;
  size_t end = host_end(scan, dot);
  size_t top = top_label(scan, first, end);
  uint32_t next = code_at(scan, end);
  /* Whatever it is, the run is done with: no other dot in it asks again. */
  *at = end > dot ? end : dot + 1;
  sweep->floor = first;
  if (first == dot || next == '@' || next == '_' || next == '+')
    return ATTUNE_OK;
  bool path = next == '/' && is_alnum(code_at(scan, end + 1)) &&
              top - first >= 2 && top < end;
  bool port = next == ':' && is_alnum(code_at(scan, end + 1));
  if (!path && !starts_www(scan, first, end) &&
      !(top < end && is_known_top(scan, top, end)))
    return ATTUNE_OK;
  if (next == '/' || port || next == '?' || next == '#')
    end = url_end(scan, end);
  *at = end;
  return add_link(sweep, first, end, SPAN_URL);
}

static int read_email(struct sweep *sweep, size_t *at) {
  const struct scan *scan = sweep->scan;
  size_t first = *at, sign = (*at)++;
  while (first > sweep->floor && is_local(code_at(scan, first - 1)))
    first--;
  while (first < sign && !is_alnum(code_at(scan, first)))
    first++;
  size_t end = host_end(scan, sign + 1);
  if (first == sign || top_label(scan, sign + 1, end) == end)
    return ATTUNE_OK;
  *at = end;
  return add_link(sweep, first, end, SPAN_EMAIL);
}

/* {{ticket.id}}, {% if x %}, %{name}; stops at a brace that opens anew. */
static int read_template(struct sweep *sweep, size_t *at) {
  const struct scan *scan = sweep->scan;
  size_t first = (*at)++, i = first + 2;
  uint32_t one = code_at(scan, first), two = code_at(scan, first + 1);
  uint32_t close = one == '{' ? (two == '{' ? '}' : two == '%' ? '%' : 0) : 0;
  if (close == 0 && !(one == '%' && two == '{'))
    return ATTUNE_OK;
  for (; i < first + TEMPLATE_MAX; i++) {
    uint32_t code = code_at(scan, i);
    if (scan_is_line_end(code) || code == '{')
      return ATTUNE_OK;
    if (code == (close ? close : '}') &&
        (!close || code_at(scan, i + 1) == '}'))
      break;
  }
  if (i == first + 2 || i == first + TEMPLATE_MAX)
    return ATTUNE_OK;
  *at = i + (close ? 2 : 1);
  return add_link(sweep, first, *at, SPAN_TEMPLATE);
}

int link_find(struct scan *scan) {
  struct sweep sweep = {.scan = scan};
  int status = ATTUNE_OK;
  for (size_t at = 0; at < scan->count && status == ATTUNE_OK;) {
    switch (code_at(scan, at)) {
    case ':':
      status = read_scheme(&sweep, &at);
      break;
    case '.':
      status = read_domain(&sweep, &at);
      break;
    case '@':
      status = read_email(&sweep, &at);
      break;
    case '{':
    case '%':
      status = read_template(&sweep, &at);
      break;
    default:
      at++;
    }
  }
  return status;
}
