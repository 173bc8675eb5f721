/*
 * The pictures in examples/redmine/screenshots, with instance.py running:
 *   REDMINE_URL=… REDMINE_KEY=hex node screenshots.mjs
 */

import { mkdirSync } from "node:fs";

import { browser, draft, hook, login, open, write } from "./page.mjs";

const OUT = new URL("../../examples/redmine/screenshots/", import.meta.url)
  .pathname;
const ASKED =
  "Hello,\n\nthis is the third time I write: my parcel NL-48213-K " +
  "should have come on Thursday, and I paid for two-day delivery. It is my " +
  "daughter's birthday on Saturday and I am really upset that nobody " +
  "answers.\n\nMarta";
const HASTY = "Hi Marta,\n\nWe apologize for any inconvenience. " +
  "Unfortunately, as per our policy an investigation can only be opened 10 " +
  "working days after the expected delivery date. Please provide your " +
  "tracking number.";

mkdirSync(OUT, { recursive: true });
const page = await login("mia");
const issue = await write(ASKED, "Where is my parcel?");
await open(page, issue);
await page.waitForSelector("#attune-advice:visible");
await draft(page, HASTY);
await page.keyboard.press("Control+Home");
await page.keyboard.press("Alt+Period");
await page.keyboard.press("Alt+Period");
await page.waitForTimeout(400);
const box = await page.locator("#add_notes").boundingBox();
await page.screenshot({ path: `${OUT}notes.png`, clip: { x: 8,
  y: box.y - 190, width: 960, height: box.height + 200 } });

await hook({ type: "follow_up.due", timestamp: new Date().toISOString(),
  data: { suggestion: `sug_${issue}`, conversation: `redmine-${issue}`,
    message: null, expires_at: new Date(Date.now() + 3600e3).toISOString(),
    notice: { message: "You said you would write to Marta by ten.",
      why: "It is ten to ten. If the depot has not answered, say that.",
      say: ["I don't have the depot's answer yet, Marta. I'm still on it, " +
        "and I'll write again by noon."] } } });
await page.fill("#issue_notes", "");
await open(page, issue);
await page.waitForSelector(".attune-notice:visible");
await page.locator("#add_notes").screenshot({ path: `${OUT}advice.png` });
await browser.close();
