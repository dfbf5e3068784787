/** A map of 1,000,000 items with a function that does nothing. */
import { onTwoWorkers, spread } from './worker-process.mjs';

const ITEMS = 1_000_000;
const ROUNDS = 9;

await onTwoWorkers(async (cluster) => {
  const data = Array.from({ length: ITEMS }, (_, i) => i);
  const rates = [];
  const cpus = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const used = process.cpuUsage();
    const begun = performance.now();
    const results = await cluster.map((n) => n, data);
    const took = performance.now() - begun;
    const { user, system } = process.cpuUsage(used);
    if (results.length !== ITEMS || results[ITEMS - 1] !== ITEMS - 1) throw new Error('a result is missing');
    if (round === 0) continue;
    rates.push(ITEMS / (took / 1000));
    cpus.push((user + system) / 1000);
  }
  console.log(`items a second:         ${spread(rates)}`);
  console.log(`CPU of the client, ms:  ${spread(cpus)}`);
});
