/* The desk in a browser, as agents use it and as strangers abuse it. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { request } from "node:http";

import { hook, launch, post, startDesk } from "./browser.mjs";
import { check, doneTesting, note } from "./check.mjs";
import * as make from "./events.mjs";
import { checkInline } from "./inline.mjs";
import { tricks } from "./tricks.mjs";

const AXE = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const COLD = "Unfortunately, as per our policy you must wait. " +
  "We apologize for any inconvenience.";
/* Of this one there are better words for the whole. */
const WALL = "We apologize for any inconvenience the delay may cause. " +
  "Unfortunately, as per our policy an investigation can only be opened 10 " +
  "working days after the expected delivery date. Please provide your " +
  "tracking number and we will look into it.";
const FILES = ["parcel", "telecom", "software", "health", "travel", "repair",
  "parcels", "home", "money", "leisure", "public", "games"];

const desk = await startDesk(process.argv[2], FILES);
const browser = await launch();
const wide = { width: 1380, height: 900 };
const phone = { width: 390, height: 844 };

/* What no page of ours may do, whatever it is shown. */
const outside = [];
const dialogs = [];
const faults = [];

async function open(options = {}, talk = "parcel-1", path = "") {
  const context = await browser.newContext({ viewport: wide, ...options });
  const page = await context.newPage();
  page.on("request", (sent) => {
    if (!sent.url().startsWith(desk.url)) outside.push(sent.url());
  });
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    dialog.dismiss();
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (line) => {
    if (line.type() === "error") faults.push(line.text());
  });
  page.on("response", (answer) => {
    if (answer.status() >= 400)
      faults.push(`${answer.status()} ${answer.request().postData()}`);
  });
  await page.addInitScript(() => {
    window.ran = () => { window.hasRun = true; };
  });
  await page.goto(`${desk.url}${path}${talk ? `#${talk}` : ""}`);
  if (!path) await page.waitForSelector("#reply:not([disabled])");
  return page;
}

const marks = (page) => page.evaluate(() => document.getElementById("inline")
  .marks.map(({ match, range }) => [match.rule, ...range]));
const text = (page) => page.inputValue("#reply");
const live = (page) => page.evaluate(() => document.getElementById("inline")
  .shadowRoot.querySelector("[role=status]").textContent);
const shown = (page) => page.evaluate(() => document.getElementById("inline")
  .shadowRoot.querySelector(".card").matches(":popover-open"));

async function write(page, words) {
  await page.focus("#reply");
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(words);
  await page.waitForFunction(() => document.getElementById("inline").marks
    .length > 0, null, { timeout: 5000 });
}

/* What is said from now on, for a later word may be there already. */
async function listen(page) {
  await page.evaluate(() => {
    const { shadowRoot } = document.getElementById("inline");
    const node = shadowRoot.querySelector("[role=status]");
    window.heard = [];
    new MutationObserver(() => { window.heard.push(node.textContent); })
      .observe(node, { childList: true, characterData: true, subtree: true });
  });
  return async (words) => {
    await page.waitForFunction((source) => window.heard.some(
      (one) => new RegExp(source).test(one)), words.source);
  };
}

/* By Alt and full stop to the mark that has these words. */
async function goTo(page, words) {
  for (let i = 0; i < 9 && !(await live(page)).includes(`“${words}”`); i++)
    await page.keyboard.press("Alt+Period");
  assert.match(await live(page), new RegExp(words));
}

const thread = async (id) =>
  (await fetch(`${desk.url}api/conversation?id=${id}`)).json();

/* The server. */

/* fetch() would not let us lie about the host. */
const raw = (options, body = "") => new Promise((answered, failed) => {
  const { port } = new URL(desk.url);
  const sent = request({ host: "127.0.0.1", port, ...options }, (answer) => {
    answer.resume();
    answered(answer.statusCode);
  });
  sent.on("error", failed);
  sent.end(body);
});

await check("webhooks count only with a right signature", async () => {
  const event = make.breather("somebody-else");
  assert.equal(await hook(desk, event), 204);
  assert.equal(await hook(desk, event, { signature: "v1,AAAA" }), 401);
  assert.equal(await hook(desk, event, { body: "{}" }), 401);
  assert.equal(await hook(desk, event, { time: 1000 }), 401);
});

await check("other hosts, types, paths and sizes are refused", async () => {
  const json = { "content-type": "application/json" };
  assert.equal(await raw({ path: "/", headers: { host: "evil.example" } }),
    421);
  assert.equal(await raw({ path: "/api/next", method: "POST" }, "{}"), 415);
  assert.equal(await raw({ path: "/api/next", method: "POST", headers: json },
    '{"conversation":"none"}'), 404);
  assert.equal(await raw({ path: "/api/reply", method: "POST", headers: json },
    '{"conversation":"parcel-1","text":'), 400);
  assert.equal(await raw({ path: "/../desk.manifest" }), 404);
  assert.equal(await raw({ path: "/%2e%2e/desk.manifest" }), 404);
  assert.equal(await raw({ path: "/", method: "PUT" }), 405);
  assert.equal(await raw({ path: "/api/reply", method: "POST", headers: json },
    "x".repeat(300000)), 413);
});

await check("every answer has the strict policy", async () => {
  for (const path of ["", "trends", "desk.js", "api/conversations", "none"]) {
    const { headers } = await fetch(desk.url + path);
    const policy = headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'; script-src 'self';/);
    assert.match(policy, /require-trusted-types-for 'script'/);
    assert.doesNotMatch(policy, /unsafe/);
  }
});

/* Writing. */

await check("a cold reply has marks within 300 ms of the last key",
  async () => {
    const page = await open();
    await page.evaluate(() => {
      const inline = document.getElementById("inline");
      document.getElementById("reply").addEventListener("input", () => {
        window.typedAt = performance.now();
        window.markedAt = null;
      });
      new MutationObserver(() => {
        if (!window.markedAt && inline.marks.length)
          window.markedAt = performance.now();
      }).observe(inline.shadowRoot.querySelector(".layer"),
        { childList: true });
    });
    const times = [];
    for (let i = 0; i < 8; i++) {
      await page.fill("#reply", "");
      await page.focus("#reply");
      await page.keyboard.type(i % 2 ? COLD : `Hello, ${COLD}`, { delay: 2 });
      await page.waitForFunction(() => window.markedAt, null,
        { timeout: 5000 });
      /* Typing slower than the pause had marks on the way. */
      await page.waitForTimeout(400);
      times.push(await page.evaluate(() => window.markedAt - window.typedAt));
    }
    times.sort((a, b) => a - b);
    note(`first mark after the last key: ${times[4].toFixed(0)} ms at the ` +
      `median, ${times.at(-1).toFixed(0)} ms at most (150 ms of it waiting)`);
    assert.ok(times.at(-1) < 300, `${times}`);
    await page.context().close();
  });

await check("taking one changes those words alone, after emoji and RTL",
  async () => {
    const page = await open({}, "parcel-1");
    await page.fill("#reply", "");
    const before = "👩‍👩‍👧‍👦 שלום عليكم 😀🏳️‍🌈 e\u0301. ";
    const words = `${before}We apologize for any inconvenience. Bye 👋🏽`;
    await write(page, words);
    await goTo(page, "apologize for any inconvenience");
    assert.ok(await shown(page));
    await page.keyboard.press("Alt+Enter");
    const after = await text(page);
    assert.ok(after.startsWith(before), after);
    assert.ok(after.endsWith(" Bye 👋🏽"), after);
    assert.doesNotMatch(after, /inconvenience/);
    await page.keyboard.press("Control+Z");
    assert.equal(await text(page), words, "Ctrl+Z brings all of it back");
    await page.context().close();
  });

await check("marks move with the words while one writes before them",
  async () => {
    const page = await open({}, "telecom-1");
    await write(page, COLD);
    const [[rule, from, to]] = await marks(page);
    await page.keyboard.press("Control+Home");
    await page.keyboard.insertText("😀 Hi. ");
    assert.deepEqual((await marks(page))[0], [rule, from + 7, to + 7]);
    await page.context().close();
  });

await check("words left out leave no stray comma behind", async () => {
  const page = await open({}, "telecom-1");
  await write(page, "Hi. Unfortunately, it is late.");
  await goTo(page, "Unfortunately");
  await page.keyboard.press("Alt+Enter");
  assert.equal(await text(page), "Hi. It is late.");
  await page.context().close();
});

await check("the mark lies under its words", async () => {
  const page = await open({}, "telecom-1");
  await write(page, `😀 مرحبا\n\n\t${"long words ".repeat(20)}${COLD}`);
  const off = await page.evaluate(() => {
    /* The caret's place in a field is not to be had; a copy as a div of the
       same width must have the words where the mark is. */
    const field = document.getElementById("reply");
    const inline = document.getElementById("inline");
    const mirror = inline.shadowRoot.querySelector(".mirror");
    const box = inline.shadowRoot.querySelector(".mark")
      .getBoundingClientRect();
    return { same: Math.abs(mirror.scrollHeight - field.scrollHeight),
      inside: box.left > field.getBoundingClientRect().left &&
        box.right < field.getBoundingClientRect().right };
  });
  assert.ok(off.same <= 2, `the copy's height is ${off.same} px off`);
  assert.ok(off.inside);
  await page.context().close();
});

await check("a dismissal with a word is remembered, also by a new page",
  async () => {
    const page = await open({}, "telecom-2");
    await write(page, COLD);
    const before = await marks(page);
    await page.keyboard.press("Alt+Period");
    await page.keyboard.press("Alt+Slash");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.type("our brand says so");
    await page.keyboard.press("Enter");
    const left = await marks(page);
    assert.equal(left.length, before.length - 1);
    assert.equal(await page.evaluate(() => document.activeElement.id),
      "reply");
    await page.keyboard.press("End");
    await page.keyboard.insertText(" Thanks.");
    await page.waitForTimeout(600);
    const rules = await marks(page);
    assert.equal(rules.length, before.length - 1);
    assert.ok(!rules.some(([, from]) => from === before[0][1]));
    const { dismissed } = await thread("telecom-2");
    assert.equal(dismissed[0].rule, before[0][0]);
    const again = await open({}, "telecom-2");
    await again.waitForTimeout(500);
    assert.equal((await marks(again)).length, rules.length);
    await page.context().close();
    await again.context().close();
  });

await check("hovering shows the card, Escape and leaving close it",
  async () => {
    const page = await open({}, "software-1");
    await write(page, COLD);
    await page.waitForTimeout(300);
    const box = await page.evaluate(() => {
      const { x, y, width, height } = document.getElementById("inline")
        .shadowRoot.querySelector(".mark:not(.whole)")
        .getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    });
    /* The page moves the field after the marks were measured. */
    await page.evaluate(() => {
      document.querySelector(".reply").style.paddingBottom = "70px";
    });
    box.y -= 58;
    await page.mouse.move(box.x, box.y);
    await page.waitForTimeout(300);
    assert.ok(await shown(page));
    await page.mouse.move(5, 5);
    await page.waitForTimeout(500);
    assert.ok(!await shown(page));
    await page.mouse.click(box.x, box.y);
    assert.ok(await shown(page));
    await page.keyboard.press("Escape");
    assert.ok(!await shown(page));
    assert.equal(await text(page), COLD);
    await page.context().close();
  });

await check("the rewrite is taken whole or in part, and undone", async () => {
  const page = await open({}, "parcel-1");
  await page.fill("#reply", "");
  await write(page, `Hi Marta,\n\n${WALL}`);
  await page.waitForSelector("#compare:not([hidden])");
  const before = await text(page);
  const { rewrite } = (await thread("parcel-1")).review;
  await page.click("#compare");
  await page.keyboard.press("Enter");
  assert.equal(await text(page), rewrite.text);
  await page.focus("#reply");
  await page.keyboard.press("Control+Z");
  assert.equal(await text(page), before);
  await page.waitForTimeout(500);
  if (rewrite.edits.length > 1) {
    await page.click("#compare");
    await page.click("#dialog input >> nth=0");
    assert.equal(await page.textContent("#dialog .main"), "Take the ticked");
    await page.click("#dialog .main");
    const part = await text(page);
    assert.notEqual(part, before);
    assert.notEqual(part, rewrite.text);
    await page.focus("#reply");
    await page.keyboard.press("Control+Z");
    assert.equal(await text(page), before);
  }
  await page.context().close();
});

await check("a contenteditable has marks, cards and undo too", async () => {
  const page = await open({}, "software-2");
  const words = await page.evaluate(() => {
    const field = Object.assign(document.createElement("div"),
      { id: "rich", contentEditable: "true" });
    const inline = document.createElement("attune-inline");
    const bold = document.createElement("b");
    bold.textContent = "our policy";
    const line = document.createElement("p");
    line.append("😀 مرحبا as per ", bold, " you wait.");
    field.append(line, Object.assign(document.createElement("p"),
      { textContent: "Bye." }));
    inline.setAttribute("for", "rich");
    inline.id = "rich-inline";
    document.querySelector(".thread").append(field, inline);
    return inline.text;
  });
  assert.equal(words, "😀 مرحبا as per our policy you wait.\nBye.");
  const from = words.indexOf("as per");
  const { data } = make.suggested("software-2", "m2", 0, "x", [make.match(
    "policy-wall", from, from + 17, "as per our policy", ["today"])]);
  await page.evaluate((given) => {
    document.getElementById("rich-inline").suggestion = given;
  }, data);
  assert.equal(await page.evaluate(() => document.getElementById("rich-inline")
    .shadowRoot.querySelectorAll(".mark").length > 0), true);
  await page.focus("#rich");
  await page.keyboard.press("Alt+Period");
  await page.keyboard.press("Alt+Enter");
  const now = () => page.evaluate(
    () => document.getElementById("rich-inline").text);
  assert.equal(await now(), "😀 مرحبا today you wait.\nBye.");
  await page.keyboard.press("Control+Z");
  assert.equal(await now(), words);
  await page.context().close();
});

/* By keyboard. */

await check("all of it by keyboard alone, and said aloud", async () => {
  const page = await open({}, "parcel-1");
  const focus = () => page.evaluate(() =>
    document.activeElement.textContent.slice(0, 60) ||
    document.activeElement.id);
  await page.evaluate(() => document.activeElement.blur());
  await page.focus(".skip");
  for (let i = 0; i < 12 && !/Beatriz/.test(await focus()); i++)
    await page.keyboard.press("Tab");
  assert.match(await focus(), /Beatriz/);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.id === "reply");
  const hear = await listen(page);
  await page.keyboard.type(COLD);
  await page.waitForFunction((words) => {
    const inline = document.getElementById("inline");
    return inline.text === words && inline.marks.length > 1 &&
      inline.suggestion.revision === inline.revision;
  }, COLD);
  await hear(/^\d suggestions\. Alt and full stop/);
  await page.keyboard.press("Alt+Period");
  await hear(/^1 of \d\. .*“.+”.*Alt and slash dismisses/);
  await page.keyboard.press("Alt+Enter");
  await hear(/^(Taken|Left out)/);
  await page.waitForFunction(() => {
    const inline = document.getElementById("inline");
    return inline.suggestion.revision === inline.revision;
  });
  await page.keyboard.press("Alt+Period");
  await page.keyboard.press("Alt+Slash");
  await page.keyboard.press("Enter");
  await hear(/^Dismissed\.$/);
  const sent = await text(page);
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector("#messages .agent");
  assert.equal(await page.textContent("#messages .agent .text"), sent);
  assert.equal(await text(page), "");
  await page.context().close();
});

await check("advice is put where the caret is, and undone", async () => {
  const page = await open({}, "airline-1");
  await page.waitForSelector("#help .say");
  await page.focus("#reply");
  await page.keyboard.insertText("Hi Ruth.");
  const line = await page.textContent("#help .say >> nth=0");
  await page.click("#help .say >> nth=0");
  assert.equal(await text(page), `Hi Ruth. ${line}`);
  assert.equal(await page.evaluate(() => document.activeElement.id), "reply");
  await page.keyboard.press("Control+Z");
  assert.equal(await text(page), "Hi Ruth.");
  await page.context().close();
});

await check("steps tick off in the draft, and stay so once it was sent",
  async () => {
    const page = await open({}, "car-1");
    const states = () => page.$$eval(".steps li",
      (all) => all.map((one) => one.dataset.state));
    await page.waitForSelector(".steps");
    assert.ok(!(await states()).includes("drafted"));
    await page.focus("#reply");
    await page.keyboard.insertText("I'm sorry, Vincent. Third time with the " +
      "same noise, and you paid 340 again. I'll ring you tomorrow at 9.");
    await page.waitForSelector('.steps [data-state="drafted"]');
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("#messages .agent");
    await post(desk, "next", { conversation: "car-1" });
    await page.waitForFunction(() =>
      document.querySelectorAll("#messages li").length === 3);
    await page.waitForTimeout(400);
    note(`steps after a reply and an answer: ${await states()}`);
    await page.context().close();
  });

await check("a message that comes while one writes leaves the draft",
  async () => {
    const page = await open({}, "car-2");
    await page.focus("#reply");
    await page.keyboard.insertText("I'm looking into it 😀");
    await post(desk, "customer", { conversation: "car-2", text: "Hello??" });
    await page.waitForFunction(() =>
      document.querySelectorAll("#messages li").length === 2);
    assert.equal(await text(page), "I'm looking into it 😀");
    assert.match(await page.textContent("#news"), /wrote: Hello\?\?/);
    await page.context().close();
  });

await check("a conversation is resolved, reopened and erased", async () => {
  const page = await open({}, "laptop-1");
  const state = async () => (await thread("laptop-1")).state;
  await page.click("#resolve");
  await page.waitForFunction(() => document.getElementById("resolve")
    .textContent === "Reopen");
  assert.equal(await state(), "resolved");
  await page.click("#resolve");
  await page.waitForFunction(() => document.getElementById("resolve")
    .textContent === "Resolve");
  assert.equal(await hook(desk, make.escalation("laptop-1", "Told.")), 204);
  assert.equal(await post(desk, "feedback", { conversation: "laptop-1",
    suggestion: "sug_none", action: "dismissed", rule: "canned",
    quote: "Told." }), 200);
  assert.equal(await post(desk, "state",
    { conversation: "laptop-1", state: "erased" }), 200);
  await page.waitForFunction(() =>
    document.querySelectorAll("#messages li").length === 0);
  assert.equal(await state(), "erased");
  assert.deepEqual((await thread("laptop-1")).dismissed, []);
  const notices = await (await fetch(`${desk.url}api/notices`)).json();
  assert.ok(!notices.some(({ data }) => data.conversation === "laptop-1"));
  await page.context().close();
});

await check("an address that names nothing opens the first", async () => {
  for (const talk of ["%", "none", "%ff"]) {
    const page = await open({}, talk);
    await page.waitForFunction(() => document.activeElement.id === "reply");
    await page.context().close();
  }
});

await check("Ctrl+Enter sends no half of a letter", async () => {
  const page = await open({}, "car-2");
  const before = (await thread("car-2")).messages.length;
  await page.evaluate(() => document.getElementById("reply").dispatchEvent(
    new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true,
      isComposing: true, bubbles: true })));
  await page.waitForTimeout(200);
  assert.equal((await thread("car-2")).messages.length, before);
  await page.context().close();
});

await check("marks scroll with a long reply and stay inside it", async () => {
  const page = await open({}, "bank-1");
  await write(page, `${"A line of its own.\n".repeat(60)}${COLD}`);
  const boxes = () => page.evaluate(() => {
    const field = document.getElementById("reply");
    field.scrollTop = window.toTop ? 0 : field.scrollHeight;
    return new Promise((seen) => { setTimeout(() => {
      const root = document.getElementById("inline").shadowRoot;
      const layer = root.querySelector(".layer").getBoundingClientRect();
      seen([...root.querySelectorAll(".mark:not(.whole)")].some((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return top < layer.bottom && bottom > layer.top;
      }));
    }, 100); });
  });
  assert.equal(await boxes(), true, "at the end they are seen");
  await page.evaluate(() => { window.toTop = true; });
  assert.equal(await boxes(), false, "at the top they are not");
  await page.focus("#reply");
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Alt+Period");
  await page.evaluate(() => { window.toTop = false; });
  assert.ok(await shown(page), "the next one is scrolled to");
  await page.context().close();
});

/* Notices and trends. */

await check("notices are shown where they belong, and to whom", async () => {
  const page = await open({}, "parcel-1");
  await page.click("#list button >> nth=1");
  assert.equal(await hook(desk, make.breather("agent-at-another")), 204);
  assert.equal(await hook(desk, make.escalation("parcel-1")), 204);
  await page.waitForTimeout(200);
  assert.equal(await page.locator(".notice").count(), 0);
  assert.equal(await hook(desk, make.breather("agent-at-this-desk")), 204);
  await page.waitForSelector('[data-kind="breather.suggested"]');
  await page.click(".notice .plain");
  assert.equal(await page.locator(".notice").count(), 0);
  await page.click("#list button >> nth=0");
  await page.waitForSelector('[data-kind="escalation.advised"]');
  assert.equal(await hook(desk, make.followUp("parcel-1")), 204);
  await page.waitForFunction(() => document.querySelector(".notice .soft")
    .textContent.endsWith("1 more"));
  await page.click(".notice .plain");
  await page.waitForSelector('[data-kind="follow_up.due"]');
  await page.context().close();
});

await check("a notice that is sent again is shown once", async () => {
  const event = make.followUp("parcel-2", "Once only.");
  await hook(desk, event);
  await hook(desk, event);
  const all = await (await fetch(`${desk.url}api/notices`)).json();
  assert.equal(all.filter(({ data }) =>
    data.suggestion === event.data.suggestion).length, 1);
});

await check("trends have a chart and a table", async () => {
  const page = await open({}, "", "trends");
  await hook(desk, make.trending("lost-parcel"));
  await hook(desk, make.digest());
  await page.waitForSelector(".trend .chart .now");
  assert.equal(await page.locator(".trend tbody tr").count(), 10);
  await page.waitForSelector("#digest:not([hidden])");
  assert.match(await page.textContent("#sums"), /412/);
  await page.context().close();
});

/* For everybody. */

async function axe(page, where) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
      "best-practice"] }));
  assert.deepEqual(violations.map(({ id, nodes }) =>
    `${where}: ${id}: ${nodes[0].html.slice(0, 120)} ${nodes[0].failureSummary
      .slice(0, 200)}`), []);
}

for (const colorScheme of ["light", "dark"])
  for (const viewport of [wide, { width: 900, height: 800 }, phone])
    await check(`axe finds nothing: ${colorScheme}, ${viewport.width} wide`,
      async () => {
        const page = await open({ colorScheme, viewport,
          reducedMotion: "reduce" });
        await axe(page, "thread");
        await write(page, WALL);
        await page.waitForTimeout(300);
        await page.keyboard.press("Alt+Period");
        await axe(page, "card");
        await page.keyboard.press("Alt+Slash");
        await axe(page, "reasons");
        await page.keyboard.press("Escape");
        if (await page.isVisible("#more")) await page.click("#more");
        await axe(page, "advice");
        await page.click("#compare");
        await axe(page, "rewrite");
        await page.keyboard.press("Escape");
        if (await page.isVisible("#more")) await page.click("#more");
        if (await page.isVisible("#back")) await page.click("#back");
        await axe(page, "list");
        await page.context().close();
        await hook(desk, make.trending("lost-parcel"));
        const trends = await open({ colorScheme, viewport }, "", "trends");
        await trends.waitForSelector(".trend");
        await trends.click(".trend summary");
        await axe(trends, "trends");
        await trends.context().close();
      });

await check("nothing is cut off at 320 px or with text twice as large",
  async () => {
    const spill = (page) => page.evaluate(() =>
      document.documentElement.scrollWidth - innerWidth);
    const small = await open({ viewport: { width: 320, height: 640 } });
    assert.ok(await spill(small) <= 0, "320 px");
    await small.context().close();
    const large = await open({ viewport: { width: 690, height: 450 } });
    assert.ok(await spill(large) <= 0, "200 %");
    assert.ok(await large.isVisible("#send"));
    await large.context().close();
  });

await check("a page from right to left is mirrored, cards stay inside",
  async () => {
    const page = await open({}, "telecom-3");
    await page.evaluate(() => { document.documentElement.dir = "rtl"; });
    await page.fill("#reply", "");
    await write(page, `مرحبا، شكرا لك. ${COLD}`);
    await page.keyboard.press("Alt+Period");
    const card = await page.evaluate(() => {
      const { left, right } = document.getElementById("inline").shadowRoot
        .querySelector(".card").getBoundingClientRect();
      return { left, right, list: document.querySelector(".list")
        .getBoundingClientRect().left };
    });
    assert.ok(card.left >= 0 && card.right <= wide.width);
    assert.ok(card.list > wide.width / 2, "the list is at the right");
    await axe(page, "rtl");
    await page.context().close();
  });

/* Tricks. */

/* What is ours stands where we put it: names do not turn or push it. */
const spilled = (page) => page.evaluate(() => {
  const bad = [];
  for (const by of document.querySelectorAll("#messages .by")) {
    const name = by.querySelector("bdi")?.getBoundingClientRect();
    const time = by.querySelector("time").getBoundingClientRect();
    if (name && time.left < name.right - 1 && time.top < name.bottom - 4)
      bad.push(`name over time: ${by.textContent.slice(0, 40)}`);
    const plain = by.querySelector("time").textContent;
    if (!/^\d{1,2}[:.]\d\d/.test(plain)) bad.push(plain);
  }
  for (const row of document.querySelectorAll("#list .row:first-child")) {
    const [from, at] = row.children;
    if (at.getBoundingClientRect().left <
        from.getBoundingClientRect().right - 1)
      bad.push(`list: ${row.textContent.slice(0, 40)}`);
  }
  for (const one of document.querySelectorAll("#messages .text")) {
    const { unicodeBidi, contain } = getComputedStyle(one);
    if (!/isolate|plaintext/.test(unicodeBidi) || contain !== "paint")
      bad.push("a text is not kept to itself");
  }
  const more = document.documentElement.scrollWidth - innerWidth;
  if (more > 0) bad.push(`wider by ${more} px`);
  return bad;
});

/* Only elements that we make, with attributes that we set. */
const strange = (page) => page.evaluate(() => {
  const bad = [];
  const known = new Set(("HTML HEAD META TITLE LINK SCRIPT BODY A HEADER NAV " +
    "P H1 H2 H3 UL OL LI BUTTON SPAN BDI MAIN DIV SECTION ASIDE FORM LABEL " +
    "TEXTAREA KBD DETAILS SUMMARY INPUT DIALOG TIME MARK I Q ARTICLE " +
    "ATTUNE-INLINE STRONG DEL INS").split(" "));
  const visit = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (!known.has(node.nodeName)) bad.push(node.nodeName);
      for (const { name } of node.attributes)
        if (/^on|^style$|^srcdoc$/.test(name) && !(name === "style" &&
            root instanceof ShadowRoot)) bad.push(`${node.nodeName} ${name}`);
      if (node.shadowRoot) visit(node.shadowRoot);
    }
  };
  visit(document);
  if (window.hasRun) bad.push("a script ran");
  if (document.scripts.length !== 2) bad.push("a script was added");
  if (({}).x !== undefined) bad.push("a prototype was changed");
  return bad;
});

await check(`${tricks.length} tricks as messages and names do nothing`,
  async () => {
    assert.equal(tricks.length, 500);
    const page = await open({}, "parcel-1");
    const ids = (await (await fetch(`${desk.url}api/conversations`)).json())
      .map(({ id }) => id);
    for (let at = 0; at < tricks.length; at += 20) {
      const conversation = ids[(at / 20) % ids.length];
      const before = (await thread(conversation)).messages.length;
      await page.evaluate((id) => [...document.querySelectorAll("#list button")]
        [id].click(), ids.indexOf(conversation));
      for (const trick of tricks.slice(at, at + 20))
        assert.equal(await post(desk, "customer", { conversation, text: trick,
          name: [...trick].slice(0, 60).join("") }), 200, trick);
      await page.waitForFunction(([most, id]) => location.hash === `#${id}` &&
        document.querySelectorAll("#messages li").length === most,
      [before + 20, conversation], { timeout: 10000 });
      assert.deepEqual(await strange(page), []);
      assert.deepEqual(await spilled(page), [], `from ${at}`);
      const shownTexts = await page.$$eval("#messages .text",
        (all) => all.slice(-20).map((one) => one.textContent));
      assert.deepEqual(shownTexts, tricks.slice(at, at + 20));
    }
    await page.context().close();
  });

await check("tricks in what webhooks say do nothing either", async () => {
  const page = await open({}, "food-1");
  const draft = "The words 😀";
  await page.fill("#reply", draft);
  await page.waitForTimeout(500);
  for (let at = 0; at < tricks.length; at += 10) {
    const trick = tricks[at].slice(0, 800);
    const { reply, revision } = await thread("food-1");
    const event = make.suggested("food-1", reply, revision, trick, [
      make.match(trick.slice(0, 40) || "x", 4, 9, "words", [trick, ""],
        trick)]);
    event.data.rewrite = { format: "text", engine: "embedded", edits: [{
      range: { utf16: [4, 9] }, text: trick, rule: "x" }] };
    assert.equal(await hook(desk, event), 204);
    assert.equal(await hook(desk, make.escalation("food-1", trick)), 204);
    assert.equal(await hook(desk, make.trending(trick, trick)), 204);
    await page.waitForFunction((id) => document.getElementById("inline")
      .suggestion?.suggestion === id, event.data.suggestion);
    await page.focus("#reply");
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("Alt+Period");
    assert.deepEqual(await strange(page), []);
    await page.keyboard.press("Escape");
    await page.click("#compare");
    assert.deepEqual(await strange(page), []);
    await page.keyboard.press("Escape");
  }
  const trends = await open({}, "", "trends");
  await trends.waitForSelector(".trend");
  assert.equal(await trends.evaluate(() => window.hasRun), undefined);
  assert.ok(await trends.evaluate(() =>
    document.documentElement.scrollWidth <= innerWidth));
  await trends.context().close();
  await page.context().close();
});

await check("a trick in the draft does nothing", async () => {
  const page = await open({}, "gym-1");
  for (let at = 3; at < tricks.length; at += 25) {
    await page.focus("#reply");
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(`${tricks[at].slice(0, 300)} ${COLD}`);
    await page.waitForTimeout(350);
    await page.keyboard.press("Alt+Period");
    assert.deepEqual(await strange(page), []);
    await page.keyboard.press("Escape");
  }
  await page.context().close();
});

await check("no dialog came, and nothing left this machine", async () => {
  assert.deepEqual(dialogs, []);
  assert.deepEqual(outside, []);
});

await check("no page had an error", async () => {
  assert.deepEqual([...new Set(faults)], []);
});

await checkInline(browser);
await browser.close();
const code = await desk.close();
await check("the desk ends as told, and refused no webhook of Attune's",
  async () => {
    const refused = desk.errors().split("\n").filter((line) => line &&
      !/no signature fits|more than five minutes/.test(line));
    assert.deepEqual(refused, []);
    assert.equal(code, 0);
  });
doneTesting();
