import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Cluster, connect, runOnCluster, submit, taskContext } from '../dist/index.js';
import { descend, fib } from './support/nested-tasks.js';

describe('tasks that start jobs, on one thread of this process', () => {
  let cluster: Cluster;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), `zfarm-nested-${randomUUID()}`));
    cluster = await connect({ local: 'always', localThreads: 1 });
  });

  afterAll(async () => {
    await cluster.close();
    rmSync(folder, { recursive: true });
  });

  test('fifty levels deep', async () => {
    expect(await cluster.map(descend, [50])).toEqual([50]);
  });

  test('a tree of submitted tasks', async () => {
    expect(await cluster.submit(fib, 8)).toBe(21);
  });

  test('many tasks at once, each with a job of many items, that may be iterated', async () => {
    const outer = async (n: number): Promise<number> => {
      let total = 0;
      const inner = runOnCluster(
        (k: number) => k * n,
        Array.from({ length: 3000 }, (_, k) => k),
      );
      for await (const product of inner) total += product;
      return total;
    };
    const expected = [1, 2, 3, 4, 5].map((n) => (n * 2999 * 3000) / 2);
    expect(await cluster.map(outer, [1, 2, 3, 4, 5])).toEqual(expected);
  });

  test('data may be any iterable, also an asynchronous one', async () => {
    const outer = async (): Promise<number[]> => {
      const later = async function* (): AsyncGenerator<number> {
        for (const n of [1, 2, 3]) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          yield n;
        }
      };
      const [one, other] = await Promise.all([
        runOnCluster((n: number) => n * 10, later()),
        runOnCluster((n: number) => n + 1, new Set([7, 8])),
      ]);
      return [...one, ...other];
    };
    expect(await cluster.submit(outer)).toEqual([10, 20, 30, 8, 9]);
  });

  test('contexts and consoles stay with their items while these take turns', async () => {
    const logs: string[] = [];
    const outer = async (n: number): Promise<number[]> => {
      console.log(`before ${n}`);
      const [inner = -1] = await runOnCluster(() => taskContext().index + 100, [0]);
      console.log(`after ${n}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      return [taskContext().index, inner];
    };
    const job = cluster.map(outer, [0, 1, 2, 3], {
      onLog: ({ index, text }) => logs.push(`${index}: ${text}`),
    });
    expect(await job).toEqual([0, 1, 2, 3].map((n) => [n, 100]));
    expect(new Set(logs)).toEqual(
      new Set([0, 1, 2, 3].flatMap((n) => [`${n}: after ${n}`, `${n}: before ${n}`])),
    );
  });

  test('what a job of a task throws reaches the task, and its submitter with both stacks', async () => {
    const outer = async (n: number): Promise<unknown> => {
      const failing = (k: number): number => {
        throw new RangeError(`no ${k}`);
      };
      if (n === 1)
        return runOnCluster(failing, [n]).then(null, (error: unknown) => {
          const { code, cause } = error as { code: string; cause: Error };
          return [code, cause.message];
        });
      return await runOnCluster(failing, [n]);
    };
    expect(await cluster.map(outer, [1])).toEqual([['ZFARM_TASK_FAILED', 'no 1']]);
    const error = await cluster.map(outer, [2]).then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(error).toMatchObject({ code: 'ZFARM_TASK_FAILED', cause: { code: 'ZFARM_TASK_FAILED' } });
    expect(error).toMatchObject({ cause: { cause: { name: 'RangeError', message: 'no 2' } } });
    // The line of the throw, and the one of the call that started the job.
    expect(error?.stack?.match(/nested\.test\.ts:\d+/g)?.length).toBeGreaterThanOrEqual(3);
  });

  test('cancelling a job ends those of its tasks', async () => {
    const outer = async (_: number, { log }: { log: (text: string) => void }): Promise<void> => {
      const endless = async (n: number): Promise<void> => {
        const { signal } = taskContext();
        writeFileSync(join(folder, `begun-${n}`), '');
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        writeFileSync(join(folder, `aborted-${n}`), '');
      };
      log('starts');
      await runOnCluster(endless, [1, 2, 3]);
    };
    const job = cluster.map(outer, [0], { onLog: () => undefined });
    const ended = job.then(
      () => undefined,
      (error: unknown) => error,
    );
    await vi.waitFor(() => expect(existsSync(join(folder, 'begun-1'))).toBe(true), 10_000);
    job.cancel('enough');
    expect(await ended).toMatchObject({ reason: 'enough' });
    await vi.waitFor(() => expect(existsSync(join(folder, 'aborted-1'))).toBe(true), 5000);
    expect(await cluster.submit((n: number) => n, 1)).toBe(1);
    expect(readdirSync(folder).filter((name) => name.startsWith('begun'))).toEqual(['begun-1']);
  });

  test('a job that its task does not wait for ends with the task', async () => {
    const outer = async (n: number): Promise<number> => {
      void submit((k: number) => k, n).catch(() => undefined);
      return n;
    };
    expect(await cluster.map(outer, [1, 2, 3])).toEqual([1, 2, 3]);
  });

  test('a thread that dies takes the tasks with it that wait in it; they run again, and the culprit has the blame', async () => {
    const outer = async (n: number): Promise<string> => {
      const deadly = (k: number): string => (k === 2 ? process.exit(3) : `${k} done`);
      const [word = ''] = await runOnCluster(deadly, [n], { lossesMax: 0 });
      return word;
    };
    expect(await cluster.map(outer, [1])).toEqual(['1 done']);
    await expect(cluster.map(outer, [2], { lossesMax: 1 })).rejects.toMatchObject({
      code: 'ZFARM_TASK_POISON',
    });
    expect(await cluster.map(outer, [3])).toEqual(['3 done']);
  });
});
