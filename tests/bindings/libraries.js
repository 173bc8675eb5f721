'use strict';

// What the plugin sent, as the public libraries see it:
// libraries.js DELIVERIES SECRET_FILE. A change of anything is refused.

const assert = require('assert');
const fs = require('fs');

const [source, secretFile] = process.argv.slice(2);
const secret = fs.readFileSync(secretFile, 'utf8').trim();
const deliveries = fs.readFileSync(source, 'utf8').trimEnd().split('\n')
  .map((line) => JSON.parse(line));
assert(deliveries.length >= 100);

for (const name of ['standardwebhooks', 'svix']) {
  const {Webhook} = require(name);
  const webhook = new Webhook(secret);
  for (const {id, timestamp, signature, body} of deliveries) {
    const headers = {
      'webhook-id': id, 'webhook-timestamp': timestamp,
      'webhook-signature': signature,
    };
    assert.deepStrictEqual(webhook.verify(body, headers), JSON.parse(body));
    assert.throws(() => webhook.verify(`${body} `, headers));
    for (const header of Object.keys(headers)) {
      const other = {...headers, [header]: `${headers[header]}1`};
      assert.throws(() => webhook.verify(body, other), header);
    }
  }
  const {version} = JSON.parse(fs.readFileSync(
    `${process.env.NODE_PATH}/${name}/package.json`, 'utf8'));
  console.log(`${name} ${version}: ${deliveries.length} verified`);
}
