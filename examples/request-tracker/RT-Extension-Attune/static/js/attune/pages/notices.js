/* What somebody should know now: one at a time, several nobody reads. */

import { bdi, el } from "../parts.js";

/* The first of these comes first. */
const KINDS = new Map(Object.entries({
  "escalation.advised": "Somebody should look",
  "follow_up.due": "Due soon",
  "breather.suggested": "A moment for you",
}));
const ORDER = [...KINDS.keys()];

function flat({ type, suggestion, causes, notice }) {
  const all = causes?.map((cause) => cause.notice) ?? [notice];
  return all.filter(Boolean).map((one) => ({ ...one, type, suggestion }));
}

/* A breather is for the agent: nothing of it is to be said to a customer. */
function says({ say, type }, take) {
  if (!say?.length) return null;
  const taken = type === "breather.suggested" ? null : take;
  return el("ul", {}, ...say.map((text) => el("li", {}, taken
    ? el("button", { type: "button", className: "attune-say",
      title: "Put it into the reply", onclick: () => taken(text) }, bdi(text))
    : bdi(text))));
}

function button(name, call) {
  return el("button", { type: "button", textContent: name, onclick: call,
    className: "btn btn-sm btn-outline-secondary" });
}

function article(one, more, take, done) {
  const { type, suggestion, message, why } = one;
  const own = type === "breather.suggested";
  const node = el("section", { className: "attune-notice" },
    el("h2", { textContent:
      KINDS.get(type) + (more ? ` · ${more} more` : "") }),
    el("p", {}, el("strong", {}, bdi(message))),
    why ? el("p", { className: "attune-soft" }, bdi(why)) : null,
    says(one, take),
    el("p", { className: "attune-foot" },
      button(own ? "Thanks" : "Seen",
        () => done({ suggestion, action: "dismissed" })),
      own ? button("Never show these", () => done(
        { suggestion, action: "muted", rule: "breather" })) : null));
  node.dataset.kind = type;
  return node;
}

/*
 * The most pressing of a list of events' data as nodes. take(text) puts a
 * sentence into the reply, or is null; done(outcome) is told what was seen.
 */
function notices(list, take, done) {
  const here = list.filter(({ type }) => KINDS.has(type)).flatMap(flat)
    .sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
  return here.slice(0, 1)
    .map((one) => article(one, here.length - 1, take, done));
}

export { notices };
