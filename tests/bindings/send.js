'use strict';

// Sends the messages by the Node binding: send.js MANIFEST MESSAGES OUT.
// Node does not fork: one process hands over all of them.

const assert = require('assert');
const fs = require('fs');
const attune = require('../../examples/bindings/node/attune');

const [manifest, source, out] = process.argv.slice(2);
const calls = fs.readFileSync(source, 'utf8').trimEnd().split('\n')
  .map((line) => {
    const {call, process: _, conversation, id, text, ...more} =
      JSON.parse(line);
    return [call, [conversation, id, text, more]];
  });

async function cost() {
  const quiet = attune.open(`${manifest}.quiet`);
  const [,, text] = calls.at(-1)[1];
  const taken = [];
  for (let number = 0; number < 2000; number++) {
    const before = process.hrtime.bigint();
    quiet.incoming(`cost-${number}`, '1', text);
    taken.push(Number(process.hrtime.bigint() - before));
  }
  await quiet.drain(10000);
  await quiet.close();
  return taken.sort((a, b) => a - b)[1000];
}

async function main() {
  const plugin = attune.open(manifest);
  const documents = calls.map(([call, said]) => call === 'incoming' ?
    plugin.readJson(...said) : plugin.reviewJson(...said));
  fs.writeFileSync(`${out}/documents`, `${documents.join('\n')}\n`);
  for (const [call, said] of calls) plugin[call](...said);

  plugin.feedback('odd-nul', 'sug_x', 'dismissed',
    {rule: 'canned', reason: 'no'});
  plugin.conversation('odd-nul', 'resolved');
  await plugin.drain();
  plugin.reload();
  assert(plugin.stats().includes('action="dismissed"'));

  const errors = [];
  const wrong = (name, mistake) => {
    let told = 'accepted';
    try {
      mistake();
    } catch (error) {
      told = error instanceof attune.AttuneError ? error.status : 'refused';
    }
    errors.push(`${name} ${told}\n`);
  };
  wrong('missing', () => attune.open(`${manifest}.none`));
  wrong('mistaken', () => attune.open(`${manifest}.wrong`));
  wrong('no id', () => plugin.incoming('c', '', 'text'));
  wrong('nul', () => plugin.incoming('c\0d', '1', 'text'));
  wrong('large', () => plugin.incoming('c', '1', 'x'.repeat(70000)));
  wrong('time',
    () => plugin.incoming('c', '1', 'text', {sent_at_ms: -1}));
  wrong('action', () => plugin.conversation('', 'resolved'));

  fs.writeFileSync(`${out}/cost`, `${await cost()}\n`);
  await plugin.close();
  await plugin.close();
  wrong('closed', () => plugin.incoming('c', '1', 'text'));
  fs.writeFileSync(`${out}/errors`, errors.join(''));
}

main();
