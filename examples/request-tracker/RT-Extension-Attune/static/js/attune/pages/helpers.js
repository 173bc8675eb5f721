/*
 * Asking RT. All of it is silent: without an answer, be it that the session
 * ended, the line is down or Attune is off, RT's page is what it is without us.
 */

const PATIENCE_MS = 8000;

async function send(url, options) {
  try {
    const answer = await fetch(url,
      { ...options, signal: AbortSignal.timeout(PATIENCE_MS) });
    /* Whoever is logged out gets a page to log in, with status 200. */
    const type = answer.headers.get("content-type") ?? "";
    return answer.ok && answer.status !== 204 && type.includes("json")
      ? await answer.json() : null;
  } catch (error) {
    console.debug("Attune:", error);
    return null;
  }
}

/* The helpers of one ticket, as an element of ours names them. */
class Helpers {
  constructor(element) {
    this.base = element.getAttribute("helpers");
    this.ticket = element.getAttribute("ticket");
  }

  advice() {
    return send(`${this.base}/Advice?id=${encodeURIComponent(this.ticket)}`);
  }

  draft(text, revision) { return this.#post("Draft", { text, revision }); }

  /* outcome: {suggestion, action, rule, reason}, as attune_feedback has it.
     It arrives although the page is being left. */
  feedback({ suggestion, action, rule, reason }) {
    return suggestion && this.#post("Feedback",
      { suggestion, action, rule: rule ?? "", reason: reason ?? "" },
      { keepalive: true });
  }

  #post(name, fields, options) {
    return send(`${this.base}/${name}`, { method: "POST", ...options,
      body: new URLSearchParams({ id: this.ticket, ...fields }) });
  }
}

export { Helpers };
