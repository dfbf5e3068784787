// What goes wrong in one item stays there: one throws, one ends its thread, one never returns. The others' results stand,
// and each of the three says what happened to it.
//   node examples/jobs/10-worker-crash.mjs
import { runOnCluster } from 'zfarm';

function risky(n) {
  if (n === 3) throw new RangeError(`${n} is out of range`);
  if (n === 5) process.exit(1);
  while (n === 7);
  return n * n;
}

const settled = await runOnCluster(risky, [1, 2, 3, 4, 5, 6, 7, 8], {
  onError: 'collect',
  timeout: 200,
  lossesMax: 1,
});
for (const outcome of settled) {
  if (outcome.status === 'fulfilled') console.log(outcome.value);
  else
    console.log(`${outcome.reason.name}: item ${outcome.reason.index}, ${outcome.reason.attempts} attempts`);
}
