import type { Capacity, Link, Load, NodeId, ToWorker } from '@zfarm/cluster-core/core';
import { WORKER_NAMES_MAX } from './limits.js';

/** A worker as `cluster.workers()` shows it. */
export interface WorkerInfo {
  /** Its UUID: 32 upper-case hexadecimal digits; `local` for the pool inside this process. */
  readonly id: string;
  /** Its name on the network. */
  readonly name: string;
  /** Where it listens; `local` for the pool inside this process. */
  readonly address: string;
  /** What it offers: slots, memory, labels, resources. */
  readonly capacity: Capacity;
  /** How busy it was when it last told; idle until then. */
  readonly load: Load;
  /** Those of its capacity, for short. */
  readonly labels: Readonly<Record<string, string>>;
}

interface KnownWorker {
  readonly link: Link<ToWorker>;
  readonly capacity: Capacity;
  readonly local: boolean;
}

/** Workers tell their load when it changes: one that has not spoken yet does nothing. */
const IDLE: Load = { busySlots: 0, queuedAttempts: 0, itemsDone: 0, draining: false };

/** The workers that are here, with their links and loads; and the names of those that were. */
export class WorkerDirectory {
  readonly #workers: Map<NodeId, KnownWorker> = new Map();
  readonly #names: Map<NodeId, string> = new Map();
  readonly #loads: Map<NodeId, Load> = new Map();
  readonly #watchers: Set<(id: NodeId) => void> = new Set();

  add(link: Link<ToWorker>, capacity: Capacity, local: boolean): void {
    const { id, name } = link.peer;
    this.#workers.set(id, { link, capacity, local });
    this.#names.delete(id);
    this.#names.set(id, name);
    const oldest = this.#names.keys().next().value;
    if (this.#names.size > WORKER_NAMES_MAX && oldest !== undefined) this.#names.delete(oldest);
    for (const watcher of [...this.#watchers]) watcher(id);
  }

  remove(id: NodeId): void {
    this.#workers.delete(id);
    this.#loads.delete(id);
  }

  link(id: NodeId): Link<ToWorker> | undefined {
    return this.#workers.get(id)?.link;
  }

  /** Also of a worker that has left. */
  nameOf(id: NodeId): string {
    return this.#names.get(id) ?? id;
  }

  setLoad(id: NodeId, load: Load): void {
    if (this.#workers.has(id)) this.#loads.set(id, load);
  }

  /** Workers on the network; the pool inside this process is not one. */
  get networkCount(): number {
    let count = 0;
    for (const worker of this.#workers.values()) if (!worker.local) count += 1;
    return count;
  }

  list(): WorkerInfo[] {
    return [...this.#workers.values()].map(({ link: { peer }, capacity }) => ({
      id: peer.id,
      name: peer.name,
      address: peer.address,
      capacity,
      load: this.#loads.get(peer.id) ?? IDLE,
      labels: capacity.labels,
    }));
  }

  /** Calls back whenever a worker comes, with its id; returns the way to stop that. */
  watch(watcher: (id: NodeId) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}
