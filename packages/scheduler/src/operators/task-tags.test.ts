import { expect, test } from 'vitest';
import { JobCancelledError } from '../errors.js';
import { TaskTags } from './task-tags.js';

test('counts who is in flight, and cancels a whole tag', () => {
  const tags = new TaskTags();
  const cancelled: string[] = [];
  tags.follow('a', () => cancelled.push('a1'));
  const leave = tags.follow('a', () => cancelled.push('a2'));
  tags.follow('b', () => cancelled.push('b1'));
  expect([...tags.counts()]).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
  leave();
  expect(tags.kill('a', true)).toBe(1);
  expect(cancelled).toEqual([]);
  expect(tags.kill('a', false)).toBe(1);
  expect(tags.kill('a', false)).toBe(0);
  expect(cancelled).toEqual(['a1']);
  expect([...tags.counts()]).toEqual([['b', 1]]);
});

test('who has left late does not take a newcomer along', () => {
  const tags = new TaskTags();
  const leave = tags.follow('a', () => {});
  tags.kill('a', false);
  tags.follow('a', () => {});
  leave();
  expect(tags.counts().get('a')).toBe(1);
});

test('a task counts until it has settled, in whatever way', async () => {
  const tags = new TaskTags();
  const open = tags.handle<number>('t', () => () => {}, undefined);
  const done = tags.handle<number>(
    't',
    (resolve) => {
      resolve(3);
      return () => {};
    },
    undefined,
  );
  const refused = tags.handle<number>(
    't',
    () => {
      throw new Error('no');
    },
    undefined,
  );
  await expect(refused).rejects.toThrow('no');
  expect(await done).toBe(3);
  expect(tags.counts().get('t')).toBe(1);
  void open;
  const handle = tags.handle<number>('u', (_, reject) => reject, undefined);
  expect(tags.kill('u', false)).toBe(1);
  await expect(handle).rejects.toBeInstanceOf(JobCancelledError);
});
