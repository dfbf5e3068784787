import { createHash } from 'node:crypto';
import { type BenchmarkJob, expectExactly, rangesOf } from './benchmark-job.js';

/** Block 0 of Bitcoin but for its nonce: version, no parent, Merkle root, time, bits. */
const HEADER =
  `01000000${'00'.repeat(32)}3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a` +
  '29ab5f49ffff001d';

const NONCE = 2_083_236_893;

/** The nonces of this range with which the double SHA-256 of the block ends in 32 zero bits. */
function noncesWithin({ from, to }: { readonly from: number; readonly to: number }): number[] {
  const block = Buffer.alloc(80);
  block.write(HEADER, 'hex');
  const found = [];
  for (let nonce = from; nonce < to; nonce += 1) {
    block.writeUInt32LE(nonce, 76);
    const hash = createHash('sha256').update(createHash('sha256').update(block).digest()).digest();
    if (hash.readUInt32LE(28) === 0) found.push(nonce);
  }
  return found;
}

const NONCES = { S: 2000, M: 250_000, L: 8_000_000 } as const;

export const sha256Search: BenchmarkJob = {
  name: 'sha256-search',
  title: 'The nonce of the first block of Bitcoin, among those before it',
  source: 'the block itself: nonce 2083236893',
  work: [noncesWithin],
  sizes: { S: '2,000 nonces', M: '250,000 nonces', L: '8 million nonces' },
  prepare: (size) => {
    const first = NONCE + 1 - NONCES[size];
    const ranges = rangesOf(NONCES[size], 100).map(({ from, to }) => ({
      from: first + from,
      to: first + to,
    }));
    return {
      tasks: ranges.length,
      parallel: async (map) => (await map(noncesWithin, ranges)).flat(),
      check: (nonces: readonly number[]) => expectExactly(nonces, [NONCE]),
    };
  },
};
