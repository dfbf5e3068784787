/** From the last line of a script that used runOnCluster to the end of its process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { summary } from './worker-process.mjs';

const ROUNDS = 15;
const SCRIPT = `
  import { runOnCluster } from 'zfarm';
  await runOnCluster((n) => n + 1, [1, 2, 3]);
  console.log('last line');
`;

const samples = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT], {
    cwd: import.meta.dirname,
    env: { ...process.env, ZFARM_INTERFACE: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  await once(child.stdout, 'data');
  const printedAt = performance.now();
  const [code] = await gone;
  if (code !== 0) throw new Error(`the script ended with ${code}`);
  samples.push(performance.now() - printedAt);
}
console.log(`last line of a script to its end: ${summary(samples)}`);
