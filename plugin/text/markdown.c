/*
 * As much of Markdown as decides what is text. It is not a parser: emphasis
 * needs no partner, lists and quotes are read as lines by the later steps,
 * and reference links stay text. What would need looking back and forth
 * (backticks, targets) remembers where it failed, so that it never looks at
 * the same place in vain twice.
 */
#include "text/scan.h"

#include <attune.h>

enum {
  TICKS_MAX = 8,
  BRACKETS_MAX = 8,
  TARGET_MAX = 2048
};

/* A bracket that waits for its "](target)". */
struct bracket {
  bool image;
  size_t at;    /* byte */
  size_t glyph; /* the glyph of [ or of the ! before it */
  size_t span;  /* index in markup; reserved empty until the target is seen */
};

struct markdown {
  struct scan *scan;
  struct str source;
  struct html_scan html;
  struct bracket brackets[BRACKETS_MAX]; /* the innermost last */
  size_t depth; /* of all open ones; those too deep are only counted */
  size_t no_ticks[TICKS_MAX + 1]; /* no run of n backticks before this byte */
  size_t no_target;               /* nor a target's ) before this one */
};

static char byte_at(const struct markdown *md, size_t i) {
  return i < md->source.size ? md->source.data[i] : '\0';
}

static bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0';
}

static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || (unsigned char)c >= 128;
}

static bool is_punctuation(char c) {
  return c > ' ' && c < 127 && !is_word(c);
}

static size_t run_length(const struct markdown *md, size_t at) {
  size_t i = at;
  while (i < md->source.size && md->source.data[i] == md->source.data[at])
    i++;
  return i - at;
}

static size_t line_end(const struct markdown *md, size_t at) {
  const char *hit = at < md->source.size ? memchr(md->source.data + at, '\n',
                                                  md->source.size - at)
                                         : NULL;
  return hit ? (size_t)(hit - md->source.data) : md->source.size;
}

static bool is_blank_line(const struct markdown *md, size_t at) {
  while (byte_at(md, at) == ' ' || byte_at(md, at) == '\t' ||
         byte_at(md, at) == '\r')
    at++;
  return at >= md->source.size || md->source.data[at] == '\n';
}

static int cover(struct markdown *md, size_t begin, size_t end, uint32_t glyph,
                 enum span_kind kind) {
  scan_put(md->scan, begin, glyph);
  return span_push(md->scan->arena, &md->scan->markup, begin, end, kind);
}

static void put_text(struct markdown *md, size_t begin, size_t end) {
  while (begin < end) {
    uint32_t code;
    size_t size = scan_decode(md->source, begin, &code);
    scan_put(md->scan, begin, code == '\r' ? ' ' : code);
    begin += size;
  }
}

static size_t skip_indent(const struct markdown *md, size_t at) {
  size_t i = at;
  while (i < at + 3 && byte_at(md, i) == ' ')
    i++;
  return i;
}

/* How many ` or ~ open or close a fence on the line at `at`; 0: none. */
static size_t fence_length(const struct markdown *md, size_t at) {
  size_t first = skip_indent(md, at);
  char c = byte_at(md, first);
  if (c != '`' && c != '~')
    return 0;
  size_t length = run_length(md, first);
  size_t end = line_end(md, first);
  if (length < 3)
    return 0;
  /* ```one line``` is code in a line, not a fence. */
  if (c == '`' &&
      memchr(md->source.data + first + length, '`', end - first - length))
    return 0;
  return length;
}

/* A fence closes with one as long, of the same sign, and nothing behind. */
static int read_fence(struct markdown *md, size_t length, size_t *at) {
  size_t first = skip_indent(md, *at), begin = *at;
  char sign = byte_at(md, first);
  size_t next = line_end(md, *at) + 1;
  size_t end = md->source.size;
  size_t body = next < end ? next : end;
  while (next < md->source.size) {
    size_t i = skip_indent(md, next), stop = line_end(md, next);
    if (byte_at(md, i) == sign && run_length(md, i) >= length &&
        is_blank_line(md, i + run_length(md, i))) {
      end = stop;
      break;
    }
    next = stop + 1;
  }
  *at = end;
  if (!md->scan->flat)
    return cover(md, begin, end, GLYPH_BLOCK, SPAN_CODE);
  scan_put(md->scan, begin, GLYPH_BREAK);
  put_text(md, body, next < end ? next : end);
  if (next < end)
    scan_put(md->scan, next, GLYPH_BREAK);
  return ATTUNE_OK;
}

/* The line is only - * _ or =, three at least: a rule or an underline. */
static bool is_rule(const struct markdown *md, size_t at) {
  char c = byte_at(md, at);
  size_t count = 0;
  if (c != '-' && c != '*' && c != '_' && c != '=')
    return false;
  for (; byte_at(md, at) == c || byte_at(md, at) == ' '; at++)
    count += byte_at(md, at) == c;
  return count >= 3 && is_blank_line(md, at);
}

/* "## " and where its text starts; 0 if the line is no heading. */
static size_t heading_text(const struct markdown *md, size_t at) {
  if (byte_at(md, at) != '#')
    return 0;
  size_t level = run_length(md, at);
  if (level > 6 || byte_at(md, at + level) != ' ')
    return 0;
  return at + level + 1;
}

/* Is the run of `count` signs at `at` around words, not between blanks? */
static bool is_emphasis(const struct markdown *md, size_t at, size_t count) {
  char sign = md->source.data[at];
  char before = at > 0 ? md->source.data[at - 1] : ' ';
  char after = byte_at(md, at + count);
  if (count > 3 || (sign == '~' && count != 2))
    return false;
  if (is_space(before) && is_space(after))
    return false;
  if (is_word(before) && is_word(after))
    return sign == '*' && count > 1;
  return true;
}

static void read_emphasis(struct markdown *md, size_t *at) {
  size_t count = run_length(md, *at);
  uint32_t sign = (unsigned char)md->source.data[*at];
  uint32_t code = is_emphasis(md, *at, count) ? (uint32_t)GLYPH_EMPHASIS : sign;
  for (size_t i = 0; i < count; i++)
    scan_put(md->scan, *at + i, code);
  *at += count;
}

/* The run of as many backticks that closes; code ends with its paragraph. */
static size_t find_ticks(struct markdown *md, size_t at, size_t count) {
  if (at < md->no_ticks[count])
    return md->source.size;
  while (at < md->source.size) {
    char c = md->source.data[at];
    if (c == '\n' && is_blank_line(md, at + 1))
      break;
    size_t run = c == '`' ? run_length(md, at) : 1;
    if (c == '`' && run == count)
      return at;
    at += run;
  }
  md->no_ticks[count] = at;
  return md->source.size;
}

/* "don`t": somebody's apostrophe. */
static bool is_apostrophe(const struct markdown *md, size_t at) {
  return at > 0 && is_word(md->source.data[at - 1]) &&
         is_word(byte_at(md, at + 1));
}

static int read_ticks(struct markdown *md, size_t *at) {
  size_t count = run_length(md, *at), begin = *at, body = begin + count;
  size_t end = md->source.size;
  if (count <= TICKS_MAX && !(count == 1 && is_apostrophe(md, begin)))
    end = find_ticks(md, body, count);
  if (end == md->source.size) {
    put_text(md, begin, body);
    *at = body;
    return ATTUNE_OK;
  }
  *at = end + count;
  if (!md->scan->flat)
    return cover(md, begin, end + count, GLYPH_CODE, SPAN_CODE);
  scan_put(md->scan, begin, GLYPH_MARKUP);
  put_text(md, body, end);
  scan_put(md->scan, end, GLYPH_MARKUP);
  return ATTUNE_OK;
}

static int open_bracket(struct markdown *md, bool image, size_t *at) {
  struct scan *scan = md->scan;
  size_t begin = *at, size = image ? 2 : 1;
  if (md->depth++ < BRACKETS_MAX)
    md->brackets[md->depth - 1] = (struct bracket){.image = image,
                                                   .at = begin,
                                                   .glyph = scan->count,
                                                   .span = scan->markup.count};
  put_text(md, begin, begin + size);
  *at += size;
  return span_push(scan->arena, &scan->markup, begin, begin, SPAN_TAG);
}

/* Behind the ) of a target that starts at `at`, or 0. */
static size_t target_end(struct markdown *md, size_t at) {
  size_t depth = 0, i = at;
  if (at < md->no_target)
    return 0;
  for (; i < md->source.size && i < at + TARGET_MAX; i++) {
    char c = md->source.data[i];
    if (c == '\n')
      break;
    if (c == '\\')
      i++;
    else if (c == '(')
      depth++;
    else if (c == ')' && depth-- == 0)
      return i + 1;
  }
  md->no_target = i;
  return 0;
}

/* An image with all that was read inside it becomes one piece of markup. */
static void close_image(struct scan *scan, const struct bracket *image,
                        size_t end) {
  scan->count = image->glyph;
  scan_put(scan, image->at, GLYPH_MARKUP);
  scan->markup.count = image->span + 1;
  scan->markup.items[image->span].range.end = end;
}

/* A piece for display may start inside a link, whose [ it then lacks. */
static int read_bracket_end(struct markdown *md, size_t *at) {
  struct scan *scan = md->scan;
  size_t begin = *at, end = 0;
  const struct bracket *open = NULL;
  if (md->depth > 0 && --md->depth < BRACKETS_MAX)
    open = &md->brackets[md->depth];
  if ((open || scan->flat) && byte_at(md, begin + 1) == '(')
    end = target_end(md, begin + 2);
  if (end == 0) {
    put_text(md, begin, begin + 1);
    *at = begin + 1;
    return ATTUNE_OK;
  }
  *at = end;
  if (open && open->image) {
    close_image(scan, open, end);
    return ATTUNE_OK;
  }
  if (open) {
    scan->glyphs[open->glyph].code = GLYPH_MARKUP;
    scan->markup.items[open->span].range.end = open->at + 1;
  }
  return cover(md, begin, end, GLYPH_MARKUP, SPAN_TAG);
}

static int read_tag(struct markdown *md, size_t *at) {
  struct html_tag tag;
  if (!html_read_tag(&md->html, *at, &tag)) {
    put_text(md, *at, *at + 1);
    ++*at;
    return ATTUNE_OK;
  }
  size_t begin = *at;
  uint32_t glyph = html_break(&tag);
  *at = tag.end;
  return cover(md, begin, tag.end, glyph ? glyph : (uint32_t)GLYPH_MARKUP,
               SPAN_TAG);
}

static void read_character(struct markdown *md, size_t *at) {
  uint32_t code;
  char c = md->source.data[*at];
  size_t size = 0;
  if (c == '\\' && is_punctuation(byte_at(md, *at + 1))) {
    code = (unsigned char)md->source.data[*at + 1];
    size = 2;
  } else if (c == '&') {
    size = html_read_entity(md->source, *at, &code);
  }
  if (size == 0)
    size = scan_decode(md->source, *at, &code);
  scan_put(md->scan, *at, code == '\r' ? ' ' : code);
  *at += size;
}

static int read_inline(struct markdown *md, size_t *at) {
  switch (md->source.data[*at]) {
  case '`':
    return read_ticks(md, at);
  case '[':
    return open_bracket(md, false, at);
  case ']':
    return read_bracket_end(md, at);
  case '<':
    return read_tag(md, at);
  case '!':
    if (byte_at(md, *at + 1) == '[')
      return open_bracket(md, true, at);
    read_character(md, at);
    return ATTUNE_OK;
  case '*':
  case '_':
  case '~':
    read_emphasis(md, at);
    return ATTUNE_OK;
  default:
    read_character(md, at);
    return ATTUNE_OK;
  }
}

/* Reads what only the start of a line can be; *heading: it is one. */
static int read_line_start(struct markdown *md, size_t *at, bool *heading) {
  size_t text = skip_indent(md, *at);
  size_t fence = fence_length(md, *at);
  *heading = false;
  if (fence > 0)
    return read_fence(md, fence, at);
  if (is_blank_line(md, *at))
    md->depth = 0;
  if (is_rule(md, text)) {
    scan_put(md->scan, *at, GLYPH_BREAK);
    *at = line_end(md, *at);
    return ATTUNE_OK;
  }
  text = heading_text(md, text);
  if (text > 0) {
    scan_put(md->scan, *at, GLYPH_BREAK);
    *at = text;
    *heading = true;
  }
  return ATTUNE_OK;
}

int scan_markdown(struct scan *scan) {
  struct markdown md = {
      .scan = scan, .source = scan->source, .html = {.source = scan->source}};
  bool line_start = true, heading = false;
  int status = ATTUNE_OK;
  for (size_t at = 0; at < scan->source.size && status == ATTUNE_OK;) {
    if (line_start) {
      status = read_line_start(&md, &at, &heading);
      line_start = false;
    } else if (scan->source.data[at] == '\n') {
      scan_put(scan, at++, heading ? (uint32_t)GLYPH_BREAK : '\n');
      line_start = true;
    } else {
      status = read_inline(&md, &at);
    }
  }
  return status;
}
