/**
 * What the first call of a new closure costs: capture, bundle where needed, revive, call, in one process. And over a cluster of
 * two worker processes: `submit` of a new closure against `submit` of the same one again, in turns.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { reviveFunction } from '@zfarm/cluster-core';
import { captureFunction } from '@zfarm/cluster-core/shipping';
import { onTwoWorkers, quantile, spread, summary } from './worker-process.mjs';

const CLOSURES = 50;
const PACKAGES = 10;

/** @param {number} limit */
function closure(limit) {
  const prefix = `prefix ${limit}`;
  return (/** @type {string} */ word) =>
    createHash('sha256').update(`${prefix} ${word}`).digest('hex').slice(0, limit);
}

/** @param {(...args: never[]) => unknown} fn */
async function firstCall(fn) {
  const begun = performance.now();
  const captured = captureFunction(fn);
  const revived = reviveFunction(captured.ready ?? (await captured.ship()));
  const shipped = performance.now();
  const result = revived(1);
  return { ms: shipped - begun, result };
}

/** A package of 100 KB, another one each time: a bundle once made is kept. @param {number} seed */
function bigPackage(seed) {
  const parts = [];
  for (let bytes = 0; bytes < 100 * 1024; bytes += parts.at(-1).length) {
    parts.push(`export function f${parts.length}(a, b = ${seed}) {
  const list = [a, b, ${parts.length}].map((x) => x * 2 + ${parts.length});
  return list.length > 2 ? list.reduce((sum, x) => sum + x, 0) : list[0];
}
`);
  }
  const all = parts.map((_, n) => `f${n}`);
  return `${parts.join('')}export default (x) => [${all.join(', ')}].reduce((sum, f) => sum + f(x), 0);\n`;
}

const closures = [];
for (let n = 0; n <= CLOSURES; n += 1) closures.push((await firstCall(closure(n + 1))).ms);
console.log(`closure with two values and a builtin, first:  ${summary(closures.slice(0, 1))}`);
console.log(`the same, after one warm-up:                   ${summary(closures.slice(1))}`);

await onTwoWorkers(async (cluster) => {
  const timed = async (/** @type {(word: string) => string} */ fn) => {
    const begun = performance.now();
    await cluster.submit(fn, 'word');
    return performance.now() - begun;
  };
  const [first, again] = [[], []];
  for (let n = 0; n <= CLOSURES; n += 1) {
    const fn = closure(1000 + n);
    const [one, two] = [await timed(fn), await timed(fn)];
    // The first of the process warms up.
    if (n > 0) first.push(one);
    if (n > 0) again.push(two);
  }
  const more = quantile(first) - quantile(again);
  console.log(
    `submit of a new closure, ms: ${spread(first, 2)}; again: ${spread(again, 2)}; more: ${more.toFixed(2)}`,
  );
});

const folder = await mkdtemp(join(tmpdir(), 'zfarm-shipping-'));
try {
  const bundled = [];
  for (let n = 0; n <= PACKAGES; n += 1) {
    const home = join(folder, 'node_modules', `big${n}`);
    await mkdir(home, { recursive: true });
    const manifest = { name: `big${n}`, type: 'module', exports: './i.js' };
    await writeFile(join(home, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(home, 'i.js'), bigPackage(n));
    const program = join(folder, `program${n}.mjs`);
    await writeFile(program, `import big from 'big${n}';\nexport const fn = (x) => big(x);\n`);
    const { fn } = await import(pathToFileURL(program).href);
    const { ms, result } = await firstCall(fn);
    if (result !== fn(1)) throw new Error('the shipped function gives another result');
    bundled.push(ms);
  }
  console.log(`with a package of 100 KB, first:               ${summary(bundled.slice(0, 1))}`);
  console.log(`the same, once esbuild is warm:                ${summary(bundled.slice(1))}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
