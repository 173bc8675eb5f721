/* A desk of its own and a browser that looks at it. */

import { spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "playwright-core";

const ROOT = new URL("../../", import.meta.url).pathname;
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
  "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

const talks = (names) => names.map(
  (name) => join(ROOT, `examples/conversations/${name}.jsonl`));

/* The desk on a free port, with a key that the tests know. */
async function startDesk(build, names) {
  const folder = mkdtempSync(join(tmpdir(), "desk-test-"));
  const key = randomBytes(32);
  const secret = join(folder, "secret");
  writeFileSync(secret, `whsec_${key.toString("base64")}`, { mode: 0o600 });
  const program = spawn(join(build, "examples/desk/desk"), ["--port", "0",
    "--library", join(build, "attune.so"), "--secret", secret,
    ...talks(names)], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  program.stderr.on("data", (data) => { said += data; });
  const url = await new Promise((found, failed) => {
    program.stdout.on("data", (data) => {
      const match = String(data).match(/http:\S+/);
      if (match) found(match[0]);
    });
    program.on("exit", () => failed(new Error(`the desk ended: ${said}`)));
  });
  const close = () => new Promise((ended) => {
    program.removeAllListeners("exit");
    program.on("exit", (code) => {
      rmSync(folder, { recursive: true });
      ended(code);
    });
    program.kill("SIGTERM");
  });
  return { url, key, close, errors: () => said };
}

/* A webhook as Attune sends it, or with what a forger would change. */
async function hook({ url, key }, event, change = {}) {
  const body = JSON.stringify(event);
  const id = `msg_${randomBytes(8).toString("hex")}`;
  const time = change.time ?? Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", key).update(`${id}.${time}.${body}`)
    .digest("base64");
  const answer = await fetch(`${url}attune`, {
    method: "POST",
    headers: { "webhook-id": id, "webhook-timestamp": String(time),
      "webhook-signature": change.signature ?? `v1,${signature}`,
      "content-type": "application/json" },
    body: change.body ?? body,
  });
  return answer.status;
}

async function post({ url }, path, body) {
  const answer = await fetch(`${url}api/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.status;
}

const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

export { hook, launch, post, startDesk };
