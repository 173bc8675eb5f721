/* The notes box of an issue: drafts go to Redmine, suggestions come back. */

import { showAdvice } from "./advice.js";
import { plain } from "./inline/parts.js";
import { ask, tell } from "./server.js";

const REFRESH_MS = 2000;

const root = document.getElementById("attune");
const field = document.getElementById("issue_notes");
const inline = document.getElementById("attune-inline");
const hidden = document.getElementById("issue_private_notes");
const state = root?.querySelector(".attune-state");
const whole = root?.querySelector(".attune-whole");
const words = JSON.parse(root?.dataset.words ?? "{}");
const issue = root?.dataset.issue;

/* What colleagues tell each other is not for the customer's ears. */
const isPrivate = () => hidden?.checked ?? false;

function feedback(detail) {
  if (detail.suggestion)
    tell(root.dataset.feedback, { issue_id: issue,
      suggestion: detail.suggestion, action_taken: detail.action,
      rule: detail.rule, reason: detail.reason });
}

/* Drafts. */

function showState() {
  const count = inline.marks?.length ?? 0;
  const shown = !isPrivate() && inline.suggestion && field.value.trim();
  const missing = shown && inline.suggestion.moves?.missing?.[0]?.why;
  state.textContent = !shown ? "" : count === 0 ? words.fine
    : count === 1 ? words.one : words.many.replace("%{count}", count);
  if (missing) state.textContent += ` · ${words.missing} ${plain(missing)}`;
  whole.hidden = !shown || !inline.edits.length;
}

/* From Redmine's preview back to where one writes. */
function showField() {
  if (!field.checkVisibility())
    document.querySelector("#add_notes .tab-edit")?.click();
}

/* All of the rewrite, as one step that Ctrl+Z takes back. */
function takeWhole() {
  const { suggestion } = inline.suggestion;
  showField();
  inline.apply(inline.edits.map(({ edit, range }) =>
    ({ range, text: edit.text })));
  feedback({ suggestion, action: "accepted" });
  showState();
}

async function review({ text, revision }) {
  if (isPrivate() || !text.trim()) {
    inline.suggestion = null;
    return showState();
  }
  const data = await ask("POST", root.dataset.draft,
    { issue_id: issue, attune_draft: text, revision });
  /* What was written since has a question of its own under way. */
  if (revision !== inline.revision || isPrivate()) return;
  inline.suggestion = data;
  showState();
}

/* Redmine's own scripts put quotes and templates in without a word. */
function notice() {
  if (inline.text !== undefined && field.value !== field.dataset.attuneKnown)
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function listen() {
  inline.addEventListener("attune-draft", ({ detail }) => review(detail));
  for (const type of ["attune-accept", "attune-dismiss", "attune-show"])
    inline.addEventListener(type, ({ detail }) => {
      feedback(detail);
      showState();
    });
  field.addEventListener("input", () => {
    field.dataset.attuneKnown = field.value;
    showState();
  });
  field.addEventListener("focus", () => setTimeout(notice));
  whole.addEventListener("click", takeWhole);
  hidden?.addEventListener("change", () => {
    review(inline);
  });
}

/* Advice. */

async function refresh() {
  const advice = await ask("GET", root.dataset.advice);
  if (!advice) return;
  showAdvice(root.querySelector("#attune-advice"), advice, words, {
    insert(text, suggestion) {
      showField();
      inline.insert(text);
      if (suggestion) feedback({ suggestion, action: "accepted" });
    },
    async seen(suggestion) {
      await tell(root.dataset.feedback, { issue_id: issue, suggestion,
        action_taken: "dismissed" });
      field.focus();
      refresh();
    },
  });
}

function start() {
  root.hidden = false;
  field.setAttribute("aria-describedby", "attune-keys");
  field.dataset.attuneKnown = field.value;
  if (root.dataset.drafts === "true") listen();
  refresh();
  /* What the last message called for may still be on its way. */
  setTimeout(refresh, REFRESH_MS);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refresh();
  });
}

if (root && field && inline)
  customElements.whenDefined("attune-inline").then(start);
