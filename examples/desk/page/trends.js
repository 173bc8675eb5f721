/* For the lead: what grows, in words, a small chart and a table. */

import { $, bdi, day, el, get, listen, merge, svg } from "./dom.js";

const WIDTH = 640;
const HEIGHT = 120;
const BASE = 98;
const ASK = { high: "High", creeping: "Growing" };

let events = [];

function label({ topic, label: words }) {
  return words ?? topic?.replaceAll("-", " ") ?? "A new topic";
}

const DAY_MS = 86400000;
const DAYS_MAX = 60;

/* Days without a complaint are not sent, and are days all the same. */
function everyDay(days) {
  if (!days?.length) return [];
  const counts = new Map(days.map(({ day: at, customers }) =>
    [Math.floor(Date.parse(at) / DAY_MS), customers]));
  const last = Math.max(...counts.keys());
  const first = Math.max(Math.min(...counts.keys()), last - DAYS_MAX + 1);
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    day: (first + i) * DAY_MS, customers: counts.get(first + i) ?? 0 }));
}

/* Bars of customers a day, over the band that is normal. */
function chart(data) {
  const days = everyDay(data.days);
  const [low, high] = data.expected_range ?? [0, 0];
  const most = Math.max(high, data.customers, 1,
    ...days.map(({ customers }) => customers));
  const y = (value) => BASE - value / most * (BASE - 12);
  const step = Math.min(48, WIDTH / Math.max(days.length, 1));
  const from = WIDTH - step * days.length;
  const band = svg("rect", { class: "normal", x: 0, width: WIDTH, y: y(high),
    height: Math.max(2, y(low) - y(high)) });
  const bars = days.map(({ customers }, i) => svg("rect", {
    class: i === days.length - 1 ? "bar now" : "bar", rx: 3,
    x: from + i * step + step * 0.18, width: step * 0.64,
    y: y(customers), height: Math.max(1, BASE - y(customers)) }));
  const names = days.map(({ day: at }, i) => [i, at]).filter(([i]) =>
    i === 0 || i === days.length - 1).map(([i, at]) => {
    const text = svg("text", { y: HEIGHT - 4, "text-anchor":
      i === 0 && days.length > 1 ? "start" : "end",
    x: i === 0 && days.length > 1 ? from : WIDTH });
    text.textContent = day.format(new Date(at));
    return text;
  });
  return svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    "aria-hidden": "true" }, band, ...bars,
  svg("line", { class: "base", x1: 0, x2: WIDTH, y1: BASE, y2: BASE }),
  ...names);
}

function table(data) {
  return el("details", {}, el("summary", { textContent: "As a table" }),
    el("table", {}, el("thead", {}, el("tr", {},
      el("th", { scope: "col", textContent: "Day" }),
      el("th", { scope: "col", textContent: "Customers" }))),
    el("tbody", {}, ...everyDay(data.days).map(({ day: at, customers }) =>
      el("tr", {}, el("th", { scope: "row", textContent:
        day.format(new Date(at)) }),
      el("td", { textContent: customers }))))));
}

function trend({ data }) {
  const [low, high] = data.expected_range ?? [];
  return el("section", { className: "trend" },
    el("h2", {}, bdi(label(data)), " ",
      el("span", { className: "kind", textContent: ASK[data.kind] ?? "" })),
    el("p", { className: "figures" },
      el("strong", { textContent: data.customers }),
      ` customers, where ${low} to ${high} are normal`),
    chart(data),
    data.notice ? el("p", {}, bdi(data.notice.message)) : null,
    data.notice?.why ? el("p", { className: "soft" },
      bdi(data.notice.why)) : null,
    data.notice?.say?.length ? el("ul", { className: "plain-list" },
      ...data.notice.say.map((text) => el("li", {}, bdi(text)))) : null,
    data.conversations?.length ? el("p", { className: "soft" }, "Such as ",
      ...data.conversations.flatMap((id, i) => [i ? ", " : "",
        el("a", { href: `/#${encodeURIComponent(id)}` }, bdi(id))])) : null,
    table(data));
}

const SUMS = {
  incoming: "messages from customers", outgoing: "replies and drafts",
  prompted: "times advice was given", rewritten: "drafts with suggestions",
  escalated: "times somebody was asked to look",
  followed_up: "reminders",
};

function digest({ data }) {
  const rows = (data.topics ?? []).map(({ topic, customers, expected }) =>
    el("tr", {}, el("th", { scope: "row" }, bdi(label({ topic }))),
      el("td", { textContent: customers }),
      el("td", { textContent: expected ?? "not known yet" })));
  return [
    el("p", { className: "soft", textContent: `${day.format(new Date(
      data.from))} to ${day.format(new Date(data.to))}` }),
    el("dl", { className: "sums" }, ...Object.entries(SUMS).map(([key, text]) =>
      el("div", {}, el("dt", { textContent: text }),
        el("dd", { textContent: data[key] ?? 0 })))),
    rows.length ? el("table", {}, el("thead", {}, el("tr", {},
      ...["Topic", "Customers", "Normal"].map((text) =>
        el("th", { scope: "col", textContent: text })))),
    el("tbody", {}, ...rows)) : null,
  ].filter(Boolean);
}

function show() {
  const latest = new Map();
  for (const event of events)
    if (event.type === "complaint.trending")
      latest.set(event.data.topic ?? event.data.label, event);
  const trends = [...latest.values()].reverse();
  $("trends").replaceChildren(...trends.length ? trends.map(trend)
    : [el("p", { className: "soft",
      textContent: "Nothing is above normal." })]);
  const last = events.findLast(({ type }) => type === "digest.ready");
  $("digest").hidden = !last;
  if (last) $("sums").replaceChildren(...digest(last));
}

async function start() {
  const answered = await get("/api/notices");
  events = merge(answered, events);
  show();
}

const hear = (event) => { events.push(event); show(); };
listen({ "complaint.trending": hear, "digest.ready": hear }, start);
