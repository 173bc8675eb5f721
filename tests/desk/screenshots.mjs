/* The pictures in examples/desk/screenshots: node screenshots.mjs BUILD */

import { mkdirSync } from "node:fs";

import { hook, launch, post, startDesk } from "./browser.mjs";
import * as make from "./events.mjs";

const OUT = new URL("../../examples/desk/screenshots/", import.meta.url)
  .pathname;
const HASTY = "Hi Marta,\n\nWe apologize for any inconvenience the delay may " +
  "cause. Unfortunately, as per our policy an investigation can only be " +
  "opened 10 working days after the expected delivery date. Please provide " +
  "your tracking number.";
const MIXED = "مرحبا مارتا، شكرا لرسالتك.\n\nUnfortunately, as per our " +
  "policy you must wait 10 working days.";
const ARABIC = "مرحبا، طردي NL-48213-K لم يصل منذ يوم الخميس. " +
  "عيد ميلاد ابنتي يوم السبت! This is the third time I write.";

mkdirSync(OUT, { recursive: true });
const desk = await startDesk(process.argv[2],
  ["parcel", "telecom", "software", "health", "travel", "repair"]);
const browser = await launch();

async function open(colorScheme, width, height, path = "#parcel-1") {
  const touch = width < 500;
  const context = await browser.newContext({ colorScheme, isMobile: touch,
    hasTouch: touch, viewport: { width, height } });
  const page = await context.newPage();
  await page.goto(desk.url + path);
  if (path !== "trends") await page.waitForSelector("#reply:not([disabled])");
  return page;
}

async function write(page, text) {
  await page.fill("#reply", "");
  await page.focus("#reply");
  await page.keyboard.insertText(text);
  await page.waitForFunction(() => document.getElementById("inline").marks
    .length > 0);
  await page.waitForTimeout(300);
}

async function card(page, words) {
  await page.keyboard.press("Control+Home");
  const live = () => page.evaluate(() => document.getElementById("inline")
    .shadowRoot.querySelector("[role=status]").textContent);
  for (let i = 0; i < 8 && !(await live()).includes(words); i++)
    await page.keyboard.press("Alt+Period");
  await page.waitForTimeout(200);
}

async function shoot(page, name) {
  await page.screenshot({ path: `${OUT}${name}.png` });
  await page.context().close();
}

for (const scheme of ["light", "dark"]) {
  const page = await open(scheme, 1380, 900);
  await write(page, HASTY);
  await card(page, "as per our policy");
  await shoot(page, scheme);
}

let page = await open("light", 390, 844);
await write(page, HASTY);
await card(page, "Unfortunately");
await shoot(page, "phone");

page = await open("dark", 390, 844);
await page.click("#more");
await shoot(page, "phone-advice");

page = await open("light", 1380, 900);
await write(page, HASTY);
await page.click("#compare");
await shoot(page, "rewrite");

await post(desk, "customer", { conversation: "telecom-3", text: ARABIC,
  name: "ليلى حداد" });
page = await open("light", 1380, 900, "#telecom-3");
await write(page, MIXED);
await card(page, "as per our policy");
await shoot(page, "right-to-left");

await post(desk, "reply", { conversation: "parcel-1", text:
  "You paid for two-day delivery, Marta, and NL-48213-K has been sitting in " +
  "a van since Thursday. I'm sorry. I'm ringing the depot now, and I'll " +
  "write to you by 3." });
await post(desk, "next", { conversation: "parcel-1" });
page = await open("light", 1380, 900);
await hook(desk, make.followUp("parcel-1",
  "You said you would write to Marta by 3.",
  "It is ten to three. If the depot has not answered, say that.",
  ["I don't have the depot's answer yet, Marta. I'm still on it, and I'll " +
    "write again by 5."]));
await hook(desk, make.breather("agent-at-this-desk",
  "Three hard ones in a row: five minutes away would do you good.",
  "Nobody else sees this.", []));
await page.waitForSelector('[data-kind="follow_up.due"]');
await page.waitForTimeout(300);
await shoot(page, "notices");

await hook(desk, make.trending("lost-parcel",
  "Nearly three times as many customers as on other Tuesdays.",
  "Most of them name the same depot.",
  ["Ask the depot, and put a line on the tracking page."]));
await hook(desk, make.digest());
page = await open("light", 900, 900, "trends");
await page.waitForSelector("#digest:not([hidden])");
await shoot(page, "trends");

await browser.close();
await desk.close();
