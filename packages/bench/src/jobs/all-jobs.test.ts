import { describe, expect, test } from 'vitest';
import { JOBS } from './all-jobs.js';
import { type Mapper, mapSerially, runSerially } from './benchmark-job.js';

/** NASA has published nothing smaller than what takes half a second: once is enough. */
const LONG = ['nas-ep'];

test.each(JOBS.filter(({ name }) => LONG.includes(name)))('$name has the published answer', async (job) => {
  const instance = await job.prepare('S');
  expect(instance.check(await runSerially(instance))).toBeUndefined();
});

describe.each(JOBS.filter(({ name }) => !LONG.includes(name)))('$name, size S', (job) => {
  test('has the published answer, the plain way and item by item', async () => {
    expect(await job.missing?.()).toBeUndefined();
    const instance = await job.prepare('S');
    expect(instance.check(await runSerially(instance))).toBeUndefined();
    let tasks = 0;
    const counting: Mapper = (work, items) => {
      expect(job.work).toContain(work);
      tasks += items.length;
      // Copied, as if they had travelled: no job may count on items that share what they are given.
      return mapSerially(work, structuredClone(items));
    };
    expect(instance.check(await instance.parallel(counting))).toBeUndefined();
    expect(tasks).toBe(instance.tasks);
  });
});

test('names of jobs and of work functions are unique', () => {
  const names = JOBS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const work = [...new Set(JOBS.flatMap((job) => job.work))].map((fn) => fn.name);
  expect(new Set(work).size).toBe(work.length);
});
