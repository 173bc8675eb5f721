/* What is suggested, and where it lies in a text that is written on. */

import { change, moved, touches } from "./edits.js";

const SNAPSHOTS = 12;

class Suggested {
  data = null;
  /* {match, range}, the first in the text first. */
  marks = [];
  /* [{rule, quote}]; without a quote, all of the rule. */
  dismissed = [];
  /* The text that the ranges are of. */
  known = "";
  #rewrite = [];
  #texts = new Map();

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
    const base = this.#texts.get(data?.revision) ?? now;
    const since = change(base, now);
    const place = ({ range }) => range && moved(range.utf16, since);
    const fits = ({ match, range }) => range && range[1] > range[0] &&
      now.slice(...range) ===
        (match.quote ?? base.slice(...match.range.utf16)) &&
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

  isDismissed({ rule, quote }) {
    return this.dismissed.some((known) => known.rule === rule &&
      (!known.quote || !quote ||
        known.quote.toLowerCase() === quote.toLowerCase()));
  }

  dismiss(one) {
    this.dismissed.push(one);
    this.marks = this.marks.filter(({ match }) => !this.isDismissed(match));
  }

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
