/*
 * <attune-inline for="ID">: Attune's suggestions over a text area, a
 * contenteditable or the framed body of an editor, in any helpdesk. Needs the
 * files beside it and no build.
 *
 *   <textarea id="reply"></textarea>
 *   <attune-inline for="reply"></attune-inline>
 *
 * What it tells and is told is in README.md.
 *
 * All text is set as text, never as markup, and no style is inline: it runs
 * under a strict Content-Security-Policy with Trusted Types.
 */

import { Card, spoken } from "./card.js";
import { fitting, joined, placed, scope } from "./edits.js";
import { Editable } from "./editable.js";
import { Area, Field } from "./field.js";
import { Layer } from "./layer.js";
import { dress, el } from "./parts.js";
import { Suggested } from "./suggested.js";

const WAIT_MS = 150;
const HOVER_MS = 120;
const LEAVE_MS = 300;

class AttuneInline extends HTMLElement {
  #target = null;
  #field = null;
  #suggested = new Suggested();
  #open = null;
  #revision = 0;
  #timer = 0;
  #hover = 0;
  #seen = new Set();
  #stop = null;
  #sizes = null;
  #changes = null;
  #said = 0;
  #layer = new Layer();
  #live = el("div", { className: "quiet", role: "status" });
  #card = new Card({ take: (mark, value) => this.#take(mark, value),
    dismiss: (mark, reason) => this.#dismiss(mark, reason) });

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
    /* What a page set before this module had come hides the accessor. */
    for (const name of ["dismissed", "field"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.#attach();
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
  get revision() { return this.#revision; }
  get suggestion() { return this.#suggested.data; }

  /* The data of rewrite.suggested or draft.clear; null takes marks away. */
  set suggestion(data) {
    if (data && data.revision < (this.suggestion?.revision ?? 0)) return;
    this.#suggested.data = data;
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
  set dismissed(list) { this.#suggested.dismissed = [...(list ?? [])]; }

  /* Another conversation's draft. revision: the last one that it had. */
  begin({ text = "", revision = 0, dismissed = [] } = {}) {
    clearTimeout(this.#timer);
    const field = this.#there;
    if (field && field.text !== text) field.text = text;
    this.#revision = revision;
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

  #attach() {
    this.#detach();
    const node = this.#target ??
      document.getElementById(this.getAttribute("for") ?? "");
    if (!Field.canHold(node)) return;
    this.#field = node.matches("textarea")
      ? new Area(node, this.shadowRoot) : new Editable(node);
    this.#listen(this.#field);
    this.#watch(this.#field);
    /* Perhaps the same draft as before, in a field that was made anew. */
    const { known } = this.#suggested;
    this.#lay();
    if (this.#revision > 0 && this.#suggested.known !== known) this.#await();
  }

  #listen({ node, surface, page, view, isFramed }) {
    this.#stop = new AbortController();
    const on = (target, type, call, more) => target.addEventListener(
      type, call, { signal: this.#stop.signal, ...more });
    on(node, "input", () => this.#onInput());
    /* Before the editor, which may have plans of its own for a key. */
    on(surface, "keydown", (event) => this.#onKey(event), { capture: true });
    on(surface, "keyup", (event) => {
      if (/^(Arrow|Home|End|Page)/.test(event.key)) this.#onCaret();
    });
    on(surface, "click", () => this.#onCaret());
    on(surface, "pointermove", (event) => this.#onPointer(event));
    on(surface, "pointerleave", () => this.#leave());
    on(node, "blur", () => this.#onBlur());
    on(node, "scroll", () => this.#paint());
    on(window, "resize", () => this.#paint());
    on(document, "scroll", (event) => this.#onScroll(event),
      { capture: true });
    if (!isFramed) return;
    on(page, "scroll", () => this.#paint(), { capture: true });
    on(view, "blur", () => this.#onBlur());
    on(view, "pagehide", () => this.#lose());
  }

  #watch({ node, page, frames }) {
    this.#sizes = new ResizeObserver(() => this.#paint());
    for (const one of [node, ...frames, document.body])
      this.#sizes.observe(one);
    for (const one of new Set([document, page]))
      one.fonts?.ready.then(() => this.#paint());
    if (node.matches("textarea")) return;
    /* Editors change their text in ways that cause no event. */
    this.#changes = new MutationObserver(() => this.#onInput());
    this.#changes.observe(node,
      { childList: true, characterData: true, subtree: true });
  }

  #detach() {
    clearTimeout(this.#timer);
    this.#close();
    this.#layer.clear();
    this.#stop?.abort();
    this.#sizes?.disconnect();
    this.#changes?.disconnect();
    this.#field?.remove();
    this.#field = null;
  }

  #tell(type, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(type,
      { detail, bubbles: true, composed: true, cancelable }));
  }

  #lay() {
    this.#suggested.lay(this.text, this.#field?.spared ?? []);
    this.#close();
    this.#paint();
  }

  #onInput() {
    if (!this.#there) return;
    const now = this.text;
    /* Bold, say, or a change that was told of already. */
    if (now === this.#suggested.known) return this.#paint();
    this.#suggested.follow(now);
    this.#close();
    this.#paint();
    this.#await();
  }

  #await() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draft(), WAIT_MS);
  }

  #draft() {
    if (!this.#there) return;
    this.#revision++;
    this.#suggested.remember(this.#revision);
    this.#tell("attune-draft",
      { text: this.#suggested.known, revision: this.#revision });
  }

  /* True when the text is another one now. */
  #write(edits) {
    const field = this.#there;
    if (!field) return false;
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
    const gap = value.match(/\[[^\]\n]+\]|…$/);
    if (gap) this.#there?.select(from + gap.index,
      from + gap.index + gap[0].length);
  }

  #take(mark, value) {
    const { match } = mark;
    const { range: [from, to], value: text } =
      scope(this.#suggested.known, mark, value, this.edits);
    this.#close();
    this.#tell("attune-accept", { suggestion: this.suggestion?.suggestion,
      action: "accepted", rule: match.rule, quote: match.quote, value });
    this.#write([{ from, to, value: text }]);
    this.#say(value ? `Taken: ${value}` : "Left out.");
  }

  #dismiss(mark, { action, text }) {
    const { match } = mark;
    const quote = action === "muted" ? null : match.quote;
    this.#suggested.dismiss({ rule: match.rule, quote });
    this.#tell("attune-dismiss", { suggestion: this.suggestion?.suggestion,
      action, rule: match.rule, quote, reason: text });
    this.#close();
    this.#there?.focus();
    this.#paint();
    this.#say("Dismissed.");
  }

  #say(text) { this.#live.textContent = text; }

  #speak(mark) {
    this.#say(spoken(mark, this.marks.indexOf(mark) + 1,
      this.marks.length));
  }

  /* Once the agent pauses, and only when there is something else to say. */
  #announceCount() {
    const count = this.marks.length;
    if (count === this.#said) return;
    this.#said = count;
    this.#say(count === 0 ? "No suggestions." : `${count} ${
      count === 1 ? "suggestion" : "suggestions"}. Alt and full stop goes ` +
      "to the next.");
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

  /* What moves the field and not this element moves it off its marks. */
  #onScroll({ target }) {
    const outer = this.#there?.frames.at(-1) ?? this.#field?.node;
    if (target.contains(outer) && !target.contains(this)) this.#paint();
    else this.#place();
  }

  #show(mark) {
    clearTimeout(this.#hover);
    if (this.#open === mark) return;
    this.#open = mark;
    this.#card.show(mark, this.marks.indexOf(mark) + 1, this.marks.length);
    this.#paint();
    const key = `${this.suggestion?.suggestion} ${mark.match.rule}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#tell("attune-show", { suggestion: this.suggestion?.suggestion,
      action: "shown", rule: mark.match.rule });
  }

  #close() {
    clearTimeout(this.#hover);
    if (!this.#open) return;
    const inside = this.shadowRoot.activeElement;
    this.#open = null;
    if (inside) this.#there?.focus();
    this.#card.hide();
    this.#paint();
  }

  #ask(mark) {
    this.#show(mark);
    this.#card.ask(mark);
    this.#place();
  }

  #onCaret() {
    if (!this.#there) return;
    const mark = this.#suggested.at(...this.#field.caret);
    if (!mark) return this.#close();
    if (mark !== this.#open) this.#speak(mark);
    return this.#show(mark);
  }

  #onPointer({ clientX, clientY, pointerType, buttons }) {
    if (pointerType === "touch" || buttons || !this.#there) return;
    const { x, y } = this.#field.origin;
    const point = { x: clientX + x, y: clientY + y };
    const home = this.getBoundingClientRect();
    const mark = this.marks.find((one) => !this.#suggested.isWhole(one) &&
      this.#layer.isAt(one, point, home));
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
    this.#reveal(mark);
    this.#show(mark);
    return this.#speak(mark);
  }

  /* A field does not scroll to where a script puts its caret. */
  #reveal(mark) {
    this.#field.reveal(mark.range[0]);
    this.#paint();
    const rect = this.#where(mark)[0];
    const { clip, scroller } = this.#field;
    if (!rect) return;
    if (rect.top < clip.top) scroller.scrollTop -= clip.top - rect.top + 12;
    if (rect.bottom > clip.bottom)
      scroller.scrollTop += rect.bottom - clip.bottom + 12;
    this.#paint();
  }

  #onKey(event) {
    if (!this.#there) return;
    const mark = this.#open ?? this.#suggested.at(...this.#field.caret);
    const take = mark?.match.replacements?.[0];
    let call = null;
    if (event.key === "Escape" && this.#open) call = () => this.#close();
    else if (!event.altKey || event.ctrlKey || event.metaKey) return;
    else if (event.code === "Period") call = () => this.#go(1);
    else if (event.code === "Comma") call = () => this.#go(-1);
    else if (event.key === "Enter" && take)
      call = () => this.#take(mark, take.value);
    else if ((event.code === "Slash" || event.key === "/") && mark)
      call = () => this.#ask(mark);
    if (!call) return;
    event.preventDefault();
    event.stopPropagation();
    call();
  }
}

customElements.define("attune-inline", AttuneInline);
