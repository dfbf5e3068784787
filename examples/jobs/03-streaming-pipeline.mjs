// An endless stream in, results out in order, and no more work than somebody takes: the first odd exponents p for which
// 2^p - 1 is prime. Leaving the loop cancels what is under way.
//   node examples/jobs/03-streaming-pipeline.mjs 13
import { runOnCluster } from 'zfarm';

const wanted = Number(process.argv[2] ?? 13);

function* odd(from) {
  for (let n = from; ; n += 2) yield n;
}

/** Whether 2^p - 1 is prime (Lucas and Lehmer), for odd p. */
function isMersenneExponent(p) {
  for (let d = 3; d * d <= p; d += 2) if (p % d === 0) return { p, prime: false };
  const m = (1n << BigInt(p)) - 1n;
  let s = 4n;
  for (let step = 2; step < p; step += 1) s = (s * s - 2n) % m;
  return { p, prime: s === 0n };
}

const found = [];
for await (const { p, prime } of runOnCluster(isMersenneExponent, odd(3))) {
  if (!prime) continue;
  found.push(p);
  console.log(`2^${p} - 1 is prime`);
  if (found.length === wanted) break;
}
