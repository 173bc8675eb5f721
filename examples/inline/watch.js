/* What happens to a field and around it, until it is stopped. */

function hear({ node, surface, page, view, isFramed }, calls, signal) {
  const on = (target, type, call, more) =>
    target.addEventListener(type, call, { signal, ...more });
  on(node, "input", calls.input);
  on(node, "compositionstart", calls.compose);
  on(node, "compositionend", calls.composed);
  /* Before the editor, which may have plans of its own for a key. */
  on(surface, "keydown", calls.key, { capture: true });
  on(surface, "keyup", (event) => {
    if (/^(Arrow|Home|End|Page)/.test(event.key)) calls.caret();
  });
  on(surface, "click", calls.click);
  on(surface, "pointermove", calls.pointer);
  on(surface, "pointerleave", calls.leave);
  on(node, "blur", calls.blur);
  on(node, "scroll", calls.paint);
  on(window, "resize", calls.paint);
  on(document, "scroll", calls.scroll, { capture: true });
  /* A card that the mouse opened closes wherever the focus is. */
  on(document, "keydown", (event) => {
    if (event.key === "Escape") calls.key(event);
  }, { capture: true });
  if (!isFramed) return;
  on(page, "scroll", calls.paint, { capture: true });
  on(view, "blur", calls.blur);
  on(view, "pagehide", calls.lose);
}

/* calls: functions by what they are called for. Returns what stops it. */
function watch(field, calls) {
  const { node, page, frames } = field;
  const stop = new AbortController();
  const { signal } = stop;
  const until = (observer) => {
    signal.addEventListener("abort", () => observer.disconnect());
    return observer;
  };
  hear(field, calls, signal);
  const sizes = until(new ResizeObserver(calls.size));
  for (const one of [node, ...frames, document.body]) sizes.observe(one);
  for (const one of new Set([document, page]))
    one.fonts?.ready.then(calls.paint);
  /* Editors change their text in ways that cause no event. */
  if (!node.matches("textarea"))
    until(new MutationObserver(calls.input)).observe(node,
      { childList: true, characterData: true, subtree: true });
  return () => stop.abort();
}

export { watch };
