// Nodes that pour whispers into the one named target until they are killed: `node flood-process.mjs PORT`.
import { ZreNode } from '../dist/index.js';

const NODES = 4;
const BURST = 200;
const PAUSE_MS = 5;

for (let index = 0; index < NODES; index += 1) {
  const node = new ZreNode({ interface: '127.0.0.1', port: Number(process.argv[2]) });
  node.on('enter', ({ peer, name }) => {
    if (name === 'target') setInterval(() => pour(node, peer), PAUSE_MS);
  });
  await node.start();
}

function pour(node, peer) {
  for (let count = 0; count < BURST; count += 1) node.whisper(peer, Buffer.alloc(100 + 900 * (count % 2)));
}
