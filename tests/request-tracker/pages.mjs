/* Request Tracker as its users reach it: by mail, by REST and in a browser. */

import { execFileSync } from "node:child_process";

import { launch } from "../desk/browser.mjs";

const { RT_URL: url, RT_USER, RT_PASSWORD, RT_OTHER, RT_OTHER_PASSWORD,
  RT_MAILGATE, RT_REMEMBERED } = process.env;
const agent = { user: RT_USER, pass: RT_PASSWORD };
const guest = { user: RT_OTHER, pass: RT_OTHER_PASSWORD };

/* What no page may do, whatever it is shown. */
const faults = [];
const browser = await launch();

/* A customer writes: from "Name <address>"; with subject "[… #7] …" to a
   ticket that is there. */
function mail(from, subject, text, type = "text/plain") {
  const encoded = (words) =>
    `=?UTF-8?B?${Buffer.from(words).toString("base64")}?=`;
  const [, name, address] = from.match(/^(.*) <(.*)>$/s);
  const said = execFileSync("sh", ["-c", `${RT_MAILGATE} --debug 2>&1`], {
    input: [`From: ${encoded(name)} <${address}>`, "To: rt@attune.test",
      `Subject: ${encoded(subject)}`, "MIME-Version: 1.0",
      `Message-ID: <${Date.now()}.${Math.random()}@customer.test>`,
      `Content-Type: ${type}; charset=utf-8`,
      "Content-Transfer-Encoding: base64", "",
      Buffer.from(text).toString("base64").replace(/.{76}/g, "$&\n"), ""]
      .join("\n"), encoding: "utf8" });
  if (!/^ok$/m.test(said)) throw new Error(`rt-mailgate: ${said}`);
}

async function rest(path, change, who = agent) {
  const answer = await fetch(`${url}/REST/2.0/${path}`, {
    method: change ? "PUT" : "GET", body: change && JSON.stringify(change),
    headers: { "content-type": "application/json",
      authorization: `Basic ${btoa(`${who.user}:${who.pass}`)}` } });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.json();
}

/* What the plugin remembers of a ticket; null where nobody can say. */
function remembered(id) {
  return RT_REMEMBERED ? JSON.parse(execFileSync("sh",
    ["-c", `${RT_REMEMBERED} ${id}`], { encoding: "utf8" })) : null;
}

/* The newest ticket with this requestor. */
async function ticketOf(address) {
  const query = encodeURIComponent(`Requestor.EmailAddress = '${address}'`);
  const { items } = await rest(
    `tickets?query=${query}&orderby=id&order=DESC`);
  return items[0].id;
}

async function context(who, options = {}) {
  const made = await browser.newContext(
    { viewport: { width: 1280, height: 900 }, ...options });
  await made.request.post(`${url}/NoAuth/Login.html`,
    { form: who, headers: { referer: `${url}/` } });
  await made.addInitScript(() => {
    window.ran = () => { window.hasRun = true; };
  });
  return made;
}

const sessions = new Map();

async function session(who) {
  if (!sessions.has(who)) sessions.set(who, await context(who));
  return sessions.get(who);
}

/* A page of RT's as this user sees it; asked holds what it asked of ours. */
async function open(path, who = agent) {
  const page = await (await session(who)).newPage();
  page.asked = [];
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("pageerror", (error) => faults.push(String(error.stack)));
  page.on("response", (answer) => {
    const { pathname } = new URL(answer.url());
    const name = pathname.match(/\/Helpers\/Attune\/(\w+)$/)?.[1];
    const sent = answer.request().postData() ?? "";
    if (name) page.asked.push({ name, status: answer.status(),
      ...Object.fromEntries(new URLSearchParams(sent)) });
    else if (answer.status() >= 400)
      faults.push(`${answer.status()} ${pathname}`);
  });
  await page.goto(url + path);
  return page;
}

/* Where agents say how they want their pages. */
async function prefer(settings, who = agent) {
  const { request } = await session(who);
  const answer = await request.post(`${url}/Prefs/Other.html`, {
    form: { ...settings, Update: "Save Changes" },
    headers: { referer: `${url}/Prefs/Other.html` } });
  if (!/Preferences saved/.test(await answer.text()))
    throw new Error(`${who.user} may not say how pages are to be`);
}

export { agent, browser, context, faults, guest, mail, open, prefer,
  remembered, rest, ticketOf, url };
