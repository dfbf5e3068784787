/** The other process of round-trip.mjs: one socket that answers at once, and one whose messages take the way through a thread. */
import { MessageChannel, Worker } from 'node:worker_threads';
import { Router } from 'zeromq';

const source = `
  const { workerData: { port } } = require('node:worker_threads');
  port.on('message', (message) => port.postMessage(message));`;
const direct = new Router();
await direct.bind('tcp://127.0.0.1:*');
const chain = new Router();
await chain.bind('tcp://127.0.0.1:*');
const { port1, port2 } = new MessageChannel();
new Worker(source, { eval: true, workerData: { port: port2 }, transferList: [port2] });
port1.on('message', (frames) =>
  chain.send(frames.map((/** @type {Uint8Array} */ bytes) => Buffer.from(bytes))),
);
console.log(JSON.stringify([direct.lastEndpoint, chain.lastEndpoint]));
void (async () => {
  for await (const frames of chain) port1.postMessage(frames);
})();
for await (const frames of direct) await direct.send(frames);
