import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { attemptId, jobId, type TaskContext } from '@zfarm/cluster-core';
import { describe, expect, it } from 'vitest';
import { LocalWorker, WorkerOptionError } from '../dist/index.js';
import { numbers, setUp } from './local-bench.js';

describe('local worker: results', () => {
  it('runs a function with what it captured over all items, in order', async () => {
    const { client } = await setUp();
    const salt = 'salt';
    const fn = (n: number): string => createHash('sha256').update(`${salt}${n}`).digest('hex');
    const { outcome } = client.run(fn, numbers(500), 1000);
    const { results, ended } = await outcome;
    expect(ended).toBe('done');
    expect([...results.keys()]).toEqual(numbers(500).map((n) => n + 1000));
    expect([...results.values()]).toEqual(numbers(500).map(fn));
  });

  it('awaits what a function promises, one item after the other', async () => {
    const { client } = await setUp();
    const { outcome } = client.run(async (n: number) => {
      await new Promise((resolve) => setImmediate(resolve));
      return n * 2;
    }, numbers(20));
    expect([...(await outcome).results.values()]).toEqual(numbers(20).map((n) => n * 2));
  });

  it('tells results of a long attempt while it runs', async () => {
    const { client } = await setUp();
    const slice = client.hear((message) => message.kind === 'slice');
    const { outcome } = client.run((n: number) => {
      const until = performance.now() + 5;
      while (performance.now() < until);
      return n;
    }, numbers(20));
    await slice;
    expect(client.heard.some((message) => message.kind === 'done')).toBe(false);
    expect((await outcome).results.size).toBe(20);
  });

  it('keeps types, and lets a task reuse its scratch array and the caller his buffers', async () => {
    const { client } = await setUp();
    const scratch = new Float64Array(1000);
    const big = new Float64Array(100_000).fill(3);
    const { outcome } = client.run(
      (input: Float64Array) => {
        scratch[0] = (scratch[0] ?? 0) + (input[0] ?? 0);
        return scratch;
      },
      [big, big, big],
    );
    const { results } = await outcome;
    expect([...results.values()].map((value) => (value as Float64Array)[0])).toEqual([3, 6, 9]);
    expect(results.get(0)).toBeInstanceOf(Float64Array);
    expect(big.length).toBe(100_000);
  });

  it('gives a function that wants it the context of the item', async () => {
    const { client } = await setUp({ name: 'here' });
    const { outcome } = client.run(
      (n: number, context: TaskContext) => [n, context.index, context.worker],
      [7],
      40,
    );
    expect((await outcome).results.get(40)).toEqual([7, 40, 'here']);
  });

  it('works off a flood of tiny attempts on two threads', async () => {
    const { client } = await setUp({ threads: 2 });
    const triple = (n: number): number => n * 3;
    const outcomes = await Promise.all(numbers(20_000).map((n) => client.run(triple, [n], n).outcome));
    expect(outcomes.map((outcome, n) => outcome.results.get(n))).toEqual(numbers(20_000).map(triple));
  });
});

describe('local worker: failing items', () => {
  it('tells the error of an item with all that belongs to it, and goes on', async () => {
    const { client } = await setUp();
    const { outcome } = client.run((n: number) => {
      if (n === 2)
        throw Object.assign(new RangeError('two', { cause: new Error('deep') }), { code: 'E_TWO' });
      if (n === 3) throw 'text';
      return n;
    }, numbers(5));
    const { results, failures } = await outcome;
    expect([...results.keys()]).toEqual([0, 1, 4]);
    expect(failures.get(2)).toMatchObject({
      fault: 'task',
      name: 'RangeError',
      message: 'two',
      fields: { code: 'E_TWO' },
      cause: { name: 'Error', message: 'deep' },
    });
    expect(failures.get(2)?.stack).toContain('zfarm:');
    expect(failures.get(3)).toMatchObject({ name: 'NonError', thrown: 'text' });
  });

  it('fails only the item whose result cannot travel', async () => {
    const { client } = await setUp();
    const { outcome } = client.run((n: number) => (n === 1 ? { inner: () => n } : n), numbers(3));
    const { results, failures } = await outcome;
    expect([...results.keys()]).toEqual([0, 2]);
    expect(failures.get(1)).toMatchObject({ fault: 'task', name: 'UnshippableValueError' });
    expect(failures.get(1)?.message).toContain('item 1');
  });

  it('fails every item by name when the code is not what its hash says', async () => {
    const { client } = await setUp();
    const { encodeList, encodeValue, payloadBytes } = await import('@zfarm/cluster-core');
    const ref = (
      inline: ReturnType<typeof encodeValue>,
    ): { owner: string; id: number; bytes: number; inline: typeof inline } => ({
      owner: 'test',
      id: 1,
      bytes: payloadBytes(inline),
      inline,
    });
    const code = 'f'.repeat(32);
    const value = ref(encodeValue({ source: '() => () => 1', name: 'fn', vars: encodeValue([]) }));
    const failed = client.hear((message) => message.kind === 'done');
    client.send({ kind: 'code-put', code, value });
    const items = ref(encodeList([1, 2], 0, 2));
    client.send({
      kind: 'assign',
      attempt: attemptId(1),
      job: jobId(1),
      code,
      call: 'item',
      first: 0,
      count: 2,
      items,
      tries: 0,
      console: 'forward',
    });
    await failed;
    expect(client.heard.filter((message) => message.kind === 'failed').length).toBe(2);
  });
});

describe('local worker: the process around it', () => {
  it('lets a script end by itself after its last job, threads warm or not', async () => {
    const script = fileURLToPath(new URL('./ends-by-itself.mjs', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 10_000 });
    const { idleMs, results } = JSON.parse(stdout) as { idleMs: number; results: number[] };
    expect(results).toEqual([2, 4, 6]);
    expect(idleMs).toBeLessThan(1000);
  });

  it('says which option is wrong', () => {
    expect(() => new LocalWorker({ threads: 0 })).toThrow(WorkerOptionError);
    expect(() => new LocalWorker({ threads: 1.5 })).toThrow('threads must be a whole number from 1 to 1024');
    expect(() => new LocalWorker({ maxHeapMb: 1 })).toThrow('maxHeapMb');
    expect(() => new LocalWorker({ cancelGraceMs: -1 })).toThrow('cancelGraceMs');
    expect(() => new LocalWorker({ labels: { 'a b': 'c' } })).toThrow('labels');
  });
});
