import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Cluster,
  connect,
  defineTask,
  moduleUrl,
  OptionError,
  type TaskLog,
  taskContext,
} from '../dist/index.js';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await connect({ local: 'always', localThreads: 2 });
});

afterAll(async () => {
  await cluster.close();
});

test('a task is run in a manner of its own', async () => {
  const stubborn = (word: string): string => {
    if (taskContext().attempt < 3) throw new Error('not yet');
    return word;
  };
  await expect(cluster.submit(stubborn, 'a')).rejects.toThrow('not yet');
  expect(await cluster.submitWith({ retries: 2 }, stubborn, 'a')).toBe('a');
  const rate = 1;
  const scale = (n: number, m: number): number => (n + m) * rate;
  const vars = { rate: 10 };
  const handles = [1, 2, 3].map((n) => cluster.submitWith({ vars }, scale, n, 1));
  expect(await Promise.all(handles)).toEqual([20, 30, 40]);
  expect(await cluster.submit(scale, 1, 1)).toBe(2);
});

test('its console reaches a listener', async () => {
  const heard: TaskLog[] = [];
  const say = (word: string): void => console.log(word);
  await cluster.submitWith({ onLog: (log) => heard.push(log) }, say, 'hello');
  expect(heard.map(({ text }) => text)).toEqual(['hello']);
});

test('a signal cancels it, before and while it runs, and lets go of the listener', async () => {
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const early = AbortSignal.abort('too late');
  await expect(cluster.submitWith({ signal: early }, wait, 1)).rejects.toThrow('too late');
  const controller = new AbortController();
  const { signal } = controller;
  const late = cluster.submitWith({ signal }, wait, 60_000);
  const done = await cluster.submitWith({ signal }, (n: number) => n, 1);
  expect(done).toBe(1);
  controller.abort('enough');
  await expect(late).rejects.toThrow('enough');
});

test('a setup may be a function, a defined task or a module', async () => {
  const work = (n: number): number => n * taskContext<{ rate: number }>().setup.rate;
  const setups = [
    () => ({ rate: 2 }),
    defineTask('rates', () => ({ rate: 3 })),
    moduleUrl<typeof import('./fixtures/setup-module.js')>(
      new URL('./fixtures/setup-module.ts', import.meta.url),
    ),
  ];
  const results: unknown[] = [];
  for (const setup of setups) {
    results.push(await cluster.submitWith({ setup }, work, 10));
    results.push(await cluster.map((n: number, context) => n * context.setup.rate, [1], { setup }));
  }
  expect(results).toEqual([20, [2], 30, [3], 40, [4]]);
});

test('refuses what only a map has a use for', () => {
  const submit = (options: object) => () => cluster.submitWith(options, (n: number) => n, 1);
  expect(submit({ chunk: 3 })).toThrow(OptionError);
  expect(submit({ chunk: 3 })).toThrow(/submitWith: there is no option 'chunk'.*retries/);
  expect(submit({ setup: 'x' })).toThrow(/'setup' accepts a function, a task from defineTask or the URL/);
  expect(submit({ requires: { label: 1 } })).toThrow(/submitWith: requires/);
});
