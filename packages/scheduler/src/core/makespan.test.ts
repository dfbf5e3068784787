import { expect, test } from 'vitest';
import { CoreHarness } from '../../test/support/core-harness.js';
import { Agenda, TimedWorker } from '../../test/support/timed-workers.js';

/** What `fib(n)` takes on a processor of our day. */
const fibMs = (n: number): number => 100 * 1.618 ** (n - 36);

/** Runs the items on two workers of one slot each, with default options; answers how long that takes. */
function makespan(itemsMs: readonly number[]): number {
  const h = new CoreHarness();
  h.now = 0;
  const agenda = new Agenda();
  const itemMs = (item: number): number => itemsMs[item] as number;
  const perform = (): void => {
    for (const output of h.out) {
      if (output.kind !== 'send') continue;
      const { worker, message } = output;
      if (message.kind === 'assign') workers[worker]?.assign(message.attempt, message.first, message.count);
      if (message.kind === 'retract') workers[worker]?.retract(message);
    }
    const due = h.core.nextDeadline();
    if (due !== undefined) agenda.add(due, look);
  };
  const look = (): void => {
    h.tick(agenda.now);
    perform();
  };
  let endedAt: number | undefined;
  const worker = (id: string): TimedWorker =>
    new TimedWorker(agenda, itemMs, (...messages) => {
      h.now = agenda.now;
      h.tell(id, ...messages);
      if (h.ended().length > 0) endedAt = agenda.now;
      perform();
    });
  const workers: Record<string, TimedWorker> = { A: worker('A'), B: worker('B') };
  for (const id of Object.keys(workers)) {
    h.enter(id);
    h.tell(id, { kind: 'credit', limit: 4 });
  }
  h.submit(itemsMs.length, { chunkItems: undefined });
  perform();
  while (endedAt === undefined && agenda.step());
  expect(endedAt).toBeDefined();
  return endedAt as number;
}

/** Longest first, each to the worker with least to do: as good as it gets, when everything is known beforehand. */
function byHand(itemsMs: readonly number[]): number {
  const load: [number, number] = [0, 0];
  for (const ms of itemsMs.toSorted((a, b) => b - a)) load[load[0] <= load[1] ? 0 : 1] += ms;
  return Math.max(...load);
}

const skewed = Array.from({ length: 4 * 13 }, (_, i) => 24 + (i % 13));

test.each([
  ['even items', Array.from({ length: 64 }, () => 34.5), 0.97],
  ['a skewed job, shuffled', skewed.map((_, i) => skewed[(i * 89) % skewed.length] as number), 0.95],
  ['a skewed job, rising', skewed.toSorted((a, b) => a - b), 0.95],
  ['a skewed job, falling', skewed.toSorted((a, b) => b - a), 0.95],
])('%s: two slots come close to a perfect split', (_, items, share) => {
  const itemsMs = items.map(fibMs);
  expect(byHand(itemsMs) / makespan(itemsMs)).toBeGreaterThan(share);
});
