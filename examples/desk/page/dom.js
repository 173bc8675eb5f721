/* Building the page. Text only ever becomes text. */

import { el as build, plain } from "/inline/parts.js";

const $ = (id) => document.getElementById(id);

/* el("p", {className: "why", data: {kind: "x"}}, "text", node…) */
function el(tag, { data, ...props } = {}, ...children) {
  const node = build(tag, props, ...children);
  Object.assign(node.dataset, data);
  return node;
}

function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes))
    node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/* What a stranger wrote, within a line of ours. */
function bdi(text) {
  return el("bdi", { className: "told", textContent: plain(text) });
}

async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.status;
}

/* calls: {type: function(data)}. ready is called when the line stands, first
   and after it was lost: what was said before that was not heard. */
function listen(calls, ready) {
  const source = new EventSource("/api/events");
  for (const [type, call] of Object.entries(calls))
    source.addEventListener(type, (event) => call(JSON.parse(event.data)));
  source.addEventListener("open", () => {
    $("line").textContent = "";
    ready();
  });
  source.addEventListener("error", () => {
    $("line").textContent = "Not connected";
  });
}

/* Events from an answer and from the stream, each once. */
function merge(answered, heard) {
  const known = new Set(answered.map(({ data }) => data.suggestion));
  return [...answered,
    ...heard.filter(({ data }) => !known.has(data.suggestion))];
}

const clock = new Intl.DateTimeFormat([], { hour: "2-digit",
  minute: "2-digit" });
/* A day of an event is one of UTC. */
const day = new Intl.DateTimeFormat([], { day: "numeric", month: "short",
  timeZone: "UTC" });

export { $, bdi, clock, day, el, get, listen, merge, plain, post, svg };
