import { TIMEOUT_MS_MAX } from '@zfarm/cluster-core/core';
import type { ClusterEvent, ClusterEventOf } from '../cluster-event.js';
import { checkRetireOptions, type RetireOptions } from '../connect-options.js';
import { RetireError } from '../retire-error.js';
import type { EventHub } from './event-hub.js';
import { RETIRE_MS } from './limits.js';
import type { WorkerDirectory } from './worker-directory.js';

/**
 * Asks a worker to leave; resolves when it has left.
 *
 * @param worker its id or name, or what has its id
 * @throws OptionError
 * @throws RetireError when it is not here or does not leave in time; the reason of the signal when that is aborted.
 */
export async function retireWorker(
  workers: WorkerDirectory,
  events: EventHub<ClusterEvent>,
  worker: string | { readonly id: string },
  options: RetireOptions & { readonly signal: AbortSignal },
): Promise<void> {
  checkRetireOptions(options);
  const { manner = 'drain', withinMs, timeoutMs, signal } = options;
  signal.throwIfAborted();
  const called = typeof worker === 'string' ? worker : worker.id;
  const found = workers.list().find(({ id, name }) => id === called || name === called);
  if (found === undefined) throw new RetireError(called, 'is not here. cluster.workers() says who is here.');
  if (found.address === 'local')
    throw new RetireError(called, 'is the pool of this program, which ends with it.');
  const waitMs = timeoutMs ?? Math.min((withinMs ?? 0) + RETIRE_MS, TIMEOUT_MS_MAX);
  await new Promise<void>((resolve, reject) => {
    const finish = (act: () => void): void => {
      clearTimeout(timer);
      events.off('worker-left', onLeft);
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const onLeft = (event: ClusterEventOf<'worker-left'>): void => {
      if (event.worker === found.id) finish(resolve);
    };
    const onAbort = (): void => finish(() => reject(signal.reason));
    const late = `has not left within ${waitMs} ms. It may have been asked and still be at work, or be too old to know how.`;
    const timer = setTimeout(() => finish(() => reject(new RetireError(found.name, late))), waitMs);
    events.on('worker-left', onLeft);
    signal.addEventListener('abort', onAbort);
    workers.link(found.id)?.send({ kind: 'retire', manner, withinMs });
  });
}
