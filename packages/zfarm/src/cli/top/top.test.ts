import type { JobSummary } from '@zfarm/cluster-core/core';
import type { ObservedNode } from '@zfarm/scheduler';
import { describe, expect, it } from 'vitest';
import { cellsOf } from '../screen/cells.js';
import { barText, bytesText, countText, durationText, rateText, sparkText } from './figures.js';
import type { Palette } from './palette.js';
import { RateMeter } from './rate-meter.js';
import { renderTop, type TopFrame } from './render-top.js';
import { TopModel } from './top-model.js';
import { afterKey, FIRST_VIEW, type TopView } from './top-view.js';

const plain = (text: string): string => text;
const palette: Palette = {
  title: plain,
  heading: plain,
  sorted: plain,
  dim: plain,
  bar: plain,
  spark: plain,
  good: plain,
  bad: plain,
  warn: plain,
};

const frame = (columns: number, rows: number): TopFrame => ({
  columns,
  rows,
  where: 'cluster "default" on 127.0.0.1:5670',
  clock: '12:34:56',
  palette,
});

function worker(
  name: string,
  itemsDone: number,
  more: Partial<ObservedNode['load'] & object> = {},
): ObservedNode {
  return {
    id: name.padEnd(32, '-'),
    name,
    role: 'worker',
    address: '192.0.2.1:49152',
    capacity: { slots: 4, memoryBytes: 1, platform: '', nodeVersion: '', labels: {}, resources: {} },
    load: { busySlots: 2, queuedAttempts: 1, itemsDone, draining: false, ...more },
  };
}

function client(...jobs: readonly JobSummary[]): ObservedNode {
  return { id: 'C', name: 'laptop', role: 'client', address: '192.0.2.2:1', jobs: { jobs, more: 0 } };
}

const job: JobSummary = {
  job: 1,
  name: 'square',
  done: 200,
  failed: 1,
  running: 4,
  total: 1000,
  elapsedMs: 2000,
};

function keys(...pressed: readonly string[]): TopView {
  return pressed.reduce<TopView>((view, key) => {
    const next = afterKey(view, key);
    if (next === 'quit') throw new Error('It has quit.');
    return next;
  }, FIRST_VIEW);
}

describe('the model', () => {
  it('counts from the first load that is told, and forgets a burst after five seconds', () => {
    const meter = new RateMeter();
    expect(meter.add(1_000_000, 0)).toBe(0);
    expect(meter.perSecond(0)).toBe(0);
    expect(meter.add(1_000_500, 2000)).toBe(500);
    expect(meter.perSecond(2500)).toBe(200);
    expect(meter.perSecond(5000)).toBe(100);
    expect(meter.perSecond(7001)).toBe(0);
    meter.add(10, 8000);
    expect(meter.perSecond(8000)).toBe(0);
  });

  it('knows the time left of a job, shows its end for a while, and drops what a lost client had', () => {
    const model = new TopModel();
    model.put(client(job), 0);
    model.put(client({ ...job, done: 401, failed: 0, retries: 3 }), 2000);
    expect(model.picture(2000).jobs).toMatchObject([
      { name: 'square', client: 'laptop', done: 401, retries: 3, rate: 100, remainingMs: 5990 },
    ]);
    model.put(client({ ...job, done: 1000, outcome: 'completed' }), 3000);
    expect(model.picture(4000).jobs).toMatchObject([{ outcome: 'completed', remainingMs: undefined }]);
    model.remove(client(), 5000);
    expect(model.picture(5000).jobs).toHaveLength(1);
    model.second(20_000);
    expect(model.picture(20_000).jobs).toEqual([]);
    model.put(client({ ...job, job: 2 }), 20_000);
    model.remove(client(), 20_000);
    expect(model.picture(20_000).jobs).toEqual([]);
  });

  it('has a history of what all workers have done each second', () => {
    const model = new TopModel();
    model.loaded(worker('red', 1000), 0);
    model.second(1000);
    model.loaded(worker('red', 1030), 1500);
    model.loaded(worker('blue', 5), 1500);
    model.second(2000);
    model.loaded(worker('blue', 12), 2500);
    model.remove(worker('red', 1030), 2600);
    model.second(3000);
    expect(model.picture(3000).history).toEqual([0, 30, 7]);
  });
});

describe('the screen', () => {
  const model = new TopModel();
  for (let at = 0; at < 30; at += 1) model.put(worker(`w${at}`, at, { itemsFailed: at % 3 }), 0);
  model.put(worker('東京-\u001b[2Jrenderer-with-a-long-name-that-does-not-end', 7, { draining: true }), 0);
  for (let at = 0; at < 12; at += 1) model.put(client({ ...job, job: at, name: `job${at}` }), 0);
  model.second(1000);
  const picture = model.picture(1000);

  it.each([
    [80, 24],
    [200, 60],
    [40, 10],
    [20, 6],
    [10, 3],
  ])('fits into %i x %i, to the cell', (columns, rows) => {
    for (const view of [FIRST_VIEW, keys('?'), keys('/', 'x'), keys('page-down', 'page-down', 'page-down')]) {
      const lines = renderTop(picture, view, frame(columns, rows));
      expect(lines.length).toBeLessThanOrEqual(rows);
      for (const line of lines) expect(cellsOf(line)).toBeLessThanOrEqual(columns);
      expect(lines.join('')).not.toContain('\u001b');
    }
  });

  it('at 80 x 24 shows what counts, and says how much more there is', () => {
    const small = new TopModel();
    small.loaded(worker('red', 10, { itemsFailed: 2, rssBytes: 118 * 2 ** 20 }), 0);
    small.loaded(worker('red', 60, { itemsFailed: 2, rssBytes: 118 * 2 ** 20 }), 1000);
    small.put(client({ ...job, retries: 5 }), 1000);
    const [title, totals, , ...lines] = renderTop(small.picture(2000), FIRST_VIEW, frame(80, 24));
    expect(title).toMatch(/^zfarm top {2}cluster "default" on .*1 worker {2}1 client {2}12:34:56$/);
    expect(totals).toMatch(/^slots █████ {5,} 2\/4 {2}queued 1 {2}25 items\/s .* 2 failed$/);
    const [titles = '', red = ''] = lines;
    expect(titles).toMatch(/^WORKER +BUSY +SLOTS +QUEUED +ITEMS\/S +DONE +FAILED +MEMORY$/);
    expect(red).toMatch(/^red +█{7} +2\/4 +1 +25 +60 +2 +118 MiB$/);
    expect(lines[3]).toMatch(/^JOB +PROGRESS +DONE +OF +ITEMS\/S +ETA +RETRIES +FAILED$/);
    expect(lines[4]).toMatch(/^square +█▊ +20 % +200 +1,000 +67 +0:12 +5 +1$/);
    expect(lines.at(-1)).toMatch(/^q quit {2}s sort: name .* \? help$/);
    const wide = renderTop(small.picture(2000), FIRST_VIEW, frame(200, 50));
    expect(wide[4]).toMatch(/^red {11}█{20} +2\/4 /);
    expect(wide[7]).toMatch(/^square {8}laptop +█{8} +20 %/);
    expect(renderTop(picture, FIRST_VIEW, frame(80, 24)).join('\n')).toMatch(/… \d+ more[\s\S]*… \d+ more/);
  });

  it('sorts by names up and by numbers down, reverses, filters workers, jobs and clients, and scrolls', () => {
    const names = (view: TopView): string[] =>
      renderTop(picture, view, frame(80, 40)).flatMap((line) => /^w\d+/.exec(line)?.[0] ?? []);
    expect(names(FIRST_VIEW).slice(0, 3)).toEqual(['w0', 'w1', 'w2']);
    expect(names(keys('5')).slice(0, 3)).toEqual(['w2', 'w5', 'w8']);
    expect(names(keys('5', 'r')).slice(0, 2)).toEqual(['w27', 'w24']);
    expect(names(keys('/', 'W', '2', 'enter'))).toEqual([
      'w2',
      ...Array.from({ length: 10 }, (_, at) => `w${20 + at}`),
    ]);
    expect(names(keys('down', 'down'))[0]).toBe('w2');
    expect(names(keys('page-down', 'page-down', 'page-down', 'page-down')).at(-1)).toBe('w29');
    const jobs = renderTop(picture, keys('/', 'j', 'o', 'b', '1', '1', 'enter'), frame(80, 24));
    expect(jobs.join('\n')).toMatch(/no worker of that name\n\nJOB .*\njob11 /);
  });

  it('is honest about emptiness', () => {
    const lines = renderTop(new TopModel().picture(0), FIRST_VIEW, frame(80, 24));
    expect(lines.join('\n')).toMatch(/no workers: start one with zfarm worker[\s\S]*no jobs/);
  });
});

describe('keys', () => {
  it('go through the sort orders, type a filter, and quit', () => {
    expect(keys('s', 's').sort).toBe('queued');
    expect(keys('s', 's', 's', 's', 's', 's').sort).toBe('name');
    expect(keys('/', 'q', 'é', 'up', 'backspace').filter).toBe('q');
    expect(keys('/', 'q', 'escape')).toMatchObject({ filter: '', typing: false });
    expect(keys('/', 'a', 'enter', 'escape').filter).toBe('');
    expect(keys('up', 'home', 'x', '9').scroll).toBe(0);
    expect(keys('?', 'x').help).toBe(false);
    expect([afterKey(FIRST_VIEW, 'q'), afterKey(keys('?'), 'q')]).toEqual(['quit', 'quit']);
  });
});

it('figures stay short', () => {
  expect([0, 99_999, 100_000, 999_499, 999_500, 1.5e9].map(countText)).toEqual([
    '0',
    '99,999',
    '100k',
    '999k',
    '1.0M',
    '1.5G',
  ]);
  expect([0, 0.25, 9.94, 9.96, 120.4].map(rateText)).toEqual(['0', '0.3', '9.9', '10', '120']);
  expect([512, 2048, 118 * 2 ** 20, 1023 * 1024].map(bytesText)).toEqual([
    '512 B',
    '2.0 KiB',
    '118 MiB',
    '1.0 MiB',
  ]);
  expect([7000, 754_000, 11_100_000, 4e8].map(durationText)).toEqual(['0:07', '12:34', '3:05:00', '5 d']);
  expect([barText(0, 4), barText(0.53, 4), barText(7, 4)]).toEqual(['    ', '██▏ ', '████']);
  expect(sparkText([0, 1, 8, 4], 6)).toBe('   ▂█▅');
});
