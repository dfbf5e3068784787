import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchReport, parseReport } from '@zfarm/bench';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { privateNetwork, zfarm } from './cli-process.js';

let folder = '';
let network: readonly string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zfarm-bench-'));
  network = await privateNetwork();
});

afterAll(() => rm(folder, { recursive: true }));

async function bench(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return await zfarm(['bench', '--size', 'S', ...args, ...network], '', { cwd: folder });
}

async function reportIn(file: string): Promise<BenchReport> {
  return parseReport(await readFile(join(folder, file), 'utf8'));
}

it('runs jobs by all contenders, checks their answers, and writes figures and a page', async () => {
  const only = 'n-queens,word-index,lparallel-psort,lparallel-pfib,task-latency,nested-depth';
  const { code, stdout, stderr } = await bench('--rounds', '2', '--only', only, '--out', 'one.json');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^n-queens: .*\n {2}serial .* ms \(.*\), CPU .*\n {2}threads .* times serial/m);
  const report = await reportIn('one.json');
  expect(report).toMatchObject({ complete: true, failures: [], skipped: [] });
  const by = report.figures.filter(
    ({ benchmark, metric }) => benchmark === 'lparallel-psort' && metric === 'time',
  );
  expect(by.map(({ contender }) => contender).sort()).toEqual(['cluster', 'local-pool', 'serial', 'threads']);
  expect(by.every(({ rounds }) => rounds.length === 2)).toBe(true);
  const page = await readFile(join(folder, 'one.html'), 'utf8');
  expect(page).toContain('<svg');
  // Nothing is fetched from anywhere: the only addresses are names of XML.
  expect(page.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:/);
});

it('tells what has changed since an earlier run', async () => {
  const args = ['--rounds', '1', '--only', 'n-queens'];
  await bench(...args, '--out', 'before.json');
  const { stdout } = await bench(...args, '--out', 'after.json', '--compare', 'before.json');
  expect(stdout).toMatch(/since 20.*:\n(.*\n)* {2}\d+ worse, \d+ better, \d+ same, 0 new, 0 gone/);
});

it('names the benchmarks there are', async () => {
  const { code, stderr } = await bench('--only', 'queens');
  expect(code).toBe(2);
  expect(stderr).toMatch(/^zfarm: There is no benchmark "queens"; there are: nas-ep, n-queens, .*\n$/);
});
