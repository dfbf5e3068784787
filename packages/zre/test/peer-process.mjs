// A node in a process of its own: `node peer-process.mjs PORT`. It prints its UUID once it has started.
import { ZreNode } from '../dist/index.js';

const node = new ZreNode({ name: 'child', interface: '127.0.0.1', port: Number(process.argv[2]) });
await node.start();
console.log(node.uuid);
