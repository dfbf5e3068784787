import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { provideDetach } from '@zfarm/cluster-core';

const FLAG = 'harmony-rab-gsab-transfer';

/**
 * Node.js 20 has `ArrayBuffer.prototype.transfer` behind a flag, which is on only for as long as it takes to get hold of it.
 * Only a process of ours may touch flags: a worker that is a part of another program waits for the garbage collector.
 */
export function useEarlyDetach(): void {
  if ('transfer' in ArrayBuffer.prototype) return;
  setFlagsFromString(`--${FLAG}`);
  try {
    const transfer: unknown = runInNewContext('ArrayBuffer.prototype.transfer');
    if (typeof transfer === 'function') provideDetach(transfer as Parameters<typeof provideDetach>[0]);
  } finally {
    setFlagsFromString(`--no-${FLAG}`);
  }
}
