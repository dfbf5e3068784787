import { expect, test } from 'vitest';
import { JobCounters } from './job-counters.js';

test('workers of the same name are told apart, those of a name of their own go by it', () => {
  const counters = new JobCounters();
  counters.settle({ id: 'AAAAAAAA11111111', name: 'red' }, 0, 3);
  expect(counters.stats().workers).toEqual({ red: 3 });
  counters.settle({ id: 'BBBBBBBB11111111', name: 'red' }, 3, 2);
  counters.fail({ id: 'BBBBBBBB11111111', name: 'red' }, 5);
  counters.settle({ id: 'CCCCCCCC11111111', name: 'blue' }, 6, 1);
  expect(counters.stats().workers).toEqual({ 'red (AAAAAAAA)': 3, 'red (BBBBBBBB)': 3, blue: 1 });
  expect(counters.stats().items).toBe(7);
});
