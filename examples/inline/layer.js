/* The marks, drawn over a field and cut off at its edge. */

import { shifted } from "./field.js";
import { el, levelOf } from "./parts.js";

/* The bar beside a draft is thin; so near to it is at it. */
const BAR_PX = 12;

function isIn({ left, right, top, bottom }, { x, y }) {
  return x >= left - 1 && x <= right + 1 && y >= top && y <= bottom + 3;
}

class Layer {
  #rects = new Map();
  #bar = null;
  #home = new DOMRect();

  constructor() {
    this.node = el("div",
      { className: "layer", part: "layer", ariaHidden: "true" });
  }

  clear() {
    this.#rects.clear();
    this.#bar = null;
    this.node.replaceChildren();
  }

  /* home: where the element itself is, by which the layer is placed. */
  paint({ field, marks, open, home, isWhole }) {
    this.clear();
    if (!marks.length) return;
    field.measure();
    this.#home = home;
    const { clip } = field;
    const { style } = this.node;
    style.direction = field.view.getComputedStyle(field.node).direction;
    style.left = `${clip.left - home.left}px`;
    style.top = `${clip.top - home.top}px`;
    style.width = `${clip.width}px`;
    style.height = `${clip.height}px`;
    for (const mark of marks) {
      const rects = field.rects(...mark.range).filter((r) => r.width > 0);
      this.#rects.set(mark, rects);
      if (isWhole(mark)) this.#beside(mark, clip);
      else for (const rect of rects) this.#line(mark, rect, clip, open);
    }
  }

  #box(mark, kind = "") {
    const box = el("div", { className: `mark ${kind} ${levelOf(mark.match)}` });
    this.node.append(box);
    return box;
  }

  #beside(mark, clip) {
    this.#box(mark, "whole").style.insetInlineStart = "0";
    const isRtl = this.node.style.direction === "rtl";
    this.#bar = new DOMRect(isRtl ? clip.right - BAR_PX : clip.left, clip.top,
      BAR_PX, clip.height);
  }

  #line(mark, rect, clip, open) {
    const box = this.#box(mark);
    box.classList.toggle("open", mark === open);
    box.style.left = `${rect.left - clip.left}px`;
    box.style.top = `${rect.top - clip.top}px`;
    box.style.width = `${rect.width}px`;
    box.style.height = `${rect.height + 1}px`;
  }

  /* The page may have moved all of it since it was drawn. */
  #now(rects, home) {
    const by = { x: home.x - this.#home.x, y: home.y - this.#home.y };
    return rects.map((rect) => shifted(rect, by));
  }

  where(mark, home) { return this.#now(this.#rects.get(mark) ?? [], home); }

  isAt(mark, point, home) {
    return this.where(mark, home).some((rect) => isIn(rect, point));
  }

  isAtBar(point, home) {
    return this.#bar !== null &&
      this.#now([this.#bar], home).some((rect) => isIn(rect, point));
  }
}

export { Layer };
