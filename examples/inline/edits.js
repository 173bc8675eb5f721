/* Changes of a text: what they replace, what they move, what they spare. */

/* What was replaced between two texts, as one piece. */
function change(before, after) {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head &&
         before[before.length - 1 - tail] === after[after.length - 1 - tail])
    tail++;
  return { from: head, to: before.length - tail, end: after.length - tail };
}

/* Where a range lies after the change, or null when it was touched. */
function moved([from, to], { from: a, to: b, end }) {
  if (to <= a) return [from, to];
  if (from >= b) return [from + end - b, to + end - b];
  return null;
}

const STOPS = ".!?";
const CLOSING = "\"'”’)]";

/* Not the point of 2.5, nor of a link. */
function endsSentence(text, at) {
  if (text[at] === "\n") return true;
  return STOPS.includes(text[at]) && (at + 1 === text.length ||
    /\s/.test(text[at + 1]) || (STOPS + CLOSING).includes(text[at + 1]));
}

/* Where a sentence around the range begins and ends. Letter by letter: a
   pattern for an end would be tried from each letter of a long one. */
function sentence(text, from, to) {
  let start = from;
  let end = to;
  while (start > 0 && !endsSentence(text, start - 1)) start--;
  while (start < from && CLOSING.includes(text[start])) start++;
  while (start < from && /\s/.test(text[start])) start++;
  while (end < text.length && !endsSentence(text, end)) end++;
  while (end < text.length && STOPS.includes(text[end])) end++;
  return [start, end];
}

/* Whether a sentence begins after this. */
function isOpening(before) {
  const kept = before.trimEnd();
  const blanks = before.slice(kept.length);
  return !kept || blanks.includes("\n") ||
    (blanks !== "" && STOPS.includes(kept.at(-1)));
}

/* Leaving words out: without a stray comma or blank, and with a capital. */
function without(text, from, to) {
  const after = text.slice(to);
  if (isOpening(text.slice(0, from))) {
    const gone = after.match(/^[.!?]+[^\S\n]*|^[,;:]?[^\S\n]+/);
    to += gone ? gone[0].length : 0;
    const next = /^[.!?]/.test(after) ? null
      : text.slice(to).match(/^\p{Ll}/u);
    return next ? { range: [from, to + next[0].length],
      value: next[0].toUpperCase() } : { range: [from, to], value: "" };
  }
  if (text[from - 1] === " ") from--;
  if (text[from - 1] === "," && after.startsWith(",")) to++;
  return { range: [from, to], value: "" };
}

/* What taking a replacement changes: these words, or where it is a whole
   sentence, theirs. */
function scope(now, { match, range }, value, edits) {
  /* The rewrite's own edit knows best, if it does this and no more. */
  const edit = edits.find(({ edit: { rule, text }, range: wide }) =>
    rule === match.rule && wide[0] <= range[0] && wide[1] >= range[1] &&
    typeof text === "string" && (value ? text.trim() === value
      : now.slice(...wide).toLowerCase().endsWith(text.toLowerCase())));
  if (edit) return { range: edit.range, value: edit.edit.text };
  if (value === "") return without(now, ...range);
  const whole = sentence(now, ...range);
  const inside = whole[0] < range[0] || whole[1] > range[1];
  if (inside && /^\p{Lu}.*[.!?]$/su.test(value))
    return { range: whole, value };
  return { range, value };
}

const isQuoted = (line) => /^[^\S\n]*>(?![:;=])/.test(line);
const isBlank = (line) => !line.trim();

/* How many lines above a quote say whose words it holds. Mailers wrap that
   line, so that "wrote:" may be alone. The plugin reads it the same way. */
function attribution(lines, quote) {
  let at = quote;
  if (at > 0 && isBlank(lines[at - 1])) at--;
  if (at === 0 || !/:\s*$/.test(lines[at - 1]) || isQuoted(lines[at - 1]))
    return 0;
  at--;
  if (at > 0 && /^\s*\S+\s*$/.test(lines[at]) && !isBlank(lines[at - 1]) &&
      !isQuoted(lines[at - 1])) at--;
  return quote - at;
}

/* The ranges of quoted lines, each with the line breaks around it. */
function quotes(text) {
  const lines = text.split("\n");
  const starts = [0];
  for (const line of lines) starts.push(starts.at(-1) + line.length + 1);
  const found = [];
  for (let i = 0; i < lines.length; i++) {
    if (!isQuoted(lines[i])) continue;
    const first = i - attribution(lines, i);
    while (i + 1 < lines.length && isQuoted(lines[i + 1])) i++;
    found.push([Math.max(0, starts[first] - 1),
      Math.min(text.length, starts[i + 1])]);
  }
  return found;
}

const touches = (spared, from, to) =>
  spared.some(([a, b]) => from < b && to > a);

/* Of edits {from, to, value} those that do something, the first in the text
   first, and none that would change what is spared. */
function fitting(now, edits, spared) {
  const sorted = [...edits].sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  return sorted.filter(({ from, to, value }) => {
    const done = change(now.slice(from, to), value);
    const fits = from >= end && now.slice(from, to) !== value &&
      !touches(spared, from + done.from, from + done.to);
    if (fits) end = to;
    return fits;
  });
}

/* Several edits as one, with what lies between them. */
function joined(now, edits) {
  const { from } = edits[0];
  const { to } = edits.at(-1);
  let value = "";
  let at = from;
  for (const edit of edits) {
    value += now.slice(at, edit.from) + edit.value;
    at = edit.to;
  }
  return { from, to, value };
}

/* Where something is left for the agent to fill in, or null. */
function gapIn(value) {
  const gap = value.match(/\[[^[\]\n]+\]|…$/);
  return gap && [gap.index, gap.index + gap[0].length];
}

/* Where a sentence goes that was asked for at the caret, and the blanks it
   needs. From within a quote it goes above, from its very end below. */
function placed(text, [from, to], sentence, spared) {
  const inside = spared.find(([a, b]) => from > a &&
    (from < b || (from === b && text[b - 1] !== "\n")) && b - a > 1);
  if (inside && from === text.length)
    return { from, to: from, value: `\n\n${sentence}` };
  if (inside) {
    const at = inside[0];
    if (at === 0) return { from: 0, to: 0, value: `${sentence}\n\n` };
    const value = text[at - 1] === "\n" ? `${sentence}\n` : `\n${sentence}`;
    return { from: at, to: at, value };
  }
  return { from, to, value: (/\S$/.test(text.slice(0, from)) ? " " : "") +
    sentence + (/^\S/.test(text.slice(to)) ? " " : "") };
}

export { change, fitting, gapIn, joined, moved, placed, quotes, scope,
  touches };
