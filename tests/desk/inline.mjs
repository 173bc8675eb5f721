/* <attune-inline> over editors that are no part of the desk. */

import assert from "node:assert/strict";

import { check } from "./check.mjs";
import { caret, card, middle, near, off, openEditors, text }
  from "./editors.mjs";
import { suggestions } from "./suggestions.mjs";

const checks = [];
const own = (name, call) => checks.push({ name: `inline: ${name}`, call });

const quote = ["div.gmail_quote", "On Monday Ida wrote:", ["br"],
  ["blockquote", "bad words", ["p", "bad again"]]];

own("marks lie over a frame, however it is scrolled",
  async ({ page, fill, suggest, focus }) => {
    await fill(...Array(20).fill(["p", "A line of its own."]),
      ["p", "So, as per our policy, you wait."],
      ...Array(20).fill(["p", "A line of its own."]));
    await suggest(["as per our policy", "today"]);
    const first = await off(page, "as per our policy");
    assert.ok(near(first) && first.isInside && !first.isSeen);
    for (const [inner, outer] of [[640, 0], [640, 130], [700, 90], [0, 60]]) {
      await page.evaluate(([inside, outside]) => {
        document.querySelector("iframe").contentWindow.scrollTo(0, inside);
        scrollTo(0, outside);
      }, [inner, outer]);
      await page.waitForTimeout(60);
      const now = await off(page, "as per our policy");
      assert.ok(near(now) && now.isInside, JSON.stringify(now));
      assert.equal(now.isSeen, inner > 0);
    }
    await focus();
    await page.keyboard.press("Alt+Period");
    await page.waitForTimeout(60);
    const gone = await off(page, "as per our policy");
    assert.ok(near(gone) && gone.isSeen, "the key scrolls to it");
    const { top, left, right, bottom } = await card(page);
    assert.ok(top >= 0 && left >= 0 && right <= 700 && bottom <= 640);
  });

own("keys in the frame take one, and one step undoes it",
  async ({ page, fill, suggest, focus }) => {
    const words = "So, as per our policy you wait.";
    await fill(["p", "Hi."], ["p", "So, ", ["b", "as per"],
      " our policy you wait."]);
    await suggest(["as per our policy", "to be fair"]);
    await focus();
    await page.keyboard.press("Alt+Period");
    await page.keyboard.press("Alt+Enter");
    assert.equal(await text(page), "Hi.\nSo, to be fair you wait.");
    assert.equal(await caret(page), "BODY");
    await page.keyboard.press("Control+Z");
    assert.equal(await text(page), `Hi.\n${words}`);
  });

own("the mouse takes one, and the frame has the caret again",
  async ({ page, fill, suggest }) => {
    await fill(["p", "It is as per our policy so."]);
    await suggest(["as per our policy", "today"]);
    const [x, y] = await middle(page);
    await page.mouse.move(x - 1, y);
    await page.mouse.move(x, y);
    await page.waitForTimeout(300);
    assert.ok(await card(page));
    await page.click("attune-inline .take");
    assert.equal(await text(page), "It is today so.");
    await page.keyboard.type("!");
    assert.equal(await text(page), "It is today! so.");
    await page.keyboard.press("Control+Z");
    await page.keyboard.press("Control+Z");
    assert.equal(await text(page), "It is as per our policy so.");
  });

own("a body in design mode is an editor too",
  async ({ page, fill, suggest, focus }) => {
    await fill(["p", "It is as per our policy so."]);
    await page.evaluate(() => {
      const { contentDocument } = document.querySelector("iframe");
      contentDocument.body.removeAttribute("contenteditable");
      contentDocument.designMode = "on";
    });
    await suggest(["as per our policy", "today"]);
    await focus();
    await page.keyboard.press("Alt+Period");
    await page.keyboard.press("Alt+Enter");
    assert.equal(await text(page), "It is today so.");
    await page.keyboard.type("!");
    assert.equal(await text(page), "It is today! so.");
    await page.evaluate(() => {
      document.querySelector("iframe").contentDocument.designMode = "off";
    });
  });

own("one is dismissed by keys, and writing goes on",
  async ({ page, fill, suggest, focus }) => {
    await fill(["p", "It is as per our policy so."]);
    await suggest(["as per our policy", "today"]);
    await focus();
    await page.keyboard.press("Alt+Period");
    await page.keyboard.press("Alt+Slash");
    await page.waitForTimeout(50);
    assert.ok(await card(page), "it stays though the frame lost the focus");
    await page.keyboard.press("Enter");
    assert.equal(await card(page), null);
    assert.equal(await page.evaluate(() =>
      document.querySelector("attune-inline").marks.length), 0);
    await page.keyboard.type("X");
    assert.equal(await text(page), "It is as per our policyX so.");
  });

own("text is read as it is seen, and edits find it", async ({ page, fill }) => {
  await fill("\n\t", ["p", "\n  Hi\u00a0Marta,", ["br"]], "\n",
    ["p", ["br"]], ["div", "one", ["br"], "\ntwo bad", ["br"], ["br"]],
    ["ul", ["li", "three"], ["li", "fo", ["i", "ur"], " bad"]], "last bad");
  const before = "Hi Marta,\n\none\ntwo bad\n\nthree\nfour bad\nlast bad";
  assert.equal(await text(page), before);
  await page.evaluate(() => window.better());
  assert.equal(await text(page), before.replaceAll("bad", "good"));
  assert.equal(await page.evaluate(() => document.querySelector("iframe")
    .contentDocument.querySelectorAll("li, i").length), 3);
});

own("a rewrite of plain paragraphs is one step",
  async ({ page, fill, focus }) => {
    await fill(["p", "One bad."], ["p", "Two bad."], ["p", ["br"]],
      ["p", "Three bad."]);
    await focus();
    await page.evaluate(() => window.better());
    assert.equal(await text(page),
      "One good.\nTwo good.\n\nThree good.");
    await page.keyboard.press("Control+Z");
    assert.equal(await text(page), "One bad.\nTwo bad.\n\nThree bad.");
  });

own("quotes are not read, marked or changed",
  async ({ page, fill, suggest }) => {
    await fill(["p", "Mine is bad."], quote, ["p", "Bad? As bad."],
      ["div", "On 3 May Ida wrote:", ["br"], ["blockquote", "bad"]]);
    const before = await page.evaluate(() => window.quoted());
    assert.equal(await text(page), "Mine is bad.\nBad? As bad.");
    await suggest(["bad.\nBad", "good"], ["Mine", "This"]);
    assert.deepEqual(await page.evaluate(() =>
      document.querySelector("attune-inline").marks.map(
        ({ match }) => match.quote)), ["Mine"]);
    await page.evaluate(() => window.better());
    assert.equal(await text(page), "Mine is good.\nBad? As good.");
    await page.evaluate(() => document.querySelector("attune-inline")
      .apply([{ range: [0, 22], text: "All of it new." }]));
    assert.equal(await text(page), "Mine is good.\nBad? As good.");
    await page.evaluate(() => {
      const inline = document.querySelector("attune-inline");
      const page = inline.field.ownerDocument;
      page.getSelection().collapse(
        page.querySelector("blockquote").firstChild, 3);
      inline.insert("I am on it.");
    });
    assert.equal(await text(page),
      "Mine is good. I am on it.\nBad? As good.");
    await page.evaluate(() => document.querySelector("attune-inline")
      .begin({ text: "Another." }));
    assert.equal(await text(page), "Another.");
    assert.equal(await page.evaluate(() => window.quoted()), before);
  });

own("above a quote with nothing else there is room",
  async ({ page, fill, focus }) => {
    await fill(quote);
    const before = await page.evaluate(() => window.quoted());
    assert.equal(await text(page), "");
    await focus();
    await page.evaluate(() => document.querySelector("attune-inline")
      .insert("I am on it."));
    assert.equal(await text(page), "I am on it.");
    assert.equal(await page.evaluate(() => window.quoted()), before);
  });

own("a frame that is filled anew or taken away is let go",
  async ({ page, fill, suggest, focus }) => {
    await fill(["p", "It is as per our policy so."]);
    await focus();
    await page.keyboard.press("End");
    await page.keyboard.type("x");
    await page.waitForTimeout(250);
    await suggest(["as per our policy", "today"]);
    await page.keyboard.press("Alt+Period");
    const state = () => page.evaluate(() => {
      const inline = document.querySelector("attune-inline");
      inline.insert("x");
      inline.apply([{ range: [0, 0], text: "x" }]);
      dispatchEvent(new Event("resize"));
      return [inline.field, inline.text, inline.shadowRoot
        .querySelectorAll(".mark").length];
    });
    await page.evaluate(() => {
      const { contentDocument } = document.querySelector("iframe");
      contentDocument.open();
      contentDocument.close();
    });
    assert.deepEqual(await state(), [null, "", 0]);
    await page.evaluate(() => {
      window.drafts.length = 0;
      const { contentDocument } = document.querySelector("iframe");
      const body = contentDocument.createElement("body");
      body.contentEditable = "true";
      body.append("It is as per our policy now.");
      contentDocument.body?.remove();
      contentDocument.documentElement.append(body);
      document.querySelector("attune-inline").field = body;
    });
    assert.equal(await page.evaluate(() =>
      document.querySelector("attune-inline").marks.length), 1);
    await page.waitForTimeout(250);
    assert.deepEqual(await page.evaluate(() => window.drafts),
      [{ text: "It is as per our policy now.", revision: 2 }]);
    await page.evaluate(() => {
      const frame = document.querySelector("iframe");
      frame.replaceWith(frame.cloneNode());
    });
    assert.deepEqual(await state(), [null, "", 0]);
    await page.reload();
    await page.waitForFunction(() => window.ready);
  });

own("an editor with an undo of its own may write itself",
  async ({ page, fill }) => {
    await fill(["p", "It is bad."]);
    const told = await page.evaluate(() => {
      const inline = document.querySelector("attune-inline");
      const told = [];
      inline.addEventListener("attune-write", (event) => {
        event.preventDefault();
        const { from, to, value, range } = event.detail;
        told.push(from, to, value, String(range));
      }, { once: true });
      window.better();
      return told;
    });
    assert.deepEqual(told, [6, 9, "good", "bad"]);
    assert.equal(await text(page), "It is bad.");
  });

own("quoted lines in a text area stay as they are",
  async ({ page, plain, suggest, focus }) => {
    const lines = "On 3 May, Ida wrote:\n> bad words\n> bad again\n";
    await plain(`Mine is bad.\n\n${lines}\nAs bad.`);
    await suggest(["bad words", "good"], ["Ida", "she"], ["As bad", "Good"]);
    assert.deepEqual(await page.evaluate(() =>
      document.querySelector("attune-inline").marks.map(
        ({ match }) => match.quote)), ["As bad"]);
    await focus();
    await page.evaluate(() => window.better());
    assert.equal(await text(page), `Mine is good.\n\n${lines}\nAs good.`);
    await page.keyboard.press("Control+Z");
    assert.equal(await text(page), `Mine is bad.\n\n${lines}\nAs bad.`);
    const put = async (words, at) => {
      await plain(words);
      await page.evaluate((place) => {
        const inline = document.querySelector("attune-inline");
        inline.field.setSelectionRange(place, place);
        inline.insert("I am on it.");
      }, at);
      return text(page);
    };
    assert.equal(await put(`Hi.\n\n${lines}`, 30),
      `Hi.\nI am on it.\n\n${lines}`);
    assert.equal(await put(lines, 30), `I am on it.\n\n${lines}`);
    assert.equal(await put(lines, lines.length), `${lines}I am on it.`);
    assert.equal(await put("> bad", 5), "> bad\n\nI am on it.");
  });

async function checkInline(browser) {
  const editors = await openEditors(browser);
  const { page, faults } = editors;
  for (const { name, call } of [...checks, ...suggestions])
    await check(name, async () => {
      await page.evaluate(() => scrollTo(0, 0));
      await call(editors);
      assert.deepEqual(faults, []);
    });
  await editors.close();
}

export { checkInline };
