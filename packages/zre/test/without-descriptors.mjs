// A node in a process that has used up its file descriptors: prints how many beacons it has sent, then gives them back and stops.
import { openSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { ZreNode } from '../dist/index.js';

const node = new ZreNode({ interface: '127.0.0.1', port: Number(process.argv[2]), intervalMs: 50 });
await node.start();
try {
  for (;;) openSync('/dev/null');
} catch {
  // There is none left.
}
const before = node.stats().beaconsSent;
while (node.stats().beaconsSent + node.stats().beaconsFailed < before + 5) await setTimeout(10);
process.send('alive');
