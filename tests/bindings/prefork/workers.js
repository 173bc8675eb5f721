'use strict';

// Node's worker_threads: workers.js MANIFEST. Workers come and go while the
// main thread has the plugin open too; half of them close, half are ended
// with work in flight. Prints how the memory grew, and ends by itself.

const {Worker, isMainThread, parentPort, workerData} =
  require('worker_threads');
const attune = require('../../../examples/bindings/node/attune');

const WORKERS = 4;
const EACH = 500;
const WARM = 4; // rounds
const ROUNDS = 9;
const TEXT =
  'My parcel has not come and nobody answers me. I am really fed up!';

async function work({manifest, first, closes}) {
  const plugin = attune.open(manifest);
  for (let number = first; number < first + EACH; number++)
    plugin.incoming(`c${number % 20}`, `m${number}`, TEXT);
  if (closes) await plugin.close();
  parentPort.postMessage('sent');
}

function start(manifest, first, closes) {
  return new Promise((done, failed) => {
    const worker = new Worker(__filename,
      {workerData: {manifest, first, closes}});
    worker.on('error', failed);
    worker.on('message', () => { if (!closes) worker.terminate(); });
    worker.on('exit', done);
  });
}

async function main(manifest) {
  const plugin = attune.open(manifest);
  let warm;
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(Array.from({length: WORKERS}, (_, worker) =>
      start(manifest, (round * WORKERS + worker) * EACH, worker % 2 === 0)));
    await plugin.drain(20000);
    if (round === WARM - 1) warm = process.memoryUsage().rss;
  }
  const grown = Math.round((process.memoryUsage().rss - warm) / 1024);
  await plugin.close();
  const megabytes = Math.round(warm / 1048576);
  console.log(`${ROUNDS * WORKERS * EACH} messages of ${ROUNDS * WORKERS} ` +
    `workers, memory ${megabytes} MiB ${grown >= 0 ? '+' : ''}${grown} KiB`);
  if (grown > 16384) process.exitCode = 1;
}

if (isMainThread) main(process.argv[2]);
else work(workerData);
