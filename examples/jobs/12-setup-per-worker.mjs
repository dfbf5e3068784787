// What is dear to make is made once for each thread, before its first item, and disposed of when the job ends: here a table
// of smallest prime factors, which each item then looks its number up in.
//   node examples/jobs/12-setup-per-worker.mjs
import { runOnCluster } from 'zfarm';

const LIMIT = 1_000_000;

function makeTable() {
  const factor = new Uint32Array(LIMIT + 1);
  for (let p = 2; p <= LIMIT; p += 1) {
    if (factor[p] !== 0) continue;
    for (let multiple = p; multiple <= LIMIT; multiple += p) if (factor[multiple] === 0) factor[multiple] = p;
  }
  return factor;
}

function factors(n, { setup: factor }) {
  const found = [];
  for (let rest = n; rest > 1; rest /= factor[rest]) found.push(factor[rest]);
  return `${n} = ${found.join(' x ')}`;
}

for await (const line of runOnCluster(factors, [1001, 65_537, 123_456, 999_999], { setup: makeTable }))
  console.log(line);
