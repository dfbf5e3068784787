/**
 * Operators over large typed arrays on two workers of one thread, against the limit of the same machine in the same run: the
 * time raw zeromq.js takes to move the bytes one way, and the serial sort. Rounds alternate; medians are compared.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Dealer, Router } from 'zeromq';
import { onTwoWorkers, quantile, spread } from './worker-process.mjs';

const PORT = Number(process.argv[3] ?? 20_000 + 3 * (process.pid % 10_000));
const ROUNDS = 7;
/** As zfarm would cut it; what is measured is moving the bytes. */
const FRAME_BYTES = 1024 * 1024;

async function receiver() {
  const inbox = new Router({ linger: 0 });
  await inbox.bind(`tcp://127.0.0.1:${PORT}`);
  process.send('ready');
  let bytes = 0;
  let wanted = 0;
  process.on('message', (/** @type {number} */ total) => {
    wanted = total;
  });
  for await (const [, frame] of inbox) {
    bytes += frame.length;
    if (wanted > 0 && bytes >= wanted) {
      bytes = 0;
      process.send('all');
    }
  }
}

/** @param {() => unknown} work */
async function time(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function random(count) {
  let state = 1;
  return Float64Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  });
}

/** @param {string} name @param {() => unknown} ours @param {() => unknown} theirs */
async function compare(name, theirName, ours, theirs) {
  const [own, other] = [[], []];
  await ours();
  for (let round = 0; round < ROUNDS; round += 1) {
    other.push(await time(theirs));
    own.push(await time(ours));
  }
  const ratio = (quantile(own) / quantile(other)).toFixed(2);
  console.log(`${name}: ${spread(own)} ms; ${theirName}: ${spread(other)} ms; ${ratio} times as long`);
}

async function main() {
  const other = fork(fileURLToPath(import.meta.url), ['receiver', String(PORT)]);
  await once(other, 'message');
  const outbox = new Dealer({ linger: 0 });
  outbox.connect(`tcp://127.0.0.1:${PORT}`);
  const move = async (/** @type {Float64Array} */ values) => {
    const bytes = new Uint8Array(values.buffer);
    other.send(bytes.length);
    const all = once(other, 'message');
    for (let start = 0; start < bytes.length; start += FRAME_BYTES) {
      await outbox.send(bytes.subarray(start, start + FRAME_BYTES));
    }
    await all;
  };
  await onTwoWorkers(async (cluster) => {
    const ten = random(10_000_000);
    const add = (a, b) => a + b;
    await compare(
      'reduce of 10 M float64',
      'raw zeromq.js, 80 MB one way',
      () => cluster.reduce(add, ten),
      () => move(ten),
    );
    const five = random(5_000_000);
    await compare(
      'sort of 5 M float64',
      'TypedArray.sort',
      () => cluster.sort(five),
      () => five.toSorted(),
    );
    const half = Array.from(random(500_000));
    const by = (n) => Math.sin(n * 1000);
    await compare(
      'sort of 500,000 by a key',
      'keys once, then Array.sort',
      () => cluster.sort(half, { by }),
      () => half.map((n) => [by(n), n]).sort((a, b) => a[0] - b[0]),
    );
    const compareNumbers = (a, b) => Math.sin(a * 1000) - Math.sin(b * 1000);
    await compare(
      'sort of 500,000 with a comparer',
      'Array.sort',
      () => cluster.sort(half, { compare: compareNumbers }),
      () => half.toSorted(compareNumbers),
    );
  });
  outbox.close();
  other.kill();
}

await (process.argv[2] === 'receiver' ? receiver() : main());
