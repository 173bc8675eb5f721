/* The reply and its rewrite side by side. */

import { el } from "../parts.js";

/* The text with each edit shown as tag, from the old or the new side. */
function side(title, text, edits, tag) {
  const node = el("p", { className: "attune-text", dir: "auto" });
  let at = 0;
  for (const { edit, range } of edits) {
    const piece = tag === "del" ? text.slice(...range) : edit.text;
    node.append(text.slice(at, range[0]));
    if (piece) node.append(el(tag, { textContent: piece }));
    at = range[1];
  }
  node.append(text.slice(at));
  return el("section", {}, el("h3", { textContent: title }), node);
}

/* edits: [{edit: {text}, range}] of text; take() when they are wanted. */
function compare(text, edits, take) {
  const button = (name, look, call) => el("button", { type: "button",
    className: `btn btn-sm ${look}`, textContent: name, onclick: () => {
      dialog.close();
      call?.();
    } });
  const accept = button("Use the whole rewrite", "button btn-primary", take);
  const dialog = el("dialog", { className: "attune-dialog",
    onclose: () => dialog.remove() },
  el("h2", { id: "attune-dialog-title", textContent: "A way to say it" }),
  el("div", { className: "attune-sides" },
    side("Yours", text, edits, "del"),
    side("Suggested", text, edits, "ins")),
  el("p", { className: "attune-foot" },
    el("span", { className: "attune-soft",
      textContent: "Ctrl+Z takes it back." }),
    button("Close", "btn-outline-secondary"), accept));
  dialog.setAttribute("aria-labelledby", "attune-dialog-title");
  document.body.append(dialog);
  dialog.showModal();
  accept.focus();
}

export { compare };
