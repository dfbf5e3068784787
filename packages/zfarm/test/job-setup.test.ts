import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connect, taskContext, UnshippableFunctionError } from '../dist/index.js';
import { runScript } from './support/run-script.js';

test('a job has its setup in each thread, and it is disposed of when the job ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zfarm-setup-'));
  try {
    const file = join(folder, 'told');
    const cluster = await connect({ local: 'always', localThreads: 2 });
    const setup = async () => {
      const { appendFileSync } = await import('node:fs');
      appendFileSync(file, 'made\n');
      return { rate: 3, [Symbol.dispose]: () => appendFileSync(file, 'disposed\n') };
    };
    // The type of what the setup makes comes to the function.
    const triple = (n: number): number => n * taskContext<{ rate: number }>().setup.rate;
    const data = Array.from({ length: 2000 }, (_, n) => n);
    const tripled = data.map((n) => n * 3);
    expect(await cluster.map((n: number, context) => n * context.setup.rate, data, { setup })).toEqual(
      tripled,
    );
    expect(await cluster.map(triple, data, { setup })).toEqual(tripled);
    await cluster.close();
    const told = (await readFile(file, 'utf8')).trim().split('\n');
    const made = told.filter((line) => line === 'made');
    expect(made.length).toBeGreaterThanOrEqual(2);
    expect(made.length).toBeLessThanOrEqual(4);
    expect(told.filter((line) => line === 'disposed')).toHaveLength(made.length);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a setup that throws rejects the job with an error that names it', async () => {
  await using cluster = await connect({ local: 'always', localThreads: 1 });
  const setup = (): number => {
    throw new Error('no database');
  };
  await expect(cluster.map((n: number) => n, [1], { setup })).rejects.toMatchObject({
    name: 'RemoteTaskError',
    cause: {
      name: 'SetupError',
      message: expect.stringContaining('setup of this job failed on worker local'),
    },
  });
  // What is no setup is refused at the call, like a function that cannot travel.
  expect(() => cluster.map((n: number) => n, [1], { setup: 5 } as object)).toThrow("option 'setup'");
  const held = new WeakMap();
  expect(() => cluster.map((n: number) => n, [1], { setup: () => held })).toThrow(UnshippableFunctionError);
});

test('a script whose job has a setup ends by itself', async () => {
  const { code, output } = await runScript(
    `
    import { runOnCluster } from 'zfarm';
    const setup = () => ({ two: 2, [Symbol.asyncDispose]: async () => undefined });
    console.log(await runOnCluster((n, { setup }) => n * setup.two, [1, 2, 3], { setup }));
    console.log('last line');
  `,
  );
  expect(code).toBe(0);
  expect(output).toContain('[ 2, 4, 6 ]');
});
