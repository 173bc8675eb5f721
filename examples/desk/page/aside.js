/* Beside the thread: what the customer feels, told, and what would help. */

import { bdi, el } from "./dom.js";

const FEELINGS = {
  anger: "Angry", frustration: "Frustrated", disappointment: "Disappointed",
  worry: "Worried", confusion: "Confused", sadness: "Sad",
  gratitude: "Grateful", satisfaction: "Content", neutral: "Even",
};
const HEATS = ["calm", "put out", "upset", "very upset"];
const WAYS = { rising: "more than before", falling: "less than before" };
const STEPS = {
  listen: "Listen", validate: "Validate", affirm: "Affirm",
  apologise: "Apologise", own: "Own it", solve: "Solve",
  "follow-up": "Follow up",
};
/* Which step a move in the draft takes. */
const TAKEN = {
  paraphrase: ["listen"], question: ["listen"],
  acknowledgement: ["listen", "validate"], thanks: ["affirm"],
  apology: ["apologise"], ownership: ["own"], solution: ["solve"],
  answer: ["solve"], "next-step": ["follow-up"], timeframe: ["follow-up"],
  "follow-up": ["follow-up"],
};

function headline({ feeling, second }) {
  const also = second && FEELINGS[second];
  return `${FEELINGS[feeling] ?? "Even"}${also
    ? ` and ${also.toLowerCase()}` : ""}`;
}

function section(title, ...children) {
  return el("section", { className: "part" },
    el("h3", { textContent: title }), ...children);
}

function feels(reading) {
  const seen = new Set();
  const quotes = (reading.signals ?? []).map(({ quote }) => quote)
    .filter((quote) => quote && !seen.has(quote) && seen.add(quote));
  const dots = el("span", { className: `heat heat-${reading.heat}`,
    ariaHidden: "true" }, ...[0, 1, 2].map(() => el("i")));
  return section("Feels",
    el("p", { className: "feeling", textContent: headline(reading) }),
    el("p", { className: "how" }, dots, [HEATS[reading.heat],
      WAYS[reading.trajectory]].filter(Boolean).join(", ")),
    reading.careful ? el("p", { className: "careful",
      textContent: "Go gently: grief, illness, danger or the law." }) : null,
    quotes.length ? el("ul", { className: "quotes", ariaLabel:
      "The words that say so" }, ...quotes.map((quote) =>
      el("li", {}, el("q", {}, bdi(quote))))) : null);
}

function steps(list, present) {
  const drafted = new Set(present.flatMap((move) => TAKEN[move] ?? []));
  const said = { done: "done", drafted: "in your draft",
    open: "open", "not-needed": "not needed" };
  return section("Steps", el("ol", { className: "steps" },
    ...list.map(({ id, state }) => {
      const now = state === "open" && drafted.has(id) ? "drafted" : state;
      return el("li", { data: { state: now } },
        el("span", { className: "tick", ariaHidden: "true" }),
        STEPS[id] ?? id,
        el("span", { className: "quiet", textContent: `, ${said[now]}` }));
    })));
}

function told(list) {
  return list?.length ? section("Already told", el("ul",
    { className: "plain-list" },
    ...list.map((text) => el("li", {}, bdi(text))))) : null;
}

/* Sentences to take: a click puts one where the caret is. */
function sentences(title, list, insert) {
  return list?.length ? section(title, el("ul", { className: "lines" },
    ...list.map((text) => el("li", {}, el("button", { type: "button",
      className: "say", title: "Put it into the reply",
      onclick: () => insert(text) }, bdi(text)))))) : null;
}

function avoid(list) {
  return list?.length ? el("details", { className: "part avoid" },
    el("summary", { textContent: "Better not" }),
    el("ul", { className: "plain-list" },
      ...list.map(({ why }) => el("li", {}, bdi(why))))) : null;
}

let shown = null;

/* insert(text): into the reply. Drawn anew only when it says something else:
   somebody may be in it. */
function fill(node, talk, { insert }) {
  const data = talk?.reading;
  const now = JSON.stringify([talk?.id, data, talk?.review?.moves?.present]);
  if (now === shown) return;
  shown = now;
  if (!data) {
    node.replaceChildren(el("p", { className: "soft empty",
      textContent: talk ? "Nothing to add: a plain answer will do."
        : "Advice comes here." }));
    return;
  }
  const { reading, prompts } = data;
  const open = node.querySelector(".avoid")?.open;
  const offers = (prompts.offers ?? []).map(({ text }) => text).filter(Boolean);
  node.replaceChildren(...[
    feels(reading),
    steps(prompts.steps ?? [], talk.review?.moves?.present ?? []),
    sentences("Say back",
      [...prompts.acknowledge ?? [], ...(prompts.paraphrase ?? []).slice(0, 1)],
      insert),
    told(prompts.already_known),
    sentences("Ask", prompts.ask, insert),
    sentences("Offer", offers, insert),
    avoid(prompts.avoid),
  ].filter(Boolean));
  if (open) node.querySelector(".avoid").open = true;
}

export { HEATS, fill };
