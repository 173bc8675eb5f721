'use strict';

// Node's cluster: node --expose-gc cluster.js PORT. Each worker opens for
// itself, and closes when it has answered all it was asked.

const cluster = require('cluster');
const http = require('http');

// Left to itself a heap grows by megabytes before it is looked through, and
// what leaks beside it would not be seen.
const COLLECT = 250; // requests

function lead() {
  for (let worker = 0; worker < 2; worker++) cluster.fork();
  cluster.on('exit', (_, code, signal) => {
    if (code !== 0) process.exitCode = 1;
    if (signal) console.error(`a worker ended by signal ${signal}`);
  });
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.send('end');
  });
}

function work(port) {
  const attune = require('../../../examples/bindings/node/attune');
  const plugin = attune.open(process.env.ATTUNE_MANIFEST);
  let requests = 0;
  const server = http.createServer(async (request, response) => {
    if (++requests % COLLECT === 0) global.gc();
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const {conversation, id, text} = JSON.parse(Buffer.concat(chunks));
    if (request.url !== '/plain') plugin.incoming(conversation, id, text);
    response.writeHead(204).end();
  }).listen(port, '127.0.0.1');
  process.on('message', () => {
    server.close(async () => {
      await plugin.close();
      process.disconnect();
    });
    server.closeIdleConnections();
  });
}

if (cluster.isPrimary) lead();
else work(Number(process.argv[2]));
