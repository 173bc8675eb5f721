/* The card of one suggestion: what, why, what instead, or why not. */

import { isComposing } from "./keys.js";
import { bdi, el, levelOf } from "./parts.js";

const LEVELS = { error: "Please change", warning: "Worth a look",
  suggestion: "A thought" };

const REASONS = [{ text: "It fits here", action: "dismissed" },
  { text: "It is wrong", action: "dismissed" },
  { text: "Never show this kind", action: "muted" }];

const which = (mark, marks) =>
  `${marks.indexOf(mark) + 1} of ${marks.length}`;

/* What the card shows, for those who do not see it. */
function spoken(mark, words, marks) {
  const { match } = mark;
  const take = match.replacements?.[0];
  return [`${which(mark, marks)}.`, LEVELS[levelOf(match)],
    `“${words}”.`, match.message, match.why,
    take && `Alt and Enter: ${take.value || "leave it out"}.`,
    "Alt and slash dismisses."].filter(Boolean).join(" ");
}

/* Once there is something else to say than before. */
function counted(count) {
  if (count === 0) return "No suggestions.";
  return `${count} ${count === 1 ? "suggestion" : "suggestions"}. Alt and ` +
    "full stop goes to the next.";
}

function press(textContent, call, ...more) {
  const button = el("button", { type: "button", textContent }, ...more);
  button.addEventListener("click", call);
  return button;
}

class Card {
  #calls;

  /* calls: {take(value), dismiss(reason)}, of the mark that is shown */
  constructor(calls) {
    this.#calls = calls;
    this.node = el("div", { className: "card", part: "card", role: "group" });
    this.node.popover = "manual";
  }

  get #isShown() { return this.node.matches(":popover-open"); }

  show(mark, marks) {
    this.#fill(mark, which(mark, marks));
    if (!this.#isShown) this.node.showPopover();
  }

  hide() {
    if (this.#isShown) this.node.hidePopover();
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
      const button = press("", () => this.#calls.take(value),
        bdi(value || "Leave it out"));
      button.className = i === 0 ? "take first" : "take";
      if (i === 0) button.append(el("kbd", { textContent: "Alt+Enter" }));
      return button;
    });
  }

  #fill(mark, place) {
    const { match } = mark;
    const level = levelOf(match);
    this.node.ariaLabel = `Suggestion ${place}`;
    const dismiss = press("Dismiss ", () => this.ask(),
      el("kbd", { textContent: "Alt+/" }));
    this.node.replaceChildren(
      el("p", { className: "head" },
        el("span", { className: `level ${level}`,
          textContent: LEVELS[level] }),
        bdi(place)),
      el("p", { className: "message" }, bdi(match.message)),
      el("p", { className: "why" }, bdi(match.why)),
      el("div", { className: "takes" }, ...this.#takes(mark)),
      el("div", { className: "foot" }, dismiss));
  }

  /* Why it is dismissed: one of three, or a word of one's own. */
  ask() {
    const foot = this.node.querySelector(".foot");
    foot.classList.add("asking");
    foot.role = "group";
    foot.ariaLabel = "Why is it dismissed?";
    const word = el("input", { ariaLabel: "Or in a word: why?",
      placeholder: "or a word why", maxLength: 200 });
    word.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.altKey || isComposing(event)) return;
      event.preventDefault();
      this.#calls.dismiss({ action: "dismissed", text: word.value.trim() });
    });
    foot.replaceChildren(...REASONS.map((reason) => press(reason.text,
      () => this.#calls.dismiss(reason))), word);
    foot.firstChild.focus();
  }
}

export { Card, counted, spoken };
