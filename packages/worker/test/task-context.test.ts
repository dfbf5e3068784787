import { type TaskContext, taskContext } from '@zfarm/cluster-core';
import { describe, expect, it } from 'vitest';
import { setUp } from './local-bench.js';
import type { TestClient } from './test-client.js';

function printed(client: TestClient): { item: number; stream: string; text: string }[] {
  return client.heard.flatMap((message) =>
    message.kind === 'log' ? [{ item: message.item, stream: message.stream, text: message.text }] : [],
  );
}

describe('context of a task', () => {
  it('is found from anywhere inside the task, also after an await', async () => {
    const { client } = await setUp({ name: 'here' });
    const deep = async (): Promise<unknown[]> => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const { index, job, attempt, worker } = taskContext();
      return [index, job, attempt, worker];
    };
    const { outcome } = client.run(() => deep(), ['a', 'b'], 40);
    expect([...(await outcome).results.values()]).toEqual([
      [40, 1, 1, 'here'],
      [41, 1, 1, 'here'],
    ]);
  });

  it('is that of the item, given as second argument as well, and goes silent with it', async () => {
    const { client } = await setUp();
    const { outcome } = client.run(
      (n: number, context: TaskContext) => {
        const held = globalThis as { earlier?: TaskContext };
        held.earlier?.log('too late');
        held.earlier?.progress(1);
        held.earlier = context;
        context.log('item', n);
        return context === taskContext();
      },
      [1, 2],
    );
    expect([...(await outcome).results.values()]).toEqual([true, true]);
    expect(printed(client).map(({ text }) => text)).toEqual(['item 1', 'item 2']);
    expect(client.heard.some(({ kind }) => kind === 'progress')).toBe(false);
  });

  it('tells progress, and refuses what is no fraction', async () => {
    const { client } = await setUp();
    const { outcome } = client.run(
      (fraction: number, { progress }: TaskContext) => progress(fraction),
      [0.5, 2, Number.NaN],
    );
    const { failures } = await outcome;
    expect(client.heard.filter(({ kind }) => kind === 'progress')).toMatchObject([
      { item: 0, fraction: 0.5 },
    ]);
    expect([...failures.values()].map(({ message }) => message)).toEqual([
      'progress takes a fraction from 0 to 1, not 2.',
      'progress takes a fraction from 0 to 1, not NaN.',
    ]);
  });
});

describe('signal of a task', () => {
  it('ends a loop that polls it, and the thread lives on', async () => {
    const { client, worker } = await setUp({ cancelGraceMs: 10_000 });
    const begun = client.hear(({ kind }) => kind === 'log');
    const { attempt } = client.run(
      (_: number, { signal, log }: TaskContext) => {
        log('begun');
        while (!signal.aborted);
      },
      [1],
    );
    await begun;
    client.send({ kind: 'cancel', attempt: attempt as never });
    const { outcome } = client.run((n: number) => n, [7]);
    expect((await outcome).results.get(0)).toBe(7);
    expect(worker.stats().threadDeaths).toEqual({});
  });

  it('tells a task that awaits, and only one that was cancelled', async () => {
    const { client, worker } = await setUp({ cancelGraceMs: 10_000 });
    const wait = (_: number, { signal, log }: TaskContext): Promise<void> =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve());
        log(String(signal.aborted));
      });
    const begun = client.hear(({ kind }) => kind === 'log');
    const { attempt } = client.run(wait, [1]);
    await begun;
    client.send({ kind: 'retract', attempt: attempt as never });
    client.send({ kind: 'cancel', attempt: attempt as never });
    const { outcome } = client.run((_: number, context: TaskContext) => context.signal.aborted, [7]);
    expect((await outcome).results.get(0)).toBe(false);
    expect(printed(client)).toEqual([{ item: 0, stream: 'stdout', text: 'false' }]);
    expect(worker.stats().threadDeaths).toEqual({});
  });
});

describe('console of a task', () => {
  it('reaches the client in order, each text with its item and stream', async () => {
    const { client } = await setUp();
    const { outcome } = client.run(
      async (n: number) => {
        console.log('one %d', n, { deep: [1] });
        await new Promise((resolve) => setTimeout(resolve, 1));
        console.group('group');
        console.warn('two\nlines');
        console.table([{ a: n }]);
      },
      [5, 6],
      10,
    );
    await outcome;
    const texts = printed(client);
    expect(texts.map(({ item, stream }) => `${item} ${stream}`)).toEqual([
      ...Array(2).fill('10 stdout'),
      '10 stderr',
      '10 stdout',
      ...Array(2).fill('11 stdout'),
      '11 stderr',
      '11 stdout',
    ]);
    expect(texts.slice(0, 3).map(({ text }) => text)).toEqual([
      'one 5 { deep: [ 1 ] }',
      'group',
      '  two\n  lines',
    ]);
    // A group that the item before has left open does not indent the next one.
    expect(texts[4]?.text).toBe('one 6 { deep: [ 1 ] }');
  });

  it('is told while the task still runs', async () => {
    const { client } = await setUp();
    const said = client.hear(({ kind }) => kind === 'log');
    const { attempt } = client.run(() => {
      console.log('working');
      for (;;);
    }, [1]);
    await said;
    expect(printed(client)).toMatchObject([{ text: 'working' }]);
    client.send({ kind: 'cancel', attempt: attempt as never });
  });

  it('is bounded: what is too much is left out and counted, and a long text is cut', async () => {
    const { client } = await setUp();
    const lines = 20_000;
    const { outcome } = client.run(
      (count: number) => {
        console.log('x'.repeat(100_000));
        for (let line = 1; line < count; line += 1) console.log(line);
      },
      [lines],
    );
    await outcome;
    const logs = client.heard.flatMap((message) => (message.kind === 'log' ? [message] : []));
    expect(logs[0]?.text).toHaveLength(8192);
    const dropped = logs.reduce((sum, log) => sum + log.dropped, 0);
    expect(dropped).toBeGreaterThan(0);
    expect(dropped + logs.filter((log) => log.dropped === 0).length).toBe(lines);
  });

  it('stays with the worker or silent when the job wants that', async () => {
    const { client } = await setUp();
    for (const console of ['worker', 'ignore'] as const) {
      const { outcome } = client.run(
        (_: number, { log }: TaskContext) => {
          globalThis.console.debug('for the worker only');
          log('and another');
        },
        [1],
        0,
        { console },
      );
      expect((await outcome).failures.size).toBe(0);
    }
    expect(printed(client)).toEqual([]);
  });
});
