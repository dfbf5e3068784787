import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchReport, parseReport } from '@zfarm/bench';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CliProcess, privateNetwork, startWorker, zfarm } from './cli-process.js';

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

it('runs jobs by all contenders, writes figures and a page, and compares with them later', async () => {
  const only = 'n-queens,lparallel-psort,task-latency,scheduler-at-scale';
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

  const again = await bench('--rounds', '1', '--only', 'n-queens', '--compare', 'one.json');
  expect(again.stdout).toMatch(/since 20.*:\n(.*\n)* {2}\d+ worse, \d+ better, \d+ same, 0 new, 0 gone/);
}, 60_000);

it.skipIf(process.platform === 'win32')(
  'ends by Ctrl-C with what was measured until then, and leaves nobody behind',
  async () => {
    const args = ['--size', 'L', '--only', 'nas-ep', '--out', 'part.json', ...network];
    await using run = new CliProcess(['bench', ...args], { cwd: folder });
    await run.said(/^cluster +zfarm over 2 worker processes/m);
    run.signal('SIGINT');
    const { code, stderr } = await run.outcome;
    expect(stderr).toBe('zfarm: interrupted: these are the figures until then\n');
    expect(code).toBe(130);
    expect(await reportIn('part.json')).toMatchObject({ complete: false, failures: [] });
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(
      `zfarm-bench-${run.child.pid}`,
    );
  },
  60_000,
);

it('measures the workers that it finds, if there are any', async () => {
  await using worker = await startWorker(['--name', 'found', '--threads', '1', ...network]);
  const { code, stdout } = await bench('--rounds', '1', '--only', 'n-queens', '--out', 'found.json');
  expect(worker.child.exitCode).toBeNull();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^cluster +zfarm over the workers found: 1, with 1 slots together$/m);
  const { settings, figures } = await reportIn('found.json');
  expect(settings.workers).toBe('zfarm over the workers found: 1, with 1 slots together');
  expect(figures.some(({ contender }) => contender === 'cluster')).toBe(true);
}, 60_000);

it('names the benchmarks there are', async () => {
  const { code, stderr } = await bench('--only', 'queens');
  expect(code).toBe(2);
  expect(stderr).toMatch(/^zfarm: There is no benchmark "queens"; there are: nas-ep, n-queens, .*\n$/);
});
