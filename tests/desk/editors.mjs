/*
 * A page with <attune-inline> over an editor in a frame, as rich editors make
 * them, or over a text area, under the same policy as the desk's.
 */

import { readFileSync } from "node:fs";

const ROOM = new URL("../../examples/inline/", import.meta.url);
const SITE = "http://inline.test/";
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";

const PAGE = `<!doctype html><html lang="en"><title>Editors</title>
<link rel="stylesheet" href="page.css">
<script type="module" src="attune-inline.js"></script>
<script type="module" src="page.js"></script>
<h1>Reply</h1><iframe title="Reply"></iframe><textarea></textarea>
<attune-inline></attune-inline><p id="below"></p>`;

const STYLE = `h1 { block-size: 300px }
iframe { inline-size: 420px; block-size: 160px; border: 5px solid;
  padding: 7px }
textarea { inline-size: 420px; block-size: 160px }
#below { block-size: 2000px }`;

/* What an editor does: a body that is made anew with each text. Nodes, for
   the policy of the page holds for its frames. */
const SCRIPT = `
const inline = document.querySelector("attune-inline");
const frame = document.querySelector("iframe");
const area = document.querySelector("textarea");
window.drafts = [];
inline.addEventListener("attune-draft",
  ({ detail }) => { window.drafts.push(detail); });

function build(page, [tag, ...children]) {
  const node = page.createElement(tag.split(".")[0]);
  if (tag.includes(".")) node.className = tag.split(".")[1];
  node.append(...children.map(
    (child) => Array.isArray(child) ? build(page, child) : child));
  return node;
}

window.fill = (...content) => {
  const page = frame.contentDocument;
  const body = build(page, ["body", ...content]);
  body.contentEditable = "true";
  page.body.replaceWith(body);
  inline.field = body;
  inline.begin({ text: inline.text });
};
window.plain = (text) => {
  area.value = text;
  inline.field = area;
  inline.begin({ text });
};
window.suggest = (...pairs) => {
  const matches = pairs.map(([quote, ...values]) => {
    const from = inline.text.indexOf(quote);
    return { rule: "rule-" + quote, level: "warning", message: "A message.",
      why: "Why.", quote, range: { utf16: [from, from + quote.length] },
      replacements: values.map((value) => ({ value })) };
  });
  inline.suggestion = { suggestion: "sug_1", revision: inline.revision,
    matches, rewrite: null };
};
window.better = () => inline.apply([...inline.text.matchAll(/bad/g)].map(
  ({ index }) => ({ range: [index, index + 3], text: "good" })));
window.quoted = () => [...frame.contentDocument.querySelectorAll("blockquote")]
  .map((node) => node.outerHTML).join();
window.ready = true;
`;

const OWN = { "page.css": ["text/css", STYLE],
  "page.js": ["text/javascript", SCRIPT], "": ["text/html", PAGE] };

async function serve(route) {
  const name = new URL(route.request().url()).pathname.slice(1);
  const [contentType, body] = OWN[name] ?? (/^[a-z-]+\.js$/.test(name)
    ? ["text/javascript", readFileSync(new URL(name, ROOM))] : []);
  await route.fulfill({ status: body ? 200 : 404, body,
    contentType: `${contentType}; charset=utf-8`,
    headers: { "content-security-policy": POLICY } });
}

const text = (page) => page.evaluate(() =>
  document.querySelector("attune-inline").text);
const caret = (page) => page.evaluate(() =>
  document.activeElement.contentDocument?.activeElement.nodeName ??
  document.activeElement.nodeName);
const card = (page) => page.evaluate(() => {
  const node = document.querySelector("attune-inline").shadowRoot
    .querySelector(".card");
  const { top, left, right, bottom } = node.getBoundingClientRect();
  return node.matches(":popover-open") ? { top, left, right, bottom } : null;
});

/* How far the first mark is from the words, which the frame says itself. */
const off = (page, words) => page.evaluate((found) => {
  const frame = document.querySelector("iframe");
  const { body } = frame.contentDocument;
  const walk = frame.contentDocument.createTreeWalker(body, 4);
  while (walk.nextNode() && !walk.currentNode.data.includes(found));
  const range = frame.contentDocument.createRange();
  const at = walk.currentNode.data.indexOf(found);
  range.setStart(walk.currentNode, at);
  range.setEnd(walk.currentNode, at + found.length);
  const inside = range.getBoundingClientRect();
  const outside = frame.getBoundingClientRect();
  const root = document.querySelector("attune-inline").shadowRoot;
  const mark = root.querySelector(".mark").getBoundingClientRect();
  const layer = root.querySelector(".layer").getBoundingClientRect();
  return { x: Math.abs(outside.x + 12 + inside.x - mark.x),
    y: Math.abs(outside.y + 12 + inside.y - mark.y),
    width: Math.abs(inside.width - mark.width),
    isSeen: mark.top < layer.bottom && mark.bottom > layer.top,
    isInside: layer.top >= outside.top + 12 &&
      layer.bottom <= outside.bottom - 12 };
}, words);

const near = ({ x, y, width }) => x < 1 && y < 1 && width < 1;

/* A mark's middle, for the mouse. */
const middle = (page) => page.evaluate(() => {
  const { x, y, width, height } = document.querySelector("attune-inline")
    .shadowRoot.querySelector(".mark").getBoundingClientRect();
  return [x + width / 2, y + height / 2];
});

async function openEditors(browser) {
  const context = await browser.newContext(
    { viewport: { width: 700, height: 640 } });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (line) => {
    /* Chromium's editor, joining paragraphs, tries a style and drops it. */
    if (line.type() === "error" && !/inline style/.test(line.text()))
      faults.push(line.text());
  });
  await page.route(`${SITE}**`, serve);
  await page.goto(SITE);
  await page.waitForFunction(() => window.ready);
  return { page, faults, close: () => context.close(),
    fill: (...content) => page.evaluate(
      (given) => window.fill(...given), content),
    plain: (words) => page.evaluate((given) => window.plain(given), words),
    suggest: (...pairs) => page.evaluate(
      (given) => window.suggest(...given), pairs),
    focus: () => page.evaluate(() => {
      document.querySelector("attune-inline").field.focus();
    }) };
}

export { caret, card, middle, near, off, openEditors, text };
