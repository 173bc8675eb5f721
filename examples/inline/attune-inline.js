/*
 * <attune-inline for="ID">: Attune's suggestions over a text area, a
 * contenteditable or the framed body of an editor, in any helpdesk. Needs the
 * files beside it and no build. What it tells and is told is in README.md.
 *
 * All text is set as text, never as markup, and no style is inline: it runs
 * under a strict Content-Security-Policy with Trusted Types.
 */

import { Card, counted, spoken } from "./card.js";
import { Drafts } from "./drafts.js";
import { fitting, gapIn, joined, placed, scope } from "./edits.js";
import { Editable } from "./editable.js";
import { Area, Field } from "./field.js";
import { meant } from "./keys.js";
import { Layer } from "./layer.js";
import { dress, el } from "./parts.js";
import { Suggested } from "./suggested.js";
import { watch } from "./watch.js";

const HOVER_MS = 120;
const LEAVE_MS = 300;

class AttuneInline extends HTMLElement {
  #target = null;
  #field = null;
  #suggested = new Suggested();
  #drafts = new Drafts((revision) => this.#draft(revision));
  #open = null;
  #hover = 0;
  #seen = new Set();
  #stop = null;
  #said = 0;
  #layer = new Layer();
  #live = el("div", { className: "quiet", role: "status" });
  #card = new Card({ take: (value) => this.#take(this.#open, value),
    dismiss: (reason) => this.#dismiss(this.#open, reason) });

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    const card = this.#card.node;
    dress(root);
    root.append(this.#layer.node, card, this.#live);
    card.addEventListener("keydown", (event) => this.#onKey(event));
    card.addEventListener("pointerenter", () => clearTimeout(this.#hover));
    card.addEventListener("pointerleave", () => this.#leave());
    card.addEventListener("focusout", () => this.#onBlur());
  }

  connectedCallback() {
    this.#attach();
    /* What a page set before this module had come hides the accessor. */
    for (const name of ["dismissed", "field", "suggestion"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }

  disconnectedCallback() { this.#detach(); }
  static observedAttributes = ["for"];

  attributeChangedCallback() {
    if (this.isConnected) this.#attach();
  }

  /* What it lies over: instead of for="ID", and also in a frame of the same
     origin. Null once the frame was filled anew: then it is to be set again. */
  get field() { return this.#there?.node ?? null; }
  set field(node) {
    this.#target = node;
    if (this.isConnected) this.#attach();
  }

  /* The field's text, as offsets in events count it. */
  get text() { return this.#there?.text ?? ""; }
  get revision() { return this.#drafts.revision; }
  get suggestion() { return this.#suggested.data; }

  /* The data of rewrite.suggested or draft.clear; null takes marks away. */
  set suggestion(data) {
    if (data && data.revision < (this.suggestion?.revision ?? 0)) return;
    if (data?.suggestion !== this.suggestion?.suggestion) this.#seen.clear();
    this.#suggested.data = data ?? null;
    this.#lay();
    this.#announceCount();
  }

  /* Marks as they stand now: {match, range}, the first in the text first. */
  get marks() { return [...this.#suggested.marks]; }

  /* The edits of the suggested rewrite that still fit: {edit, range}. */
  get edits() { return this.#suggested.edits; }

  /* [{rule, quote}] that are not shown again; without a quote, none of the
     rule. */
  get dismissed() { return [...this.#suggested.dismissed]; }
  set dismissed(list) {
    this.#suggested.dismissed = [...(list ?? [])];
    if (this.#open && !this.marks.includes(this.#open)) this.#close();
    this.#paint();
  }

  /* Another conversation's draft. revision: the last one that it had. */
  begin({ text = "", revision = 0, dismissed = [] } = {}) {
    const field = this.#there;
    if (field && field.text !== text) field.text = text;
    this.#drafts.begin(revision);
    this.#suggested.begin(field?.text ?? text, revision, [...dismissed]);
    this.suggestion = null;
  }

  /*
   * Replaces pieces of the text, [{range: [from, to], text}] in its present
   * offsets, as one step that Ctrl+Z takes back.
   */
  apply(edits) {
    this.#write(edits.map(
      ({ range: [from, to], text: value }) => ({ from, to, value })));
  }

  /* Puts a sentence where the caret is, with the blanks it needs. */
  insert(sentence) {
    const field = this.#there;
    if (!field) return;
    const { caret, spared, text } = field;
    this.#write([placed(text, caret, sentence, spared)]);
  }

  /* The field, unless its frame has gone. */
  get #there() {
    if (this.#field && !this.#field.isThere) this.#lose();
    return this.#field;
  }

  /* A new one may have been set already. */
  #lose() {
    if (this.#target === this.#field?.node) this.#target = null;
    this.#detach();
  }

  /* What it is to lie over: of its own tree, which may be a shadow's. */
  get #named() {
    return this.#target ??
      this.getRootNode().getElementById?.(this.getAttribute("for") ?? "");
  }

  #attach() {
    this.#detach();
    const node = this.#named;
    if (!Field.canHold(node)) return;
    this.#field = node.matches("textarea")
      ? new Area(node, this.shadowRoot) : new Editable(node);
    this.#stop = this.#watch(this.#field);
    /* Perhaps the same draft as before, in a field that was made anew. */
    const { known } = this.#suggested;
    this.#lay();
    if (this.revision > 0 && this.#suggested.known !== known)
      this.#drafts.await();
    else this.#drafts.resume();
  }

  #watch(field) {
    return watch(field, {
      input: () => this.#onInput(),
      compose: () => this.#drafts.compose(),
      composed: () => this.#drafts.composed(),
      key: (event) => this.#onKey(event),
      caret: () => this.#onCaret(),
      click: (event) => this.#onClick(event),
      pointer: (event) => this.#onPointer(event),
      leave: () => this.#leave(),
      blur: () => this.#onBlur(),
      paint: () => this.#paint(),
      scroll: (event) => this.#onScroll(event),
      size: () => this.#onSize(),
      lose: () => this.#lose(),
    });
  }

  #detach() {
    this.#drafts.stop();
    this.#close();
    this.#layer.clear();
    this.#stop?.();
    this.#field?.remove();
    this.#field = null;
  }

  #tell(type, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(type,
      { detail, bubbles: true, composed: true, cancelable }));
  }

  #lay() {
    this.#suggested.lay(this.text, this.#field?.spared ?? []);
    this.#keep();
    this.#paint();
  }

  /* Somebody may be in the card of what is suggested once more. */
  #keep() {
    const same = this.#open && this.#suggested.like(this.#open);
    clearTimeout(this.#hover);
    if (!same) return this.#close();
    this.#open = same;
    return this.shadowRoot.activeElement ? null : this.#fill(same);
  }

  #onInput() {
    if (!this.#there) return;
    const now = this.text;
    /* Bold, say, or a change that was told of already. */
    if (now === this.#suggested.known) return this.#paint();
    this.#suggested.follow(now);
    this.#close();
    this.#paint();
    this.#drafts.await();
  }

  #draft(revision) {
    if (!this.#there) return;
    this.#suggested.remember(revision);
    this.#tell("attune-draft", { text: this.#suggested.known, revision });
  }

  /* True when the text is another one now. */
  #write(edits) {
    const field = this.#there;
    if (!field?.isWritable) return false;
    const { text, spared } = field;
    const parts = fitting(text, edits, spared);
    if (!parts.length) return false;
    const whole = joined(text, parts);
    const { from, to } = whole;
    field.focus();
    field.select(from, to);
    const detail = { ...whole, range: field.range(from, to) };
    if (!this.#tell("attune-write", detail, true)) return true;
    /* Links and pictures between two edits are more than their text. */
    const isOne = field.isPlain(from, to);
    for (const part of isOne ? [whole] : parts.reverse()) field.write(part);
    this.#offer(whole);
    return true;
  }

  /* What is the agent's to fill in is ready to be typed over. */
  #offer({ from, value }) {
    const gap = gapIn(value);
    if (gap) this.#there?.select(from + gap[0], from + gap[1]);
  }

  #take(mark, value) {
    const { rule, quote } = mark.match;
    const { range: [from, to], value: text } =
      scope(this.#suggested.known, mark, value, this.edits);
    const suggestion = this.suggestion?.suggestion;
    this.#close();
    if (!this.#write([{ from, to, value: text }]))
      return this.#say("This cannot be changed.");
    this.#tell("attune-accept",
      { suggestion, action: "accepted", rule, quote, value });
    return this.#say(value ? `Taken: ${value}` : "Left out.");
  }

  #dismiss(mark, { action, text }) {
    const { rule } = mark.match;
    const quote = action === "muted" ? null : mark.match.quote;
    this.#suggested.dismiss({ rule, quote });
    this.#tell("attune-dismiss", { suggestion: this.suggestion?.suggestion,
      action, rule, quote, reason: text });
    this.#close();
    this.#there?.focus();
    this.#paint();
    this.#say("Dismissed.");
  }

  #say(text) { this.#live.textContent = text; }

  #speak(mark) {
    this.#say(spoken(mark, this.#suggested.words(mark), this.marks));
  }

  /* Once the agent pauses, and only when there is something else to say. */
  #announceCount() {
    const count = this.marks.length;
    if (this.suggestion && count === this.#said) return;
    this.#said = count;
    this.#say(this.suggestion ? counted(count) : "");
  }

  #paint() {
    const field = this.#there;
    if (!field) return;
    this.#layer.paint({ field, marks: this.marks, open: this.#open,
      home: this.getBoundingClientRect(),
      isWhole: (mark) => this.#suggested.isWhole(mark) });
    this.#place();
  }

  #where(mark) {
    return this.#layer.where(mark, this.getBoundingClientRect());
  }

  #place() {
    const rect = this.#open && this.#where(this.#open)[0];
    if (rect && this.#there) this.#card.place(rect, this.#field);
  }

  /* The page may have put another one with that id in its place. */
  #onSize() {
    const node = this.#named;
    if (node && node !== this.#field?.node) this.#attach();
    else this.#paint();
  }

  /* What moves the field and not this element moves it off its marks. */
  #onScroll({ target }) {
    const outer = this.#there?.frames.at(-1) ?? this.#field?.node;
    if (target.contains(outer) && !target.contains(this)) this.#paint();
    else this.#place();
  }

  #fill(mark) { this.#card.show(mark, this.marks); }

  #show(mark) {
    clearTimeout(this.#hover);
    if (this.#open === mark) return;
    this.#open = mark;
    this.#fill(mark);
    this.#paint();
    const { rule } = mark.match;
    if (this.#seen.has(rule)) return;
    this.#seen.add(rule);
    this.#tell("attune-show",
      { suggestion: this.suggestion?.suggestion, action: "shown", rule });
  }

  #close() {
    clearTimeout(this.#hover);
    if (!this.#open) return;
    const inside = this.shadowRoot.activeElement;
    this.#open = null;
    if (inside) this.#field?.focus();
    this.#card.hide();
    this.#paint();
  }

  #ask(mark) {
    this.#show(mark);
    this.#card.ask();
    this.#place();
  }

  #onCaret() {
    if (!this.#there) return;
    const mark = this.#suggested.at(...this.#field.caret);
    if (mark) this.#onMark(mark);
    else this.#close();
  }

  /* The bar is of all the draft, on which a caret says nothing. */
  #onClick(event) {
    const mark = this.#there && this.#markAt(event);
    if (mark && this.#suggested.isWhole(mark)) this.#onMark(mark);
    else this.#onCaret();
  }

  #onMark(mark) {
    if (mark !== this.#open) this.#speak(mark);
    this.#show(mark);
  }

  #markAt({ clientX, clientY }) {
    const { x, y } = this.#field.origin;
    const point = { x: clientX + x, y: clientY + y };
    const home = this.getBoundingClientRect();
    const isWhole = (one) => this.#suggested.isWhole(one);
    return this.marks.find((one) => !isWhole(one) &&
      this.#layer.isAt(one, point, home)) ??
      (this.#layer.isAtBar(point, home) && this.marks.find(isWhole));
  }

  #onPointer(event) {
    if (event.pointerType === "touch" || event.buttons || !this.#there) return;
    const mark = this.#markAt(event);
    if (!mark) return this.#leave();
    clearTimeout(this.#hover);
    if (mark !== this.#open)
      this.#hover = setTimeout(() => this.#show(mark), HOVER_MS);
  }

  /* A card that was opened by the keyboard stays while one writes. */
  #leave() {
    clearTimeout(this.#hover);
    if (!this.#open || !this.#there || this.shadowRoot.activeElement) return;
    if (this.#field.isFocused &&
        this.#suggested.at(...this.#field.caret) === this.#open) return;
    this.#hover = setTimeout(() => this.#close(), LEAVE_MS);
  }

  /* Between two documents nobody is told where the focus went: it is looked
     for once it is there. */
  #onBlur() {
    setTimeout(() => {
      if (this.#open && !this.shadowRoot.activeElement &&
          !this.#there?.isFocused && !this.#card.node.matches(":hover"))
        this.#close();
    });
  }

  #go(step) {
    if (!this.marks.length) return this.#say("No suggestions.");
    const [from] = this.#field.caret;
    const mark = this.#suggested.next(step, this.#open, from);
    this.#field.focus({});
    this.#field.select(mark.range[1], mark.range[1]);
    /* A field does not scroll to where a script puts its caret. */
    this.#field.reveal(mark.range[0]);
    this.#paint();
    const rect = this.#where(mark)[0];
    if (rect) this.#field.scrollTo(rect);
    this.#show(mark);
    return this.#speak(mark);
  }

  #onKey(event) {
    const wish = meant(event);
    if (!wish || !this.#there || (wish === "close" && !this.#open)) return;
    const mark = this.#open ?? this.#suggested.at(...this.#field.caret);
    const take = mark?.match.replacements?.[0];
    const call = {
      close: () => this.#close(),
      next: () => this.#go(1),
      previous: () => this.#go(-1),
      take: take && (() => this.#take(mark, take.value)),
      dismiss: mark && (() => this.#ask(mark)),
    }[wish];
    if (!call) return;
    event.preventDefault();
    event.stopPropagation();
    call();
  }
}

customElements.define("attune-inline", AttuneInline);
