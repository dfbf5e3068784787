import { expect, test, vi } from 'vitest';
import { EventHub } from './event-hub.js';
import { EVENTS_QUEUED_MAX } from './limits.js';

type Letter = { readonly type: 'a'; readonly count: number } | { readonly type: 'b' };

const a = (count: number): Letter => ({ type: 'a', count });

test('listeners hear their type only, in the order they came, until they are taken off', () => {
  const hub = new EventHub<Letter>();
  const heard: string[] = [];
  const first = ({ count }: { count: number }): unknown => heard.push(`first ${count}`);
  expect(hub.wanted).toBe(false);
  hub.on('a', first);
  hub.on('a', ({ count }) => heard.push(`second ${count}`));
  expect(hub.wanted).toBe(true);
  hub.emit(a(1));
  hub.emit({ type: 'b' });
  hub.off('a', first);
  hub.emit(a(2));
  expect(heard).toEqual(['first 1', 'second 1', 'second 2']);
});

test('nobody is wanted any more once the last listener is off and the last stream is left', async () => {
  const hub = new EventHub<Letter>();
  const listener = (): void => {};
  hub.on('b', listener);
  const stream = hub.stream();
  hub.off('b', listener);
  expect(hub.wanted).toBe(true);
  await stream.return();
  expect(hub.wanted).toBe(false);
});

test('a stream has everything from the call on, and ends behind what waits in it', async () => {
  const hub = new EventHub<Letter>();
  hub.emit(a(0));
  const stream = hub.stream();
  const early = stream.next();
  hub.emit(a(1));
  hub.emit(a(2));
  hub.end();
  expect(await early).toEqual({ done: false, value: a(1) });
  const left: Letter[] = [];
  for await (const event of stream) left.push(event);
  expect(left).toEqual([a(2)]);
  expect(await hub.stream().next()).toEqual({ done: true, value: undefined });
});

test('a slow reader loses the oldest events, and can see how many', async () => {
  const hub = new EventHub<Letter>();
  const stream = hub.stream();
  for (let count = 0; count < EVENTS_QUEUED_MAX; count += 1) hub.emit(a(count));
  expect(stream.dropped).toBe(0);
  for (let count = 0; count < 3; count += 1) hub.emit(a(EVENTS_QUEUED_MAX + count));
  expect(stream.dropped).toBe(3);
  hub.end();
  const counts: number[] = [];
  for await (const event of stream) if (event.type === 'a') counts.push(event.count);
  expect(counts).toEqual(Array.from({ length: EVENTS_QUEUED_MAX }, (_, index) => index + 3));
});

test('what a listener throws stops neither the next one nor the stream', async () => {
  const thrown = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => {});
  const hub = new EventHub<Letter>();
  const heard = vi.fn();
  hub.on('b', () => {
    throw new Error('no');
  });
  hub.on('b', heard);
  const stream = hub.stream();
  hub.emit({ type: 'b' });
  expect(heard).toHaveBeenCalledOnce();
  expect(thrown).toHaveBeenCalledOnce();
  thrown.mockRestore();
  expect((await stream.next()).value).toEqual({ type: 'b' });
});
