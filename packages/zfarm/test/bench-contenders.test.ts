import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchReport, type Figure, parseReport } from '@zfarm/bench';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { privateNetwork, zfarm } from './cli-process.js';

const CONTENDERS = fileURLToPath(new URL('./fixtures/contenders.mjs', import.meta.url));

let folder = '';
let network: readonly string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zfarm-bench-'));
  network = await privateNetwork();
});

afterAll(() => rm(folder, { recursive: true }));

async function bench(
  ...args: string[]
): Promise<{ report: BenchReport; code: number | null; stdout: string }> {
  const settings = ['--size', 'S', '--rounds', '1', '--out', 'out.json', ...network];
  const { code, stdout } = await zfarm(['bench', ...settings, ...args], '', { cwd: folder });
  return { report: parseReport(await readFile(join(folder, 'out.json'), 'utf8')), code, stdout };
}

function figure(report: BenchReport, benchmark: string, contender: string): Figure | undefined {
  return report.figures.find((one) => one.benchmark === benchmark && one.contender === contender);
}

it('takes others into the run: those sent tasks, those with a client of their own, those that are missing', async () => {
  const only = 'n-queens,no-op-flood,task-latency,payload-ladder';
  const { report, code, stdout } = await bench('--contenders', CONTENDERS, '--only', only);
  expect(figure(report, 'n-queens', 'here')).toMatchObject({ metric: 'time', unit: 'ms' });
  for (const name of only.split(',')) expect(figure(report, name, 'here')?.median).toBeGreaterThan(0);
  // A peer of the repository, which finds the work by its name.
  for (const name of only.split(',')) expect(figure(report, name, 'piscina')?.median).toBeGreaterThan(0);
  expect(figure(report, 'n-queens', 'elsewhere')).toBeUndefined();
  expect(figure(report, 'no-op-flood', 'elsewhere')).toMatchObject({ unit: 'tasks/s', median: 100_000 });
  expect(figure(report, 'task-latency', 'elsewhere')).toMatchObject({ unit: 'µs', median: 250 });
  expect(figure(report, 'payload-ladder', 'elsewhere')).toMatchObject({ unit: 'ms', median: 2 });
  expect(stdout).toContain('nowhere: skipped; npm install nowhere');
  expect(report.skipped).toEqual([{ name: 'nowhere', reason: 'npm install nowhere' }]);
  expect(report.failures).toMatchObject([{ benchmark: 'n-queens', contender: 'wrong' }]);
  expect(code).toBe(1);
});
