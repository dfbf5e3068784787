import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventQueue } from './event-queue.js';

describe('event queue', () => {
  test('gives events by time, equal times in the order added, and none that was cancelled', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ at: fc.nat(20), cancelled: fc.boolean() })), (plans) => {
        const queue = new EventQueue();
        const events = plans.map(({ at }) => queue.add(at, () => undefined));
        for (const [place, event] of events.entries()) event.cancelled = plans[place]?.cancelled ?? false;
        const expected = events.filter((event) => !event.cancelled).toSorted((a, b) => a.at - b.at);
        const taken = [];
        for (let event = queue.take(); event !== undefined; event = queue.take()) taken.push(event);
        expect(taken).toEqual(expected);
      }),
    );
  });
});
