/**
 * Everything beside its peers, as one report: `node benchmarks/peers/run-all.mjs benchmarks/results/today-peers.json`, some twenty
 * minutes. In three parts, since single tasks of size M would take the slowest of them minutes a round. After a Ctrl-C what has been
 * measured is joined all the same.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const IN_JAVASCRIPT = 'piscina,workerpool,poolifier,bullmq,nats,moleculer';
const JOBS =
  'n-queens,nas-ep,prime-count,mandelbrot,spectral-norm,n-body,fannkuch-redux,matrix-product,sample-sort,k-means,word-index,sha256-search,thumbnails,monte-carlo-pi';
const PARTS = [
  ['--size', 'M', '--rounds', '5', '--only', JOBS, '--peers', IN_JAVASCRIPT],
  [
    ...['--size', 'S', '--rounds', '5', '--only', 'no-op-flood,task-latency,payload-ladder'],
    ...['--peers', `${IN_JAVASCRIPT},dask,ray,erlang`],
  ],
  // By itself: each of its tasks is a program, and the others would wait for it every round.
  ['--size', 'S', '--rounds', '3', '--only', 'no-op-flood', '--peers', 'hyperqueue'],
];

const [out] = process.argv.slice(2);
if (out === undefined) {
  console.error('usage: node benchmarks/peers/run-all.mjs <out.json>');
  process.exit(2);
}
const pathOf = (path) => fileURLToPath(new URL(path, import.meta.url));
const common = ['--contenders', pathOf('./contenders.mjs'), '--interface', '127.0.0.1'];
const folder = mkdtempSync(join(tmpdir(), 'zfarm-peers-'));
let interrupted = false;
// The part that runs has heard of it too, and writes what it has.
process.on('SIGINT', () => {
  interrupted = true;
});

const files = [];
for (const [number, part] of PARTS.entries()) {
  const file = join(folder, `${number}.json`);
  const run = [pathOf('../../packages/zfarm/dist/cli/main.js'), 'bench', ...part, ...common, '--out', file];
  const { status } = spawnSync(process.execPath, run, { stdio: 'inherit' });
  if (existsSync(file)) files.push(file);
  interrupted ||= status !== 0 && status !== 1;
  if (interrupted) break;
}
if (files.length > 0)
  // The last says of whom several have figures: the one that was alone comes first.
  spawnSync(process.execPath, [pathOf('../join-results.mjs'), out, ...files.reverse()], { stdio: 'inherit' });
rmSync(folder, { recursive: true });
process.exitCode = interrupted ? 130 : 0;
