import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryFiles, repositoryRoot } from './repository-files.js';
import { reachablePastCore, strayStatements, unfinishedMarks } from './tidiness.js';

// Style that no linter rule covers. Each function that judges text is tried on a bad sample too.

const files = repositoryFiles();
const sources = files.filter((file) => /\.(ts|tsx|js|mjs)$/.test(file));
const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');

describe('the repository', () => {
  test('has sources to look at', () => {
    expect(sources).toContain('packages/zre/src/index.ts');
  });

  test('names each file after its concept', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|types)\.[cm]?[jt]sx?$/;
    expect('packages/zre/src/utils.ts').toMatch(vague);
    expect(sources.filter((file) => vague.test(file))).toEqual([]);
  });

  test('uses kebab-case for file names', () => {
    expect(sources.filter((file) => !/(^|\/)[a-z0-9]+([-.][a-z0-9]+)*$/.test(file))).toEqual([]);
  });

  test('runs all of its tests and leaves nothing unfinished', () => {
    const marked = sources.flatMap((file) => unfinishedMarks(read(file)).map((mark) => `${file}: ${mark}`));
    expect(marked).toEqual([]);
  });

  test('has index files that only export', () => {
    const indexes = sources.filter((file) => /^packages\/[^/]+\/src\/(.*\/)?index\.ts$/.test(file));
    const stray = indexes.flatMap((file) => strayStatements(read(file)).map((line) => `${file}: ${line}`));
    expect(stray).toEqual([]);
  });

  test('has cores that reach nothing but cores and plain modules', () => {
    const cores = sources.filter(
      (file) => /^packages\/[^/]+\/src\/core\//.test(file) && !/\.test\.ts$/.test(file),
    );
    expect(reachablePastCore(cores, read)).toEqual([]);
  });

  test('gives a reason for every dependency', () => {
    const reasons = read('docs/dependencies.md');
    const manifests = files.filter((file) => /(^|\/)package\.json$/.test(file));
    const names = manifests.flatMap((file) => {
      const manifest = JSON.parse(read(file)) as Record<string, Record<string, string> | undefined>;
      return ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) =>
        Object.keys(manifest[kind] ?? {}),
      );
    });
    const foreign = [...new Set(names)].filter((name) => name !== 'zfarm' && !name.startsWith('@zfarm/'));
    expect(foreign.length).toBeGreaterThan(5);
    expect(foreign.filter((name) => !reasons.includes(`| \`${name}\` |`))).toEqual([]);
  });
});

describe('what judges it', () => {
  test('sees unfinished work and tests switched off', () => {
    const bad = [
      `test${'.only'}('x')`,
      `describe${'.skip'}('x')`,
      `it${'.todo'}('x')`,
      `// ${'TO'}DO`,
      `// ${'FIX'}ME`,
    ];
    for (const line of bad) expect(unfinishedMarks(`const a = 1;\n${line}\n`)).toHaveLength(1);
    expect(unfinishedMarks('list.skip(1); iterator.only(2); // to do')).toEqual([]);
  });

  test('sees anything but exports in an index file', () => {
    const index = `// why\nexport { a,\n  type B,\n} from './a.js';\nexport type { C } from './c.js';\n`;
    expect(strayStatements(index)).toEqual([]);
    expect(strayStatements(`${index}export const a = 1;\n`)).toHaveLength(1);
    expect(strayStatements(`import './a.js';\n${index}`)).toHaveLength(1);
    expect(strayStatements(`export * from './a.js';\n`)).toHaveLength(1);
    expect(strayStatements(`export default 1;\n`)).toHaveLength(1);
  });

  test('follows a core through a third file to what it must not reach', () => {
    const tree: Record<string, string> = {
      'packages/x/src/core/a.ts': `import { b } from '../b.js';`,
      'packages/x/src/b.ts': `import type { T } from 'zeromq';\nimport { c } from './c.js';`,
      'packages/x/src/c.ts': `import {\n  readFileSync,\n} from 'node:fs';\nexport { s } from './io/s.js';`,
      'packages/x/src/io/s.ts': '',
    };
    expect(reachablePastCore(['packages/x/src/core/a.ts'], (file) => tree[file] ?? '')).toEqual([
      'packages/x/src/core/a.ts -> packages/x/src/b.ts -> packages/x/src/c.ts -> node:fs',
      'packages/x/src/core/a.ts -> packages/x/src/b.ts -> packages/x/src/c.ts -> packages/x/src/io/s.ts',
    ]);
  });
});
