// A node in a process of its own: `node peer-process.mjs PORT [OPTIONS]` or `node peer-process.mjs --gossip HUB`.
import { ZreNode } from '../dist/index.js';

const [first, second = '{}'] = process.argv.slice(2);
const options =
  first === '--gossip'
    ? { beacon: false, gossip: { connect: [second] } }
    : { port: Number(first), ...JSON.parse(second) };
await new ZreNode({ name: 'child', interface: '127.0.0.1', ...options }).start();
