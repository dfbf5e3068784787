import { describe, expect, it } from 'vitest';
import type { NodeRow } from './node-row.js';
import { nodesTable } from './nodes-table.js';

const worker: NodeRow = {
  id: 'A'.repeat(32),
  name: 'red',
  role: 'worker',
  address: '192.0.2.7:49152',
  slots: 8,
  busy: 3,
  queued: 0,
  done: 12,
  draining: false,
  platform: 'linux-x64',
  nodeVersion: '20.20.2',
  labels: { gpu: 'true', room: '3' },
};
const client: NodeRow = { id: 'B'.repeat(32), name: 'script', role: 'client', address: '192.0.2.8:50000' };

const plain = (text: string): string => text;

describe('nodesTable', () => {
  it('aligns names to the left and numbers to the right', () => {
    expect(nodesTable([worker, client], 200, plain)).toBe(
      `NAME    ROLE    ADDRESS          SLOTS  BUSY  QUEUED  DONE  PLATFORM   NODE     LABELS
red     worker  192.0.2.7:49152      8     3       0    12  linux-x64  20.20.2  gpu=true room=3
script  client  192.0.2.8:50000
`,
    );
  });

  it('leaves out columns, the least needed first, where the terminal is narrow, and says so', () => {
    const [titles = '', , , note] = nodesTable([worker, client], 80, plain).split('\n');
    expect(titles).toBe('NAME    ROLE    ADDRESS          SLOTS  BUSY  QUEUED  DONE  LABELS');
    expect(note).toBe('(2 more columns in a wider terminal or with --json)');
    const narrow = nodesTable([worker], 10, plain).split('\n')[0];
    expect(narrow).toBe('NAME  ROLE    SLOTS  BUSY  QUEUED  DONE');
  });

  it('leaves out what nobody has, and shows who drains', () => {
    expect(nodesTable([client], 200, plain).split('\n')[0]).toBe('NAME    ROLE    ADDRESS');
    expect(nodesTable([{ ...worker, draining: true }], 200, plain)).toContain('red   draining');
  });
});
