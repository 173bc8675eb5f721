/* What a colleague would whisper, beside the notes. Text stays text. */

import { bdi, el } from "./inline/parts.js";

const KINDS = { "escalation.advised": "escalation",
  "follow_up.due": "follow_up", "breather.suggested": "breather" };

/* A word of ours, or none: what is asked for came from outside. */
function word(words, key) {
  return Object.hasOwn(words, key) && typeof words[key] === "string"
    ? words[key] : null;
}

function part(title, ...children) {
  return el("div", { className: "attune-part" },
    el("h4", { textContent: title }), ...children);
}

function list(title, texts) {
  return texts?.length ? part(title, el("ul", {},
    ...texts.map((text) => el("li", {}, bdi(text))))) : null;
}

/* Sentences that a click puts where the caret is. */
function sentences(title, texts, words, insert) {
  return texts?.length ? part(title, el("ul", { className: "attune-lines" },
    ...texts.map((text) => el("li", {}, el("button", { type: "button",
      title: words.insert, onclick: () => insert(text) }, bdi(text)))))) : null;
}

function feels(reading, words) {
  const first = word(words, reading.feeling) ?? words.neutral;
  const second = word(words, reading.second)?.toLowerCase();
  const heat = [word(words.heat, reading.heat),
    word(words, reading.trajectory)].filter(Boolean).join(", ");
  const quotes = [...new Set((reading.signals ?? [])
    .map(({ quote }) => quote).filter(Boolean))];
  return part(words.feels,
    el("p", { className: "attune-feeling" },
      el("strong", { textContent: second ? words.also
        .replace("%{first}", first).replace("%{second}", second) : first }),
      ` (${heat})`, ...quotes.flatMap((text) => [" ", el("q", {}, bdi(text))])),
    reading.careful ? el("p", { className: "attune-careful",
      textContent: words.careful }) : null);
}

function prompt(data, words, insert) {
  const { reading, prompts } = data;
  const say = (text) => insert(text, data.suggestion);
  const offers = (prompts?.offers ?? []).filter(({ text }) => text)
    .map(({ text }) => text);
  return [
    reading ? feels(reading, words) : null,
    sentences(words.say, [...prompts?.acknowledge ?? [],
      ...(prompts?.paraphrase ?? []).slice(0, 1)], words, say),
    sentences(words.ask, prompts?.ask, words, say),
    sentences(words.offer, offers, words, say),
    list(words.told, prompts?.already_known),
    prompts?.avoid?.length ? el("details", { className: "attune-part" },
      el("summary", { textContent: words.avoid }),
      el("ul", {}, ...prompts.avoid.map(({ why }) => el("li", {}, bdi(why)))))
      : null,
  ].filter(Boolean);
}

function notice({ kind, suggestion, notices }, words, { insert, seen }) {
  return el("div", { className: "attune-notice", role: "note" },
    el("strong", { textContent: word(words, KINDS[kind]) ?? "" }),
    ...notices.flatMap(({ message, why, say }) => [
      el("p", {}, bdi(message), " ", el("span", { className: "attune-soft" },
        bdi(why))),
      kind !== "breather.suggested" && say?.length
        ? el("ul", { className: "attune-lines" }, ...say.map((text) =>
          el("li", {}, el("button", { type: "button", title: words.insert,
            onclick: () => insert(text) }, bdi(text))))) : null,
    ].filter(Boolean)),
    el("button", { type: "button", className: "attune-seen",
      textContent: words.seen, onclick: () => seen(suggestion) }));
}

/* Drawn anew only when it says something else: a reader may be in it. */
function showAdvice(node, advice, words, calls) {
  const text = JSON.stringify(advice);
  if (node.dataset.shown === text) return;
  node.dataset.shown = text;
  node.querySelector(".attune-notices").replaceChildren(
    ...advice.notices.map((one) => notice(one, words, calls)));
  node.querySelector(".attune-prompt").replaceChildren(
    ...advice.prompt ? prompt(advice.prompt, words, calls.insert) : []);
  node.hidden = !advice.prompt && !advice.notices.length;
}

export { showAdvice };
