import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attemptId } from '@zfarm/cluster-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { numbers, setUp } from './local-bench.js';
import { TestClient } from './test-client.js';

describe('local worker: threads that die', () => {
  it('keeps what was done before process.exit, blames the item, and goes on with the rest', async () => {
    const { worker, client } = await setUp();
    const { outcome } = client.run((n: number) => {
      if (n === 5) process.exit(3);
      return n;
    }, numbers(10));
    const { results, failures } = await outcome;
    expect([...results.keys()]).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9]);
    expect([...failures.keys()]).toEqual([5]);
    expect(failures.get(5)).toMatchObject({ fault: 'thread', death: 'exit', name: 'ThreadDeathError' });
    expect(failures.get(5)?.message).toContain('process.exit(3)');
    expect(worker.stats().threadDeaths).toEqual({ exit: 1 });
  });

  it('does not run again what was done before the death', async () => {
    const { client } = await setUp();
    const { outcome } = client.run((n: number) => {
      if (n === 5) process.exit(3);
      return process.hrtime.bigint();
    }, numbers(10));
    const { results } = await outcome;
    const times = [...results].sort(([a], [b]) => a - b).map(([, time]) => time as bigint);
    expect(times.toSorted((a, b) => Number(a - b))).toEqual(times);
    const told = client.heard.flatMap((message) => {
      if (message.kind !== 'slice') return [];
      return Array.from({ length: message.count }, (_, step) => message.first + step);
    });
    expect(told).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9]);
  });

  it('names the item that ran out of memory', async () => {
    const { client } = await setUp({ maxHeapMb: 48 });
    const { outcome } = client.run((n: number) => {
      // Small pieces: with one that is big, V8 may take the whole process along.
      let hoard: unknown;
      while (n === 1) hoard = { before: hoard, item: n };
      return n;
    }, numbers(3));
    const { results, failures } = await outcome;
    // The result of item 0, if it was not told yet, has died with the thread: the client would run that item again.
    expect([...results.keys()].filter((item) => item !== 0)).toEqual([2]);
    expect(failures.get(1)).toMatchObject({ fault: 'thread', death: 'out-of-memory' });
    expect(failures.get(1)?.message).toContain('48 MB');
  });

  it('has told what others have finished before it begins what failed before', async () => {
    const { client } = await setUp({ maxHeapMb: 48 });
    const folder = mkdtempSync(join(tmpdir(), 'zfarm-thread-death-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const runs = join(folder, 'runs');
    const fn = (n: number): number => {
      appendFileSync(runs, `${n} `);
      let hoard: unknown;
      while (n === 2) hoard = { before: hoard, item: n };
      return n;
    };
    // Once a function is known to be quick, several attempts at it are handed to a thread at once.
    for (let warm = 0; warm < 20; warm += 1) await client.run(fn, numbers(50).fill(0)).outcome;
    rmSync(runs);
    const [good, bad] = [client.run(fn, [1]), client.run(fn, [2], 0, { tries: 1 })];
    expect([...(await good.outcome).results.values()]).toEqual([1]);
    expect((await bad.outcome).failures.get(0)).toMatchObject({ death: 'out-of-memory' });
    expect(readFileSync(runs, 'utf8')).toBe('1 2 ');
  });

  it('tells the error that nobody caught', async () => {
    const { client } = await setUp();
    const { outcome } = client.run(async (n: number) => {
      if (n === 1) void Promise.reject(new SyntaxError('lost'));
      await new Promise((resolve) => setTimeout(resolve, 1));
      return n;
    }, numbers(3));
    const { results, failures } = await outcome;
    expect(new Set(results.keys())).toEqual(new Set([0, 2]));
    expect(failures.get(1)).toMatchObject({
      fault: 'thread',
      death: 'uncaught-error',
      name: 'SyntaxError',
      message: 'lost',
    });
  });

  it('charges no item with a death between attempts', async () => {
    const { worker, client } = await setUp();
    await client.run(() => void setTimeout(() => process.exit(9), 1), [0]).outcome;
    const { failures, results } = await client.run(
      async (n: number) => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        return n;
      },
      [1],
      1,
    ).outcome;
    // The stray timer may fire before the second attempt starts or within it; in the second case it is blamed.
    expect(failures.size + results.size).toBe(1);
    expect(Object.values(worker.stats().threadDeaths)).toEqual([1]);
  });
});

describe('local worker: cancel, retract, drain', () => {
  it('ends an endless loop after the grace, and the slot serves on', async () => {
    const { worker, client } = await setUp();
    const channel = new BroadcastChannel('endless-loop');
    const looping = new Promise((resolve) => {
      channel.onmessage = resolve;
    });
    const { attempt } = client.run(() => {
      new BroadcastChannel('endless-loop').postMessage('looping');
      for (;;);
    }, [0]);
    await looping;
    channel.close();
    client.send({ kind: 'cancel', attempt: attemptId(attempt) });
    const heard = client.heard.length;
    const { results } = await client.run((n: number) => n + 1, [1], 1).outcome;
    expect(results.get(1)).toBe(2);
    expect(worker.stats().threadDeaths).toEqual({ ended: 1 });
    expect(
      client.heard.slice(heard).filter((message) => 'attempt' in message && message.attempt === attempt),
    ).toEqual([]);
  });

  it('stops a cancelled attempt before its next item, without ending the thread', async () => {
    const { worker, client } = await setUp({ cancelGraceMs: 10_000 });
    const started = client.hear((message) => message.kind === 'slice');
    const { attempt } = client.run((n: number) => {
      const until = performance.now() + 15;
      while (performance.now() < until);
      return n;
    }, numbers(10_000));
    await started;
    client.send({ kind: 'cancel', attempt: attemptId(attempt) });
    await client.run((n: number) => n, [1]).outcome;
    expect(worker.stats().threadDeaths).toEqual({});
    expect(worker.stats().itemsDone).toBeLessThan(1000);
  });

  it('cuts a running attempt exactly: each item before the cut is reported, none behind it runs', async () => {
    const { client } = await setUp();
    const slice = client.hear((message) => message.kind === 'slice');
    const { attempt, outcome } = client.run((n: number) => {
      const until = performance.now() + 2;
      while (performance.now() < until);
      return n;
    }, numbers(5000));
    await slice;
    client.send({ kind: 'retract', attempt: attemptId(attempt) });
    const { results, cuts, ended } = await outcome;
    expect(ended).toBe('done');
    expect(cuts.length).toBe(1);
    expect([...results.keys()]).toEqual(numbers(cuts[0] as number));
    expect(results.size).toBeLessThan(5000);
  });

  it('drains: hands back the queue, finishes what runs', async () => {
    const { worker, client } = await setUp();
    const started = client.hear((message) => message.kind === 'started');
    const running = client.run((n: number) => {
      const until = performance.now() + 10;
      while (performance.now() < until);
      return n;
    }, numbers(10));
    const queued = client.run((n: number) => n + 1, numbers(10), 50);
    await started;
    await worker.drain();
    expect((await queued.outcome).ended).toBe('cut');
    expect((await running.outcome).results.size).toBe(10);
    expect(client.heard.some((message) => message.kind === 'draining')).toBe(true);
  });

  it('ends what a client left behind when its link closes, and serves the others', async () => {
    const { worker, client } = await setUp();
    const other = new TestClient();
    worker.connect(other);
    await other.linked;
    const started = client.hear((message) => message.kind === 'started');
    client.run(() => {
      for (;;);
    }, [0]);
    await started;
    client.link?.close();
    expect((await other.run((n: number) => n, [4], 4).outcome).results.get(4)).toBe(4);
    expect(client.closedLinks).toBe(1);
  });
});
