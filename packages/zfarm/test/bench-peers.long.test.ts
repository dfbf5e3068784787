import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Contender, parseReport } from '@zfarm/bench';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CliProcess, privateNetwork, zfarm } from './cli-process.js';

const PEERS = fileURLToPath(new URL('../../../benchmarks/peers/contenders.mjs', import.meta.url));
/** A program for each task and a question a second take their time. */
const SLOW = ['hyperqueue'];
const ALL = ['piscina', 'workerpool', 'poolifier', 'bullmq', 'nats', 'moleculer', 'dask', 'ray', 'erlang'];

let folder = '';
let network: readonly string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zfarm-peers-'));
  network = await privateNetwork();
});

afterAll(() => rm(folder, { recursive: true }));

function arguments_(size: string, only: string): string[] {
  const peers = ['--contenders', PEERS, '--peers', ALL.join(',')];
  return [
    'bench',
    '--size',
    size,
    '--rounds',
    '1',
    '--only',
    only,
    '--out',
    'out.json',
    ...peers,
    ...network,
  ];
}

it.skipIf(process.platform !== 'linux')(
  'every peer that is installed does what it is asked; the others are skipped by name',
  async () => {
    const contenders = await peers();
    expect(new Set(contenders.map(({ name }) => name))).toEqual(new Set([...ALL, ...SLOW]));

    const { code, stderr } = await zfarm(arguments_('S', 'no-op-flood,task-latency'), '', { cwd: folder });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const report = parseReport(await readFile(join(folder, 'out.json'), 'utf8'));
    expect(report).toMatchObject({ complete: true, failures: [] });
    const skipped = report.skipped.map(({ name }) => name);
    for (const benchmark of ['no-op-flood', 'task-latency']) {
      const by = report.figures
        .filter((figure) => figure.benchmark === benchmark)
        .map((figure) => figure.contender);
      expect(new Set([...by, ...skipped])).toEqual(new Set([...ALL, 'threads', 'local-pool', 'cluster']));
    }
  },
  120_000,
);

it.skipIf(process.platform !== 'linux')(
  'HyperQueue runs a program for each of some tasks, if it is installed, and leaves nobody behind',
  async () => {
    const [hyperqueue] = (await peers()).filter(({ name }) => SLOW.includes(name));
    const missing = await hyperqueue?.missing();
    if (missing !== undefined) return expect(missing).toMatch(/set-up\.mjs hyperqueue|unshare/);
    const before = descendants(process.pid);
    const running = await hyperqueue?.start();
    const started = descendants(process.pid).filter((pid) => !before.includes(pid));
    expect(started.length).toBeGreaterThan(1);
    expect(await running?.flood?.(10)).toBeGreaterThan(0);
    expect(await running?.cpuMs()).toBeGreaterThan(0);
    await running?.stop();
    expect(started.filter((pid) => alive(pid))).toEqual([]);
  },
  60_000,
);

it.skipIf(process.platform !== 'linux')(
  'a Ctrl-C ends the servers and workers of peers as well',
  async () => {
    await using run = new CliProcess(arguments_('L', 'no-op-flood'), { cwd: folder });
    await run.said(/^erlang +\S.*|^erlang: skipped/m, 'stdout', 90_000);
    const below = descendants(run.child.pid ?? 0);
    expect(below.length).toBeGreaterThan(2);
    run.signal('SIGINT');
    const { code } = await run.outcome;
    expect(code).toBe(130);
    expect(below.filter((pid) => alive(pid))).toEqual([]);
  },
  120_000,
);

async function peers(): Promise<readonly Contender[]> {
  const module = (await import(PEERS)) as { readonly contenders: readonly Contender[] };
  return module.contenders;
}

/** All that a process has started, and they. */
function descendants(root: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.flatMap(([pid = 0, of]) => (of === parent ? [pid, ...below(pid)] : []));
  return below(root);
}

function alive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}
