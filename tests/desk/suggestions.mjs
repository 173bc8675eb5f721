/* <attune-inline>: what it shows, what it takes, and what it leaves alone. */

import assert from "node:assert/strict";

import { card, middle, text } from "./editors.mjs";

const suggestions = [];
const own = (name, call) => suggestions.push({ name: `inline: ${name}`, call });

const marked = (page) => page.evaluate(() =>
  document.querySelector("attune-inline").marks.map(({ range }) =>
    document.querySelector("attune-inline").text.slice(...range)));
const said = (page) => page.evaluate(() => document
  .querySelector("attune-inline").shadowRoot.querySelector("[role=status]")
  .textContent);
const pause = (page) => page.waitForTimeout(250);

/* Everything that it tells, in the order in which it does. */
const tells = (page) => page.evaluate(() => {
  window.told = [];
  const inline = document.querySelector("attune-inline");
  window.mute ??= ["attune-accept", "attune-dismiss", "attune-write"].map(
    (type) => inline.addEventListener(type, () => window.told.push(type)));
});
const told = (page) => page.evaluate(() => window.told);

own("what was set before the module came is taken", async ({ page, plain }) => {
  await plain("It is as per our policy so.");
  const found = await page.evaluate(() => {
    const area = document.querySelector("textarea");
    area.id = "early";
    /* Made where no module has come, it is what it is before one has. */
    const early = document.implementation.createHTMLDocument("")
      .createElement("attune-inline");
    early.setAttribute("for", "early");
    early.dismissed = [{ rule: "other" }];
    const match = (rule, from, to) => ({ rule, level: "warning", message: "",
      why: "", range: { utf16: [from, to] }, replacements: [] });
    early.suggestion = { suggestion: "sug_0", revision: 0,
      matches: [match("policy", 6, 23), match("other", 0, 2)] };
    document.body.append(early);
    const now = [early.marks.length, early.suggestion.suggestion,
      Object.hasOwn(early, "suggestion")];
    early.suggestion = null;
    now.push(early.marks.length);
    early.remove();
    return now;
  });
  assert.deepEqual(found, [1, "sug_0", false, 0]);
});

own("a quote that is hidden in part hides no mark", async ({ page, plain }) => {
  const words = "Your card 4111 1111 1111 1881 is wrong. Zoë@a.de too.";
  await plain(words);
  const suggest = (revision, quote, from) => page.evaluate(
    ([given, quoted, at]) => {
      const inline = document.querySelector("attune-inline");
      inline.suggestion = null;
      inline.suggestion = { suggestion: "sug_1", revision: given, matches: [{
        rule: "r", level: "error", message: "M.", why: "W.", quote: quoted,
        range: { utf16: [at, at + quoted.length] },
        replacements: [{ value: "is not the one we have." }] }] };
    }, [revision, quote, from]);
  const hidden = "card **** **** **** **** is";
  await suggest(0, hidden, 5);
  assert.deepEqual(await marked(page), ["card 4111 1111 1111 1881 is"]);
  await page.focus("textarea");
  await page.keyboard.press("Alt+Period");
  assert.match(await said(page), /“card 4111 1111 1111 1881 is”/);
  assert.equal(await text(page), words);
  /* Of a text that it does not know, only the quote tells. */
  await suggest(99, hidden, 5);
  assert.deepEqual(await marked(page), ["card 4111 1111 1111 1881 is"]);
  await suggest(99, "**·@*.** too", 40);
  assert.deepEqual(await marked(page), ["Zoë@a.de too"]);
  await suggest(99, "card **** **** **** **** was", 5);
  assert.deepEqual(await marked(page), []);
  await suggest(99, hidden, 6);
  assert.deepEqual(await marked(page), []);
});

own("long sentences and lines take no longer than their length",
  async ({ page, plain, fill }) => {
    const long = 400000;
    await plain("");
    const took = await page.evaluate(async (size) => {
      const { scope } = await import("/edits.js");
      const words = "a ".repeat(size / 2);
      const blanks = ".\n ".repeat(size / 3);
      const begun = performance.now();
      for (const now of [`${words}bad ${words}`, `${blanks}bad${blanks}`])
        for (const value of ["All of it.", ""]) {
          const at = now.indexOf("bad");
          scope(now, { match: {}, range: [at, at + 3] }, value, []);
        }
      return performance.now() - begun;
    }, long);
    await fill(["p", `${"1:".repeat(long / 2)}x`],
      ["blockquote", "Their words."]);
    const read = await page.evaluate(() => {
      const begun = performance.now();
      void document.querySelector("attune-inline").text;
      return performance.now() - begun;
    });
    /* The square of it would be minutes. */
    assert.ok(took < 3000 && read < 3000, `${took} ms, ${read} ms`);
  });

own("who wrote a quote is told by its line alone", async ({ page, fill }) => {
  for (const [line, isTold] of [["On Monday Ida wrote: ", true],
    ["3.5.26, 10:05, Ida:", true], ["Ida wrote:", false], ["12 days", false]]) {
    await fill(["p", "Hi."], ["p", line], ["blockquote", "Their words."]);
    assert.equal(await text(page), isTold ? "Hi." : `Hi.\n${line.trim()}`);
  }
});

own("a sentence ends where a blank is", async ({ page, plain, suggest }) => {
  for (const [before, after] of [
    ["Hi. It takes 2.5 days as per our policy. Bye.", "Hi. Soon. Bye."],
    ["See a.example/x as per our policy", "Soon."],
    ["“Why?” It is as per our policy!! Bye", "“Why?” Soon. Bye"],
    ["One\nas per our policy\nTwo", "One\nSoon.\nTwo"]]) {
    await plain(before);
    await suggest(["as per our policy", "Soon."]);
    await page.focus("textarea");
    await page.keyboard.press("Alt+Period");
    await page.keyboard.press("Alt+Enter");
    assert.equal(await text(page), after);
  }
});

own("a capital is English in a Turkish browser",
  async ({ page, plain, suggest }) => {
    await page.evaluate(() => {
      const { toLocaleUpperCase } = String.prototype;
      Object.assign(String.prototype, { toLocaleUpperCase() {
        return toLocaleUpperCase.call(this, "tr");
      } });
    });
    await plain("Hi. Unfortunately, it is late.");
    await suggest(["Unfortunately", ""]);
    await page.focus("textarea");
    await page.keyboard.press("Alt+Period");
    await page.keyboard.press("Alt+Enter");
    assert.equal(await text(page), "Hi. It is late.");
  });

own("what the page dismisses is gone at once",
  async ({ page, plain, suggest }) => {
    await plain("So, as per our policy, you wait as told.");
    await suggest(["as per our policy", "today"], ["as told", ""],
      ["you wait", ""]);
    await page.focus("textarea");
    await page.keyboard.press("Alt+Period");
    assert.ok(await card(page));
    const drawn = await page.evaluate(() => {
      const inline = document.querySelector("attune-inline");
      inline.dismissed = [{ rule: "rule-as per our policy", quote: null },
        { rule: "rule-as told", quote: "AS TOLD" }];
      return inline.shadowRoot.querySelectorAll(".mark").length;
    });
    assert.equal(drawn, 1);
    assert.deepEqual(await marked(page), ["you wait"]);
    assert.equal(await card(page), null);
  });

own("a card that somebody is in stays when it is suggested again",
  async ({ page, plain, suggest }) => {
    await plain("It is bad, so wait.");
    await suggest(["bad", "good"]);
    await page.focus("textarea");
    await page.keyboard.press("Alt+Period");
    await page.keyboard.press("Alt+Slash");
    await suggest(["so wait", ""], ["bad", "good"]);
    await page.keyboard.press("Enter");
    assert.deepEqual(await marked(page), ["so wait"]);
    assert.equal(await text(page), "It is bad, so wait.");
    await page.keyboard.press("Alt+Period");
    await suggest(["bad", "good"]);
    assert.equal(await card(page), null);
  });

own("signs that hide or turn text are not in a card",
  async ({ page, plain }) => {
    await plain("It is bad.");
    await page.evaluate(() => {
      document.querySelector("attune-inline").suggestion = { revision: 0,
        suggestion: "sug_1", matches: [{ rule: "r", level: "whole",
          message: "a\u202eb\u0007c", why: "d\u2066e", quote: "bad",
          range: { utf16: [6, 9] }, replacements: [{ value: "x\u200fy" }] }] };
    });
    await page.focus("textarea");
    await page.keyboard.press("Alt+Period");
    const shown = await page.evaluate(() => {
      const root = document.querySelector("attune-inline").shadowRoot;
      return [root.querySelector(".card").textContent,
        root.querySelector(".mark").className];
    });
    assert.doesNotMatch(shown[0], /[\u202e\u0007\u2066\u200f]/);
    assert.match(shown[0], /A thought1 of 1a b cd ex y/);
    assert.equal(shown[1], "mark suggestion open");
    await page.keyboard.press("Escape");
  });

own("half a letter is no draft, and its keys are not ours",
  async ({ page, plain, suggest }) => {
    await plain("It is bad. ");
    await suggest(["bad", "good"]);
    await page.focus("textarea");
    await page.keyboard.press("Alt+Period");
    await page.keyboard.press("End");
    await page.evaluate(() => { window.drafts.length = 0; });
    const client = await page.context().newCDPSession(page);
    await client.send("Input.imeSetComposition",
      { text: "に", selectionStart: 1, selectionEnd: 1 });
    await pause(page);
    await client.send("Input.imeSetComposition",
      { text: "にほ", selectionStart: 2, selectionEnd: 2 });
    await pause(page);
    assert.deepEqual(await page.evaluate(() => window.drafts), []);
    await client.send("Input.insertText", { text: "日本" });
    await pause(page);
    assert.deepEqual(await page.evaluate(() => window.drafts),
      [{ text: "It is bad. 日本", revision: 1 }]);
    await client.detach();
    await page.keyboard.press("Alt+Period");
    const key = (selector, name) => page.evaluate(([where, which]) => {
      const { shadowRoot } = document.querySelector("attune-inline");
      const node = shadowRoot.querySelector(where) ??
        document.querySelector(where);
      return node.dispatchEvent(new KeyboardEvent("keydown", { key: which,
        isComposing: true, bubbles: true, composed: true, cancelable: true }));
    }, [selector, name]);
    assert.ok(await key("textarea", "Escape"), "it is left to the editor");
    assert.ok(await card(page));
    await page.keyboard.press("Alt+Slash");
    assert.ok(await key(".foot input", "Enter"));
    assert.ok(await card(page));
    await page.keyboard.press("Escape");
  });

own("keys go by sign or place", async ({ page, plain, suggest }) => {
  await plain("It is bad.");
  await suggest(["bad", "good"]);
  await page.focus("textarea");
  for (const [key, code, does] of [[".", "KeyE", true], ["≥", "Period", true],
    [",", "KeyM", true], ["e", "KeyD", false]]) {
    await page.evaluate(([sign, place]) => document.querySelector("textarea")
      .dispatchEvent(new KeyboardEvent("keydown", { key: sign, code: place,
        altKey: true, bubbles: true, cancelable: true })), [key, code]);
    assert.equal(Boolean(await card(page)), does, key);
    await page.keyboard.press("Escape");
    await page.evaluate(() => document.querySelector("textarea")
      .setSelectionRange(0, 0));
  }
});

own("Escape closes what the mouse opened, wherever the focus is",
  async ({ page, plain, suggest }) => {
    await plain("It is bad.");
    await suggest(["bad", "good"]);
    await page.evaluate(() => document.activeElement.blur());
    const [x, y] = await middle(page);
    await page.mouse.move(x - 1, y);
    await page.mouse.move(x, y);
    await pause(page);
    assert.ok(await card(page));
    await page.keyboard.press("Escape");
    assert.equal(await card(page), null);
  });

own("what is about all of a draft is shown at its bar",
  async ({ page, plain, suggest }) => {
    for (const dir of ["ltr", "rtl"]) {
      await plain("You have to wait.");
      await page.evaluate((given) => {
        document.querySelector("textarea").dir = given;
      }, dir);
      await suggest(["You have to wait."]);
      const [x, y] = await middle(page);
      await page.mouse.move(x, y - 40);
      await page.mouse.move(x, y - 41);
      await pause(page);
      assert.ok(await card(page), dir);
      await page.mouse.move(5, 5);
      await page.waitForTimeout(450);
      assert.equal(await card(page), null);
      await page.mouse.click(x, y);
      assert.ok(await card(page), dir);
      assert.match(await said(page), /^1 of 1/);
      await page.keyboard.press("Escape");
    }
    await page.evaluate(() => {
      document.querySelector("textarea").removeAttribute("dir");
    });
  });

own("a field that is locked is not written into",
  async ({ page, plain, fill, suggest }) => {
    for (const lock of ["readOnly", "disabled"]) {
      await plain("It is bad.");
      await suggest(["bad", "good"]);
      await tells(page);
      await page.evaluate((name) => {
        document.querySelector("textarea")[name] = true;
        window.better();
        document.querySelector("attune-inline").insert("More.");
      }, lock);
      const [x, y] = await middle(page);
      await page.mouse.move(x - 1, y);
      await page.mouse.move(x, y);
      /* A disabled field hears no mouse. */
      if (lock === "readOnly") await page.click("attune-inline .take");
      assert.equal(await text(page), "It is bad.");
      assert.deepEqual(await told(page), []);
      await page.evaluate((name) => {
        document.querySelector("textarea")[name] = false;
      }, lock);
    }
    await fill(["p", "It is bad."]);
    await page.evaluate(() => {
      document.querySelector("attune-inline").field.contentEditable = "false";
      window.better();
    });
    assert.equal(await text(page), "It is bad.");
  });

own("it is accepted once it is written", async ({ page, plain, suggest }) => {
  await plain("It is bad.");
  await suggest(["bad", "good"]);
  await tells(page);
  await page.focus("textarea");
  await page.keyboard.press("Alt+Period");
  await page.keyboard.press("Alt+Enter");
  assert.deepEqual(await told(page), ["attune-write", "attune-accept"]);
  assert.equal(await said(page), "Taken: good");
});

own("a draft of several lines is put into an editor as such",
  async ({ page, fill }) => {
    await fill(["p", "Old."]);
    const words = "Hi Marta,\n\n  one  two \nBye.";
    await page.evaluate((given) => document.querySelector("attune-inline")
      .begin({ text: given, revision: 4 }), words);
    assert.equal(await text(page), words);
    assert.deepEqual(await page.evaluate(() => [...document
      .querySelector("iframe").contentDocument.body.children].map(
      (line) => [line.textContent, line.offsetHeight > 0])),
    [["Hi Marta,", true], ["", true], ["\u00a0\u00a0one\u00a0\u00a0two\u00a0",
      true], ["Bye.", true]]);
    await page.evaluate(() => document.querySelector("attune-inline")
      .begin({ text: "" }));
    assert.equal(await text(page), "");
  });

own("it works within a shadow tree", async ({ page }) => {
  const words = await page.evaluate(() => {
    const host = document.createElement("div");
    host.id = "host";
    const root = host.attachShadow({ mode: "open" });
    const field = document.createElement("div");
    const inner = document.createElement("attune-inline");
    field.id = "inside";
    field.contentEditable = "true";
    field.append("It is bad.");
    inner.setAttribute("for", "inside");
    root.append(field, inner);
    document.querySelector("h1").append(host);
    field.focus();
    root.getSelection().collapse(field.firstChild, 10);
    inner.insert("And more.");
    return inner.text;
  });
  assert.equal(words, "It is bad. And more.");
  await page.evaluate(() => document.getElementById("host").remove());
});

own("a field with the same id is taken in its place",
  async ({ page, plain }) => {
    await plain("");
    await page.evaluate(() => {
      const first = document.createElement("textarea");
      const inner = document.createElement("attune-inline");
      first.id = "again";
      inner.id = "follower";
      inner.setAttribute("for", "again");
      document.querySelector("h1").append(first, inner);
    });
    await page.waitForTimeout(50);
    await page.evaluate(() => {
      const second = document.createElement("textarea");
      second.id = "again";
      second.value = "Another.";
      document.querySelector("h1 textarea").replaceWith(second);
    });
    await page.waitForFunction(() =>
      document.getElementById("follower").text === "Another.");
    await page.evaluate(() => {
      document.getElementById("follower").remove();
      document.querySelector("h1 textarea").remove();
    });
  });

own("what was written is told though the element is moved",
  async ({ page, plain }) => {
    await plain("");
    await page.focus("textarea");
    await page.evaluate(() => { window.drafts.length = 0; });
    await page.keyboard.type("Hi.");
    await page.evaluate(() => {
      const inline = document.querySelector("attune-inline");
      inline.remove();
      document.querySelector("textarea").after(inline);
    });
    await pause(page);
    assert.deepEqual(await page.evaluate(() => window.drafts),
      [{ text: "Hi.", revision: 1 }]);
  });

own("a text that a script shortens breaks nothing",
  async ({ page, plain, suggest }) => {
    await plain("It is as it was, and bad.");
    await suggest(["bad", "good"]);
    assert.equal(await page.evaluate(() => {
      document.querySelector("textarea").value = "It is.";
      dispatchEvent(new Event("resize"));
      return document.querySelector("attune-inline").shadowRoot
        .querySelectorAll(".mark").length;
    }), 0);
  });

own("once it is removed it hears nothing and holds nothing",
  async ({ page, plain, suggest }) => {
    await plain("It is bad.");
    await suggest(["bad", "good"]);
    const left = await page.evaluate(async () => {
      const inline = document.querySelector("attune-inline");
      const area = document.querySelector("textarea");
      const { shadowRoot } = inline;
      inline.remove();
      window.drafts.length = 0;
      area.value = "More.";
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
      dispatchEvent(new Event("resize"));
      await new Promise((done) => { setTimeout(done, 250); });
      const found = [window.drafts.length, inline.field,
        shadowRoot.querySelectorAll(".mark, .mirror").length];
      area.after(inline);
      return found;
    });
    assert.deepEqual(left, [0, null, 0]);
  });

own("a draft is begun without a word", async ({ page, plain, suggest }) => {
  await plain("It is bad.");
  await suggest(["bad", "good"]);
  assert.match(await said(page), /^1 suggestion\./);
  await plain("Fine.");
  assert.equal(await said(page), "");
});

export { suggestions };
