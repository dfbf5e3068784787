#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { claimOf } from './claims.js';
import { runSeeds } from './many-seeds.js';
import type { FailedSeed, RangeResult } from './seed-range.js';
import { simulate } from './simulate.js';

const USAGE = `Runs a whole simulated cluster from a seed: the same seed gives the same run.

  pnpm sim --seed 42                    one run: what happened and whether all is well
  pnpm sim --seed 42 --trace            the same with every step
  pnpm sim --seed 42 --explain C1/2/17  the story of one item: client, job, index
  pnpm sim --seeds 500                  many runs, from seed 1 on, on all processors
  pnpm sim --seeds 500 --from 1000
`;
/** Lines before a violation that are shown without being asked for. */
const LAST_STEPS = 12;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      from: { type: 'string', default: '1' },
      explain: { type: 'string' },
      trace: { type: 'boolean', default: false },
      threads: { type: 'string', default: String(availableParallelism()) },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { seed, seeds, explain, trace, help } = values;
  if (help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (seed !== undefined && explain !== undefined) return explainItem(whole('--seed', seed), explain);
  if (seed !== undefined) return runOne(whole('--seed', seed), trace);
  if (seeds !== undefined) {
    const all = { from: whole('--from', values.from), count: whole('--seeds', seeds) };
    return await runMany(all, whole('--threads', values.threads));
  }
  process.stderr.write(USAGE);
  return 2;
}

function whole(flag: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new RangeError(`${flag} takes a whole number from 0 on, not "${text}".`);
  return number;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function runOne(seed: number, withTrace: boolean): number {
  const verdict = simulate(seed, { keepTrace: true });
  const { trace, story, steps, virtualMs, traceLines, traceHash, violation } = verdict;
  say(`seed ${seed}`);
  for (const line of withTrace ? trace : story) say(line);
  say(`${steps} steps in ${(virtualMs / 1000).toFixed(1)} virtual s, ${traceLines} lines, hash ${traceHash}`);
  if (violation === undefined) {
    say('All is well.');
    return 0;
  }
  if (!withTrace) {
    say(`\nThe last steps before it failed (all of them: --trace):`);
    for (const line of trace.slice(-LAST_STEPS - 1, -1)) say(line);
  }
  say('');
  complain({ seed, checker: violation.checker, message: violation.message });
  return 1;
}

function explainItem(seed: number, text: string): number {
  const [client, job, item] = text.split('/');
  if (client === undefined || job === undefined || item === undefined)
    throw new RangeError(`--explain takes client/job/item, such as C1/2/17, not "${text}".`);
  const verdict = simulate(seed, { explain: { job: `${client}/${job}`, item: whole('--explain', item) } });
  say(`seed ${seed}, item ${item} of ${client}/${job}`);
  for (const line of verdict.itemStory) say(line);
  if (verdict.itemStory.length === 0) say('There was no such job. The names of jobs: pnpm sim --seed <seed>');
  if (verdict.violation === undefined) return 0;
  const { checker, message } = verdict.violation;
  complain({ seed, checker, message });
  return 1;
}

async function runMany(
  all: { readonly from: number; readonly count: number },
  threads: number,
): Promise<number> {
  const startedAt = performance.now();
  let done = 0;
  let failed = 0;
  let virtualMs = 0;
  const onResult = (result: RangeResult): void => {
    const before = done;
    done += result.seeds;
    failed += result.failed.length;
    virtualMs += result.virtualMs;
    for (const one of result.failed) complain(one);
    if (Math.floor(done / 1000) > Math.floor(before / 1000) && done < all.count)
      say(`${done} of ${all.count} seeds, ${failed} failed`);
  };
  await runSeeds(all, threads, onResult);
  const seconds = (performance.now() - startedAt) / 1000;
  say(
    `${all.count} seeds from ${all.from}: ${failed} failed. ${(all.count / seconds).toFixed(0)} seeds/s, ` +
      `${(virtualMs / 3_600_000).toFixed(1)} virtual hours in ${seconds.toFixed(1)} s on ${threads} threads.`,
  );
  return failed === 0 ? 0 : 1;
}

/** What was found, what it means, how to see it again. */
function complain({ seed, checker, message }: FailedSeed): void {
  say(`FAILED: seed ${seed}: ${message}`);
  say(`  broken (${checker}): ${claimOf(checker)}`);
  const item = /item (\d+) of (C\d+\/\d+)/.exec(message);
  say(`  replay: pnpm sim --seed ${seed}`);
  if (item !== null) say(`          pnpm sim --seed ${seed} --explain ${item[2]}/${item[1]}`);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
