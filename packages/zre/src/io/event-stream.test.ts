import { beforeEach, describe, expect, it } from 'vitest';
import { limits } from '../core/limits.js';
import type { ZreEvent } from '../events.js';
import { EventHub } from './event-hub.js';

const of = { peer: 'A'.repeat(32), name: 'a' };
const whisper: ZreEvent = { type: 'whisper', ...of, content: [Buffer.alloc(10)], reply: () => false };
const stop: ZreEvent = { type: 'stop', ...of };

let full: boolean[];
let hub: EventHub;

beforeEach(() => {
  full = [];
  hub = new EventHub((isFull) => full.push(isFull));
});

describe('a stream of events', () => {
  it('has everything from the call on, in order, and ends after stop', async () => {
    hub.emit(whisper);
    const stream = hub.stream();
    hub.emit({ type: 'join', ...of, group: 'G' });
    hub.emit(stop);
    const seen: string[] = [];
    for await (const event of stream) seen.push(event.type);
    expect(seen).toEqual(['join', 'stop']);
    expect(await hub.stream().next()).toEqual({ value: undefined, done: true });
  });

  it('hands an event to whoever waits already', async () => {
    const stream = hub.stream();
    const waiting = [stream.next(), stream.next(), stream.next()];
    hub.emit(whisper);
    hub.emit(stop);
    expect(await Promise.all(waiting)).toEqual([
      { value: whisper, done: false },
      { value: stop, done: false },
      { value: undefined, done: true },
    ]);
  });

  it('tells when it is full, and again when half is taken', async () => {
    const [stream, idle] = [hub.stream(), hub.stream()];
    await idle.return();
    for (let count = 1; count < limits.queuedEventsMax; count += 1) hub.emit(whisper);
    expect(full).toEqual([]);
    hub.emit(whisper);
    expect(full).toEqual([true]);
    for (let count = 1; count < limits.queuedEventsMax / 2; count += 1) await stream.next();
    expect(full).toEqual([true]);
    await stream.next();
    expect(full).toEqual([true, false]);
  });

  it('that is full and abandoned holds nobody up', async () => {
    const stream = hub.stream();
    for (let count = 0; count < limits.queuedEventsMax; count += 1) hub.emit(whisper);
    await stream.return();
    expect(full).toEqual([true, false]);
    hub.emit(whisper);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });
});

describe('listeners', () => {
  it('are called in their order, for their type, until they are taken off', () => {
    const calls: string[] = [];
    const first = () => calls.push('first');
    hub.on('whisper', first);
    hub.on('whisper', () => calls.push('second'));
    hub.on('stop', () => calls.push('stop'));
    hub.emit(whisper);
    hub.off('whisper', first);
    hub.emit(whisper);
    expect(calls).toEqual(['first', 'second', 'second']);
  });
});
