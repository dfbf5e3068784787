import { expect, test, vi } from 'vitest';
import { ScriptedWorker } from '../test/support/scripted-worker.js';
import { connect } from './connect.js';

const made = vi.hoisted(() => ({ nodes: 0 }));

vi.mock('@zfarm/zre', () => ({
  ZreNode: class {
    constructor() {
      made.nodes += 1;
      throw new Error('no sockets here');
    }
  },
}));

test("local: 'always' makes no node of the network; any other mode does", async () => {
  await using cluster = await connect(
    { local: 'always' },
    {
      openLocal: (_, handler) => {
        new ScriptedWorker(handler, 'local').connect().serve((item) => item);
        return { close: () => Promise.resolve() };
      },
    },
  );
  expect(await cluster.map((n: number) => n, [1, 2, 3])).toEqual([1, 2, 3]);
  expect(made.nodes).toBe(0);
  await expect(connect({ local: 'auto' })).rejects.toThrow('no sockets here');
  expect(made.nodes).toBe(1);
});
