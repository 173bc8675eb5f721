/*
 * HTML as mailers and editors write it, read without a tree. Every byte
 * belongs to one tag, one entity or one character; what looks like a tag
 * and does not end like one is text.
 */
#include "text/scan.h"

#include <attune.h>

/* Elements whose content is no text of the writer's own. */
enum region {
  REGION_NONE,
  REGION_RAW,
  REGION_CODE,
  REGION_QUOTE
};

static char byte_at(struct str source, size_t i) {
  return i < source.size ? source.data[i] : '\0';
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Where `needle` starts at `at` or later; the end if nowhere. */
static size_t find(struct str source, size_t at, const char *needle) {
  size_t length = strlen(needle);
  while (at < source.size) {
    const char *hit = memchr(source.data + at, needle[0], source.size - at);
    if (!hit)
      break;
    at = (size_t)(hit - source.data);
    if (source.size - at >= length && memcmp(hit, needle, length) == 0)
      return at;
    at++;
  }
  return source.size;
}

/* <!-- … -->, <!doctype …>, <? … >. One left open hides all, as in browsers. */
static bool read_declaration(struct str source, size_t at,
                             struct html_tag *tag) {
  bool comment = byte_at(source, at + 1) == '!' &&
                 byte_at(source, at + 2) == '-' &&
                 byte_at(source, at + 3) == '-';
  size_t end = find(source, at + 2, comment ? "-->" : ">");
  *tag = (struct html_tag){.end = end + (comment ? 3 : 1)};
  if (tag->end > source.size)
    tag->end = source.size;
  return true;
}

static size_t read_name(struct str source, size_t at, struct html_tag *tag) {
  size_t size = 0;
  for (char c; c = byte_at(source, at), is_letter(c) || (c >= '1' && c <= '6');
       at++)
    if (size + 1 < sizeof(tag->name))
      tag->name[size++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  return at;
}

/* Where a tag's scan stopped: at its '>', or where none could come. */
static bool tag_end(const struct html_scan *html, bool quotes, size_t *at) {
  struct str source = html->source;
  for (; *at < source.size; ++*at) {
    char c = source.data[*at];
    if (c == '>')
      return true;
    if (c == '<')
      return false;
    if (!quotes || (c != '"' && c != '\'') || source.data[*at - 1] != '=')
      continue;
    const char *close = memchr(source.data + *at + 1, c, source.size - *at - 1);
    *at = close ? (size_t)(close - source.data) : source.size - 1;
  }
  return false;
}

/*
 * In a quoted value < and > count for nothing. When that leads nowhere,
 * quotes are not trusted up to where it ended: else each of many tags nested
 * in one another's values would be scanned to the end of the text.
 */
static bool find_tag_end(struct html_scan *html, size_t *at) {
  size_t first = *at;
  if (first >= html->quotes_from) {
    if (tag_end(html, true, at))
      return true;
    html->quotes_from = *at;
    *at = first;
  }
  return tag_end(html, false, at);
}

bool html_read_tag(struct html_scan *html, size_t at, struct html_tag *tag) {
  struct str source = html->source;
  char next = byte_at(source, at + 1);
  *tag = (struct html_tag){0};
  char third = byte_at(source, at + 2);
  if ((next == '!' && (third == '-' || third == '[' || is_letter(third))) ||
      (next == '?' && is_letter(third)))
    return read_declaration(source, at, tag);
  tag->closing = next == '/';
  size_t name = at + 1 + tag->closing;
  if (!is_letter(byte_at(source, name)))
    return false;
  size_t end = read_name(source, name, tag);
  char behind = byte_at(source, end);
  if (behind != '>' && behind != '/' && behind != ':' && behind != '-' &&
      !is_space(behind))
    return false;
  if (behind == ':' && byte_at(source, end + 1) == '/')
    return false; /* <https://example.com> */
  if (!find_tag_end(html, &end))
    return false;
  tag->end = end + 1;
  return true;
}

static bool is_listed(const char *name, const char *const *list, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(name, list[i]) == 0)
      return true;
  return false;
}

uint32_t html_break(const struct html_tag *tag) {
  static const char *const blocks[] = {
      "p",       "div",    "li",      "ul",         "ol",      "tr",
      "td",      "th",     "table",   "tbody",      "thead",   "h1",
      "h2",      "h3",     "h4",      "h5",         "h6",      "hr",
      "pre",     "dl",     "dt",      "dd",         "body",    "html",
      "head",    "form",   "main",    "section",    "article", "header",
      "footer",  "title",  "aside",   "blockquote", "nav",     "option",
      "address", "center", "caption", "figure",     "button",  "fieldset"};
  if (strcmp(tag->name, "br") == 0)
    return '\n';
  return is_listed(tag->name, blocks, sizeof(blocks) / sizeof(blocks[0]))
             ? GLYPH_BREAK
             : 0;
}

static enum region region_of(const struct html_tag *tag) {
  static const char *const raw[] = {"script", "style", "textarea", "noscript",
                                    "title"};
  if (tag->closing)
    return REGION_NONE;
  if (is_listed(tag->name, raw, sizeof(raw) / sizeof(raw[0])))
    return REGION_RAW;
  if (strcmp(tag->name, "pre") == 0 || strcmp(tag->name, "code") == 0)
    return REGION_CODE;
  if (strcmp(tag->name, "blockquote") == 0)
    return REGION_QUOTE;
  return REGION_NONE;
}

/* Behind the closing tag that ends the element opened before `at`. */
static size_t element_end(struct html_scan *html, size_t at, const char *name,
                          bool raw) {
  struct html_tag tag;
  size_t depth = 1;
  while (at < html->source.size) {
    at = find(html->source, at, "<");
    if (at == html->source.size)
      break;
    if ((raw && byte_at(html->source, at + 1) != '/') ||
        !html_read_tag(html, at, &tag)) {
      at++;
      continue;
    }
    at = tag.end;
    if (strcmp(tag.name, name) == 0 && (tag.closing || !raw))
      depth = tag.closing ? depth - 1 : depth + 1;
    if (depth == 0)
      return at;
  }
  return html->source.size;
}

static uint32_t region_glyph(enum region region, const char *name) {
  if (region == REGION_QUOTE)
    return GLYPH_QUOTED;
  return strcmp(name, "code") == 0 ? GLYPH_CODE : GLYPH_BLOCK;
}

static int read_tag(struct scan *scan, const struct html_tag *tag,
                    struct html_scan *html, size_t *at) {
  enum region region = region_of(tag);
  uint32_t glyph = html_break(tag);
  size_t first = *at, end = tag->end;
  enum span_kind kind = SPAN_TAG;
  if (scan->flat && region != REGION_RAW)
    region = REGION_NONE;
  if (region != REGION_NONE) {
    end = element_end(html, end, tag->name, region == REGION_RAW);
    kind = region == REGION_QUOTE ? SPAN_QUOTE : SPAN_CODE;
    glyph = scan->flat ? GLYPH_MARKUP : region_glyph(region, tag->name);
  }
  scan_put(scan, first, glyph ? glyph : GLYPH_MARKUP);
  *at = end;
  return span_push(scan->arena, &scan->markup, first, end, kind);
}

/*
 * White space in the source is a blank; only tags break lines. What an
 * entity decodes to is never read as a tag or an entity again.
 */
static size_t read_character(struct scan *scan, size_t at) {
  uint32_t code;
  size_t size = scan_decode(scan->source, at, &code);
  if (code == '&') {
    size_t entity = html_read_entity(scan->source, at, &code);
    size = entity ? entity : size;
  }
  if (code == '\n' || code == '\r')
    code = ' ';
  scan_put(scan, at, code);
  return at + size;
}

int scan_html(struct scan *scan) {
  struct html_scan html = {.source = scan->source};
  struct html_tag tag;
  int status = ATTUNE_OK;
  for (size_t at = 0; at < scan->source.size && status == ATTUNE_OK;) {
    if (scan->source.data[at] == '<' && html_read_tag(&html, at, &tag))
      status = read_tag(scan, &tag, &html, &at);
    else
      at = read_character(scan, at);
  }
  return status;
}
