// A node in a process of its own: `node peer-process.mjs PORT` or `node peer-process.mjs --gossip HUB`.
import { ZreNode } from '../dist/index.js';

const [first, hub] = process.argv.slice(2);
const discovery =
  first === '--gossip' ? { beacon: false, gossip: { connect: [hub] } } : { port: Number(first) };
await new ZreNode({ name: 'child', interface: '127.0.0.1', ...discovery }).start();
