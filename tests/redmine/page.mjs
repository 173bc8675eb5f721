/* Redmine, and a browser that looks at it. */

import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { createRequire } from "node:module";

const { chromium } = createRequire(new URL("../desk/", import.meta.url))(
  "playwright-core");
const URL_ = process.env.REDMINE_URL;
const KEY = Buffer.from(process.env.REDMINE_KEY, "hex");
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
  "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

/* What no page may do, whatever it is shown. */
const outside = [];
const dialogs = [];
const faults = [];
/* What the page told Redmine: {path, status, body}. */
const told = [];

async function rest(login, method, path, body) {
  const pair = Buffer.from(`${login}:${login}-password`).toString("base64");
  const answer = await fetch(URL_ + path, { method, body: JSON.stringify(body),
    headers: { authorization: `Basic ${pair}`,
      "content-type": "application/json" } });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.status === 201 ? (await answer.json()).issue.id : null;
}

const write = (description, subject = "Where is it?") =>
  rest("marta", "POST", "/issues.json",
    { issue: { project_id: "support", tracker_id: 3, subject, description } });

async function hook(event) {
  const body = JSON.stringify(event);
  const id = `msg_${randomBytes(8).toString("hex")}`;
  const time = Math.floor(Date.now() / 1000);
  const made = createHmac("sha256", KEY).update(`${id}.${time}.${body}`)
    .digest("base64");
  const answer = await fetch(`${URL_}/attune/webhook`, { method: "POST", body,
    headers: { "webhook-id": id, "webhook-timestamp": String(time),
      "webhook-signature": `v1,${made}` } });
  assert.equal(answer.status, 204);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

async function login(name) {
  const context = await browser.newContext(
    { viewport: { width: 1280, height: 1000 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  page.on("request", (sent) => {
    if (!sent.url().startsWith(URL_)) outside.push(sent.url());
  });
  page.on("dialog", (dialog) => {
    /* Redmine's own, when one leaves what one has written. */
    if (dialog.type() !== "beforeunload") dialogs.push(dialog.message());
    dialog.accept();
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("response", (answer) => {
    const { pathname } = new URL(answer.url());
    const asked = answer.request();
    if (answer.status() >= 400)
      faults.push(`${answer.status()} ${pathname}`);
    if (pathname.startsWith("/attune/"))
      told.push({ pathname, status: answer.status(),
        body: asked.method() === "POST" ? asked.postDataJSON() : null });
    if (pathname.startsWith("/attune/"))
      answer.allHeaders().then((headers) => {
        if (headers["set-cookie"]) faults.push(`${pathname}: a cookie`);
      }, () => {}); /* the page was left meanwhile */
  });
  await page.addInitScript(() => {
    window.ran = () => { window.hasRun = true; };
  });
  await page.goto(`${URL_}/login`);
  await page.fill("#username", name);
  await page.fill("#password", `${name}-password`);
  await page.click("#login-submit");
  await page.waitForSelector("#loggedas");
  return page;
}

async function open(page, issue) {
  await page.goto(`${URL_}/issues/${issue}`);
  await page.click("#content > .contextual .icon-edit");
  await page.waitForSelector("#issue_notes:visible");
}

const text = (page) => page.inputValue("#issue_notes");
const marks = (page) => page.evaluate(() =>
  document.getElementById("attune-inline").marks.map(({ match, range }) =>
    [match.rule, document.getElementById("issue_notes").value
      .slice(...range)]));
const shadow = (page, selector) => page.locator(`#attune-inline ${selector}`);
const posts = (path, action) => told.filter(({ pathname, body }) =>
  pathname === `/attune/${path}` && (!action || body.action_taken === action));

/* What stands there was looked at: no card will be closed by news of it. */
async function reviewed(page) {
  await page.waitForTimeout(200);
  await page.waitForFunction(() => {
    const inline = document.getElementById("attune-inline");
    return inline.suggestion?.revision === inline.revision &&
      inline.marks.length > 0;
  });
}

async function draft(page, words) {
  await page.focus("#issue_notes");
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(words);
  await reviewed(page);
}

async function until(what) {
  for (let i = 0; i < 60; i++) {
    if (await what()) return;
    await new Promise((done) => { setTimeout(done, 100); });
  }
  assert.fail(String(what));
}

export { browser, dialogs, draft, faults, hook, login, marks, open, outside,
  posts, reviewed, shadow, text, until, write };
