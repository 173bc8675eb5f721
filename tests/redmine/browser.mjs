/*
 * Redmine's page of an issue, as an agent uses it with Attune:
 *   REDMINE_URL=… REDMINE_KEY=hex node browser.mjs
 */

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";

import { check, doneTesting } from "../desk/check.mjs";
import { tricks } from "../desk/tricks.mjs";
import { browser, dialogs, draft, faults, hook, login, marks, open, outside,
  posts, reviewed, shadow, text, until, write } from "./page.mjs";

const UPSET = "Third time I write: my parcel NL-48213 has not come and I am " +
  "really upset! 😀";
const COLD = "Unfortunately, as per our policy you must wait. " +
  "We apologize for any inconvenience.";
/* Of this one there are better words for the whole. */
const WALL = "We apologize for any inconvenience. As per our policy an " +
  "investigation can only be opened 10 working days after the expected " +
  "delivery date. Please provide your tracking number.";

const mia = await login("mia");

await check("a prompt appears, and what it says can be put into the notes",
  async () => {
    const issue = await write(UPSET);
    await open(mia, issue);
    await mia.waitForSelector("#attune-advice:visible");
    const advice = await mia.innerText("#attune-advice");
    assert.match(advice, /Frustrated/);
    assert.match(advice, /NL-48213/);
    const offer = await mia.locator(".attune-prompt .attune-lines button",
      { hasText: "voucher" }).innerText();
    assert.match(offer, /^[^.]* a 10 % voucher for your next order\.$/);
    const say = mia.locator(".attune-prompt .attune-lines button").first();
    const words = await say.innerText();
    await say.focus();
    await mia.keyboard.press("Enter");
    assert.equal(await text(mia), words);
    await until(() => posts("feedback", "accepted").length === 1);
    await mia.keyboard.press("Control+Z");
    assert.equal(await text(mia), "");
  });

await check("a draft is marked; one is taken by key, one by click, undone",
  async () => {
    await draft(mia, `😀 Hello. ${COLD}`);
    const found = await marks(mia);
    assert.ok(found.some(([, words]) => words === "as per our policy"), found);
    assert.match(await mia.innerText(".attune-state"), /suggestions/);
    await mia.keyboard.press("Control+End");
    await mia.keyboard.press("Alt+Comma");
    await mia.keyboard.press("Alt+Enter");
    const taken = await text(mia);
    assert.doesNotMatch(taken, /inconvenience/);
    await mia.keyboard.press("Control+Z");
    assert.equal(await text(mia), `😀 Hello. ${COLD}`);
    await reviewed(mia);
    await mia.keyboard.press("Control+Home");
    await mia.keyboard.press("Alt+Period");
    const first = shadow(mia, ".take").first();
    await first.waitFor({ state: "visible" });
    await first.click();
    assert.notEqual(await text(mia), `😀 Hello. ${COLD}`);
    await until(() => posts("feedback", "accepted").length === 3);
  });

await check("the whole rewrite is taken at once, and taken back", async () => {
  await draft(mia, WALL);
  await mia.click(".attune-whole");
  assert.match(await text(mia), /NL-48213/);
  assert.doesNotMatch(await text(mia), /inconvenience/);
  await mia.focus("#issue_notes");
  await mia.keyboard.press("Control+Z");
  assert.equal(await text(mia), WALL);
});

await check("one is dismissed, and does not come again", async () => {
  await draft(mia, COLD);
  const before = await marks(mia);
  await mia.keyboard.press("Control+Home");
  await mia.keyboard.press("Alt+Period");
  await mia.keyboard.press("Alt+Slash");
  await mia.keyboard.press("Enter");
  assert.equal((await marks(mia)).length, before.length - 1);
  await mia.keyboard.press("End");
  await mia.keyboard.insertText(" Thanks.");
  await reviewed(mia);
  assert.ok((await marks(mia)).every(([rule]) => rule !== before[0][0] ||
    before.filter(([other]) => other === rule).length > 1));
  await until(() => posts("feedback", "dismissed").length === 1);
});

await check("a quote that Redmine puts in has no marks", async () => {
  await mia.fill("#issue_notes", "");
  await mia.evaluate((cold) => {
    const field = document.getElementById("issue_notes");
    field.blur();
    field.focus();
    field.value = `Mia Jansen wrote in #note-1:\n> ${cold}\n\n`;
  }, COLD);
  await mia.waitForTimeout(600);
  assert.deepEqual(await marks(mia), []);
  await mia.keyboard.press("Control+End");
  await mia.keyboard.insertText("As per our policy you must wait.");
  await mia.waitForFunction(() =>
    document.getElementById("attune-inline").marks.length > 0);
  const at = (await text(mia)).indexOf("As per our policy");
  assert.ok(await mia.evaluate((from) => document.getElementById(
    "attune-inline").marks.every(({ range }) => range[0] >= from), at));
});

await check("private notes are nobody's business", async () => {
  await draft(mia, COLD);
  await mia.check("#issue_private_notes");
  await mia.waitForTimeout(400);
  assert.deepEqual(await marks(mia), []);
  const before = posts("draft").length;
  await mia.focus("#issue_notes");
  await mia.keyboard.insertText(COLD);
  await mia.waitForTimeout(500);
  assert.deepEqual(await marks(mia), []);
  assert.equal(posts("draft").length, before);
  await mia.uncheck("#issue_private_notes");
  await reviewed(mia);
});

await check("sent as it stands, and then there is nothing more to say",
  async () => {
    const sent = "I'm sorry, Marta. I'm asking the depot about NL-48213 now.";
    await mia.fill("#issue_notes", sent);
    await mia.click("#issue-form > input[type=submit]");
    await mia.waitForSelector("#flash_notice");
    assert.match(await mia.innerText("#history"), /asking the depot/);
    await mia.waitForTimeout(500);
    assert.ok(await mia.isHidden("#attune-advice"));
  });

await check("notices are shown until somebody has seen them", async () => {
  const issue = await write("Hello, where do I find the manual?");
  const later = new Date(Date.now() + 3600e3).toISOString();
  await hook({ type: "follow_up.due", timestamp: new Date().toISOString(),
    data: { suggestion: `sug_${randomBytes(9).toString("hex")}`,
      conversation: `redmine-${issue}`, message: null, expires_at: later,
      notice: { message: "You said by ten.", why: "It is ten to ten.",
        say: ["I have no answer yet, and I am still on it."] } } });
  await open(mia, issue);
  await mia.waitForSelector(".attune-notice:visible");
  assert.match(await mia.innerText(".attune-notice"), /You said by ten/);
  await mia.click(".attune-notice .attune-lines button");
  assert.match(await text(mia), /still on it/);
  await mia.click(".attune-seen");
  await mia.waitForSelector(".attune-notice", { state: "detached" });
  await open(mia, issue);
  await mia.waitForTimeout(500);
  assert.equal(await mia.locator(".attune-notice").count(), 0);
});

await check("tricks in texts run nothing and call nobody", async () => {
  const issue = await write("Hello, where do I find the manual?");
  const later = new Date(Date.now() + 3600e3).toISOString();
  const short = tricks.filter((one) => one.length < 300);
  for (let from = 0; from < short.length; from += 150) {
    const some = short.slice(from, from + 150);
    await hook({ type: "validation.prompted",
      timestamp: new Date().toISOString(),
      data: { suggestion: `sug_${randomBytes(9).toString("hex")}`,
        conversation: `redmine-${issue}`, message: "description",
        expires_at: later,
        reading: { feeling: some[0], second: "__proto__", heat: 9,
          trajectory: some[1], signals: some.slice(0, 20).map((quote) =>
            ({ quote })) },
        prompts: { acknowledge: some.slice(20, 80), ask: some.slice(80),
          offers: [{ text: some[2] }], already_known: some.slice(0, 20),
          avoid: [{ why: some[3] }] } } });
    await open(mia, issue);
    await mia.waitForSelector("#attune-advice:visible");
    await mia.click(".attune-lines button >> nth=3");
    await mia.waitForTimeout(300);
    assert.ok(!await mia.evaluate(() => window.hasRun));
    const nodes = await mia.evaluate(() => new Set([...document
      .querySelectorAll("#attune *")].map((node) => node.localName)).size);
    assert.ok(nodes < 22, `${nodes} kinds of elements`);
  }
  assert.deepEqual(outside, []);
});

await check("who may not answer sees nothing", async () => {
  const issue = await write(UPSET);
  const olga = await login("olga");
  await open(olga, issue);
  assert.equal(await olga.locator("#attune, attune-inline").count(), 0);
  await olga.context().close();
});

await check("nothing failed on the way", () => {
  assert.deepEqual(faults, []);
  assert.deepEqual(dialogs, []);
  assert.ok(posts("feedback").every(({ status }) => status === 204));
});

await browser.close();
doneTesting();
