/* The desk: conversations, the thread, the reply and what Attune says. */

import { HEATS, fill } from "./aside.js";
import { compare } from "./compare.js";
import { $, bdi, clock, el, get, listen, merge, plain, post } from "./dom.js";

const NAMES = { customer: "Customer", agent: "You" };

const inline = $("inline");
const reply = $("reply");
let list = [];
let talk = null;
let awaited = { id: null };
let notices = [];
const done = new Set();

/* The list. */

/* A line of its own direction, which is cut off at its own end. */
const told = (className, text) => el("span",
  { className, dir: "auto", textContent: plain(text) });

function item(one) {
  const state = one.state === "open" ? "" : `, ${one.state}`;
  return el("li", {}, el("button", {
    type: "button", className: "talk",
    ariaCurrent: one.id === talk?.id ? "true" : null,
    data: { unread: one.unread && one.state === "open", state: one.state },
    onclick: () => open(one.id),
  },
  el("span", { className: "row" },
    told("from", one.customer.name),
    el("span", { className: "at", textContent:
      one.last ? clock.format(one.last.at) : "" })),
  told("subject", one.title),
  el("span", { className: "row" },
    told("last", one.last?.text),
    one.heat > 0 && one.state === "open"
      ? el("span", { className: `heat heat-${one.heat}` },
        ...[0, 1, 2].map(() => el("i")),
        el("span", { className: "quiet", textContent: HEATS[one.heat] }))
      : null),
  el("span", { className: "quiet",
    textContent: `${one.unread ? "unread" : ""}${state}` })));
}

function showList() {
  const held = document.activeElement?.closest("#list li");
  const at = held ? [...$("list").children].indexOf(held) : -1;
  $("list").replaceChildren(...list.map(item));
  $("list").children[at]?.firstChild.focus();
}

function inShort(full) {
  const one = list.find(({ id }) => id === full.id);
  if (!one) return;
  Object.assign(one, { state: full.state, unread: full.unread,
    customer: full.customer, last: full.messages.at(-1),
    heat: full.reading?.reading.heat });
  showList();
}

/* The thread. */

/* The words that say what the customer feels are marked where they stand. */
function words(message) {
  const node = el("p", { className: "text", dir: "auto" });
  const { text } = message;
  const data = talk.reading;
  const marks = data?.message === message.id
    ? data.reading.signals.map(({ range }) => range.utf16) : [];
  let at = 0;
  for (const [from, to] of marks.sort((a, b) => a[0] - b[0])) {
    if (from < at || to > text.length) continue;
    node.append(text.slice(at, from),
      el("mark", { textContent: text.slice(from, to) }));
    at = to;
  }
  node.append(text.slice(at));
  return node;
}

function message(one) {
  return el("li", { className: one.from },
    el("p", { className: "by" },
      one.from === "agent" ? NAMES.agent : bdi(talk.customer.name),
      " ", el("time", { dateTime: new Date(one.at).toISOString(),
        textContent: clock.format(one.at) })),
    words(one));
}

function toTheEnd() {
  const node = $("messages");
  for (const scrolled of [node, node.parentElement])
    scrolled.scrollTop = scrolled.scrollHeight;
}

function showThread() {
  const node = $("messages");
  node.replaceChildren(...talk.messages.map(message));
  toTheEnd();
  $("title").replaceChildren(bdi(talk.title));
  $("who").replaceChildren(bdi(talk.customer.name), ` · ${talk.channel ?? ""}`);
  $("to").replaceChildren("Reply to ", bdi(talk.customer.name));
  $("resolve").hidden = false;
  $("resolve").textContent = talk.state === "open" ? "Resolve" : "Reopen";
  $("hasty").disabled = !talk.script?.draft;
  $("next").disabled = !talk.script?.next;
}

function showAside() {
  fill($("help"), talk, { insert: (text) => {
    inline.insert(text);
    post("/api/feedback", { conversation: talk.id,
      suggestion: talk.reading.suggestion, action: "accepted" });
  } });
  const heat = talk?.reading?.reading.heat;
  $("more").textContent = heat > 0 ? `What helps · ${HEATS[heat]}`
    : "What helps";
}

const whole = (id) => get(`/api/conversation?id=${encodeURIComponent(id)}`);

async function open(id) {
  awaited = { id, version: -1 };
  const full = await whole(id);
  if (awaited.id !== id) return;
  /* Something may have happened while the answer was on its way. */
  talk = awaited.version > full.version ? awaited : full;
  post("/api/open", { conversation: id });
  const one = list.find((other) => other.id === id);
  if (one) one.unread = false;
  reply.disabled = false;
  inline.begin({ text: talk.draft, revision: talk.revision,
    dismissed: talk.dismissed });
  inline.suggestion = talk.review;
  document.body.dataset.view = "thread";
  history.replaceState(null, "", `#${encodeURIComponent(id)}`);
  showList();
  showThread();
  showAside();
  showReview();
  showNotices();
  if (!matchMedia("(max-width: 760px)").matches) reply.focus();
}

/* The reply. */

function showReview() {
  const review = talk?.review;
  const count = inline.marks.length;
  const missing = reply.value && review?.moves?.missing?.[0];
  $("count").textContent = !reply.value || !review ? ""
    : count ? `${count} to look at` : "Reads well";
  $("missing").hidden = !missing;
  $("missing").replaceChildren(...missing
    ? [el("span", { className: "soft",
      textContent: `Worth adding: ${missing.id.replaceAll("-", " ")}. ` }),
    bdi(missing.why)] : []);
  $("compare").hidden = inline.edits.length === 0;
  $("send").disabled = !reply.value.trim();
}

function clearReply() {
  inline.begin();
  talk.review = null;
  showReview();
}

inline.addEventListener("attune-draft", async ({ detail }) => {
  const { id } = talk;
  talk.review = detail.text ? talk.review : null;
  const status = await post("/api/draft", { conversation: id, ...detail });
  if (status !== 409 || talk?.id !== id) return;
  /* Another window wrote on: its revisions went further than ours. */
  const { revision } = await whole(id);
  post("/api/draft",
    { conversation: id, text: reply.value, revision: revision + 1 });
  const { dismissed } = inline;
  inline.begin({ text: reply.value, revision: revision + 1, dismissed });
});

for (const type of ["attune-accept", "attune-dismiss", "attune-show"])
  inline.addEventListener(type, ({ detail }) => {
    if (detail.suggestion)
      post("/api/feedback", { conversation: talk.id, ...detail });
    showReview();
  });

function review({ data }) {
  if (data.conversation !== talk?.id || data.message !== talk.reply ||
      data.revision !== inline.revision) return;
  talk.review = data;
  inline.suggestion = data;
  showReview();
  showAside();
}

async function send() {
  const text = reply.value.trim();
  if (!talk || !text) return;
  const status = await post("/api/reply", { conversation: talk.id, text });
  if (status === 200) clearReply();
  reply.focus();
}

reply.addEventListener("input", showReview);
reply.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) ||
      event.isComposing) return;
  event.preventDefault();
  send();
});
$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
$("compare").addEventListener("click", () => {
  const { suggestion } = inline.suggestion;
  compare(reply.value, inline.edits, (taken) => {
    const whole = taken.length === inline.edits.length;
    inline.apply(taken.map(({ edit, range }) => ({ range, text: edit.text })));
    post("/api/feedback", { conversation: talk.id, suggestion,
      action: whole ? "accepted" : "edited" });
  });
});

/* Notices. */

/* The first of these comes first. */
const KINDS = {
  "escalation.advised": "Somebody should look",
  "follow_up.due": "Due soon",
  "breather.suggested": "A moment for you",
  "complaint.trending": "More than usual",
};
const ORDER = Object.keys(KINDS);

function noticesOf({ type, data }) {
  const all = data.causes?.map(({ notice }) => notice) ?? [data.notice];
  return all.filter(Boolean).map((notice) => ({ ...notice, type,
    conversation: type === "escalation.advised" || type === "follow_up.due"
      ? data.conversation : null,
    key: `${data.suggestion} ${notice.message}` }));
}

/* What a notice proposes: to the customer it can be taken into the reply. */
function proposed({ say, conversation }) {
  if (!say?.length) return null;
  if (!conversation) return el("ul", { className: "told-lines" },
    ...say.map((text) => el("li", {}, bdi(text))));
  return el("ul", { className: "lines" }, ...say.map((text) => el("li", {},
    el("button", { type: "button", className: "say",
      onclick: () => inline.insert(text) }, bdi(text)))));
}

function notice(one, more) {
  return el("article", { className: "notice", data: { kind: one.type } },
    el("p", { className: "soft", textContent: KINDS[one.type] +
      (more ? ` · ${more} more` : "") }),
    el("p", { className: "message" }, bdi(one.message)),
    one.why ? el("p", { className: "why" }, bdi(one.why)) : null,
    proposed(one),
    el("button", { type: "button", className: "plain", textContent:
      one.type === "breather.suggested" ? "Thanks" : "Seen",
    onclick: () => {
      done.add(one.key);
      showNotices();
      reply.focus();
    } }));
}

/* One at a time: several at once nobody reads. */
function showNotices() {
  const here = notices.flatMap(noticesOf).filter((one) => !done.has(one.key) &&
    one.type in KINDS && (!one.conversation || one.conversation === talk?.id));
  here.reverse().sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
  $("notices").replaceChildren(...here.slice(0, 1)
    .map((one) => notice(one, here.length - 1)));
}

function hear(event) {
  notices.push(event);
  showNotices();
  toTheEnd();
}

/* What the server says. */

function changed(full) {
  inShort(full);
  if (full.id === awaited.id && full.version > (awaited.version ?? 0))
    awaited = full;
  if (full.id !== talk?.id || full.version < talk.version) return;
  const typed = reply.value;
  const over = full.reply !== talk.reply;
  talk = full;
  const last = full.messages.at(-1);
  if (over && last?.from === "customer")
    $("news").textContent = `${plain(full.customer.name)} wrote: ${plain(
      last.text).slice(0, 300)}`;
  if (over) {
    /* A new message: the draft goes on as the reply to that one. */
    inline.begin({ text: typed, revision: full.revision,
      dismissed: full.dismissed });
    if (typed && last?.from === "customer")
      reply.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  showThread();
  showAside();
  showReview();
}

function read({ data }) {
  const one = list.find(({ id }) => id === data.conversation);
  if (one) {
    one.heat = data.reading.heat;
    showList();
  }
  if (data.conversation !== talk?.id) return;
  talk.reading = data;
  showThread();
  showAside();
}

async function start() {
  list = await get("/api/conversations");
  const answered = await get("/api/notices");
  notices = merge(answered, notices);
  showList();
  showNotices();
  if (talk) return changed(await whole(talk.id));
  const wanted = (id) => `#${encodeURIComponent(id)}` === location.hash;
  const wide = !matchMedia("(max-width: 760px)").matches;
  const first = list.find(({ id }) => wanted(id)) ?? (wide ? list[0] : null);
  if (first) return open(first.id);
  return showAside();
}

$("back").addEventListener("click", () => {
  document.body.dataset.view = "list";
  $("list").querySelector("[aria-current]")?.focus();
});
$("more").addEventListener("click", () => {
  const node = $("more");
  const shown = node.getAttribute("aria-expanded") !== "true";
  node.setAttribute("aria-expanded", String(shown));
  document.body.classList.toggle("helping", shown);
});
$("resolve").addEventListener("click", () => post("/api/state", {
  conversation: talk.id,
  state: talk.state === "open" ? "resolved" : "reopened" }));
$("hasty").addEventListener("click", () => {
  reply.focus();
  reply.select();
  document.execCommand("insertText", false, talk.script.draft);
});
$("next").addEventListener("click",
  () => post("/api/next", { conversation: talk.id }));
$("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("line-of").value;
  if (talk && text) post("/api/customer", { conversation: talk.id, text });
  $("line-of").value = "";
});

listen({
  conversation: changed,
  "validation.prompted": read,
  "rewrite.suggested": review,
  "draft.clear": review,
  "escalation.advised": hear,
  "follow_up.due": hear,
  "complaint.trending": hear,
  "breather.suggested": hear,
}, start);
