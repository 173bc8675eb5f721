/* Events as include/attune-events.schema.json describes them, made up. */

let made = 0;

function event(type, data) {
  made++;
  const now = new Date().toISOString();
  return { type, timestamp: now, data: {
    suggestion: `sug_test${made}`, conversation: null, message: null,
    revision: 0, expires_at: now, supersedes: null, echo: null,
    engine: { version: "0.1.0", manifest: "0".repeat(64), language: "en",
      scope: "general", micros: 1 }, ...data } };
}

const range = (from, to) => ({ utf8: [from, to], utf16: [from, to],
  chars: [from, to] });

const notice = (text, why = `Why: ${text}`, say = [`Say: ${text}`]) =>
  ({ message: text, why, say });

const escalation = (conversation, text = "They spoke of a lawyer.") =>
  event("escalation.advised", { conversation, message: "m1", causes: [{
    id: "legal", urgency: "soon", quote: text, range: range(0, 1),
    notice: notice(text) }], feeling: "anger", heat: 3, trajectory: "rising",
  careful: false, concern: text });

const followUp = (conversation,
  text = "You said you would ring at 11.", ...more) =>
  event("follow_up.due", { conversation, kind: "promise",
    made_at: new Date().toISOString(), due_at: new Date().toISOString(),
    agent: "agent-at-this-desk", promise: text, concern: text,
    notice: notice(text, ...more) });

const breather = (agent, text = "Three hard ones in a row.", ...more) =>
  event("breather.suggested", { agent, minutes: 5, heavy_replies: 3,
    since: new Date().toISOString(), notice: notice(text, ...more) });

const trending = (topic,
  text = "More lost parcels than on other Mondays.", ...more) =>
  event("complaint.trending", { topic, kind: "high", label: null,
    customers: 14, cases: 16, expected: 5.2, expected_range: [2, 8],
    ratio: 2.69, voiced: 14, silent_estimate: 364,
    first_seen: new Date().toISOString(), conversations: ["parcel-1"],
    days: [5, 4, 6, 3, 7, 4, 5, 6, 8, 14].map((customers, i) => ({
      day: new Date(Date.UTC(2026, 2, 1 + i)).toISOString(), customers })),
    notice: notice(text, ...more) });

const digest = () => event("digest.ready", {
  from: "2026-03-01T00:00:00.000Z", to: "2026-03-08T00:00:00.000Z",
  incoming: 412, outgoing: 630, prompted: 188, rewritten: 240, escalated: 9,
  followed_up: 31, rules: [{ rule: "canned", shown: 80, accepted: 41,
    edited: 9, dismissed: 12 }],
  topics: [{ topic: "late-delivery", customers: 31, expected: 22.5 },
    { topic: "refund", customers: 12 }] });

const suggested = (talk, message, revision, text, matches) =>
  event("rewrite.suggested", { conversation: talk, message, revision,
    matches, moves: { present: [], missing: [{ id: "acknowledgement",
      why: text }] }, score: { before: 20, after: 60, acknowledgement: 0,
      apology: 0, ownership: 0, solution: 0, "next-step": 0, wording: 0 },
    rewrite: null });

const match = (rule, from, to, quote, values, text = "A message.") => ({
  rule, level: "warning", message: text, why: text, principle: text, quote,
  range: range(from, to), replacements: values.map((value) => ({ value })),
  related: [], confidence: 0.9 });

export { breather, digest, escalation, event, followUp, match, suggested,
  trending };
