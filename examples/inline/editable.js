/* A contenteditable, or the body of an editor that lives in a frame. */

import { quotes } from "./edits.js";
import { Field, shifted } from "./field.js";
import { QUOTED, Reading, isText } from "./reading.js";

class Editable extends Field {
  #reading = null;

  get isWritable() {
    return this.node.isContentEditable || this.page.designMode === "on";
  }

  get text() {
    this.#reading = new Reading(this.node);
    return this.#reading.text;
  }

  /* Without what an agent quotes, which is not in the text, it is all new. */
  set text(text) {
    const kept = [...this.node.querySelectorAll(QUOTED)].filter(
      (node) => !node.parentElement.closest(QUOTED));
    const lines = text ? text.split("\n") : [];
    this.node.replaceChildren(...lines.map((line) => this.#line(line)),
      ...kept);
  }

  /* Blanks that would be drawn as one, or not at all, must not break. */
  #line(text) {
    const line = this.page.createElement("div");
    line.append(text.replace(/^ +| {2,}| +$/g,
      (blanks) => "\u00a0".repeat(blanks.length)) ||
      this.page.createElement("br"));
    return line;
  }

  /* In a shadow tree the page's own selection ends at the tree's host. */
  get #selection() {
    return this.node.getRootNode().getSelection?.() ??
      this.view.getSelection();
  }

  get spared() {
    const lines = quotes(this.text);
    return [...this.#reading.cuts.map((at) => [at, at + 1]), ...lines];
  }

  #point(offset) {
    const { pieces } = this.#reading;
    const piece = pieces.findLast(({ start }) => start <= offset);
    return piece
      ? [piece.node, piece.at + Math.min(offset - piece.start, piece.length)]
      : [this.node, 0];
  }

  #rangeOf(from, to) {
    const range = this.page.createRange();
    /* At the seam of two pieces a beginning belongs to the later one. */
    range.setStart(...this.#point(from));
    range.setEnd(...this.#point(to));
    return range;
  }

  range(from, to) {
    void this.text;
    return this.#rangeOf(from, to);
  }

  #offset(node, at) {
    const { pieces } = this.#reading;
    const own = pieces.find((piece) => piece.node === node && isText(node));
    if (own)
      return own.start + Math.max(0, Math.min(at - own.at, own.length));
    const range = this.page.createRange();
    range.setStart(node, at);
    const last = pieces.findLast(
      (piece) => range.comparePoint(piece.node, piece.at) <= 0);
    return last ? last.start + last.length : 0;
  }

  get caret() {
    const selection = this.#selection;
    if (!selection?.rangeCount || !this.node.contains(selection.anchorNode))
      return [0, 0];
    const range = selection.getRangeAt(0);
    void this.text;
    return [this.#offset(range.startContainer, range.startOffset),
      this.#offset(range.endContainer, range.endOffset)];
  }

  select(from, to) {
    void this.text;
    if (!this.#reading.pieces.length) this.#openLine();
    const selection = this.#selection;
    selection.removeAllRanges();
    selection.addRange(this.#rangeOf(from, to));
  }

  /* Before a quote with which everything begins there is no place for a
     caret: browsers would put it into the quote. */
  #openLine() {
    if (!this.node.querySelector(QUOTED)) return;
    const line = this.page.createElement("p");
    line.append(this.page.createElement("br"));
    this.node.prepend(line);
    void this.text;
  }

  replace(from, to, value) {
    const range = this.range(from, to);
    range.deleteContents();
    range.insertNode(this.page.createTextNode(value));
  }

  isPlain(from, to) {
    const all = this.range(from, to).cloneContents().querySelectorAll("*");
    return !this.#reading.cuts.some((at) => from <= at && to > at) &&
      [...all].every((node) => !node.attributes.length &&
        ["BR", "DIV", "P"].includes(node.nodeName));
  }

  measure() {
    void this.text;
    this.shift = this.origin;
  }

  rects(from, to) {
    return [...this.#rangeOf(from, to).getClientRects()].map(
      (r) => shifted(r, this.shift));
  }

  /* Scrolls all that lies around it too, frames and pages. */
  reveal(from) {
    const { startContainer: node } = this.range(from, from);
    (isText(node) ? node.parentElement : node)
      .scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

export { Editable };
