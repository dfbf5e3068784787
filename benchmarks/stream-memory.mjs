/** An endless input and a slow consumer: what is pulled ahead, and the heap, at the beginning and at the end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { onTwoWorkers } from './worker-process.mjs';

const SECONDS = Number(process.env['SECONDS'] ?? 10);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const heapMb = () => {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

let pulled = 0;
let closed = false;
async function* endless() {
  try {
    for (;;) {
      pulled += 1;
      yield { number: pulled, text: 'x'.repeat(1000) };
    }
  } finally {
    closed = true;
  }
}

await onTwoWorkers(async (cluster) => {
  const begun = performance.now();
  let taken = 0;
  let aheadMost = 0;
  let heapAtStart = 0;
  for await (const { number } of cluster.map(
    (/** @type {{ number: number, text: string }} */ item) => item,
    endless(),
  )) {
    taken += 1;
    if (number !== taken) throw new Error(`item ${number} came in place of ${taken}`);
    aheadMost = Math.max(aheadMost, pulled - taken);
    if (taken % 10 === 0) await sleep(1);
    if (taken === 2000) heapAtStart = heapMb();
    if (taken > 2000 && performance.now() - begun > SECONDS * 1000) break;
  }
  await sleep(50);
  console.log(`taken ${taken}, pulled ahead at most ${aheadMost}, iterator closed by break: ${closed}`);
  console.log(`heap after 2,000 items ${heapAtStart.toFixed(1)} MiB, at the end ${heapMb().toFixed(1)} MiB`);
});
