/*
 * Request Tracker with Attune in a browser, as agents use it and as strangers
 * abuse it. Wants RT_URL, RT_USER, RT_PASSWORD (an agent), RT_OTHER,
 * RT_OTHER_PASSWORD (privileged, but may not reply) and RT_MAILGATE (a command
 * that reads a mail), and may have RT_REMEMBERED (a command that says what the
 * plugin remembers of a ticket).
 *   node browser.mjs "" WORDS    those checks whose name has WORDS
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { check, doneTesting } from "../desk/check.mjs";
import { tricks } from "../desk/tricks.mjs";
import { agent, browser, context, faults, guest, mail, open, prefer,
  remembered, rest, ticketOf, url } from "./pages.mjs";
import { box, focus, marked, marks, ready, reviewed, submit, text, wordsBox,
  write } from "./reply.mjs";

const AXE = readFileSync(createRequire(new URL("../desk/", import.meta.url))
  .resolve("axe-core/axe.min.js"), "utf8");
const FROM = "dana@customer.test";
const ANGRY = "This is the third time I write. My internet has been down " +
  "since Monday, two technicians came and I am fed up. When will somebody " +
  "finally fix it?";
const COLD = "Unfortunately, as per our policy the line is looked at within " +
  "ten days, and then a technician comes between eight and noon.";
const CANNED = "We apologize for any inconvenience.";

await prefer({ MessageBoxRichText: 1, WebDefaultStylesheet: "elevator-light" });
mail(`Dana Reyes <${FROM}>`, "Still no internet", ANGRY);
const ticket = await ticketOf(FROM);
const display = `/Ticket/Display.html?id=${ticket}`;
const update = `/Ticket/Update.html?id=${ticket}&Action=Respond`;
const advice = (page) => page.waitForSelector("attune-advice:not([hidden])");

/* Whether it comes to be true. */
async function until(what) {
  for (let i = 0; i < 200 && !what(); i++)
    await new Promise((done) => { setTimeout(done, 100); });
  return what();
}

async function openReply(path = update) {
  const page = await open(path);
  await ready(page);
  return page;
}

await check("what a customer feels stands beside the ticket", async () => {
  const page = await open(display);
  await advice(page);
  const shown = await page.textContent("attune-advice");
  assert.match(shown, /What helps.*Feels.*upset/s);
  assert.match(shown, /down since Monday/);
  assert.equal(await page.locator(".attune-say").count(), 0,
    "there is no reply to put a sentence into");
  await page.close();
});

await check("advice that comes later is shown without loading anew",
  async () => {
    const page = await open(display);
    let asked = 0;
    await page.route("**/Helpers/Attune/Advice*", (route) => {
      asked++;
      route.fulfill({ json: { prompt: null, notices: [{
        type: "escalation.advised", suggestion: "sug_late",
        causes: [{ notice: { message: "They spoke of a lawyer.",
          why: "Two more days are too many.", say: ["I will ring you."] } }],
      }] } });
    });
    await page.waitForSelector(".attune-notice", { timeout: 20000 });
    assert.match(await page.textContent(".attune-notice"),
      /Somebody should look.*lawyer.*too many.*ring you/s);
    await page.waitForTimeout(2000);
    assert.equal(asked, 1, "and asks no more than it must");
    const told = page.waitForRequest("**/Helpers/Attune/Feedback");
    await page.click(".attune-notice button");
    await page.waitForSelector("attune-advice", { state: "hidden" });
    const sent = new URLSearchParams((await told).postData());
    assert.deepEqual([sent.get("suggestion"), sent.get("action")],
      ["sug_late", "dismissed"]);
    await page.close();
  });

await check("a reply: said back, written in haste, marked, mended, sent",
  async () => {
    const page = await openReply();
    await advice(page);
    await focus(page);
    const said = await page.textContent(".attune-say >> nth=0");
    await page.click(".attune-say >> nth=0");
    assert.equal(await text(page), said);
    await page.keyboard.press("Control+End");
    await page.keyboard.press("Enter");
    await page.keyboard.type(`${COLD} ${CANNED}`);
    const before = await marked(page, 3);
    for (const { quote, here } of before) assert.equal(here, quote);
    const written = await text(page);

    const words = before[0].quote;
    const mark = await box(page);
    const there = await wordsBox(page, words);
    assert.ok(Math.abs(mark.x - there.x) < 2 && Math.abs(mark.y - there.y) < 6,
      `the mark is at ${JSON.stringify(mark)}, its words at ${
        JSON.stringify(there)}`);

    await page.mouse.click(mark.x, mark.y);
    await page.locator("attune-inline .take").first().click();
    assert.notEqual(await text(page), written);
    await page.keyboard.press("Control+z");
    assert.equal(await text(page), written, "one step takes it back");

    await reviewed(page, 3);
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("Alt+Period");
    await page.keyboard.press("Alt+Enter");
    assert.notEqual(await text(page), written);
    const left = await reviewed(page, 2);
    await page.keyboard.press("Alt+Period");
    await page.keyboard.press("Alt+Slash");
    await page.keyboard.press("Enter");
    assert.equal((await marks(page)).length, left.length - 1);
    const told = () => page.asked.filter(({ name }) => name === "Feedback");
    for (const action of ["shown", "accepted", "dismissed"])
      assert.ok(await until(() => told().some((one) => one.action === action)),
        action);
    assert.deepEqual([...new Set(told().map(({ status }) => status))], [204],
      "the plugin took what the agent did");

    const sent = await text(page);
    await submit(page);
    await page.locator(".messagebody", { hasText: said }).waitFor();
    assert.match(sent, /technician comes/);
    await page.close();
  });

await check("what was answered needs no advice any more", async () => {
  const page = await open(display);
  await page.waitForTimeout(2500);
  assert.ok(await page.locator("attune-advice").isHidden());
  let known = remembered(ticket);
  await until(() => !known || (known = remembered(ticket)).agent_messages);
  if (known) assert.deepEqual([known.customer_messages, known.agent_messages],
    [1, 1], "the plugin was told what was sent, and nothing else");
  mail(`Dana Reyes <${FROM}>`, `[attune.test #${ticket}] Still no internet`,
    "Nobody rang me. I am furious now, this is the fourth message!");
  await page.waitForFunction(() => {
    window.dispatchEvent(new Event("focus"));
    return !document.querySelector("attune-advice").hidden;
  }, null, { polling: 1000 });
  await page.close();
});

await check("the whole rewrite is compared, taken, and taken back in one step",
  async () => {
    const page = await openReply();
    await write(page, "Hi Dana,", `${COLD} ${CANNED}`);
    await marked(page);
    const before = await text(page);
    await page.click(".attune-bar button");
    assert.match(await page.textContent(".attune-dialog"),
      /Yours.*Suggested/s);
    await page.keyboard.press("Enter");
    assert.notEqual(await text(page), before);
    assert.doesNotMatch(await text(page), /inconvenience/);
    await page.keyboard.press("Control+z");
    assert.equal(await text(page), before);
    await page.close();
  });

/* The reply page that a message of this ticket's links to, to quote it. */
async function quoting() {
  const page = await open(display);
  const href = await page.locator("a[href*=QuoteTransaction]").first()
    .getAttribute("href");
  await page.close();
  return `/Ticket/${href.split("/").at(-1)}`;
}

await check("quoted words and the signature are left alone", async () => {
  await rest(`user/${agent.user}`, { Signature:
    "Mia\nUnfortunately closed on Sundays" });
  const page = await openReply(await quoting());
  const kept = () => page.evaluate(() => {
    const { body } = window.CKEDITOR.instances.UpdateContent.document.$;
    return [body.querySelector("blockquote"), body.lastElementChild]
      .map((node) => node.textContent);
  });
  const before = await kept();
  await write(page, COLD, "");
  for (const { range } of await marked(page))
    assert.ok(range[1] <= COLD.length, `${range}`);
  await page.click(".attune-bar button");
  await page.click(".attune-dialog .btn-primary");
  await advice(page);
  await page.click(".attune-say >> nth=0");
  assert.deepEqual(await kept(), before);
  await page.close();
  await rest(`user/${agent.user}`, { Signature: "" });
});

await check("a comment is read by nobody", async () => {
  const page = await openReply();
  await page.selectOption("#UpdateType", "private", { force: true });
  await write(page, `${COLD} ${CANNED}`);
  await page.waitForTimeout(700);
  assert.deepEqual(page.asked.filter(({ name }) => name === "Draft"), []);
  assert.equal((await marks(page)).length, 0);
  await page.selectOption("#UpdateType", "response", { force: true });
  await write(page, "Hello. ");
  await marked(page);
  await page.close();
});

await check("an answer that comes late is not laid on newer words",
  async () => {
    const page = await openReply();
    let [sent, most, now] = [0, 0, 0];
    await page.route("**/Helpers/Attune/Draft", async (route) => {
      most = Math.max(most, ++now);
      await page.waitForTimeout(sent++ ? 0 : 1500);
      now--;
      await route.continue();
    });
    await page.evaluate(() => {
      window.drafts = 0;
      document.querySelector("attune-inline").addEventListener("attune-draft",
        () => { window.drafts++; });
    });
    await write(page, COLD);
    await page.waitForTimeout(400);
    await page.keyboard.type(` ${CANNED}`);
    await page.waitForTimeout(300);
    await page.keyboard.type(" Bye.");
    await page.waitForFunction(() => document.querySelector("attune-inline")
      .suggestion?.revision === window.drafts && window.drafts > 1);
    for (const { quote, here } of await marked(page))
      assert.equal(here, quote);
    assert.equal(most, 1, "one request at a time");
    assert.ok(sent < await page.evaluate(() => window.drafts),
      "and what was written on meanwhile in one");
    await page.close();
  });

await check("in the plain field too, with quoted lines below", async () => {
  await prefer({ MessageBoxRichText: 0 });
  const page = await openReply();
  await advice(page);
  await focus(page);
  await page.keyboard.insertText(
    `\n\nOn Monday, Dana Reyes wrote:\n> ${COLD}\n> ${ANGRY}\n`);
  await page.keyboard.press("Control+Home");
  const said = await page.textContent(".attune-say >> nth=0");
  await page.focus(".attune-say >> nth=0");
  await page.keyboard.press("Enter");
  await page.keyboard.type(` ${CANNED}`);
  const found = await marked(page);
  assert.deepEqual(found.map(({ here }) => CANNED.includes(here)),
    found.map(() => true));
  const before = await page.inputValue("#UpdateContent");
  assert.ok(before.startsWith(`${said} ${CANNED}`), before);
  await page.keyboard.press("Alt+Period");
  await page.keyboard.press("Alt+Enter");
  const after = await page.inputValue("#UpdateContent");
  assert.doesNotMatch(after, /inconvenience/);
  assert.ok(after.endsWith(`> ${COLD}\n> ${ANGRY}\n`));
  await page.keyboard.press("Control+z");
  assert.equal(await page.inputValue("#UpdateContent"), before);
  await page.close();
});

await check("a sentence goes before the lines that are quoted", async () => {
  await prefer({ MessageBoxRichText: 0 });
  const page = await openReply(await quoting());
  await advice(page);
  const before = await page.inputValue("#UpdateContent");
  assert.match(before, /^On .* wrote:\n> /);
  const said = await page.textContent(".attune-say >> nth=0");
  await page.click(".attune-say >> nth=0");
  assert.equal(await page.inputValue("#UpdateContent"),
    `${said}\n\n${before}`);
  await page.close();
});

await check("on the telephone's reply page", async () => {
  await prefer({ MessageBoxRichText: 0 });
  const page = await openReply(`/m/ticket/reply?id=${ticket}`);
  await advice(page);
  await write(page, `${COLD} ${CANNED}`);
  await marked(page);
  await page.close();
  await prefer({ MessageBoxRichText: 1 });
});

for (const look of ["dark", "light"])
  await check(`axe finds nothing in what is ours: ${look}`, async () => {
    await prefer({ WebDefaultStylesheet: `elevator-${look}` });
    const page = await openReply();
    await write(page, `${COLD} ${CANNED}`);
    await marked(page);
    await page.keyboard.press("Alt+Period");
    await page.waitForTimeout(200);
    await page.evaluate(AXE);
    const faulty = () => page.evaluate(async () => {
      const include = ["attune-advice", "attune-reply", ".attune-dialog"]
        .filter((one) => document.querySelector(one));
      const { violations } = await window.axe.run({ include });
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${
        nodes[0].failureSummary}`);
    });
    assert.deepEqual(await faulty(), []);
    await page.click(".attune-bar button");
    assert.deepEqual(await faulty(), []);
    await page.close();
  });

/* Those who are not to see it, and those who try. */

await check("who may not reply sees nothing and is answered nothing",
  async () => {
    const page = await open(display, guest);
    assert.match(await page.textContent("body"), /Still no internet/);
    assert.equal(await page.locator("attune-advice").count(), 0);
    const ask = (path, form) => page.request.fetch(
      `${url}/Helpers/Attune/${path}`, { method: form ? "POST" : "GET", form,
        headers: { referer: url + display } });
    assert.equal((await ask(`Advice?id=${ticket}`)).status(), 403);
    assert.equal((await ask("Draft",
      { id: ticket, text: COLD, revision: 1 })).status(), 403);
    assert.equal((await ask("Feedback",
      { id: ticket, suggestion: "sug_x", action: "shown" })).status(), 403);
    await page.close();
    const stranger = await fetch(`${url}/Helpers/Attune/Advice?id=${ticket}`);
    assert.doesNotMatch(stranger.headers.get("content-type"), /json/);
  });

await check("helpers take no links, no forgery, no nonsense", async () => {
  const page = await open("/");
  const ask = async (path, { form, referer = url } = {}) => {
    const answer = await page.request.fetch(`${url}/Helpers/Attune/${path}`,
      { method: form ? "POST" : "GET", form, headers: { referer } });
    return [answer.status(), answer.headers()];
  };
  const draft = { id: ticket, text: COLD, revision: 1 };
  const [status, headers] = await ask("Draft", { form: draft });
  assert.equal(status, 200);
  assert.equal(headers["content-type"], "application/json; charset=utf-8");
  assert.equal(headers["cache-control"], "no-store");
  const [, forged] = await ask("Draft",
    { form: draft, referer: "http://evil.example/" });
  assert.doesNotMatch(forged["content-type"], /json/);
  assert.equal((await ask(`Draft?id=${ticket}&text=x&revision=1`))[0], 405);
  assert.equal((await ask(
    `Feedback?id=${ticket}&suggestion=s&action=shown`))[0], 405);
  for (const id of ["", "0", "99999", "1 or 1=1", "../1"])
    assert.equal((await ask(`Advice?id=${encodeURIComponent(id)}`))[0], 403);
  assert.equal((await ask("Draft", { form: { ...draft, revision: "x" } }))[0],
    204);
  assert.equal((await ask("Feedback", { form: { id: ticket,
    suggestion: "sug_x", action: "exploded" } }))[0], 400);
  await page.close();
});

await check("a session that ended disturbs nobody who writes", async () => {
  const own = await context(agent);
  const page = await own.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (line) => {
    if (line.type() === "error") errors.push(line.text());
  });
  await page.goto(url + update);
  await ready(page);
  await own.request.get(`${url}/NoAuth/Logout.html`);
  await write(page, `${COLD} ${CANNED}`);
  await page.waitForTimeout(1200);
  assert.equal(await text(page), `${COLD} ${CANNED}`);
  assert.equal((await marks(page)).length, 0);
  assert.deepEqual(errors, []);
  await own.close();
});

/* Whatever the plugin or a customer says is text. */

const nested = (words) => ({
  prompt: { suggestion: words, reading: { feeling: words, second: words,
    heat: 3, trajectory: words, careful: true, signals: [{ quote: words }] },
  prompts: { acknowledge: [words], paraphrase: [words], ask: [words],
    already_known: [words], avoid: [{ why: words }], offers: [{ text: words }],
    steps: [] } },
  notices: [{ type: "follow_up.due", suggestion: words,
    notice: { message: words, why: words, say: [words] } }],
});

await check("500 tricks in advice run nothing and build nothing", async () => {
  const page = await openReply();
  await advice(page);
  const built = await page.evaluate(async (all) => {
    const node = document.querySelector("attune-advice");
    const tags = new Set();
    for (const given of all) {
      const other = node.cloneNode(true);
      other.setAttribute("advice", JSON.stringify(given));
      node.after(other);
      for (const one of other.querySelectorAll(".attune-advice *"))
        tags.add(one.localName);
      other.remove();
    }
    return [...tags].sort();
  }, tricks.map(nested));
  assert.deepEqual(built, ["bdi", "button", "details", "h2", "li", "p", "q",
    "section", "span", "strong", "summary", "ul"]);
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => window.hasRun), undefined);
  await page.close();
});

await check("a customer's tricks by mail run nothing", async () => {
  const some = tricks.filter((_, i) => i % 15 === 0);
  const from = "x@tricks.test";
  mail(`"><script>ran()</script><img src=x onerror=ran()> <${from}>`,
    `</title></textarea><script>ran()</script>${some[1]}`,
    `I am furious, ${some.join(" is broken.\nMy ")}`);
  mail(`<svg onload=ran()> <h${from}>`, "<img src=x onerror=ran()>",
    `<p>I am furious, this is the third time.</p>${some.join("<br>")}`,
    "text/html");
  for (const address of [from, `h${from}`]) {
    const id = await ticketOf(address);
    for (const path of [`/Ticket/Display.html?id=${id}`,
      `/Ticket/Update.html?id=${id}&Action=Respond`]) {
      const page = await open(path);
      await page.waitForLoadState("networkidle");
      assert.equal(await page.evaluate(() => window.hasRun), undefined);
      assert.deepEqual(await page.evaluate(() => [...document
        .querySelectorAll("attune-advice *, attune-reply *")]
        .map(({ localName }) => localName).filter((name) =>
          /script|img|svg|iframe|object|embed|style|link/.test(name))), []);
      await page.close();
    }
  }
});

await check("no page failed, none asked for what is not there", () => {
  assert.deepEqual(faults, []);
});

await browser.close();
doneTesting();
