import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AnyFunction, captureFunction, reviveFunction } from '@zfarm/cluster-core';
import { expect, it } from 'vitest';
import { makeProject } from './fixtures/project.js';

/** Distinct packages of 100 KB: a bundle once made is kept. */
const PACKAGES = 6;

function bigPackage(seed: number): string {
  const parts: string[] = [];
  for (let bytes = 0; bytes < 100 * 1024; bytes += parts.at(-1)?.length ?? 0) {
    const n = parts.length;
    parts.push(`export function f${n}(a, b = ${seed}) {
  const list = [a, b, ${n}].map((x) => x * 2 + ${n});
  return list.length > 2 ? list.reduce((sum, x) => sum + x, 0) : list[0];
}
`);
  }
  const all = parts.map((_, n) => `f${n}`);
  return `${parts.join('')}export default (x) => [${all.join(', ')}].reduce((sum, f) => sum + f(x), 0);\n`;
}

it('a function with a package of 100 KB is ready in 150 ms once esbuild is warm', async () => {
  const files: Record<string, string> = {};
  for (let n = 0; n < PACKAGES; n += 1) {
    files[`node_modules/big${n}/package.json`] =
      `{ "name": "big${n}", "type": "module", "exports": "./i.js" }`;
    files[`node_modules/big${n}/i.js`] = bigPackage(n);
    files[`program${n}.mjs`] = `import big from 'big${n}';\nexport const fn = (x) => big(x);\n`;
  }
  const folder = await makeProject(files);
  const durations: number[] = [];
  for (let n = 0; n < PACKAGES; n += 1) {
    const { fn } = (await import(pathToFileURL(join(folder, `program${n}.mjs`)).href)) as { fn: AnyFunction };
    const started = performance.now();
    const shipped = await captureFunction(fn).ship();
    const sum = reviveFunction(shipped)(1);
    durations.push(performance.now() - started);
    expect(sum).toBe(fn(1 as never));
  }
  await rm(folder, { recursive: true });
  const [, ...warm] = durations;
  // The median: this machine may be busy with other tests.
  expect(warm.toSorted((a, b) => a - b)[PACKAGES / 2 - 1]).toBeLessThan(150);
});
