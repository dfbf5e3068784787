import { jobId } from '@zfarm/cluster-core/core';
import { beforeEach, expect, test } from 'vitest';
import { CODE, CoreHarness, done, slice } from '../../test/support/core-harness.js';

const SETUP = 'd'.repeat(32);

let h: CoreHarness;

beforeEach(() => {
  h = new CoreHarness();
  h.open('W');
  h.open('V');
});

function codesSent(to: string): string[] {
  return h.out.flatMap((o) =>
    o.kind === 'send' && o.worker === to && o.message.kind === 'code-put' ? [o.message.code] : [],
  );
}

test('the code of a setup goes ahead of the first assign, once, and again when asked for', () => {
  h.submit(2, {}, { setup: SETUP });
  expect(codesSent('W')).toEqual([CODE, SETUP]);
  expect(h.assigns()).toMatchObject([{ code: CODE, setup: SETUP }]);
  h.tell('W', { kind: 'code-need', code: SETUP });
  expect(codesSent('W')).toEqual([SETUP]);
});

test('workers that had items of the job hear of its end, and no others', () => {
  h.submit(2, {}, { setup: SETUP });
  h.tell('W', slice(1, 0, 2), done(1));
  expect(h.sent('job-ended')).toEqual([
    { kind: 'send', worker: 'W', message: { kind: 'job-ended', job: 1 } },
  ]);
  expect(h.ended()).toEqual(['completed']);
});

test('cancelled attempts are told before, and a worker that has left is told nothing', () => {
  h.submit(4, {}, { setup: SETUP });
  h.feed({ kind: 'worker-closed', worker: 'V' });
  h.feed({ kind: 'job-cancelled', job: jobId(1) });
  expect(h.out.flatMap((o) => (o.kind === 'send' ? [`${o.worker} ${o.message.kind}`] : []))).toEqual([
    'W cancel',
    'W cancel',
    'W job-ended',
  ]);
});

test('without a setup nobody need know', () => {
  h.submit(2);
  h.tell('W', slice(1, 0, 2), done(1));
  expect(h.sent('job-ended')).toEqual([]);
});
