import type { FailureRecord } from '@zfarm/cluster-core';
import type { Piscina } from 'piscina';
import { describe, expect, it } from 'vitest';
import { SlotThread } from './slot-thread.js';
import type { Residence } from './thread-message.js';

describe('slot thread', () => {
  it('gives up when a thread dies before it is up, and says why', async () => {
    let tries = 0;
    const pool = {
      run({ port }: Residence): Promise<void> {
        tries += 1;
        // The port goes nowhere, like that of a thread that was never there.
        port.unref();
        return Promise.reject(Object.assign(new Error('heap'), { code: 'ERR_WORKER_OUT_OF_MEMORY' }));
      },
    };
    const record = await new Promise<FailureRecord>((resolve) => {
      const listener = { ready: () => {}, event: () => {}, died: () => {}, broken: resolve };
      const options = {
        pool: pool as unknown as Piscina,
        place: { worker: 'test', operators: undefined, taskModules: undefined },
        maxHeapMb: 16,
        graceMs: 10,
        listener,
      };
      new SlotThread(options, new Map()).open();
    });
    expect(record).toMatchObject({ death: 'out-of-memory' });
    expect(record.message).toContain('16 MB');
    expect(tries).toBe(1);
  });
});
