import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobId, type TaskContext } from '@zfarm/cluster-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numbers, setUp } from './local-bench.js';

let folder: string;
let files = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zfarm-setup-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A setup that writes down what becomes of it. */
function recorder(): { setup: () => Promise<AsyncDisposable & { id: number }>; told: () => string[] } {
  files += 1;
  const file = join(folder, `told-${files}`);
  const setup = async () => {
    const { appendFileSync } = await import('node:fs');
    appendFileSync(file, 'made ');
    return {
      id: 7,
      async [Symbol.asyncDispose]() {
        await new Promise((resolve) => setTimeout(resolve, 20));
        appendFileSync(file, `disposed-${this.id} `);
      },
    };
  };
  return { setup, told: () => readFileSync(file, 'utf8').trim().split(' ') };
}

const useId = (n: number, { setup }: TaskContext<{ id: number }>): number => n + setup.id;

describe('setup of a job', () => {
  it('runs once in a thread, before the first item, whatever the number of attempts', async () => {
    const { client } = await setUp();
    const { setup, told } = recorder();
    const outcomes = numbers(5).map((n) => client.run(useId, [n, n], 2 * n, { setup }).outcome);
    const results = (await Promise.all(outcomes)).flatMap((outcome) => [...outcome.results.values()]);
    expect(results).toEqual(numbers(5).flatMap((n) => [n + 7, n + 7]));
    expect(told()).toEqual(['made']);
  });

  it('is disposed of when the job has ended, and before the worker is gone', async () => {
    const { client, worker } = await setUp();
    const { setup, told } = recorder();
    await client.run(useId, [1], 0, { setup }).outcome;
    client.send({ kind: 'job-ended', job: jobId(1) });
    await new Promise(setImmediate);
    await worker.close();
    expect(told()).toEqual(['made', 'disposed-7']);
  });

  it('is disposed of with the session, and made anew for the next one', async () => {
    const { client, worker } = await setUp();
    const { setup, told } = recorder();
    await client.run(useId, [1], 0, { setup }).outcome;
    client.link?.close();
    await client.unlinked;
    await worker.close();
    expect(told()).toEqual(['made', 'disposed-7']);
  });

  it('keeps its value while its thread is idle for long', async () => {
    const { client } = await setUp();
    const { setup, told } = recorder();
    await client.run(useId, [1], 0, { setup }).outcome;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await client.run(useId, [1], 1, { setup }).outcome;
    expect(told()).toEqual(['made']);
  });

  it('that fails, fails items by name, and is tried again for the next', async () => {
    const { client } = await setUp({ name: 'here' });
    const setup = async (): Promise<number> => {
      const counted = globalThis as { tries?: number };
      counted.tries = (counted.tries ?? 0) + 1;
      if (counted.tries < 3) throw new RangeError(`no database on try ${counted.tries}`);
      return counted.tries;
    };
    const { results, failures } = await client.run(
      (_: number, context: TaskContext<number>) => context.setup,
      [1, 2, 3],
      0,
      { setup },
    ).outcome;
    expect(failures.get(0)).toMatchObject({
      name: 'SetupError',
      message: 'The setup of this job failed on worker here: RangeError: no database on try 1',
      cause: { name: 'RangeError' },
      fault: 'task',
    });
    expect(failures.get(1)?.message).toContain('no database on try 2');
    expect(results.get(2)).toBe(3);
  });

  it('is made anew in a thread that takes the place of a dead one', async () => {
    const { client } = await setUp();
    const { setup, told } = recorder();
    const { results, failures } = await client.run(
      (n: number, context: TaskContext<{ id: number }>) => (n === 1 ? process.exit(1) : context.setup.id),
      [0, 1, 2],
      0,
      { setup },
    ).outcome;
    expect([...results]).toEqual([
      [0, 7],
      [2, 7],
    ]);
    expect(failures.get(1)).toMatchObject({ fault: 'thread' });
    expect(told()).toEqual(['made', 'made']);
  });

  it('costs no chunk its measure: the time it takes is not that of items', async () => {
    const { client } = await setUp();
    const setup = () => new Promise<number>((resolve) => setTimeout(() => resolve(1), 300));
    await client.run((n: number) => n, [1], 0, { setup }).outcome;
    const done = client.heard.find(({ kind }) => kind === 'done');
    expect(done).toMatchObject({ kind: 'done' });
    expect(done?.kind === 'done' && done.busyMs < 250).toBe(true);
  });

  it('ends a job that is cancelled in the middle after its item, not under it', async () => {
    const { client, worker } = await setUp({ cancelGraceMs: 10_000 });
    const { setup, told } = recorder();
    const begun = client.hear(({ kind }) => kind === 'log');
    const { attempt } = client.run(
      async (_: number, { setup: made, signal, log }: TaskContext<{ id: number }>) => {
        log('begun');
        await once(signal, 'abort');
        await new Promise((resolve) => setTimeout(resolve, 50));
        made.id = 8;
      },
      [1],
      0,
      { setup },
    );
    await begun;
    client.send({ kind: 'cancel', attempt: attempt as never });
    client.send({ kind: 'job-ended', job: jobId(1) });
    await client.run((n: number) => n, [1]).outcome;
    await worker.close();
    expect(told()).toEqual(['made', 'disposed-8']);
  });
});
