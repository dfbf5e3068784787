import type { LocalPool } from '@zfarm/scheduler';
import { LocalWorker } from '@zfarm/worker';
import { operatorsModule } from './operators-module.js';

/** The worker inside this process: the same as on any machine, linked without a socket. */
export const openLocalPool: LocalPool = (threads, handler) => {
  const worker = new LocalWorker({
    operators: operatorsModule,
    ...(threads === undefined ? {} : { threads }),
  });
  worker.connect(handler);
  return worker;
};
