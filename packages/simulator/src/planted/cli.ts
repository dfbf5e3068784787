import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Found, plantedBugs } from './planted-bugs.js';
import type { BugHunt } from './planted-thread.js';

/** `pnpm sim:planted [name]`: which seed finds each planted bug; on all processors, so in the order in which they are found. */
const SEEDS_MAX = 10_000;
const wanted = plantedBugs.map(({ name }) => name).filter((name) => name.includes(process.argv[2] ?? ''));

async function hunt(): Promise<void> {
  const thread = new Worker(new URL('./planted-thread.js', import.meta.url));
  try {
    for (let name = wanted.shift(); name !== undefined; name = wanted.shift()) {
      thread.postMessage({ name, seedsMax: SEEDS_MAX } satisfies BugHunt);
      // Rejects when the thread ends by an error.
      const [found] = (await once(thread, 'message')) as [Found | undefined];
      if (found === undefined) process.exitCode = 1;
      const verdict =
        found === undefined ? `| NOT FOUND in ${SEEDS_MAX} |` : `${found.checker} | ${found.seed} |`;
      process.stdout.write(`| ${name} | ${verdict}\n`);
    }
  } finally {
    await thread.terminate();
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, () => hunt()));
