/* What an agent sees of the reply page, and does there. */

/* RT's rich editor is ready, and ours lies over it. */
async function ready(page) {
  await page.waitForFunction(() => {
    const { instances } = window.CKEDITOR ?? {};
    return (!document.querySelector("#UpdateContent.richtext") ||
      instances?.UpdateContent?.status === "ready") &&
      document.querySelector("attune-reply")?.writable;
  });
}

async function isRich(page) {
  return await page.locator("#UpdateContent.richtext").count() > 0;
}

async function focus(page) {
  if (await isRich(page))
    await page.frameLocator("iframe.cke_wysiwyg_frame").locator("body").click();
  else await page.focus("#UpdateContent");
}

/* As paragraphs of a rich reply, or as lines. */
async function write(page, ...lines) {
  await focus(page);
  await page.keyboard.press("Control+Home");
  for (const [i, line] of lines.entries()) {
    if (i) await page.keyboard.press("Enter");
    await page.keyboard.type(line);
  }
}

const text = (page) => page.evaluate(
  () => document.querySelector("attune-inline").text.trim());

const marks = (page) => page.evaluate(
  () => document.querySelector("attune-inline").marks.map(
    ({ match, range }) => ({ range, quote: match.quote,
      here: document.querySelector("attune-inline").text.slice(...range) })));

async function marked(page, least = 1) {
  await page.waitForFunction((count) =>
    document.querySelector("attune-inline").marks.length >= count, least,
  { timeout: 20000 });
  return marks(page);
}

/* The same once what stands there was looked at, and no more will come. */
async function reviewed(page, least = 1) {
  await page.waitForTimeout(200);
  await page.waitForFunction(() => {
    const inline = document.querySelector("attune-inline");
    return inline.suggestion?.revision === inline.revision;
  });
  return marked(page, least);
}

/* Where the first mark lies in the window. */
const box = (page) => page.evaluate(() => {
  const { x, y, width, height } = document.querySelector("attune-inline")
    .shadowRoot.querySelector(".mark:not(.whole)").getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
});

/* Where these words lie in the window, as the browser has them. */
const wordsBox = (page, words) => page.evaluate((quote) => {
  const frame = document.querySelector("iframe.cke_wysiwyg_frame");
  const { left, top } = frame.getBoundingClientRect();
  const { contentDocument } = frame;
  const walker = contentDocument.createTreeWalker(contentDocument.body, 4);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(quote);
    if (at < 0) continue;
    const range = contentDocument.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + quote.length);
    const found = range.getBoundingClientRect();
    return { x: left + found.x + found.width / 2,
      y: top + found.y + found.height / 2 };
  }
  return null;
}, words);

async function submit(page) {
  await page.click("input[name=SubmitTicket]");
  await page.waitForURL(/Display\.html/);
}

export { box, focus, marked, marks, ready, reviewed, submit, text, wordsBox,
  write };
