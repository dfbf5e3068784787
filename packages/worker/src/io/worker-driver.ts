import {
  type Capacity,
  type DeathCause,
  type Link,
  type LinkHandler,
  type Load,
  memoryInUse,
  type NodeId,
  type Payload,
  type RetireManner,
  type ToClient,
  type ToWorker,
} from '@zfarm/cluster-core';
import type { Logger } from '@zfarm/zre';
import { WorkerCore } from '../core/worker-core.js';
import type { WorkerInput } from '../core/worker-input.js';
import type { DropReason, WorkerOutput } from '../core/worker-output.js';
import { SlotPool } from './slot-pool.js';

export interface WorkerDriverOptions {
  readonly capacity: Capacity;
  readonly maxHeapMb: number | undefined;
  readonly cancelGraceMs: number;
  readonly workerName: string;
  /** The variables that tasks see; absent: those of this process. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Where threads load the operators from that tasks call. */
  readonly operators?: string | undefined;
  /** Modules whose defined tasks alone are run; absent: whatever is sent. */
  readonly taskModules?: readonly string[] | undefined;
  readonly nodeId: NodeId;
  /** Leave the threads while there is nothing to do, so that they do not keep the process alive. */
  readonly releaseIdle: boolean;
  /** Items have come in memory of their own, which is not needed any more; absent: they may be the caller's. */
  readonly releaseItems?: (items: Payload) => void;
  /** Bytes of results that wait for the link to a client; absent: nothing ever waits. */
  readonly waitingBytes?: (client: NodeId) => number;
  readonly logger?: Logger | undefined;
  readonly onLoad?: (load: Load) => void;
  /** A client wants this worker to leave; absent: nobody can. */
  readonly onRetire?: (request: RetireRequest) => void;
  /** The threads cannot be brought up: nothing will ever run here. */
  readonly onBroken: (reason: string) => void;
}

/** A client asks a worker to leave. */
export interface RetireRequest {
  /** `drain`: finish what has begun; `stop`: leave at once. */
  readonly manner: RetireManner;
  /** How long a drain may wait for what has begun; absent: as long as this worker was told to. */
  readonly withinMs: number | undefined;
  /** Name of the node that asks. */
  readonly by: string;
}

/** Counters since the worker was made. */
export interface WorkerStats extends Load {
  /** How many slots it has, a thread each. */
  readonly slots: number;
  /** Which slots are busy, by their number. */
  readonly busyBySlot: readonly boolean[];
  /** Clients that are linked with it. */
  readonly clients: number;
  /** Deaths of threads, by cause. */
  readonly threadDeaths: Readonly<Partial<Record<DeathCause, number>>>;
  /** Messages of clients that made no sense here, by reason. */
  readonly drops: Readonly<Partial<Record<DropReason, number>>>;
}

/** How long a local worker waits for more before it leaves its threads: a pause between two jobs, not more. */
const IDLE_MS = 20;

/**
 * Results that wait for the link to one client, in bytes; beyond it nothing more of that client is begun until half of it has
 * left. What runs meanwhile adds at most what each slot was handed. A gigabit link takes half a second for it.
 */
const RESULT_BYTES_WAITING_MAX = 64 * 1024 * 1024;

/** How often it is looked whether enough has left. */
const CONGESTION_LOOK_MS = 20;

/** Connects links, the core and the threads; holds the one timer. */
export class WorkerDriver implements LinkHandler<ToClient, ToWorker> {
  readonly #options: WorkerDriverOptions;
  readonly #core: WorkerCore;
  readonly #pool: SlotPool;
  readonly #links: Map<NodeId, Link<ToClient>> = new Map();
  readonly #inputs: WorkerInput[] = [];
  readonly #drops: Partial<Record<DropReason, number>> = {};
  readonly #drained: Promise<void>;
  #tellDrained: () => void = () => undefined;
  readonly #congested: Set<NodeId> = new Set();
  #handling = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #timerDue = Number.POSITIVE_INFINITY;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: WorkerDriverOptions) {
    this.#options = options;
    this.#drained = new Promise((resolve) => {
      this.#tellDrained = resolve;
    });
    this.#core = new WorkerCore({ ...options.capacity, cancelGraceMs: options.cancelGraceMs });
    this.#pool = new SlotPool({
      slots: options.capacity.slots,
      maxHeapMb: options.maxHeapMb,
      graceMs: options.cancelGraceMs,
      environment: options.environment,
      place: {
        worker: options.workerName,
        operators: options.operators,
        taskModules: options.taskModules,
      },
      nodeId: options.nodeId,
      logger: options.logger,
      report: (input) => this.#input(input),
      onBroken: options.onBroken,
    });
  }

  /** Brings the threads up. A second call changes nothing. */
  start(): void {
    if (!this.#closed) this.#pool.start();
  }

  opened(link: Link<ToClient>): void {
    if (this.#closed) return;
    this.#links.set(link.peer.id, link);
    this.#options.logger?.debug({ client: link.peer.id }, `client ${link.peer.name} is here`);
    this.#input({ kind: 'session-opened', client: link.peer.id });
  }

  received(link: Link<ToClient>, messages: readonly ToWorker[]): void {
    if (this.#links.get(link.peer.id) !== link) return;
    this.#input({ kind: 'messages', client: link.peer.id, messages });
  }

  closed(link: Link<ToClient>): void {
    if (this.#links.get(link.peer.id) !== link) return;
    this.#links.delete(link.peer.id);
    this.#options.logger?.debug({ client: link.peer.id }, `client ${link.peer.name} has left`);
    this.#input({ kind: 'session-closed', client: link.peer.id });
  }

  /** Someone new wants to hear the load. */
  askLoad(): void {
    this.#input({ kind: 'load-asked' });
  }

  /** Takes nothing new; resolves when what was begun is finished, or handed back since it took longer than that. */
  drain(withinMs: number): Promise<void> {
    this.#input({ kind: 'drain', withinMs });
    return this.#drained;
  }

  /** Ends the threads, whatever they are at. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#idleTimer);
    this.#tellDrained();
    await this.#pool.close();
  }

  stats(): WorkerStats {
    return {
      ...this.#core.load(),
      ...memoryLoad(),
      busyBySlot: this.#core.busyBySlot(),
      slots: this.#options.capacity.slots,
      clients: this.#links.size,
      threadDeaths: { ...this.#pool.deaths() },
      drops: { ...this.#drops },
    };
  }

  /** Performing an output may bring the next input about: they are taken one after the other. */
  #input(input: WorkerInput): void {
    if (this.#closed) return;
    this.#inputs.push(input);
    if (this.#handling) return;
    this.#handling = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        for (const output of this.#core.handle(next, performance.now())) this.#perform(output);
      }
    } finally {
      this.#handling = false;
    }
    this.#arm();
    if (this.#options.releaseIdle) this.#watchIdle();
  }

  #perform(output: WorkerOutput): void {
    switch (output.kind) {
      case 'send':
        this.#links.get(output.client)?.send(output.message);
        if (output.message.kind === 'slice') this.#watchCongestion(output.client);
        break;
      case 'items-spent':
        if (output.items.inline !== undefined) this.#options.releaseItems?.(output.items.inline);
        break;
      case 'load':
        this.#options.onLoad?.({ ...output.load, ...memoryLoad() });
        break;
      case 'retire': {
        const { client, manner, withinMs } = output;
        this.#options.onRetire?.({ manner, withinMs, by: this.#links.get(client)?.peer.name ?? client });
        break;
      }
      case 'drained':
        this.#tellDrained();
        break;
      case 'drop':
        this.#drops[output.reason] = (this.#drops[output.reason] ?? 0) + 1;
        break;
      default:
        this.#pool.perform(output);
    }
  }

  /** Sets the timer anew only for an earlier deadline; one that fires too early finds nothing to do. */
  #arm(): void {
    const due = this.#core.nextDeadline();
    if (due === undefined || due >= this.#timerDue) return;
    clearTimeout(this.#timer);
    this.#timerDue = due;
    this.#timer = setTimeout(
      () => {
        this.#timerDue = Number.POSITIVE_INFINITY;
        this.#input({ kind: 'tick' });
      },
      Math.max(0, due - performance.now()),
    );
    this.#timer.unref();
  }

  #watchCongestion(client: NodeId): void {
    const { waitingBytes } = this.#options;
    if (waitingBytes === undefined || this.#congested.has(client)) return;
    if (waitingBytes(client) <= RESULT_BYTES_WAITING_MAX) return;
    this.#congested.add(client);
    this.#inputs.push({ kind: 'client-congested', client, congested: true });
    const timer = setInterval(() => {
      if (!this.#closed && waitingBytes(client) > RESULT_BYTES_WAITING_MAX / 2) return;
      clearInterval(timer);
      this.#congested.delete(client);
      this.#input({ kind: 'client-congested', client, congested: false });
    }, CONGESTION_LOOK_MS).unref();
  }

  #watchIdle(): void {
    if (this.#idleTimer !== undefined || !this.#isIdle()) return;
    this.#idleTimer = setTimeout(() => {
      this.#idleTimer = undefined;
      if (this.#isIdle()) this.#pool.release();
    }, IDLE_MS);
    this.#idleTimer.unref();
  }

  #isIdle(): boolean {
    return this.#core.idle;
  }
}

function memoryLoad(): Required<Pick<Load, 'rssBytes' | 'heapBytes'>> {
  const { rss, heapUsed } = memoryInUse();
  return { rssBytes: rss, heapBytes: heapUsed };
}
