import type { JobSummary, TracedChunk, TracedFault, TracedNote } from '@zfarm/cluster-core/core';
import type { ClusterObserver, ObservedNode, ObserverEvent } from '@zfarm/scheduler';

type Listener = (event: ObserverEvent) => void;

const STACK = `RangeError: width 0 of img-204.png is too small
    at scaled (/home/ada/thumbs/src/scale.ts:41:11)
    at resize (/home/ada/thumbs/src/main.ts:12:20)
    at async run (/home/ada/thumbs/src/main.ts:30:3)`;

/** Looks like an observer, and tells what it is told to: a cluster of any size without a socket. */
export class PretendCluster implements Pick<ClusterObserver, 'nodes' | 'on' | 'off'> {
  readonly #nodes: Map<string, ObservedNode> = new Map();
  readonly #listeners: Map<string, Set<Listener>> = new Map();
  #turn: number = 0;

  nodes(): ObservedNode[] {
    return [...this.#nodes.values()];
  }

  on: ClusterObserver['on'] = (type, listener) => {
    const known = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, known.add(listener as Listener));
    return this as unknown as ClusterObserver;
  };

  off: ClusterObserver['off'] = (type, listener) => {
    this.#listeners.get(type)?.delete(listener as Listener);
    return this as unknown as ClusterObserver;
  };

  addWorker(name: string, slots: number): ObservedNode {
    const labels = slots > 6 ? { gpu: 'a100' } : {};
    const capacity = {
      slots,
      memoryBytes: 16e9,
      platform: 'linux-x64',
      nodeVersion: '20.20.2',
      labels,
      resources: {},
    };
    const load = { busySlots: 0, queuedAttempts: 0, itemsDone: 0, draining: false };
    return this.#join({ id: idOf(name), name, role: 'worker', address: '192.0.2.7:49152', capacity, load });
  }

  addClient(name: string): ObservedNode {
    return this.#join({
      id: idOf(name),
      name,
      role: 'client',
      address: '192.0.2.2:50210',
      jobs: { jobs: [], more: 0 },
    });
  }

  remove(name: string): void {
    const node = this.#nodes.get(idOf(name));
    if (node === undefined) return;
    this.#nodes.delete(node.id);
    this.#emit({ type: 'node-left', node });
  }

  tellJobs(client: string, jobs: readonly JobSummary[]): void {
    const node = this.#nodes.get(idOf(client));
    if (node !== undefined) this.#emit({ type: 'jobs-changed', node: { ...node, jobs: { jobs, more: 0 } } });
  }

  /** A quarter of a second of work: each slot does chunks of these functions, a few of them with failures. */
  work(client: string, names: readonly string[], { busyMs = 30, failures = false } = {}): void {
    this.#turn += 1;
    const node = this.#nodes.get(idOf(client));
    if (node === undefined) return;
    const workers = this.nodes().filter(({ role }) => role === 'worker');
    const chunks = workers.flatMap((worker, index) =>
      this.#chunksOf(worker, index, names.length, busyMs, failures),
    );
    for (const worker of workers) this.#busy(worker, busyMs);
    const failed = chunks.filter((chunk) => chunk.failed > 0);
    const trace = {
      workers: new Map(workers.map(({ id, name }) => [id, name])),
      jobs: new Map(names.map((name, index) => [index + 1, name])),
      every: 1,
      chunks,
      faults: failed.slice(0, 3).map((chunk, index) => this.#fault(chunk, index)),
      moreFaults: Math.max(0, failed.length - 3),
      notes: failures && this.#turn % 9 === 0 ? this.#notes(workers) : [],
    };
    this.#emit({ type: 'traced', node, trace });
  }

  #chunksOf(
    { id, capacity }: ObservedNode,
    place: number,
    names: number,
    busyMs: number,
    failures: boolean,
  ): TracedChunk[] {
    const perSlot = Math.max(1, Math.round(250 / (busyMs * 1.1)));
    return Array.from({ length: (capacity?.slots ?? 1) * perSlot }, (_, index) => {
      const noise = (((this.#turn * 31 + place * 17 + index * 7) * 2654435761) >>> 0) / 2 ** 32;
      const step = 250 / perSlot;
      const agoMs = Math.round(250 - ((index % perSlot) + 1) * step + noise * 4);
      const failed = failures && noise > 0.985 ? 1 : 0;
      const took = Math.round(Math.min(step * 0.96, busyMs * (0.7 + noise * 0.5)));
      return {
        job: 1 + (((this.#turn >> 3) + place) % names),
        worker: id,
        items: 12,
        failed,
        agoMs: Math.max(0, agoMs),
        busyMs: took,
      };
    });
  }

  #busy(worker: ObservedNode, busyMs: number): void {
    const slots = worker.capacity?.slots ?? 1;
    const itemsDone = (worker.load?.itemsDone ?? 0) + slots * Math.round(250 / busyMs) * 12;
    const wave = Math.sin(this.#turn / 9 + Number.parseInt(worker.id.slice(0, 4), 16));
    const busySlots = Math.max(0, slots - (wave > 0.4 ? 1 : 0));
    const rssBytes = Math.round((120 + slots * 38 + 25 * wave) * 2 ** 20);
    const load = {
      ...worker.load,
      busySlots,
      queuedAttempts: slots,
      itemsDone,
      draining: false,
      rssBytes,
      heapBytes: 4e7,
      itemsFailed: Math.round(itemsDone / 900),
    };
    this.#put({ ...worker, load });
  }

  #fault({ job, worker }: TracedChunk, index: number): TracedFault {
    const item = this.#turn * 40 + index;
    const name = this.#nodes.get(worker)?.name ?? '';
    const [kind, message] =
      index === 1
        ? ['TimeoutError', 'The operation was aborted due to timeout']
        : ['RangeError', `width 0 of img-${item}.png is too small`];
    return {
      job,
      item,
      worker: name,
      attempts: 1 + index,
      final: index !== 2,
      agoMs: 40,
      name: kind,
      message,
      stack: STACK,
    };
  }

  #notes([worker]: readonly ObservedNode[]): TracedNote[] {
    const place = worker === undefined ? {} : { worker: worker.id };
    return [
      { type: 'retry', job: 1, ...place, times: 3, agoMs: 10 },
      { type: 'speculative-win', job: 2, ...place, times: 1, agoMs: 5 },
    ];
  }

  #join(node: ObservedNode): ObservedNode {
    this.#nodes.set(node.id, node);
    this.#emit({ type: 'node-joined', node });
    return node;
  }

  #put(node: ObservedNode): void {
    this.#nodes.set(node.id, node);
    this.#emit({ type: 'load-changed', node });
  }

  #emit(event: ObserverEvent): void {
    for (const listener of this.#listeners.get(event.type) ?? []) listener(event);
  }
}

function idOf(name: string): string {
  return [...name]
    .reduce((id, letter) => (id * 33 + letter.charCodeAt(0)) >>> 0, 5381)
    .toString(16)
    .toUpperCase()
    .padStart(32, 'A');
}
