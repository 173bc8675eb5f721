/* The draft and its rewrite side by side, to be taken whole or in part. */

import { $, bdi, el } from "./dom.js";

/* The text with each edit shown as tag, from the old or the new side. */
function side(text, edits, isOld, ticked) {
  const node = el("p", { className: "text", dir: "auto" });
  let at = 0;
  edits.forEach(({ edit, range }, i) => {
    const old = text.slice(...range);
    const piece = isOld || !ticked[i] ? old : edit.text;
    node.append(text.slice(at, range[0]));
    if (piece)
      node.append(el(!ticked[i] ? "span" : isOld ? "del" : "ins",
        { textContent: piece }));
    at = range[1];
  });
  node.append(text.slice(at));
  return node;
}

function line({ edit, range }, text, i, ticked, changed) {
  const box = el("input", { type: "checkbox", checked: true,
    onchange: () => { ticked[i] = box.checked; changed(); } });
  const old = text.slice(...range).trim();
  const fresh = edit.text.trim();
  return el("li", {}, el("label", {}, box, el("span", {},
    old ? el("del", {}, bdi(old)) : null,
    old && fresh ? " → " : null,
    fresh ? el("ins", {}, bdi(fresh)) : null)));
}

/* edits: [{edit: {text}, range}] into text. take(list) gets the ticked. */
function compare(text, edits, take) {
  const dialog = $("dialog");
  const ticked = edits.map(() => true);
  const ours = el("section", { className: "side" });
  const theirs = el("section", { className: "side" });
  const fillSides = () => {
    ours.replaceChildren(el("h3", { textContent: "Yours" }),
      side(text, edits, true, ticked));
    theirs.replaceChildren(el("h3", { textContent: "Suggested" }),
      side(text, edits, false, ticked));
    accept.disabled = !ticked.includes(true);
    accept.textContent = ticked.includes(false) ? "Take the ticked"
      : "Take all";
  };
  const accept = el("button", { type: "button", className: "main",
    onclick: () => {
      dialog.close();
      take(edits.filter((_, i) => ticked[i]));
    } });
  const list = el("ul", { className: "changes", ariaLabel: "Changes" },
    ...edits.map((one, i) => line(one, text, i, ticked, fillSides)));
  fillSides();
  dialog.replaceChildren(
    el("h2", { id: "compare-title", textContent: "A way to say it" }),
    el("div", { className: "sides" }, ours, theirs), list,
    el("div", { className: "row end" },
      el("p", { className: "keys",
        textContent: "Ctrl+Z takes it back." }),
      el("button", { type: "button", className: "plain",
        textContent: "Close", onclick: () => dialog.close() }), accept));
  dialog.showModal();
  accept.focus();
}

export { compare };
