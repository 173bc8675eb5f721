/* What the element is built of: nodes that hold text, and how they look. */

/* el("p", {className: "why"}, "text", node…); null children are left out. */
function el(tag, props, ...children) {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children.filter((child) => child !== null));
  return node;
}

/* What a stranger wrote, within a line of ours: turns nothing around it, and
   what is not to be seen is not there. */
function plain(text) {
  return String(text ?? "").replace(/[\p{Cc}\p{Bidi_C}]+/gu, " ");
}

/* Of a direction of its own. */
function bdi(text) {
  return el("bdi", { textContent: plain(text) });
}

/* How it looks: what is not known is a thought. */
function levelOf({ level }) {
  return level === "error" || level === "warning" ? level : "suggestion";
}

const STYLE = `
:host {
  position: absolute; inline-size: 0; block-size: 0;
  --error: var(--attune-error, light-dark(#b3261e, #ff9a8d));
  --warning: var(--attune-warning, light-dark(#96570a, #f0b45c));
  --suggestion: var(--attune-suggestion, light-dark(#1c6b63, #76cdbf));
  --paper: var(--attune-paper, light-dark(#ffffff, #26292e));
  --ink: var(--attune-ink, light-dark(#23262b, #eceae5));
  --soft: var(--attune-soft, light-dark(#565c65, #b0b5bd));
  --line: var(--attune-line, light-dark(#d9d6cf, #43474e));
  --hover: var(--attune-hover, light-dark(#f1efea, #32363c));
}
.layer { position: absolute; overflow: hidden; pointer-events: none; }
.mark { position: absolute; box-sizing: border-box;
  border-block-end: 2px solid var(--error); border-radius: 1px; }
.mark.warning { border-block-end: 2px dashed var(--warning); }
.mark.suggestion { border-block-end: 2px dotted var(--suggestion); }
.mark.whole { border: 0; border-inline-start: 3px solid; inset-block: 0;
  color: var(--warning); border-radius: 0; }
.mark.whole.suggestion { color: var(--suggestion); }
.mark.open:not(.whole) { background: rgb(128 128 128 / 18%); }
.mirror { position: absolute; visibility: hidden; pointer-events: none;
  box-sizing: border-box; border: 0 solid transparent; margin: 0;
  white-space: pre-wrap; overflow-wrap: break-word; }
.card { position: fixed; inset: auto; margin: 0; padding: 14px 16px 12px;
  box-sizing: border-box; inline-size: min(23rem, calc(100vw - 24px));
  max-block-size: min(24rem, calc(100vh - 24px)); overflow: auto;
  color: var(--ink); background: var(--paper);
  border: 1px solid var(--line); border-radius: 12px;
  box-shadow: 0 8px 28px rgb(0 0 0 / 16%);
  font: 0.9375rem/1.45 system-ui, sans-serif; text-align: start; }
.card:not(:popover-open) { display: none; }
.head { display: flex; justify-content: space-between; gap: 12px;
  font-size: 0.8125rem; color: var(--soft); margin: 0 0 4px; }
.level { font-weight: 600; color: var(--error); }
.level.warning { color: var(--warning); }
.level.suggestion { color: var(--suggestion); }
.message { margin: 0 0 4px; font-weight: 600; }
.why { margin: 0 0 10px; color: var(--soft); }
button, input { font: inherit; color: inherit; }
.takes { display: grid; gap: 6px; margin: 0 0 8px; }
button { background: transparent; border: 1px solid var(--line);
  border-radius: 8px; padding: 6px 10px; min-block-size: 32px;
  text-align: start; cursor: pointer; overflow-wrap: anywhere; }
button:hover { background: var(--hover); }
button:focus-visible, input:focus-visible {
  outline: 2px solid var(--suggestion); outline-offset: 1px; }
.take { display: flex; justify-content: space-between; gap: 10px; }
.take.first { border-color: var(--suggestion); }
kbd { font: 0.75rem/1.6 system-ui, sans-serif; color: var(--soft);
  white-space: nowrap; direction: ltr; unicode-bidi: isolate; }
@media (hover: none) { kbd { display: none; } }
.foot { display: flex; flex-wrap: wrap; gap: 6px; }
.foot button { border-color: #0000; color: var(--soft); font-size: 0.875rem; }
.foot.asking button { border-color: var(--line); color: var(--ink); }
.foot input { flex: 1 1 8rem; min-inline-size: 0; padding: 5px 9px;
  background: var(--paper); border: 1px solid var(--soft); border-radius: 8px; }
.quiet { position: absolute; inline-size: 1px; block-size: 1px;
  overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (forced-colors: active) { .mark { border-color: Highlight; } }
`;

/* As a sheet and not as an element: a strict policy lets it pass. */
function dress(root) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
}

export { bdi, dress, el, levelOf, plain };
