/* The marks, drawn over a field and cut off at its edge. */

import { shifted } from "./field.js";
import { el } from "./parts.js";

class Layer {
  #rects = new Map();
  #home = new DOMRect();

  constructor() {
    this.node = el("div",
      { className: "layer", part: "layer", ariaHidden: "true" });
  }

  clear() {
    this.#rects.clear();
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
      if (isWhole(mark)) this.#bar(mark);
      else for (const rect of rects) this.#line(mark, rect, clip, open);
    }
  }

  #box(mark, kind = "") {
    const box = el("div", { className: `mark ${kind} ${mark.match.level}` });
    this.node.append(box);
    return box;
  }

  #bar(mark) { this.#box(mark, "whole").style.insetInlineStart = "0"; }

  #line(mark, rect, clip, open) {
    const box = this.#box(mark);
    box.classList.toggle("open", mark === open);
    box.style.left = `${rect.left - clip.left}px`;
    box.style.top = `${rect.top - clip.top}px`;
    box.style.width = `${rect.width}px`;
    box.style.height = `${rect.height + 1}px`;
  }

  /* Where a mark is now: the page may have moved all of it since. */
  where(mark, home) {
    const { x, y } = { x: home.x - this.#home.x, y: home.y - this.#home.y };
    return (this.#rects.get(mark) ?? []).map((r) => shifted(r, { x, y }));
  }

  isAt(mark, { x, y }, home) {
    return this.where(mark, home).some((r) => x >= r.left - 1 &&
      x <= r.right + 1 && y >= r.top && y <= r.bottom + 3);
  }
}

export { Layer };
