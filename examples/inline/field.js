/* Where an agent writes: the ground of both kinds, and the text area. */

import { quotes } from "./edits.js";
import { el } from "./parts.js";

const MIRRORED = [
  "fontFamily", "fontSize", "fontWeight", "fontStyle", "fontStretch",
  "fontVariant", "fontFeatureSettings", "fontKerning", "lineHeight",
  "letterSpacing", "wordSpacing", "tabSize", "textIndent", "textTransform",
  "textAlign", "direction", "unicodeBidi", "wordBreak", "lineBreak",
  "paddingTop", "paddingRight", "paddingBottom", "paddingLeft",
];

/* The frames from the node out to this page, or null: it is in none of its
   frames, or in one that was taken away or filled anew. */
function framesAround(node) {
  const frames = [];
  for (let page = node.ownerDocument; page !== document;) {
    const frame = page.defaultView?.frameElement;
    if (!frame || !node.isConnected) return null;
    frames.push(frame);
    page = frame.ownerDocument;
  }
  return frames;
}

/* What is seen of a page in its frame: without scroll bars. */
function viewport(page) {
  const { clientWidth, clientHeight } = page.compatMode === "BackCompat"
    ? page.body : page.documentElement;
  return new DOMRect(0, 0, clientWidth, clientHeight);
}

function overlap(a, b) {
  const left = Math.max(a.left, b.left);
  const top = Math.max(a.top, b.top);
  return new DOMRect(left, top,
    Math.max(0, Math.min(a.right, b.right) - left),
    Math.max(0, Math.min(a.bottom, b.bottom) - top));
}

const shifted = (rect, { x, y }) =>
  new DOMRect(rect.x + x, rect.y + y, rect.width, rect.height);

/*
 * Everything is in the coordinates of this page's window, though the node may
 * be in a frame: then its own document's functions and constructors are used,
 * for those of another realm do not know it.
 */
class Field {
  constructor(node) {
    this.node = node;
    this.page = node.ownerDocument;
    this.view = this.page.defaultView;
    this.isBody = node === this.page.body;
    this.isFramed = this.page !== document;
  }

  static canHold(node) { return Boolean(node && framesAround(node)); }

  get isThere() { return Field.canHold(this.node); }

  /* Where keys and pointers are heard: a short body does not fill its frame,
     but the rest of the frame is the editor all the same. */
  get surface() {
    return this.isBody ? this.page.documentElement : this.node;
  }

  get scroller() {
    return this.isBody ? this.page.scrollingElement ?? this.node : this.node;
  }

  get frames() { return framesAround(this.node) ?? []; }

  /* From the window of its own page to this one's. */
  get origin() {
    let x = 0;
    let y = 0;
    for (const frame of this.frames) {
      const box = frame.getBoundingClientRect();
      const style = getComputedStyle(frame);
      x += box.x + frame.clientLeft + parseFloat(style.paddingLeft);
      y += box.y + frame.clientTop + parseFloat(style.paddingTop);
    }
    return { x, y };
  }

  /* Where its text can be seen. */
  get clip() {
    const { node } = this;
    const box = node.getBoundingClientRect();
    const own = new DOMRect(box.left + node.clientLeft,
      box.top + node.clientTop, node.clientWidth, node.clientHeight);
    if (!this.isFramed) return own;
    const seen = viewport(this.page);
    return shifted(this.isBody ? seen : overlap(own, seen), this.origin);
  }

  get isFocused() {
    return [this.node, ...this.frames].every(
      (node) => node.getRootNode().activeElement === node);
  }

  focus(options = { preventScroll: true }) {
    /* Not every browser takes a body's focus for its frame's. */
    if (this.isFramed) this.view.focus();
    this.node.focus(options);
  }

  /* The one way that keeps the browser's own undo. */
  write({ from, to, value }) {
    const before = this.text;
    this.select(from, to);
    const done = value ? this.page.execCommand("insertText", false, value)
      : this.page.execCommand("delete");
    if (done || this.text !== before) return;
    this.replace(from, to, value);
    this.node.dispatchEvent(
      new this.view.InputEvent("input", { bubbles: true, composed: true }));
  }

  /* Whether text from..to may be written again as text. */
  isPlain() { return true; }

  /* rect: where the words are, as rects() says it. */
  scrollTo({ top, bottom }) {
    const { clip, scroller } = this;
    if (top < clip.top) scroller.scrollTop -= clip.top - top + 12;
    if (bottom > clip.bottom) scroller.scrollTop += bottom - clip.bottom + 12;
  }

  range() { return null; }
  reveal() {}
  remove() {}
}

/* A text area: measured by a copy of it with the same lines. */
class Area extends Field {
  constructor(node, root) {
    super(node);
    this.mirror = el("div", { className: "mirror", ariaHidden: "true" });
    root.append(this.mirror);
  }

  get isWritable() {
    return !this.node.readOnly && !this.node.matches(":disabled");
  }

  get text() { return this.node.value; }
  set text(text) { this.node.value = text; }

  /* What of the text is not the agent's own. */
  get spared() { return quotes(this.text); }

  get caret() { return [this.node.selectionStart, this.node.selectionEnd]; }
  select(from, to) { this.node.setSelectionRange(from, to); }

  replace(from, to, value) { this.node.setRangeText(value, from, to, "end"); }

  /* Before several rects are asked for. */
  measure() {
    const { node, mirror } = this;
    const style = getComputedStyle(node);
    for (const name of MIRRORED) mirror.style[name] = style[name];
    mirror.style.width = `${node.clientWidth}px`;
    /* The last line break of a text is no line in a div but is in a field. */
    mirror.textContent = `${this.text}\u200b`;
    const box = shifted(node.getBoundingClientRect(), this.origin);
    const copy = mirror.getBoundingClientRect();
    this.shift = {
      x: box.x + node.clientLeft - node.scrollLeft - copy.x,
      y: box.y + node.clientTop - node.scrollTop - copy.y };
  }

  rects(from, to) {
    const { firstChild: copy } = this.mirror;
    const range = document.createRange();
    /* A script may have shortened the text without a word. */
    range.setStart(copy, Math.min(from, copy.length));
    range.setEnd(copy, Math.min(to, copy.length));
    return [...range.getClientRects()].map((r) => shifted(r, this.shift));
  }

  remove() { this.mirror.remove(); }
}

export { Area, Field, shifted };
