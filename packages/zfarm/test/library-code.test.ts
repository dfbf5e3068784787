import { createColors } from 'picocolors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Cluster,
  connect,
  defineTask,
  moduleUrl,
  RemoteTaskError,
  UnshippableFunctionError,
} from '../dist/index.js';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await connect({ local: 'always', localThreads: 1 });
});

afterAll(() => cluster.close());

describe('what can be run', () => {
  test('a function that uses a package', async () => {
    const bold = (word: string) => createColors(true).bold(word);
    expect(await cluster.map(bold, ['a', 'b'])).toEqual(['a', 'b'].map(bold));
    expect(await cluster.submit(bold, 'c')).toBe(bold('c'));
  });

  test('a task with a name', async () => {
    const double = defineTask('double', (n: number) => n * 2);
    expect(await cluster.map(double, [1, 2])).toEqual([2, 4]);
    expect(await cluster.submit(double, 4)).toBe(8);
  });

  test('a module, with its types', async () => {
    const url = new URL('./fixtures/task-entry.ts', import.meta.url);
    const shout = moduleUrl<typeof import('./fixtures/task-entry.js')>(url);
    const words: string[] = await cluster.map(shout, ['a', 'b']);
    expect(words).toEqual(['A!', 'B!']);
    expect(await cluster.submit(url, 'c')).toBe('C!');
  });

  test('but not a module that is not there: the job says so', async () => {
    const missing = new URL('./fixtures/missing.ts', import.meta.url);
    await expect(cluster.map(missing, [1])).rejects.toThrow(UnshippableFunctionError);
    await expect(cluster.submit(missing, 1)).rejects.toThrow(UnshippableFunctionError);
    expect(await cluster.submit((n: number) => n + 1, 1)).toBe(2);
  });

  test('a task given up while its package is being bundled', async () => {
    const handle = cluster.submit(new URL('./fixtures/task-entry.ts?again', import.meta.url), 'a');
    handle.cancel('not needed');
    await expect(handle).rejects.toThrow('not needed');
  });
});

test('the stack of a remote error names the file and line it was written in', async () => {
  const fails = (n: number) => {
    throw new RangeError(`no ${n}`);
  };
  const error = await cluster.map(fails, [1]).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RemoteTaskError);
  const { cause, stack } = error as RemoteTaskError;
  expect((cause as Error).stack).toMatch(/library-code\.test\.ts:\d+:\d+/);
  expect(stack).not.toContain('zfarm:fails:');
});
