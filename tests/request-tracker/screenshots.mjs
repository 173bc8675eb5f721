/*
 * The pictures of examples/request-tracker, made of an RT that is up; takes
 * what browser.mjs takes. node screenshots.mjs FOLDER
 */

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { browser, mail, open, prefer, ticketOf } from "./pages.mjs";
import { marked, ready, write } from "./reply.mjs";

const folder = process.argv[2];
const FROM = "marta.lindqvist@customer.test";
mkdirSync(folder, { recursive: true });

mail(`Marta Lindqvist <${FROM}>`, "Washing machine, again", `Hello,

this is the third time I write about the washing machine. It stopped in the
middle of a cycle on Friday, and the technician who was promised for Tuesday
never came. I took a day off for nothing and I am really annoyed.

The order is 55-20417. I already ran the self test twice.
When will somebody come?

Marta Lindqvist`);
const ticket = await ticketOf(FROM);
const HASTY = ["Hi Marta,", "Unfortunately, as per our policy you must wait " +
  "for a new appointment. We apologize for any inconvenience."];

async function picture(page, name) {
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.close();
}

async function reply() {
  const page = await open(`/Ticket/Update.html?id=${ticket}&Action=Respond`);
  await page.setViewportSize({ width: 1160, height: 770 });
  await ready(page);
  await page.waitForLoadState("networkidle");
  await write(page, ...HASTY);
  await marked(page, 3);
  return page;
}

for (const look of ["light", "dark"]) {
  await prefer({ WebDefaultStylesheet: `elevator-${look}`,
    MessageBoxRichText: 1 });
  const page = await reply();
  for (let i = 0; i < 4; i++) await page.keyboard.press("Alt+Period");
  await picture(page, `reply-${look}`);
}

await prefer({ WebDefaultStylesheet: "elevator-light" });
const rewrite = await reply();
await rewrite.click(".attune-bar button");
await picture(rewrite, "rewrite");

const beside = await open(`/Ticket/Display.html?id=${ticket}`);
await beside.setViewportSize({ width: 1160, height: 770 });
await beside.waitForSelector("attune-advice:not([hidden])");
await picture(beside, "ticket");

await browser.close();
