import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The rules that keep the architecture are only as good as their configuration, and a later override
// silently replaces an earlier one. So each is tried here on a sample that breaks it.

type Sample = readonly [file: string, source: string];

const repository = fileURLToPath(new URL('..', import.meta.url));
const biome = join(repository, 'node_modules/@biomejs/biome/bin/biome');
const lines = (count: number): string => Array.from({ length: count }, (_, i) => `  f(${i});`).join('\n');
const uses = (specifier: string): string =>
  `import { x } from '${specifier}';\nexport const y: unknown = x;\n`;
const reads = (expression: string): string => `export const y = (): unknown => ${expression};\n`;

const broken: Record<string, readonly Sample[]> = {
  'style/noRestrictedImports': [
    ['packages/zre/src/arrow.ts', uses('@zfarm/cluster-core')],
    ['packages/zre/src/io/arrow.ts', uses('@zfarm/worker')],
    ['packages/zre/src/top.ts', uses('zfarm')],
    ['packages/zre/src/socket.ts', uses('zeromq')],
    ['packages/zre/src/datagram.ts', uses('node:dgram')],
    ['packages/zre/src/core/socket.ts', uses('zeromq')],
    ['packages/zre/src/core/upward.ts', uses('../io/mailbox.js')],
    ['packages/zre/src/core/sibling.ts', uses('@zfarm/cluster-core')],
    ['packages/zre/src/core/node.ts', uses('node:fs')],
    ['packages/zre/src/core/lazy.ts', "export const y: unknown = await import('node:fs/promises');\n"],
    ['packages/zre/src/core/type-only.ts', "import type { X } from '../io/x.js';\nexport type Y = X;\n"],
    ['packages/zre/test/arrow.test.ts', uses('@zfarm/scheduler')],
    ['packages/cluster-core/src/arrow.ts', uses('@zfarm/zre')],
    ['packages/cluster-core/src/net.ts', uses('node:net')],
    ['packages/cluster-core/src/inspect.ts', uses('node:inspector')],
    ['packages/cluster-core/src/function/thread.ts', uses('node:worker_threads')],
    ['packages/cluster-core/src/function/timer.ts', uses('node:timers/promises')],
    ['packages/cluster-core/src/function/promise.ts', uses('node:fs/promises')],
    ['packages/cluster-core/src/value/socket.ts', uses('zeromq')],
    ['packages/cluster-core/src/value/datagram.ts', uses('node:dgram')],
    ['packages/cluster-core/src/core/inspect.ts', uses('node:inspector')],
    ['packages/worker/src/arrow.ts', uses('@zfarm/scheduler')],
    ['packages/worker/src/io/arrow.ts', uses('@zfarm/scheduler/core')],
    ['packages/worker/src/pool.ts', uses('piscina')],
    ['packages/worker/src/core/pool.ts', uses('piscina')],
    ['packages/worker/src/core/zre.ts', uses('@zfarm/zre')],
    ['packages/worker/src/deep.ts', uses('../../zre/src/zre-node.js')],
    ['packages/scheduler/src/arrow.ts', uses('@zfarm/worker')],
    ['packages/scheduler/src/io/deep.ts', uses('../../../worker/dist/index.js')],
    ['packages/scheduler/src/core/upward.ts', uses('../../io/link.js')],
    ['packages/scheduler/src/core/queue.ts', uses('p-queue')],
    ['packages/scheduler/test/deep.test.ts', uses('../../worker/dist/index.js')],
    ['packages/scheduler/test/io/deep.test.ts', uses('../../../worker/src/index.js')],
    ['packages/zfarm/src/arrow.ts', uses('@zfarm/simulator')],
    ['packages/zfarm/src/deep.ts', uses('../../worker/src/io/pool.js')],
    ['packages/bench/src/top.ts', uses('zfarm')],
    ['packages/bench/src/arrow.ts', uses('@zfarm/worker')],
    ['packages/bench/src/core/clock.ts', uses('@zfarm/scheduler')],
    ['packages/simulator/src/arrow.ts', uses('@zfarm/worker')],
    ['packages/simulator/src/top.ts', uses('zfarm')],
    ['examples/inner.ts', uses('@zfarm/zre/core')],
    ['examples/demo/deep.ts', uses('../../packages/zfarm/dist/index.js')],
    ['benchmarks/inner.ts', uses('@zfarm/scheduler/core')],
  ],
  'correctness/noNodejsModules': [
    ['packages/worker/src/core/bare.ts', uses('fs')],
    ['packages/cluster-core/src/core/crypto.ts', uses('node:crypto')],
  ],
  'style/noRestrictedGlobals': [
    ['packages/zre/src/core/clock.ts', reads('Date.now()')],
    ['packages/zre/src/core/date.ts', reads('new Date()')],
    ['packages/zre/src/core/clock-precise.ts', reads('performance.now()')],
    ['packages/zre/src/core/timer.ts', reads('setTimeout(() => undefined, 1)')],
    ['packages/zre/src/core/repeat.ts', reads('setInterval(() => undefined, 1)')],
    ['packages/zre/src/core/soon.ts', reads('setImmediate(() => undefined)')],
    ['packages/zre/src/core/micro.ts', reads('queueMicrotask(() => undefined)')],
    ['packages/worker/src/core/random.ts', reads('crypto.randomUUID()')],
    ['packages/worker/src/core/environment.ts', reads("process.env['HOME']")],
    ['packages/scheduler/src/core/print.ts', reads("console.log('x')")],
    ['packages/scheduler/src/core/hidden-clock.ts', reads('globalThis.setTimeout(() => undefined, 1)')],
    ['packages/cluster-core/src/timer.ts', reads('setTimeout(() => undefined, 1)')],
    ['packages/cluster-core/src/value/clock.ts', reads('performance.now()')],
    ['packages/zre/src/core/sleep.test.ts', reads('setTimeout(() => undefined, 1)')],
    ['packages/simulator/src/clock.ts', reads('Date.now()')],
  ],
  'nursery/noJsRestrictedProperties': [
    ['packages/zre/src/core/random-number.ts', reads('Math.random()')],
    ['packages/scheduler/src/core/timeout.ts', reads('AbortSignal.timeout(1)')],
    ['packages/cluster-core/src/function/clock.ts', reads('Date.now()')],
    ['packages/simulator/src/random-number.ts', reads('Math.random()')],
  ],
  'suspicious/noImportCycles': [
    [
      'packages/zre/src/ring-a.ts',
      "import { b } from './ring-b.js';\nexport const a = (): unknown => b();\n",
    ],
    [
      'packages/zre/src/ring-b.ts',
      "import { a } from './ring-a.js';\nexport const b = (): unknown => a();\n",
    ],
  ],
  'style/noExcessiveLinesPerFile': [
    ['packages/zre/src/long-file.ts', `const f = String;\n${lines(301)}\n`],
    ['packages/zre/src/long.test.ts', `const f = String;\n${lines(301)}\n`],
  ],
  'complexity/noExcessiveLinesPerFunction': [
    [
      'packages/zre/src/long-function.ts',
      `const f = String;\nexport function g(): void {\n${lines(61)}\n}\n`,
    ],
  ],
  'style/noDefaultExport': [['packages/zre/src/default.ts', 'export default 1;\n']],
  'performance/noReExportAll': [['packages/zre/src/everything.ts', "export * from './default.js';\n"]],
  'nursery/noFloatingPromises': [
    [
      'packages/zre/src/floating.ts',
      'async function f(): Promise<void> {}\nexport const g = (): void => {\n  f();\n};\n',
    ],
  ],
  'suspicious/noExplicitAny': [['packages/zre/src/any.ts', `export const y: ${'any'} = 1;\n`]],
};

const allowed: readonly Sample[] = [
  ['packages/zre/src/io/socket.ts', uses('zeromq')],
  ['packages/zre/src/io/datagram.ts', uses('node:dgram')],
  ['packages/zre/test/self.test.ts', uses('@zfarm/zre')],
  ['packages/zre/test/dist.test.ts', uses('../dist/index.js')],
  ['packages/zre/test/io/dist.test.ts', uses('../../dist/index.js')],
  ['packages/zre/src/core/vectors.test.ts', uses('node:fs')],
  ['packages/cluster-core/src/function/inspect.ts', uses('node:inspector')],
  ['packages/cluster-core/src/function/machine.ts', uses('node:vm')],
  ['packages/cluster-core/src/value/hash.ts', uses('node:crypto')],
  ['packages/cluster-core/src/value/date.ts', 'export const y = (ms: number): Date => new Date(ms);\n'],
  ['packages/worker/src/io/pool.ts', uses('piscina')],
  ['packages/worker/src/io/task-entry.ts', 'export default 1;\n'],
  ['packages/worker/src/core/words.ts', uses('@zfarm/cluster-core')],
  ['packages/scheduler/src/io/link.ts', uses('@zfarm/zre')],
  ['packages/scheduler/src/core/words.ts', uses('@zfarm/cluster-core/core')],
  ['packages/zfarm/src/all.ts', uses('@zfarm/worker')],
  ['packages/simulator/src/cores.ts', uses('@zfarm/worker/core')],
  ['examples/outer.ts', uses('zfarm')],
  ['examples/peer.ts', uses('@zfarm/zre')],
  ['packages/zre/src/describe.test.ts', `const f = String;\nexport function g(): void {\n${lines(80)}\n}\n`],
];

let folder = '';
let found: ReadonlyMap<string, readonly string[]>;

function place([file, source]: Sample): void {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, source);
}

/** The rules that each file breaks, as the repository's own configuration sees it. */
function lint(): Map<string, string[]> {
  const run = spawnSync(
    process.execPath,
    [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '--diagnostic-level=error'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  const report = JSON.parse(run.stdout) as {
    diagnostics: { category: string; location: { path: string } }[];
  };
  const rules = new Map<string, string[]>();
  for (const { category, location } of report.diagnostics) {
    const path = location.path.replaceAll('\\', '/');
    rules.set(path, [...(rules.get(path) ?? []), category.replace('lint/', '')]);
  }
  return rules;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zfarm-lint-'));
  for (const file of ['biome.jsonc', 'package.json', 'tsconfig.json', 'tsconfig.base.json', '.gitignore'])
    cpSync(join(repository, file), join(folder, file));
  for (const name of readdirSync(join(repository, 'packages')))
    for (const file of ['package.json', 'tsconfig.json'])
      cpSync(join(repository, 'packages', name, file), join(folder, 'packages', name, file));
  Object.values(broken).flat().forEach(place);
  allowed.forEach(place);
  found = lint();
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(
  Object.entries(broken).flatMap(([rule, samples]) => samples.map(([file]) => [rule, file] as const)),
)('%s fires on %s', (rule, file) => {
  expect(found.get(file)).toContain(rule);
});

test.each(allowed.map(([file]) => [file]))('nothing is said against %s', (file) => {
  expect(found.get(file) ?? []).toEqual([]);
});
