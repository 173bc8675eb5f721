/* Asking Redmine. Whatever goes wrong there is silence here. */

const token = () =>
  document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/* What is said in leaving is still sent, if browsers take it: 64 KiB in all. */
const LEAVING = 30000;

async function send(method, path, text) {
  const headers = { accept: "application/json", "x-csrf-token": token(),
    "x-requested-with": "XMLHttpRequest" };
  if (text) headers["content-type"] = "application/json";
  return fetch(path, { method, headers, credentials: "same-origin", body: text,
    keepalive: Boolean(text) && new Blob([text]).size < LEAVING });
}

/* The answer's JSON, or null. */
async function ask(method, path, body) {
  try {
    const answer = await send(method, path, body && JSON.stringify(body));
    return answer.status === 200 ? await answer.json() : null;
  } catch (error) {
    console.debug("attune", error);
    return null;
  }
}

async function tell(path, body) {
  try {
    await send("POST", path, JSON.stringify(body));
  } catch (error) {
    console.debug("attune", error);
  }
}

export { ask, tell };
