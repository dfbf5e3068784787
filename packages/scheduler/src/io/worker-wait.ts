import type { ClusterOptions } from '../connect-options.js';
import { NoWorkersError } from '../errors.js';
import type { WorkerDirectory } from './worker-directory.js';

/** @throws NoWorkersError where none can come. */
export function checkReachable(wanted: number, { local }: Pick<ClusterOptions, 'local'>): void {
  if (local === 'always' && wanted > 0)
    throw new NoWorkersError(wanted, 0, "With local: 'always' no socket is open, so none can come.");
}

/**
 * Resolves once `wanted` workers on the network are here.
 *
 * @throws NoWorkersError after `timeoutMs`; the reason of the signal when that is aborted.
 */
export function workersPresent(
  workers: WorkerDirectory,
  wanted: number,
  wait: { readonly timeoutMs: number; readonly signal: AbortSignal; readonly hint: () => string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const { timeoutMs, signal, hint } = wait;
    const finish = (): void => {
      clearTimeout(timer);
      unwatch();
      signal.removeEventListener('abort', onAbort);
    };
    const onAbort = (): void => {
      finish();
      reject(signal.reason);
    };
    const check = (): void => {
      if (workers.networkCount < wanted) return;
      finish();
      resolve();
    };
    const timer = setTimeout(() => {
      finish();
      reject(new NoWorkersError(wanted, workers.networkCount, hint()));
    }, timeoutMs);
    const unwatch = workers.watch(check);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort);
    check();
  });
}
