import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, connect, TaskContextError, type TaskLog, taskContext } from '../dist/index.js';
import { CliProcess } from './cli-process.js';
import { runScript } from './support/run-script.js';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await connect({ local: 'always', localThreads: 2 });
});

afterAll(async () => {
  await cluster.close();
});

test('taskContext() works anywhere inside a task, mapped or submitted, and nowhere else', async () => {
  const where = async (): Promise<string> => {
    await new Promise((resolve) => setImmediate(resolve));
    const { worker, index } = taskContext();
    return `${worker} ${index}`;
  };
  expect(await cluster.map((_: number) => where(), [5, 6])).toEqual(['local 0', 'local 1']);
  expect(await cluster.submit(where)).toBe('local 0');
  expect(() => taskContext()).toThrow(TaskContextError);
});

test('an item that is tried again knows it', async () => {
  const flaky = (_: number, { attempt }: { attempt: number }): number => {
    if (attempt < 3) throw new Error('not yet');
    return attempt;
  };
  expect(await cluster.map(flaky, [1], { retries: 2 })).toEqual([3]);
});

test('a cancelled job stops a task that listens, without the loss of its thread', async () => {
  const logs: string[] = [];
  const job = cluster.map(
    (_: number, { signal, log }) =>
      new Promise<void>((resolve) => {
        log('begun');
        signal.addEventListener('abort', () => resolve());
      }),
    [1],
    {
      onLog: ({ text }) => {
        logs.push(text);
        job.cancel('enough');
      },
    },
  );
  await expect(job.then()).rejects.toMatchObject({ reason: 'enough' });
  expect(logs).toEqual(['begun']);
  expect(await cluster.map((n: number) => n, [1])).toEqual([1]);
});

test('what a function prints comes to onLog, with worker and item', async () => {
  const logs: TaskLog[] = [];
  const print = (n: number): void => {
    if (n === 6) console.error('six');
  };
  await cluster.map(print, [5, 6], { onLog: (log) => logs.push(log) });
  expect(logs).toEqual([{ worker: 'local', index: 1, stream: 'stderr', text: 'six', dropped: 0 }]);
  await cluster.map(print, [6], { console: 'ignore', onLog: (log) => logs.push(log) });
  expect(logs).toHaveLength(1);
});

test('what onLog throws ends the job', async () => {
  const onLog = (): never => {
    throw new Error('no room');
  };
  await expect(cluster.map((n: number) => console.log(n), [1], { onLog })).rejects.toThrow('no room');
});

test('options of the console are checked', () => {
  const wrong = { console: 'loud' } as object;
  expect(() => cluster.map((n: number) => n, [1], wrong)).toThrow(
    "map: option 'console' accepts 'forward', 'worker', 'ignore', not 'loud'",
  );
});

test('progress of items shows in that of the job, and ends with them', async () => {
  const seen: number[] = [];
  const job = cluster.map(
    async (steps: number, { progress }) => {
      for (let step = 1; step < steps; step += 1) {
        progress(step / steps);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    },
    [10],
    { onProgress: ({ partial }) => seen.push(partial) },
  );
  await job;
  expect(seen.some((partial) => partial > 0 && partial < 1)).toBe(true);
  expect(seen.at(-1)).toBe(0);
  expect(job.progress).toMatchObject({ done: 1, partial: 0 });
});

test('a script sees by default what its functions print, each on its stream', async () => {
  const { code, output, errors } = await runScript(`
    import { connect } from 'zfarm';
    const cluster = await connect({ local: 'always', localThreads: 1 });
    await cluster.map((n) => { console.log('one', n); console.error('two\\nlines'); }, [7]);
    await cluster.submit(() => console.log('task'));
    await cluster.close();
    console.log('last line');
  `);
  expect(code).toBe(0);
  expect(output).toBe('[local 0] one 7\n[local] task\nlast line\n');
  expect(errors).toBe('[local 0] two\n[local 0] lines\n');
});

test('zfarm map keeps what a function prints out of the results', async () => {
  const fn = "x => { console.log('look at', x); return x.length; }";
  const cli = new CliProcess(['map', '-e', fn, '--local', 'always', '--quiet']);
  cli.child.stdin.end('one\nthree\n');
  const { code, stdout, stderr } = await cli.outcome;
  expect(code).toBe(0);
  expect(stdout).toBe('3\n5\n');
  expect(stderr.split('\n').toSorted()).toEqual(['', '[local 1] look at one', '[local 2] look at three']);
});
