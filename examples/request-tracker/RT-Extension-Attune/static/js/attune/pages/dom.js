/* Building the page. Text only ever becomes text. */

/* el("p", {className: "why"}, "text", node…); null children are left out. */
function el(tag, props, ...children) {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children.filter((child) => child !== null));
  return node;
}

/* What a stranger wrote, within a line of ours: its direction stays inside,
   and what is not to be seen is not there. */
function bdi(text) {
  return el("bdi", { textContent:
    String(text ?? "").replace(/[\p{Cc}\p{Bidi_C}]+/gu, " ") });
}

export { bdi, el };
