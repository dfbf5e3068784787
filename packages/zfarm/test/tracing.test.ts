import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Cluster, connect, runOnCluster, taskContext } from '../dist/index.js';
import { type CliProcess, startWorker } from './cli-process.js';
import { beaconPort } from './support/free-port.js';

interface Recorded {
  readonly place: 'process' | 'thread';
  readonly pid: number;
  readonly name: string;
  readonly kind: SpanKind;
  readonly trace: string;
  readonly id: string;
  readonly parent?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status: { readonly code: SpanStatusCode; readonly message?: string };
  readonly events: readonly { readonly name: string; readonly attributes: Record<string, unknown> }[];
}

const folder = mkdtempSync(join(tmpdir(), 'zfarm-spans-'));
const file = join(folder, 'spans.ndjson');
const recorder = new URL('./fixtures/record-spans.mjs', import.meta.url);

let worker: CliProcess;
let cluster: Cluster;

beforeAll(async () => {
  process.env['SPANS_FILE'] = file;
  await import(recorder.href);
  const port = beaconPort();
  const network = ['--interface', '127.0.0.1', '--port', String(port)];
  worker = await startWorker(['--name', 'red', '--threads', '2', '--allow-env', 'SPANS_FILE', ...network], {
    node: ['--import', recorder.href],
    env: { SPANS_FILE: file },
  });
  cluster = await connect({ interface: '127.0.0.1', port, local: 'never', minWorkers: 1 });
});

afterAll(async () => {
  await cluster.close();
  await worker[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => rmSync(file, { force: true }));

/** The spans recorded since, once there are so many. */
async function recorded(count: number): Promise<readonly Recorded[]> {
  await expect.poll(() => read().length, { timeout: 5000 }).toBeGreaterThanOrEqual(count);
  return read();
}

function read(): readonly Recorded[] {
  try {
    return readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Recorded);
  } catch {
    return [];
  }
}

/** Items of the attempts whose spans have this name. */
function itemsOf(spans: readonly Recorded[], wanted: string): number {
  return spans
    .filter(({ name }) => name === wanted)
    .reduce((sum, { attributes }) => sum + Number(attributes['messaging.batch.message_count']), 0);
}

/** A program's own span around what it does. */
async function within<R>(name: string, act: () => Promise<R>): Promise<R> {
  return await trace.getTracer('program').startActiveSpan(name, async (span) => {
    try {
      return await act();
    } finally {
      span.end();
    }
  });
}

test('the span of a task stands under the attempt, the job and the program that it is part of', async () => {
  const sums = await within('program', async () => {
    return await cluster.map(
      async function addOne(n: number) {
        return await trace.getTracer('task').startActiveSpan(`item ${n}`, async (span) => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          trace.getTracer('task').startSpan(`inner ${n}`).end();
          span.end();
          return n + 1;
        });
      },
      [1, 2, 3],
    );
  });
  expect(sums).toEqual([2, 3, 4]);
  await expect.poll(() => itemsOf(read(), 'process addOne'), { timeout: 5000 }).toBe(3);
  const spans = read();
  const [program] = spans.filter(({ name }) => name === 'program');
  const jobs = spans.filter(({ name }) => name === 'send addOne');
  expect(new Set(spans.map((span) => span.trace)).size).toBe(1);
  expect(jobs).toMatchObject([
    { parent: program?.id, kind: SpanKind.PRODUCER, place: 'process', pid: process.pid },
  ]);
  expect(jobs[0]?.attributes).toMatchObject({ 'messaging.system': 'zfarm', 'zfarm.items.done': 3 });
  const attempts = spans.filter(({ name }) => name === 'process addOne');
  for (const attempt of attempts) {
    expect(attempt).toMatchObject({ parent: jobs[0]?.id, kind: SpanKind.CONSUMER, place: 'process' });
    expect(attempt.pid).toBe(worker.child.pid);
    expect(attempt.attributes).toMatchObject({
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'addOne',
      'messaging.client.id': 'red',
      'zfarm.tries': 0,
    });
  }
  for (const n of [1, 2, 3]) {
    const item = spans.find(({ name }) => name === `item ${n}`);
    const attempt = attempts.find(({ id }) => id === item?.parent);
    const first = Number(attempt?.attributes['zfarm.item.first']);
    expect(item).toMatchObject({ place: 'thread', pid: worker.child.pid });
    expect(n - 1).toBeGreaterThanOrEqual(first);
    expect(n - 1).toBeLessThan(first + Number(attempt?.attributes['messaging.batch.message_count']));
    expect(spans.find(({ name }) => name === `inner ${n}`)?.parent).toBe(item?.id);
  }
});

test('a retry is an attempt of its own, and what it threw stands in the span of the one before', async () => {
  await cluster.map(
    function falter(_: string) {
      if (taskContext().attempt === 1) throw new RangeError('not yet');
      return 'now';
    },
    ['only'],
    { retries: 1, retryDelay: 0 },
  );
  const spans = await recorded(3);
  const [job] = spans.filter(({ name }) => name === 'send falter');
  const [first, second] = spans.filter(({ name }) => name === 'process falter');
  expect(job?.status.code).toBe(SpanStatusCode.UNSET);
  expect(job?.events.map(({ name }) => name)).toContain('zfarm.retried');
  expect(first?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'not yet' });
  expect(first?.attributes['error.type']).toBe('RangeError');
  expect(first?.events).toMatchObject([
    { name: 'exception', attributes: { 'exception.type': 'RangeError', 'exception.message': 'not yet' } },
  ]);
  expect(second).toMatchObject({ parent: job?.id, status: { code: SpanStatusCode.UNSET } });
  expect(second?.attributes['zfarm.tries']).toBe(1);
});

test('a thread that dies leaves the span of its attempt behind, and a job that fails says of what', async () => {
  const job = cluster.map(
    function leave(_: string): never {
      return process.exit(3);
    },
    ['only'],
    { lossesMax: 0 },
  );
  await expect(job).rejects.toThrow();
  const spans = await recorded(2);
  const attempt = spans.find(({ name }) => name === 'process leave');
  expect(attempt?.status.code).toBe(SpanStatusCode.ERROR);
  expect(attempt?.events.map(({ name }) => name)).toEqual(['exception']);
  const failed = spans.find(({ name }) => name === 'send leave');
  expect(failed?.status.code).toBe(SpanStatusCode.ERROR);
  expect(failed?.attributes['error.type']).toBe('PoisonTaskError');
});

test('a job that a task starts stands under the span that was active there', async () => {
  const fib = async function fib(n: number): Promise<number> {
    if (n < 2) return n;
    return await trace.getTracer('task').startActiveSpan(`fib ${n}`, async (span) => {
      const [a = 0, b = 0] = await runOnCluster(fib, [n - 1, n - 2]);
      span.end();
      return a + b;
    });
  };
  expect(await within('program', () => cluster.submit(fib, 3))).toBe(2);
  const spans = await recorded(9);
  const outer = spans.find(({ name }) => name === 'fib 3');
  const inner = spans.find(({ name }) => name === 'fib 2');
  const nested = spans.filter(({ name }) => name === 'send fib');
  expect(nested.map(({ parent }) => parent)).toEqual(expect.arrayContaining([outer?.id, inner?.id]));
  expect(new Set(spans.map((span) => span.trace)).size).toBe(1);
});

test('tasks submitted under different spans do not travel as parts of one', async () => {
  const double = (n: number) => 2 * n;
  const both = ['a', 'b'].map((name, index) => within(name, () => cluster.submit(double, index)));
  expect(await Promise.all(both)).toEqual([0, 2]);
  const spans = await recorded(6);
  for (const name of ['a', 'b']) {
    const program = spans.find((span) => span.name === name);
    const job = spans.find((span) => span.parent === program?.id);
    expect(job?.name).toBe('send double');
    expect(spans.find(({ parent }) => parent === job?.id)?.name).toBe('process double');
  }
});
