'use strict';

// Receives Attune's webhooks; standardwebhooks verifies them.
//
//   npm install
//   ATTUNE_SECRET=whsec_… node receiver.js 8080

const http = require('http');
const {Webhook} = require('standardwebhooks');

const webhook = new Webhook(process.env.ATTUNE_SECRET);
const LIMIT = 65536; // no event is as long
const seen = new Map(); // by id: until when it may be worth showing

// Put your helpdesk here. Texts are to be shown as text, not as HTML.
async function show(event) {
  console.log(JSON.stringify(event));
}

async function receive(event) {
  const now = Date.now();
  const expires = Date.parse(event.data.expires_at);
  const once = event.data.suggestion; // a delivery may come twice
  for (const [old, until] of seen)
    if (until <= now) seen.delete(old); // too late to be shown
  if (expires <= now || seen.has(once)) return;
  seen.set(once, expires); // before any await: twice at once is once
  await show(event).catch((error) => {
    seen.delete(once); // the answer is 500, and it comes again
    throw error;
  });
}

http.createServer(async (request, response) => {
  let status = 401;
  try {
    let body = Buffer.alloc(0);
    for await (const chunk of request) {
      body = Buffer.concat([body, chunk]);
      if (body.length > LIMIT) throw new RangeError('too long');
    }
    const event = webhook.verify(body, request.headers);
    status = 500;
    await receive(event);
    status = 204;
  } catch (error) {
    console.error(error);
  }
  response.writeHead(status).end();
}).listen(Number(process.argv[2]), '127.0.0.1');
