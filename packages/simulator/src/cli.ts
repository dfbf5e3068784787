#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { simulate, type Verdict } from './simulate.js';

const USAGE = `Runs a whole simulated cluster from a seed: the same seed gives the same run.

  pnpm sim --seed 42            one run: what happened and whether all is well
  pnpm sim --seed 42 --trace    the same with every step
  pnpm sim --seeds 500          many runs, from seed 1 on
  pnpm sim --seeds 500 --from 1000
`;

function main(): number {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      from: { type: 'string', default: '1' },
      trace: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (values.seed !== undefined) return runOne(whole('--seed', values.seed), values.trace);
  if (values.seeds !== undefined)
    return runMany(whole('--from', values.from), whole('--seeds', values.seeds));
  process.stderr.write(USAGE);
  return 2;
}

function whole(flag: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new RangeError(`${flag} takes a whole number from 0 on, not "${text}".`);
  return number;
}

function runOne(seed: number, withTrace: boolean): number {
  process.stdout.write(`seed ${seed}\n`);
  const verdict = simulate(seed, { keepTrace: withTrace });
  for (const line of withTrace ? verdict.trace : verdict.story) process.stdout.write(`${line}\n`);
  const { steps, virtualMs, traceLines, traceHash } = verdict;
  process.stdout.write(`${steps} steps in ${(virtualMs / 1000).toFixed(1)} virtual s, `);
  process.stdout.write(`trace of ${traceLines} lines, hash ${traceHash}\n`);
  process.stdout.write(
    verdict.violation === undefined ? 'All is well.\n' : `FAILED: ${complaint(verdict)}\n`,
  );
  return verdict.violation === undefined ? 0 : 1;
}

function runMany(from: number, count: number): number {
  const startedAt = performance.now();
  let failed = 0;
  let virtualMs = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    const verdict = simulate(seed);
    virtualMs += verdict.virtualMs;
    if (verdict.violation !== undefined) {
      failed += 1;
      process.stdout.write(`seed ${seed} FAILED: ${complaint(verdict)}\n  replay: pnpm sim --seed ${seed}\n`);
    }
    const done = seed - from + 1;
    if (done % 500 === 0 && done < count)
      process.stdout.write(`${done} of ${count} seeds, ${failed} failed\n`);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  process.stdout.write(
    `${count} seeds from ${from}: ${failed} failed. ${(count / seconds).toFixed(0)} seeds/s, `,
  );
  process.stdout.write(`${(virtualMs / 3_600_000).toFixed(1)} virtual hours in ${seconds.toFixed(1)} s.\n`);
  return failed === 0 ? 0 : 1;
}

function complaint({ violation }: Verdict): string {
  return `${violation?.checker}: ${violation?.message}`;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
