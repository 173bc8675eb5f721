/* The card of one suggestion: what, why, what instead, or why not. */

import { bdi, el } from "./parts.js";

const LEVELS = { error: "Please change", warning: "Worth a look",
  suggestion: "A thought" };

const REASONS = [{ text: "It fits here", action: "dismissed" },
  { text: "It is wrong", action: "dismissed" },
  { text: "Never show this kind", action: "muted" }];

/* What the card shows, for those who do not see it. */
function spoken({ match }, at, count) {
  const take = match.replacements?.[0];
  return [`${at} of ${count}.`, LEVELS[match.level],
    `“${match.quote ?? ""}”.`, match.message, match.why,
    take && `Alt and Enter: ${take.value || "leave it out"}.`,
    "Alt and slash dismisses."].filter(Boolean).join(" ");
}

function press(textContent, call, ...more) {
  const button = el("button", { type: "button", textContent }, ...more);
  button.addEventListener("click", call);
  return button;
}

class Card {
  #calls;

  /* calls: {take(mark, value), dismiss(mark, reason)} */
  constructor(calls) {
    this.#calls = calls;
    this.node = el("div", { className: "card", part: "card", role: "group" });
    if (this.node.showPopover) this.node.popover = "manual";
  }

  show(mark, at, count) {
    this.#fill(mark, at, count);
    if (this.node.popover) this.node.showPopover();
    else this.node.classList.add("shown");
  }

  hide() {
    if (this.node.matches(":popover-open")) this.node.hidePopover();
    this.node.classList.remove("shown");
  }

  /* Above the words, for what follows them is read next; or below. */
  place(rect, { clip, node, view }) {
    const { width, height } = this.node.getBoundingClientRect();
    /* Words that were scrolled away are where the field ends. */
    const first = Math.max(clip.top, Math.min(rect.top, clip.bottom));
    const last = Math.max(clip.top, Math.min(rect.bottom, clip.bottom));
    const above = first - 8 - height;
    const top = above >= 8 ? above : last + 8;
    const rtl = view.getComputedStyle(node).direction === "rtl";
    const left = rtl ? rect.right - width : rect.left;
    /* Over the field where it is wide enough, in the window in any case. */
    const inside = clip.width > width;
    const least = Math.max(12, inside ? clip.left : 0);
    const most = Math.min(innerWidth - 12, inside ? clip.right : Infinity);
    this.node.style.left =
      `${Math.max(least, Math.min(left, most - width))}px`;
    this.node.style.top =
      `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
  }

  #takes(mark) {
    return (mark.match.replacements ?? []).map(({ value }, i) => {
      const button = press("", () => this.#calls.take(mark, value),
        bdi(value || "Leave it out"));
      button.className = i === 0 ? "take first" : "take";
      if (i === 0) button.append(el("kbd", { textContent: "Alt+Enter" }));
      return button;
    });
  }

  #fill(mark, at, count) {
    const { match } = mark;
    const level = LEVELS[match.level] ? match.level : "suggestion";
    this.node.ariaLabel = `Suggestion ${at} of ${count}`;
    const dismiss = press("Dismiss ", () => this.ask(mark),
      el("kbd", { textContent: "Alt+/" }));
    this.node.replaceChildren(
      el("p", { className: "head" },
        el("span", { className: `level ${level}`,
          textContent: LEVELS[level] }),
        bdi(`${at} of ${count}`)),
      el("p", { className: "message" }, bdi(match.message)),
      el("p", { className: "why" }, bdi(match.why)),
      el("div", { className: "takes" }, ...this.#takes(mark)),
      el("div", { className: "foot" }, dismiss));
  }

  /* Why it is dismissed: one of three, or a word of one's own. */
  ask(mark) {
    const foot = this.node.querySelector(".foot");
    foot.classList.add("asking");
    const word = el("input", { ariaLabel: "Or in a word: why?",
      placeholder: "or a word why", maxLength: 200 });
    word.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.altKey) return;
      event.preventDefault();
      this.#calls.dismiss(mark,
        { action: "dismissed", text: word.value.trim() });
    });
    foot.replaceChildren(...REASONS.map((reason) => press(reason.text,
      () => this.#calls.dismiss(mark, reason))), word);
    foot.firstChild.focus();
  }
}

export { Card, spoken };
