'use strict';

// A helpdesk with a libuv of its own, busy, and Attune beside it. The test
// looks at what the dynamic linker bound, and at what is mapped.

const fs = require('fs');
const attune = require('../../../examples/bindings/node/attune');

async function main() {
  const plugin = attune.open(process.argv[2]);
  const host = setInterval(() => fs.promises.readFile(__filename), 1);
  for (let number = 0; number < 200; number++)
    plugin.incoming(`own-${number}`, '1', 'Where is my parcel? I am fed up!');
  await plugin.drain();
  clearInterval(host);
  const mapped = fs.readFileSync('/proc/self/maps', 'utf8');
  console.log(`node has libuv ${process.versions.uv}`);
  console.log(/lib(uv|json-c)[.-]/.test(mapped) ? 'mapped' : 'not mapped');
  if (!plugin.stats().includes('attune_'))
    process.exitCode = 1;
  await plugin.close();
}

main();
