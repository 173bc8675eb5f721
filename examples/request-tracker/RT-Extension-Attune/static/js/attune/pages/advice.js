/*
 * <attune-advice ticket helpers advice>: what helps with this customer, in a
 * box of RT's that is hidden while there is nothing to say. Sentences can be
 * taken where an <attune-reply> is on the page.
 */

import { bdi, el } from "../parts.js";
import { Helpers } from "./helpers.js";
import { notices } from "./notices.js";

/* What is written about a message comes moments after RT has shown it. */
const SOON_MS = 2000;
const AGAIN_MS = 5000;

const FEELINGS = new Map(Object.entries({
  anger: "Angry", frustration: "Frustrated", disappointment: "Disappointed",
  worry: "Worried", confusion: "Confused", sadness: "Sad",
  gratitude: "Grateful", satisfaction: "Content", neutral: "Even",
}));
const HEATS = ["calm", "put out", "upset", "very upset"];
const WAYS = new Map([["rising", "more than before"],
  ["falling", "less than before"]]);

function part(title, ...children) {
  return el("section", { className: "attune-part" },
    el("h2", { textContent: title }), ...children);
}

function feels(reading) {
  const { feeling, second, heat, trajectory, careful } = reading;
  const also = FEELINGS.has(second)
    ? ` and ${FEELINGS.get(second).toLowerCase()}` : "";
  const quotes = [...new Set(reading.signals?.map(({ quote }) => quote))]
    .filter(Boolean);
  return part("Feels",
    el("p", {}, el("strong", { textContent:
      (FEELINGS.get(feeling) ?? FEELINGS.get("neutral")) + also }),
    el("span", { className: "attune-soft", textContent:
      [", " + (HEATS[heat] ?? HEATS[0]), WAYS.get(trajectory)]
        .filter(Boolean).join(", ") })),
    careful ? el("p", { className: "attune-careful",
      textContent: "Go gently: grief, illness, danger or the law." }) : null,
    quotes.length ? el("p", { className: "attune-soft" },
      ...quotes.flatMap((quote, i) =>
        [i ? " · " : "", el("q", {}, bdi(quote))])) : null);
}

/* Sentences: to be taken into the reply where there is one. */
function sentences(title, list, take) {
  return list.length ? part(title, el("ul", {}, ...list.map((text) =>
    el("li", {}, take ? el("button", { type: "button",
      className: "attune-say", title: "Put it into the reply",
      onclick: () => take(text) }, bdi(text)) : bdi(text))))) : null;
}

function lines(list) {
  return el("ul", { className: "attune-lines" },
    ...list.map((text) => el("li", {}, bdi(text))));
}

function told(title, list) {
  return list.length ? part(title, lines(list)) : null;
}

function folded(title, list) {
  return list.length ? el("details", { className: "attune-part" },
    el("summary", { textContent: title }), lines(list)) : null;
}

function prompt({ reading, prompts }, take) {
  const { acknowledge = [], paraphrase = [], offers = [] } = prompts;
  return [
    feels(reading),
    sentences("Say back",
      [...acknowledge.slice(0, 2), ...paraphrase.slice(0, 1)], take),
    sentences("Ask", prompts.ask ?? [], take),
    sentences("Offer", offers.map(({ text }) => text).filter(Boolean), take),
    told("Already told, not to be asked again", prompts.already_known ?? []),
    folded("Better not", (prompts.avoid ?? []).map(({ why }) => why)),
  ];
}

class AttuneAdvice extends HTMLElement {
  #helpers = null;
  #advice = {};
  #shown = "";
  #asked = 0;
  #stop = null;

  connectedCallback() {
    this.#helpers = new Helpers(this);
    this.#advice = JSON.parse(this.getAttribute("advice"));
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    document.addEventListener("attune-writable", () => this.#show(),
      { signal });
    window.addEventListener("focus", () => this.#refresh(), { signal });
    setTimeout(() => this.#refresh(), SOON_MS);
    this.#show();
  }

  disconnectedCallback() { this.#stop.abort(); }

  async #refresh() {
    if (!this.isConnected || Date.now() - this.#asked < AGAIN_MS) return;
    this.#asked = Date.now();
    const advice = await this.#helpers.advice();
    if (!advice) return;
    this.#advice = advice;
    this.#show();
  }

  /* Only what is new is built anew: who reads it is not disturbed. */
  #show() {
    const reply = document.querySelector("attune-reply");
    const take = reply?.writable ? (text) => reply.insert(text) : null;
    const now = JSON.stringify([this.#advice, Boolean(take)]);
    if (now === this.#shown) return;
    this.#shown = now;
    const { prompt: said, notices: list } = this.#advice;
    const children = [
      ...notices(list ?? [], take, (outcome) => this.#done(outcome)),
      ...said ? prompt(said, take && ((text) => {
        take(text);
        this.#helpers.feedback(
          { suggestion: said.suggestion, action: "accepted" });
      })) : [],
    ].filter(Boolean);
    this.querySelector(".attune-advice").replaceChildren(...children);
    this.hidden = children.length === 0;
  }

  #done(outcome) {
    this.#helpers.feedback(outcome);
    const notices = this.#advice.notices
      .filter(({ suggestion }) => suggestion !== outcome.suggestion);
    this.#advice = { ...this.#advice, notices };
    this.#show();
  }
}

customElements.define("attune-advice", AttuneAdvice);
