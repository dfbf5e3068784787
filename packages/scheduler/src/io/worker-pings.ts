import type { NodeId, ToClient } from '@zfarm/cluster-core/core';
import { PingError } from '../ping-error.js';
import type { WorkerDirectory } from './worker-directory.js';

/** Who waits for an answer; `undefined` for a heartbeat of the scheduler's own, which nobody here waits for. */
type Asker = { readonly answered: () => void; readonly lost: () => void } | undefined;

/** Heartbeats that workers have not answered yet, in the order sent: each answer is for the first. */
export class WorkerPings {
  readonly #workers: WorkerDirectory;
  readonly #asked: Map<NodeId, Asker[]> = new Map();

  constructor(workers: WorkerDirectory) {
    this.#workers = workers;
  }

  sent(worker: NodeId, asker?: Asker): void {
    const line = this.#asked.get(worker) ?? [];
    this.#asked.set(worker, line);
    line.push(asker);
  }

  heard(worker: NodeId, messages: readonly ToClient[]): void {
    for (const { kind } of messages) if (kind === 'alive') this.#asked.get(worker)?.shift()?.answered();
  }

  /** The session is over: what was asked in it is answered no more. */
  lost(worker: NodeId): void {
    const line = this.#asked.get(worker) ?? [];
    this.#asked.delete(worker);
    for (const asker of line) asker?.lost();
  }

  /**
   * Sends a heartbeat to the worker of that id or name; resolves with the milliseconds until its answer.
   *
   * @throws PingError when it is not here, does not answer in time or is lost; the reason of the signal when that is aborted.
   */
  async measure(
    asked: string | { readonly id: string },
    wait: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<number> {
    const { timeoutMs, signal } = wait;
    const called = typeof asked === 'string' ? asked : asked.id;
    const worker = this.#workers.list().find(({ id, name }) => id === called || name === called);
    if (worker === undefined) throw new PingError(called, 'is not here');
    return new Promise((resolve, reject) => {
      const sentAt = performance.now();
      const finish = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      };
      const fail = (error: unknown): void => {
        finish();
        reject(error);
      };
      const onAbort = (): void => fail(signal.reason);
      const timer = setTimeout(
        () => fail(new PingError(worker.name, `has not answered within ${timeoutMs} ms`)),
        timeoutMs,
      );
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort);
      this.sent(worker.id, {
        answered: () => {
          finish();
          resolve(performance.now() - sentAt);
        },
        lost: () => fail(new PingError(worker.name, 'was lost meanwhile')),
      });
      this.#workers.link(worker.id)?.send({ kind: 'heartbeat' });
    });
  }
}
