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

  fs.writeFileSync(`${out}/answer`,
    JSON.stringify(await plugin.query({what: 'settings', team: 'billing'})));

  const errors = [];
  const wrong = async (name, mistake) => {
    try {
      await mistake();
      errors.push(`${name} accepted\n`);
    } catch (error) {
      const told =
        error instanceof attune.AttuneError ? error.status : 'refused';
      errors.push(`${name} ${told}\n`);
      return error.message;
    }
    return '';
  };
  await wrong('missing', () => attune.open(`${manifest}.none`));
  await wrong('mistaken', () => attune.open(`${manifest}.wrong`));
  await wrong('no id', () => plugin.incoming('c', '', 'text'));
  await wrong('nul', () => plugin.incoming('c\0d', '1', 'text'));
  await wrong('large', () => plugin.incoming('c', '1', 'x'.repeat(70000)));
  await wrong('time',
    () => plugin.incoming('c', '1', 'text', {sent_at_ms: -1}));
  await wrong('revision',
    () => plugin.incoming('c', '1', 'text', {revision: 2n ** 62n}));
  await wrong('action', () => plugin.conversation('', 'resolved'));
  await wrong('at', () => plugin.conversation('c', 'resolved', -1));
  await wrong('path', () => attune.open(`${manifest}\0`));
  await wrong('full', () => {
    const full = attune.open(`${manifest}.full`);
    for (let number = 0; number < 1e6; number++)
      full.incoming('full', `${number}`, calls.at(-1)[1][2]);
  });
  assert.match(await wrong('reload', () => {
    const broken = attune.open(`${manifest}.reload`);
    fs.copyFileSync(`${manifest}.wrong`, `${manifest}.reload`);
    broken.reload();
  }), /warmth/);
  assert.match(await wrong('question',
    () => plugin.query({what: 'letter', id: 'none'})), /letter/);
  // The types that koffi would take for addresses, or end the process upon.
  assert.throws(() => attune.open(7), TypeError);
  assert.throws(() => plugin.incoming(7, '1', 'text'), TypeError);
  for (const more of [{agent: 7}, {revision: '1'}, {sent_at_ms: new Date()}])
    assert.throws(() => plugin.incoming('c', '1', 'text', more), TypeError);
  assert.throws(() => plugin.incoming('c', '1', ['a', 'b']), TypeError);
  for (const long of [2n ** 70n, 2n ** 64n + 3n]) {
    assert.throws(() => plugin.incoming('c', '1', 'text', {revision: long}),
      RangeError);
    assert.throws(() => plugin.conversation('c', 'resolved', long), RangeError);
  }
  for (const deadline of ['5', NaN])
    await assert.rejects(plugin.drain(deadline), TypeError);

  fs.writeFileSync(`${out}/cost`, `${await cost()}\n`);
  await plugin.close();
  await plugin.close();
  await wrong('closed', () => plugin.incoming('c', '1', 'text'));
  fs.writeFileSync(`${out}/errors`, errors.join(''));
  attune.open(`${manifest}.quiet`).incoming('c', '1', 'text'); // left open
}

main();
