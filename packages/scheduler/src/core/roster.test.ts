import { announcementHeaders, encodeJobs, encodeLoad, type Role } from '@zfarm/cluster-core/core';
import { beforeEach, expect, test } from 'vitest';
import { Roster } from './roster.js';

const GROUP = 'zfarm/here/watch';
const LOAD = { busySlots: 1, queuedAttempts: 0, itemsDone: 5, draining: false };
const capacity = { slots: 2, memoryBytes: 0, platform: 'p', nodeVersion: '20', labels: {}, resources: {} };
const JOBS = { jobs: [{ job: 1, name: 'fn', done: 0, failed: 0, running: 1, elapsedMs: 3 }], more: 0 };

let roster: Roster;

function enter(peer: string, role: Role, cluster = 'here'): unknown {
  const announcement = { role, cluster, ...(role === 'worker' && { capacity }) };
  const headers = announcementHeaders(announcement);
  return roster.entered({ peer, name: `name-${peer}`, endpoint: 'tcp://127.0.0.1:1', headers });
}

beforeEach(() => {
  roster = new Roster('here');
});

test('workers come first, then clients, then observers; other peers are not of the cluster', () => {
  enter('3', 'observer');
  enter('2', 'client');
  expect(enter('1', 'worker')).toMatchObject({
    type: 'node-joined',
    node: { id: '1', address: '127.0.0.1:1' },
  });
  expect(enter('4', 'worker', 'elsewhere')).toBeUndefined();
  expect(roster.entered({ peer: '5', name: 'plain', endpoint: '', headers: {} })).toBeUndefined();
  expect(roster.list()).toMatchObject([
    { id: '1', capacity, load: { busySlots: 0 } },
    { id: '2', jobs: { jobs: [] } },
    { id: '3', role: 'observer' },
  ]);
});

test('a worker tells its load and a client its jobs; the other way round, or elsewhere, it is nothing', () => {
  enter('1', 'worker');
  enter('2', 'client');
  expect(roster.shouted('1', GROUP, encodeLoad(LOAD))).toMatchObject({
    type: 'load-changed',
    node: { load: LOAD },
  });
  expect(roster.shouted('2', GROUP, encodeJobs(JOBS))).toMatchObject({
    type: 'jobs-changed',
    node: { jobs: JOBS },
  });
  expect(roster.shouted('2', GROUP, encodeLoad(LOAD))).toBeUndefined();
  expect(roster.shouted('1', GROUP, encodeJobs(JOBS))).toBeUndefined();
  expect(roster.shouted('1', 'zfarm/elsewhere/watch', encodeLoad(LOAD))).toBeUndefined();
  expect(roster.shouted('9', GROUP, encodeLoad(LOAD))).toBeUndefined();
});

test('who leaves is told as it was, once', () => {
  enter('1', 'worker');
  roster.shouted('1', GROUP, encodeLoad(LOAD));
  expect(roster.exited('1')).toMatchObject({ type: 'node-left', node: { id: '1', load: LOAD } });
  expect(roster.exited('1')).toBeUndefined();
  expect(roster.list()).toEqual([]);
});
