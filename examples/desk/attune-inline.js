/*
 * <attune-inline for="ID">: Attune's suggestions over a text area or a
 * contenteditable, in any helpdesk. Needs no other file and no build.
 *
 *   <textarea id="reply"></textarea>
 *   <attune-inline for="reply"></attune-inline>
 *
 *   inline.addEventListener("attune-draft", …)    {text, revision}: hand it to
 *                                                 attune_outgoing
 *   inline.suggestion = event.data                what the webhook then brings
 *   inline.addEventListener("attune-accept", …)   {suggestion, rule, quote, …}:
 *   inline.addEventListener("attune-dismiss", …)  hand them to attune_feedback
 *
 * All text is set as text, never as markup, and no style is inline: it runs
 * under a strict Content-Security-Policy with Trusted Types.
 */

const WAIT_MS = 150;
const HOVER_MS = 120;
const LEAVE_MS = 300;
const SNAPSHOTS = 12;

const LEVELS = { error: "Please change", warning: "Worth a look",
  suggestion: "A thought" };

const REASONS = [{ text: "It fits here", action: "dismissed" },
  { text: "It is wrong", action: "dismissed" },
  { text: "Never show this kind", action: "muted" }];

const STYLE = `
:host {
  position: absolute; inline-size: 0; block-size: 0;
  --error: var(--attune-error, light-dark(#b3261e, #ff9a8d));
  --warning: var(--attune-warning, light-dark(#96570a, #f0b45c));
  --suggestion: var(--attune-suggestion, light-dark(#1c6b63, #76cdbf));
  --paper: var(--attune-paper, light-dark(#ffffff, #26292e));
  --ink: var(--attune-ink, light-dark(#23262b, #eceae5));
  --soft: var(--attune-soft, light-dark(#565c65, #b0b5bd));
  --line: var(--attune-line, light-dark(#d9d6cf, #43474e));
  --hover: var(--attune-hover, light-dark(#f1efea, #32363c));
}
.layer { position: absolute; overflow: hidden; pointer-events: none; }
.mark { position: absolute; box-sizing: border-box;
  border-block-end: 2px solid var(--error); border-radius: 1px; }
.mark.warning { border-block-end: 2px dashed var(--warning); }
.mark.suggestion { border-block-end: 2px dotted var(--suggestion); }
.mark.whole { border: 0; border-inline-start: 3px solid; inset-block: 0;
  color: var(--warning); border-radius: 0; }
.mark.whole.suggestion { color: var(--suggestion); }
.mark.open:not(.whole) { background: rgb(128 128 128 / 18%); }
.mirror { position: absolute; visibility: hidden; pointer-events: none;
  box-sizing: border-box; border: 0 solid transparent; margin: 0;
  white-space: pre-wrap; overflow-wrap: break-word; }
.card { position: fixed; inset: auto; margin: 0; padding: 14px 16px 12px;
  box-sizing: border-box; inline-size: min(23rem, calc(100vw - 24px));
  max-block-size: min(24rem, calc(100vh - 24px)); overflow: auto;
  color: var(--ink); background: var(--paper);
  border: 1px solid var(--line); border-radius: 12px;
  box-shadow: 0 8px 28px rgb(0 0 0 / 16%);
  font: 0.9375rem/1.45 system-ui, sans-serif; text-align: start; }
.card:not(:popover-open, .shown) { display: none; }
.head { display: flex; justify-content: space-between; gap: 12px;
  font-size: 0.8125rem; color: var(--soft); margin: 0 0 4px; }
.level { font-weight: 600; color: var(--error); }
.level.warning { color: var(--warning); }
.level.suggestion { color: var(--suggestion); }
.message { margin: 0 0 4px; font-weight: 600; }
.why { margin: 0 0 10px; color: var(--soft); }
button, input { font: inherit; color: inherit; }
.takes { display: grid; gap: 6px; margin: 0 0 8px; }
button { background: transparent; border: 1px solid var(--line);
  border-radius: 8px; padding: 6px 10px; min-block-size: 32px;
  text-align: start; cursor: pointer; overflow-wrap: anywhere; }
button:hover { background: var(--hover); }
button:focus-visible, input:focus-visible {
  outline: 2px solid var(--suggestion); outline-offset: 1px; }
.take { display: flex; justify-content: space-between; gap: 10px; }
.take.first { border-color: var(--suggestion); }
kbd { font: 0.75rem/1.6 system-ui, sans-serif; color: var(--soft);
  white-space: nowrap; direction: ltr; unicode-bidi: isolate; }
@media (hover: none) { kbd { display: none; } }
.foot { display: flex; flex-wrap: wrap; gap: 6px; }
.foot button { border-color: #0000; color: var(--soft); font-size: 0.875rem; }
.foot.asking button { border-color: var(--line); color: var(--ink); }
.foot input { flex: 1 1 8rem; min-inline-size: 0; padding: 5px 9px;
  background: var(--paper); border: 1px solid var(--soft); border-radius: 8px; }
.quiet { position: absolute; inline-size: 1px; block-size: 1px;
  overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (forced-colors: active) { .mark { border-color: Highlight; } }
`;

const MIRRORED = [
  "fontFamily", "fontSize", "fontWeight", "fontStyle", "fontStretch",
  "fontVariant", "fontFeatureSettings", "fontKerning", "lineHeight",
  "letterSpacing", "wordSpacing", "tabSize", "textIndent", "textTransform",
  "textAlign", "direction", "unicodeBidi", "wordBreak", "lineBreak",
  "paddingTop", "paddingRight", "paddingBottom", "paddingLeft",
];

const BLOCKS = new Set(["ADDRESS", "BLOCKQUOTE", "DIV", "H1", "H2", "H3", "H4",
  "LI", "OL", "P", "PRE", "SECTION", "TABLE", "TR", "UL"]);

function el(tag, props, ...children) {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
}

/* Of a direction of its own: it turns nothing around it. */
function bdi(text) {
  return el("bdi", { textContent: text ?? "" });
}

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

/* A text area: measured by a copy of it with the same lines. */
class Area {
  constructor(node, root) {
    this.node = node;
    this.mirror = el("div", { className: "mirror", ariaHidden: "true" });
    root.append(this.mirror);
  }

  get text() { return this.node.value; }
  set text(text) { this.node.value = text; }

  get caret() { return [this.node.selectionStart, this.node.selectionEnd]; }
  select(from, to) { this.node.setSelectionRange(from, to); }

  /* Before several rects are asked for. */
  measure() {
    const style = getComputedStyle(this.node);
    const mirror = this.mirror;
    for (const name of MIRRORED) mirror.style[name] = style[name];
    mirror.style.width = `${this.node.clientWidth}px`;
    /* The last line break of a text is no line in a div but is in a field. */
    mirror.textContent = `${this.text}\u200b`;
    this.box = this.node.getBoundingClientRect();
    this.origin = mirror.getBoundingClientRect();
  }

  rects(from, to) {
    const range = document.createRange();
    range.setStart(this.mirror.firstChild, from);
    range.setEnd(this.mirror.firstChild, to);
    const x = this.box.left + this.node.clientLeft - this.node.scrollLeft -
      this.origin.left;
    const y = this.box.top + this.node.clientTop - this.node.scrollTop -
      this.origin.top;
    return [...range.getClientRects()].map(
      (r) => new DOMRect(r.x + x, r.y + y, r.width, r.height));
  }

  remove() { this.mirror.remove(); }
}

/* A contenteditable: its text as a reader sees it, line breaks and all. */
class Editable {
  constructor(node) { this.node = node; }

  get text() {
    this.pieces = [];
    let text = "";
    let due = false;
    const visit = (parent) => {
      for (const child of parent.childNodes) {
        const block = BLOCKS.has(child.nodeName);
        if ((block || due) && text && !text.endsWith("\n")) text += "\n";
        due = false;
        if (child.nodeType === Node.TEXT_NODE) {
          this.pieces.push({ node: child, start: text.length });
          text += child.data;
        } else if (child.nodeName === "BR") {
          if (child.nextSibling) text += "\n";
        } else {
          visit(child);
        }
        due = block;
      }
    };
    visit(this.node);
    /* Browsers write a blank at a seam as one that does not break. */
    return text.replaceAll("\u00a0", " ");
  }

  set text(text) { this.node.textContent = text; }

  point(offset) {
    const at = this.pieces.findLast((piece) => piece.start <= offset);
    return at ? [at.node, Math.min(offset - at.start, at.node.length)]
      : [this.node, 0];
  }

  range(from, to) {
    const range = document.createRange();
    /* At the seam of two pieces a beginning belongs to the later one. */
    range.setStart(...this.point(from));
    range.setEnd(...this.point(to));
    return range;
  }

  offset(node, offset) {
    const own = this.pieces.find((piece) => piece.node === node);
    if (own) return own.start + offset;
    const range = document.createRange();
    range.setStart(node, offset);
    const last = this.pieces.findLast(
      (piece) => range.comparePoint(piece.node, piece.node.length) <= 0);
    return last ? last.start + last.node.length : 0;
  }

  get caret() {
    const at = getSelection();
    if (!at.rangeCount || !this.node.contains(at.anchorNode)) return [0, 0];
    const range = at.getRangeAt(0);
    void this.text;
    return [this.offset(range.startContainer, range.startOffset),
      this.offset(range.endContainer, range.endOffset)];
  }

  select(from, to) {
    void this.text;
    getSelection().removeAllRanges();
    getSelection().addRange(this.range(from, to));
  }

  measure() {
    void this.text;
    this.box = this.node.getBoundingClientRect();
  }

  rects(from, to) { return [...this.range(from, to).getClientRects()]; }

  remove() {}
}

/* Where a sentence around the range begins and ends. */
function sentence(text, from, to) {
  const start = text.slice(0, from).search(/[^.!?\n]*$/);
  const end = text.slice(to).search(/[.!?\n]|$/) + to;
  const stop = text.slice(end).match(/^[.!?]+/);
  const blank = text.slice(start).match(/^\s*/)[0].length;
  return [Math.min(start + blank, from), end + (stop ? stop[0].length : 0)];
}

/* Leaving words out: without a stray comma or blank, and with a capital. */
function without(text, from, to) {
  const after = text.slice(to);
  if (/(^|[.!?]\s+|\n\s*)$/.test(text.slice(0, from))) {
    const gone = after.match(/^[.!?]+[^\S\n]*|^[,;:]?[^\S\n]+/);
    to += gone ? gone[0].length : 0;
    const next = /^[.!?]/.test(after) ? null
      : text.slice(to).match(/^\p{Ll}/u);
    return next ? { range: [from, to + next[0].length],
      value: next[0].toLocaleUpperCase() } : { range: [from, to], value: "" };
  }
  if (text[from - 1] === " ") from--;
  if (text[from - 1] === "," && after.startsWith(",")) to++;
  return { range: [from, to], value: "" };
}

class AttuneInline extends HTMLElement {
  #field = null;
  #marks = [];
  #open = null;
  #rects = new Map();
  #home = null;
  #known = "";
  #revision = 0;
  #snapshots = new Map();
  #dismissed = [];
  #rewrite = null;
  #suggestion = null;
  #timer = 0;
  #hover = 0;
  #seen = new Set();
  #stop = null;
  #sizes = null;
  #said = 0;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.layer = el("div", { className: "layer", ariaHidden: "true" });
    this.card = el("div", { className: "card", role: "group" });
    this.live = el("div", { className: "quiet", role: "status" });
    if (this.card.showPopover) this.card.popover = "manual";
    root.append(this.layer, this.card, this.live);
    this.card.addEventListener("keydown", (event) => this.#onKey(event));
    this.card.addEventListener("pointerenter", () => clearTimeout(this.#hover));
    this.card.addEventListener("pointerleave", () => this.#leave());
    this.card.addEventListener("focusout", (event) => this.#onBlur(event));
  }

  connectedCallback() { this.#attach(); }
  disconnectedCallback() { this.#detach(); }
  static observedAttributes = ["for"];

  attributeChangedCallback() {
    if (this.isConnected) this.#attach();
  }

  /* The field's text, as offsets in events count it. */
  get text() { return this.#field ? this.#field.text : ""; }
  get revision() { return this.#revision; }
  get suggestion() { return this.#suggestion; }

  /* The data of rewrite.suggested or draft.clear; null takes marks away. */
  set suggestion(data) {
    const base = this.#snapshots.get(data?.revision) ?? this.text;
    if (data && data.revision < (this.#suggestion?.revision ?? 0)) return;
    this.#suggestion = data;
    this.#known = this.text;
    const since = change(base, this.#known);
    const place = (range) => range && moved(range, since);
    this.#marks = (data?.matches ?? []).map((match) => ({
      match, range: place(match.range?.utf16),
    })).filter(({ match, range }) => range && range[1] > range[0] &&
      this.#known.slice(...range) ===
        (match.quote ?? base.slice(...match.range.utf16)) &&
      !this.#isDismissed(match))
      .sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1]);
    this.#rewrite = (data?.rewrite?.edits ?? []).map((edit) => ({
      edit, range: place(edit.range?.utf16),
    }));
    this.#close();
    this.#paint();
    this.#announceCount();
  }

  /* Marks as they stand now: {match, range}, the first in the text first. */
  get marks() { return [...this.#marks]; }

  /* [{rule, quote}] that are not shown again; without a quote, none of the
     rule. */
  get dismissed() { return [...this.#dismissed]; }
  set dismissed(list) { this.#dismissed = [...(list ?? [])]; }

  /* Another conversation's draft. revision: the last one that it had. */
  begin({ text = "", revision = 0, dismissed = [] } = {}) {
    clearTimeout(this.#timer);
    if (this.#field && this.text !== text) this.#field.text = text;
    this.#known = text;
    this.#revision = revision;
    this.#snapshots = new Map([[revision, text]]);
    this.#dismissed = [...dismissed];
    this.#suggestion = null;
    this.suggestion = null;
  }

  /*
   * Replaces pieces of the text, [{range: [from, to], text}] in its present
   * offsets, as one step that Ctrl+Z takes back.
   */
  apply(edits) {
    const now = this.text;
    const list = [...edits].sort((a, b) => a.range[0] - b.range[0]);
    if (!list.length) return;
    const from = list[0].range[0];
    const to = list.at(-1).range[1];
    let value = "";
    let at = from;
    for (const { range, text } of list) {
      value += now.slice(at, range[0]) + text;
      at = range[1];
    }
    this.#write(from, to, value);
  }

  /* Puts a sentence where the caret is, with the blanks it needs. */
  insert(sentence) {
    const [from, to] = this.#field.caret;
    const before = this.text.slice(0, from);
    const after = this.text.slice(to);
    this.#write(from, to, (/\S$/.test(before) ? " " : "") + sentence +
      (/^\S/.test(after) ? " " : ""));
  }

  /* The edits of the suggested rewrite that still fit: {edit, range}. */
  get edits() {
    return (this.#rewrite ?? []).filter(({ range }) => range);
  }

  #attach() {
    this.#detach();
    const node = document.getElementById(this.getAttribute("for") ?? "");
    if (!node) return;
    this.#field = node.matches("textarea")
      ? new Area(node, this.shadowRoot) : new Editable(node);
    this.#known = this.text;
    this.#stop = new AbortController();
    const on = (target, type, call, more) => target.addEventListener(
      type, call, { signal: this.#stop.signal, ...more });
    on(node, "input", () => this.#onInput());
    on(node, "keydown", (event) => this.#onKey(event));
    on(node, "keyup", (event) => {
      if (/^(Arrow|Home|End|Page)/.test(event.key)) this.#onCaret();
    });
    on(node, "click", () => this.#onCaret());
    on(node, "pointermove", (event) => this.#onPointer(event));
    on(node, "pointerleave", () => this.#leave());
    on(node, "blur", (event) => this.#onBlur(event));
    on(node, "scroll", () => this.#paint());
    on(window, "resize", () => this.#paint());
    on(document, "scroll", () => this.#place(), { capture: true });
    this.#sizes = new ResizeObserver(() => this.#paint());
    this.#sizes.observe(node);
    document.fonts?.ready.then(() => this.#paint());
  }

  #detach() {
    clearTimeout(this.#timer);
    this.#close();
    this.#stop?.abort();
    this.#sizes?.disconnect();
    this.#field?.remove();
    this.#field = null;
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type,
      { detail, bubbles: true, composed: true }));
  }

  #isDismissed({ rule, quote }) {
    return this.#dismissed.some((known) => known.rule === rule &&
      (!known.quote || !quote ||
        known.quote.toLowerCase() === quote.toLowerCase()));
  }

  #onInput() {
    const now = this.text;
    const done = change(this.#known, now);
    this.#known = now;
    this.#marks = this.#marks
      .map((mark) => ({ ...mark, range: moved(mark.range, done) }))
      .filter((mark) => mark.range);
    this.#rewrite = this.#rewrite?.map((one) => ({
      ...one, range: one.range && moved(one.range, done) }));
    this.#close();
    this.#paint();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draft(), WAIT_MS);
  }

  #draft() {
    this.#revision++;
    this.#snapshots.set(this.#revision, this.#known);
    if (this.#snapshots.size > SNAPSHOTS)
      this.#snapshots.delete(this.#snapshots.keys().next().value);
    this.#tell("attune-draft",
      { text: this.#known, revision: this.#revision });
  }

  #write(from, to, value) {
    const field = this.#field;
    const before = this.text;
    if (before.slice(from, to) === value) return;
    field.node.focus({ preventScroll: true });
    field.select(from, to);
    /* The one way that keeps the browser's own undo. */
    const done = value ? document.execCommand("insertText", false, value)
      : document.execCommand("delete");
    if (!done && this.text === before) {
      field.text = before.slice(0, from) + value + before.slice(to);
      field.node.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    /* What is the agent's to fill in is ready to be typed over. */
    const gap = value.match(/\[[^\]\n]+\]|…$/);
    if (gap)
      field.select(from + gap.index, from + gap.index + gap[0].length);
  }

  /* What taking a replacement changes: these words, or where it is a whole
     sentence, theirs. */
  #scope({ match, range }, value) {
    const now = this.#known;
    /* The rewrite's own edit knows best, if it does this and no more. */
    const edit = this.edits.find(({ edit: { rule, text }, range: wide }) =>
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

  #take(mark, value) {
    const { match } = mark;
    const { range, value: text } = this.#scope(mark, value);
    this.#close();
    this.#tell("attune-accept", { suggestion: this.#suggestion?.suggestion,
      action: "accepted", rule: match.rule, quote: match.quote, value });
    this.#write(...range, text);
    this.#say(value ? `Taken: ${value}` : "Left out.");
  }

  #dismiss(mark, { action, text }) {
    const { match } = mark;
    this.#dismissed.push({ rule: match.rule,
      quote: action === "muted" ? null : match.quote });
    this.#marks = this.#marks.filter(
      ({ match: other }) => !this.#isDismissed(other));
    this.#tell("attune-dismiss", { suggestion: this.#suggestion?.suggestion,
      action, rule: match.rule,
      quote: action === "muted" ? null : match.quote, reason: text });
    this.#close();
    this.#field.node.focus({ preventScroll: true });
    this.#paint();
    this.#say("Dismissed.");
  }

  #say(text) { this.live.textContent = text; }

  /* Once the agent pauses, and only when there is something else to say. */
  #announceCount() {
    const count = this.#marks.length;
    if (count === this.#said) return;
    this.#said = count;
    this.#say(count === 0 ? "No suggestions." : `${count} ${
      count === 1 ? "suggestion" : "suggestions"}. Alt and full stop goes ` +
      "to the next.");
  }

  /* About the draft as such: a line beside it, for one under every word
     would say nothing. */
  #isWhole({ match, range }) {
    return !match.replacements?.length &&
      this.#known.slice(...range).trim() === this.#known.trim();
  }

  #paint() {
    const field = this.#field;
    this.#rects.clear();
    if (!field) return;
    this.layer.replaceChildren();
    if (!this.#marks.length) return;
    field.measure();
    const home = this.#home = this.getBoundingClientRect();
    const left = field.box.left + field.node.clientLeft;
    const top = field.box.top + field.node.clientTop;
    const style = this.layer.style;
    style.direction = getComputedStyle(field.node).direction;
    style.left = `${left - home.left}px`;
    style.top = `${top - home.top}px`;
    style.width = `${field.node.clientWidth}px`;
    style.height = `${field.node.clientHeight}px`;
    for (const mark of this.#marks) {
      const rects = field.rects(...mark.range).filter((r) => r.width > 0);
      this.#rects.set(mark, rects);
      if (this.#isWhole(mark)) {
        const box = el("div", { className: `mark whole ${mark.match.level}` });
        box.style.insetInlineStart = "0";
        this.layer.append(box);
        continue;
      }
      for (const r of rects) {
        const box = el("div", { className: `mark ${mark.match.level}` });
        box.classList.toggle("open", mark === this.#open);
        box.style.left = `${r.left - left}px`;
        box.style.top = `${r.top - top}px`;
        box.style.width = `${r.width}px`;
        box.style.height = `${r.height + 1}px`;
        this.layer.append(box);
      }
    }
  }

  #show(mark) {
    clearTimeout(this.#hover);
    if (this.#open === mark) return;
    this.#open = mark;
    this.#fill(mark);
    if (this.card.popover) this.card.showPopover();
    else this.card.classList.add("shown");
    this.#paint();
    this.#place();
    const key = `${this.#suggestion?.suggestion} ${mark.match.rule}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#tell("attune-show", { suggestion: this.#suggestion?.suggestion,
      action: "shown", rule: mark.match.rule });
  }

  #close() {
    clearTimeout(this.#hover);
    if (!this.#open) return;
    const inside = this.shadowRoot.activeElement;
    this.#open = null;
    if (inside) this.#field?.node.focus({ preventScroll: true });
    if (this.card.matches(":popover-open")) this.card.hidePopover();
    this.card.classList.remove("shown");
    this.#paint();
  }

  /* Where a mark is now: the page may have moved all of it since. */
  #where(mark) {
    const { x, y } = this.getBoundingClientRect();
    return (this.#rects.get(mark) ?? []).map((r) => new DOMRect(
      r.x + x - this.#home.x, r.y + y - this.#home.y, r.width, r.height));
  }

  /* Above the words, for what follows them is read next; or below. */
  #place() {
    const rect = this.#open && this.#where(this.#open)[0];
    if (!rect) return;
    const { width, height } = this.card.getBoundingClientRect();
    const below = rect.bottom + 8;
    const above = rect.top - 8 - height;
    const top = above >= 8 ? above : below;
    const rtl = getComputedStyle(this.#field.node).direction === "rtl";
    const left = rtl ? rect.right - width : rect.left;
    /* Over the field where it is wide enough, in the window in any case. */
    const field = this.#field.node.getBoundingClientRect();
    const inside = field.width > width;
    const least = Math.max(12, inside ? field.left : 0);
    const most = Math.min(innerWidth - 12, inside ? field.right : Infinity);
    this.card.style.left =
      `${Math.max(least, Math.min(left, most - width))}px`;
    this.card.style.top =
      `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
  }

  #fill(mark) {
    const { match } = mark;
    const at = this.#marks.indexOf(mark) + 1;
    const level = LEVELS[match.level] ? match.level : "suggestion";
    this.card.ariaLabel = `Suggestion ${at} of ${this.#marks.length}`;
    const takes = (match.replacements ?? []).map(({ value }, i) => {
      const button = el("button", { type: "button", className: "take" },
        bdi(value || "Leave it out"));
      if (i === 0) {
        button.classList.add("first");
        button.append(el("kbd", { textContent: "Alt+Enter" }));
      }
      button.addEventListener("click", () => this.#take(mark, value));
      return button;
    });
    const dismiss = el("button", { type: "button", textContent: "Dismiss " },
      el("kbd", { textContent: "Alt+/" }));
    dismiss.addEventListener("click", () => this.#ask(mark));
    this.card.replaceChildren(
      el("p", { className: "head" },
        el("span", { className: `level ${level}`,
          textContent: LEVELS[level] }),
        bdi(`${at} of ${this.#marks.length}`)),
      el("p", { className: "message" }, bdi(match.message)),
      el("p", { className: "why" }, bdi(match.why)),
      el("div", { className: "takes" }, ...takes),
      el("div", { className: "foot" }, dismiss));
  }

  /* Why it is dismissed: one of three, or a word of one's own. */
  #ask(mark) {
    const foot = this.card.querySelector(".foot");
    foot.classList.add("asking");
    const word = el("input", { ariaLabel: "Or in a word: why?",
      placeholder: "or a word why", maxLength: 200 });
    word.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.altKey) return;
      event.preventDefault();
      this.#dismiss(mark, { action: "dismissed", text: word.value.trim() });
    });
    foot.replaceChildren(...REASONS.map((reason) => {
      const button = el("button", { type: "button",
        textContent: reason.text });
      button.addEventListener("click", () => this.#dismiss(mark, reason));
      return button;
    }), word);
    this.#place();
    foot.firstChild.focus();
  }

  /* Of marks within each other the narrow one is meant. */
  #markAt(from, to) {
    return this.#marks.filter((mark) => !this.#isWhole(mark) &&
      mark.range[0] <= from && mark.range[1] >= to)
      .sort((a, b) => a.range[1] - a.range[0] - b.range[1] + b.range[0])[0];
  }

  #onCaret() {
    const mark = this.#markAt(...this.#field.caret);
    if (!mark) return this.#close();
    if (mark !== this.#open) this.#speak(mark);
    return this.#show(mark);
  }

  #onPointer({ clientX: x, clientY: y, pointerType, buttons }) {
    if (pointerType === "touch" || buttons) return;
    const hit = (one) => !this.#isWhole(one) &&
      this.#where(one).some((r) => x >= r.left - 1 && x <= r.right + 1 &&
        y >= r.top && y <= r.bottom + 3);
    const mark = this.#marks.find(hit);
    if (!mark) return this.#leave();
    clearTimeout(this.#hover);
    if (mark !== this.#open)
      this.#hover = setTimeout(() => this.#show(mark), HOVER_MS);
  }

  /* A card that was opened by the keyboard stays while one writes. */
  #leave() {
    clearTimeout(this.#hover);
    if (!this.#open || this.shadowRoot.activeElement) return;
    const [from, to] = this.#field.caret;
    if (document.activeElement === this.#field.node &&
        this.#markAt(from, to) === this.#open) return;
    this.#hover = setTimeout(() => this.#close(), LEAVE_MS);
  }

  #onBlur({ relatedTarget: to }) {
    if (!this.#open || to === this || to === this.#field?.node ||
        this.shadowRoot.contains(to) || this.card.matches(":hover")) return;
    this.#close();
  }

  #go(step) {
    if (!this.#marks.length) return this.#say("No suggestions.");
    const [from] = this.#field.caret;
    const open = this.#marks.indexOf(this.#open);
    let at = open + step;
    if (open < 0 && step > 0)
      at = Math.max(0, this.#marks.findIndex(({ range }) => range[1] >= from));
    else if (open < 0)
      at = this.#marks.findLastIndex(({ range }) => range[0] <= from);
    const count = this.#marks.length;
    const mark = this.#marks[((at % count) + count) % count];
    this.#field.node.focus();
    this.#field.select(mark.range[1], mark.range[1]);
    this.#reveal(mark);
    this.#show(mark);
    this.#speak(mark);
  }

  /* What the card shows, for those who do not see it. */
  #speak(mark) {
    const { match } = mark;
    const take = match.replacements?.[0];
    this.#say([`${this.#marks.indexOf(mark) + 1} of ${this.#marks.length}.`,
      LEVELS[match.level], `“${match.quote ?? ""}”.`, match.message,
      match.why, take && `Alt and Enter: ${take.value || "leave it out"}.`,
      "Alt and slash dismisses."].filter(Boolean).join(" "));
  }

  /* A text area does not scroll to where a script puts its caret. */
  #reveal(mark) {
    const rect = this.#where(mark)[0];
    const { node } = this.#field;
    const box = node.getBoundingClientRect();
    if (!rect) return;
    if (rect.top < box.top) node.scrollTop -= box.top - rect.top + 12;
    if (rect.bottom > box.bottom)
      node.scrollTop += rect.bottom - box.bottom + 12;
    this.#paint();
  }

  #onKey(event) {
    const mark = this.#open ?? this.#markAt(...this.#field.caret);
    const take = mark?.match.replacements?.[0];
    let call = null;
    if (event.key === "Escape" && this.#open) call = () => this.#close();
    else if (!event.altKey || event.ctrlKey || event.metaKey) return;
    else if (event.code === "Period") call = () => this.#go(1);
    else if (event.code === "Comma") call = () => this.#go(-1);
    else if (event.key === "Enter" && take)
      call = () => this.#take(mark, take.value);
    else if ((event.code === "Slash" || event.key === "/") && mark)
      call = () => { this.#show(mark); this.#ask(mark); };
    if (!call) return;
    event.preventDefault();
    event.stopPropagation();
    call();
  }
}

customElements.define("attune-inline", AttuneInline);
