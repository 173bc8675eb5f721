/*
 * <attune-reply ticket helpers field drafts>: below RT's message box, what is
 * to be looked at in the reply, and the whole of it rewritten. The marks are
 * those of <attune-inline>, over CKEditor or over the plain field. A comment
 * is for colleagues: nothing reads it.
 */

import "../attune-inline.js";
import { compare } from "./compare.js";
import { bdi, el } from "../parts.js";
import { follow } from "./editor.js";
import { Helpers } from "./helpers.js";

const KEYS = [["Alt .", "next"], ["Alt Enter", "take"], ["Alt /", "dismiss"]];

class AttuneReply extends HTMLElement {
  #helpers = null;
  #inline = el("attune-inline");
  #field = null;
  #type = null;
  #count = el("span", { className: "attune-count" });
  #keys = el("span", { className: "attune-keys attune-soft" },
    ...KEYS.flatMap(([key, does]) => [el("kbd", { textContent: key }),
      ` ${does} `]));
  #rewrite = el("button", { type: "button", hidden: true,
    className: "btn btn-sm btn-outline-secondary",
    textContent: "See the rewrite", onclick: () => this.#compare() });
  #hint = el("p", { className: "attune-missing", hidden: true });
  #waiting = null;
  #asking = false;
  #missing = null;

  connectedCallback() {
    if (this.#helpers) return;
    const area = document.getElementById(this.getAttribute("field"));
    if (!area) return;
    this.#helpers = new Helpers(this);
    this.#build();
    this.#listen();
    this.#type = area.form.elements.UpdateType;
    this.#type?.addEventListener("change", () => this.#attach());
    follow(area, this.#inline, (field) => {
      this.#field = field;
      this.#attach();
    });
  }

  /* Whether there is a reply that a sentence can be put into. */
  get writable() {
    return Boolean(this.#field) && this.#type?.value !== "private";
  }

  insert(text) {
    const { value, selectionStart: at } = this.#field;
    const below = value?.slice(at) ?? "";
    /* RT puts the caret before the quoted message, at the start of its line. */
    if (/^(?:.*\n)?>/.test(below) && /(^|\n)$/.test(value.slice(0, at)))
      this.#inline.apply([{ range: [at, at], text: `${text}\n\n` }]);
    else this.#inline.insert(text);
  }

  #build() {
    this.append(this.#inline, el("p", { className: "attune-bar" },
      this.#count, this.#keys, this.#rewrite), this.#hint);
    this.#show();
  }

  #listen() {
    this.#inline.addEventListener("attune-draft", ({ detail }) => {
      this.#waiting = detail;
      this.#ask();
    });
    for (const type of ["attune-accept", "attune-dismiss", "attune-show"])
      this.#inline.addEventListener(type, ({ detail }) => {
        this.#helpers.feedback(detail);
        this.#show();
      });
  }

  #attach() {
    const field = this.writable ? this.#field : null;
    this.#inline.field = field;
    this.#inline.suggestion = null;
    this.#show();
    document.dispatchEvent(new CustomEvent("attune-writable"));
  }

  /* One request at a time, and then the newest draft only: what was written
     in between is of no use to anybody. */
  async #ask() {
    if (this.#asking || !this.hasAttribute("drafts")) return;
    this.#asking = true;
    while (this.#waiting) {
      const { text, revision } = this.#waiting;
      this.#waiting = null;
      const data = text.trim() && this.writable
        ? await this.#helpers.draft(text, revision) : null;
      if (this.writable) this.#take(data);
    }
    this.#asking = false;
  }

  #take(data) {
    this.#missing = data?.moves?.missing?.[0];
    this.#inline.suggestion = data;
    this.#show();
  }

  #show() {
    const count = this.#inline.marks?.length ?? 0;
    const read = this.#inline.suggestion;
    this.#count.textContent = !read ? "" : count ? `${count} to look at`
      : "Reads well";
    this.#keys.hidden = count === 0;
    this.#rewrite.hidden = !this.#inline.edits?.length;
    this.#hint.hidden = !read || !this.#missing;
    if (this.#missing) this.#hint.replaceChildren("Worth adding: ",
      `${this.#missing.id.replaceAll("-", " ")}. `, bdi(this.#missing.why));
  }

  #compare() {
    const inline = this.#inline;
    const { suggestion } = inline.suggestion;
    const edits = inline.edits;
    compare(inline.text, edits, () => {
      inline.apply(edits.map(({ edit, range }) => ({ range,
        text: edit.text })));
      this.#helpers.feedback({ suggestion, action: "accepted" });
    });
  }
}

customElements.define("attune-reply", AttuneReply);
