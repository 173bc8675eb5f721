/* What is suggested, and where it lies in a text that is written on. */

import { change, moved, touches } from "./edits.js";

const SNAPSHOTS = 12;

/* What the manifest hides, of one, two or three bytes. */
const HIDDEN = "*·•";

/* In a quote a sign may stand for each letter or digit of a card, say. */
function isQuote(quote, words) {
  if (quote.length !== words.length) return false;
  for (let i = 0; i < quote.length; i++)
    if (quote[i] !== words[i] && !HIDDEN.includes(quote[i])) return false;
  return true;
}

class Suggested {
  data = null;
  /* {match, range}, the first in the text first. */
  marks = [];
  /* The text that the ranges are of. */
  known = "";
  #rewrite = [];
  #texts = new Map();
  #dismissed = [];

  begin(text, revision, dismissed) {
    this.data = null;
    this.known = text;
    this.dismissed = dismissed;
    this.#texts = new Map([[revision, text]]);
  }

  /* A draft that is handed out: suggestions for it come later. */
  remember(revision) {
    this.#texts.set(revision, this.known);
    if (this.#texts.size > SNAPSHOTS)
      this.#texts.delete(this.#texts.keys().next().value);
  }

  /* The edits of the rewrite that still fit: {edit, range}. */
  get edits() { return this.#rewrite.filter(({ range }) => range); }

  /* Finds the ranges in the text as it is now. */
  lay(now, spared) {
    const { data } = this;
    const base = this.#texts.get(data?.revision);
    const since = change(base ?? now, now);
    const place = ({ range }) => range && moved(range.utf16, since);
    /* What did not change since it was reviewed is what the range is of. */
    const isSame = ({ quote }, range) => base !== undefined || !quote ||
      isQuote(quote, now.slice(...range));
    const fits = ({ match, range }) => range && range[1] > range[0] &&
      range[1] <= now.length && isSame(match, range) &&
      !this.isDismissed(match) && !touches(spared, ...range);
    this.known = now;
    this.marks = (data?.matches ?? [])
      .map((match) => ({ match, range: place(match) })).filter(fits)
      .sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1]);
    this.#rewrite = (data?.rewrite?.edits ?? [])
      .map((edit) => ({ edit, range: place(edit) }));
  }

  /* Moves with what was written; what was touched is no longer suggested. */
  follow(now) {
    const done = change(this.known, now);
    const move = (one) => ({ ...one,
      range: one.range && moved(one.range, done) });
    this.known = now;
    this.marks = this.marks.map(move).filter(({ range }) => range);
    this.#rewrite = this.#rewrite.map(move);
  }

  /* [{rule, quote}]; without a quote, all of the rule. */
  get dismissed() { return this.#dismissed; }
  set dismissed(list) {
    this.#dismissed = list;
    this.marks = this.marks.filter(({ match }) => !this.isDismissed(match));
  }

  isDismissed({ rule, quote }) {
    return this.#dismissed.some((known) => known.rule === rule &&
      (!known.quote || !quote ||
        known.quote.toLowerCase() === quote.toLowerCase()));
  }

  dismiss(one) { this.dismissed = [...this.#dismissed, one]; }

  /* The one that says the same of the same words. */
  like({ match, range }) {
    return this.marks.find((one) => one.match.rule === match.rule &&
      one.range[0] === range[0] && one.range[1] === range[1]);
  }

  /* As they stand there, where the quote may hide some of them. */
  words({ range }) { return this.known.slice(...range); }

  /* About the draft as such: a line beside it, for one under every word
     would say nothing. */
  isWhole({ match, range }) {
    return !match.replacements?.length &&
      this.known.slice(...range).trim() === this.known.trim();
  }

  /* Of marks within each other the narrow one is meant. */
  at(from, to) {
    return this.marks.filter((mark) => !this.isWhole(mark) &&
      mark.range[0] <= from && mark.range[1] >= to)
      .sort((a, b) => a.range[1] - a.range[0] - b.range[1] + b.range[0])[0];
  }

  /* The one after or before the open one, or the caret; round and round. */
  next(step, open, caret) {
    const { marks } = this;
    let at = marks.indexOf(open) + step;
    if (!open && step > 0)
      at = Math.max(0, marks.findIndex(({ range }) => range[1] >= caret));
    else if (!open)
      at = marks.findLastIndex(({ range }) => range[0] <= caret);
    return marks[((at % marks.length) + marks.length) % marks.length];
  }
}

export { Suggested };
