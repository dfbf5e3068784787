import type { Capacity, Link, LinkHandler, LinkPeer, ToClient, ToWorker } from '@zfarm/cluster-core';
import { linkLocally } from './io/local-link.js';
import { WorkerDriver, type WorkerStats } from './io/worker-driver.js';
import { checkName, resolveThreadOptions, type ThreadOptions } from './options.js';

/** Options of `LocalWorker`; each has a default. */
export interface LocalWorkerOptions extends ThreadOptions {
  /** What tasks and errors call it. Default `local`. */
  readonly name?: string;
}

let workersMade = 0;

/**
 * A worker inside this process: it is never announced and opens no socket. Its threads start with the first message
 * of a client, and keep the process alive only while there is something to run.
 */
export class LocalWorker implements AsyncDisposable {
  /** What tasks and errors call it. */
  readonly name: string;
  /** What it offers. */
  readonly capacity: Capacity;
  readonly #peer: LinkPeer;
  readonly #driver: WorkerDriver;
  readonly #links: Set<Link<ToWorker>> = new Set();
  #clients = 0;
  #closed = false;

  /** @throws WorkerOptionError that names the option and what is accepted. */
  constructor(options: LocalWorkerOptions = {}) {
    const { maxHeapMb, cancelGraceMs, capacity } = resolveThreadOptions(options);
    workersMade += 1;
    const id = `local-${workersMade}`;
    this.name = checkName('name', options.name ?? 'local');
    this.capacity = capacity;
    this.#peer = { id, name: this.name, address: 'local', capacity: this.capacity };
    this.#driver = new WorkerDriver({
      capacity,
      maxHeapMb,
      cancelGraceMs,
      workerName: this.name,
      operators: options.operators?.href,
      nodeId: id,
      releaseIdle: true,
      onBroken: () => this.#breakOff(),
    });
  }

  /** Links a client with this worker. */
  connect(handler: LinkHandler<ToWorker, ToClient>): Link<ToWorker> {
    if (this.#closed) throw new Error('This LocalWorker is closed: make a new one.');
    this.#clients += 1;
    const driver = this.#driver;
    const client = { id: `${this.#peer.id}-client-${this.#clients}`, name: 'local', address: 'local' };
    const worker: LinkHandler<ToClient, ToWorker> = {
      opened: (link) => driver.opened(link),
      received: (link, messages) => {
        driver.start();
        driver.received(link, messages);
      },
      closed: (link) => driver.closed(link),
    };
    const link = linkLocally<ToClient, ToWorker>(
      { peer: client, handler: this.#forgetting(handler) },
      { peer: this.#peer, handler: worker },
    );
    this.#links.add(link);
    return link;
  }

  /** Counters since it was made. */
  stats(): WorkerStats {
    return this.#driver.stats();
  }

  /** Takes nothing new; resolves when what was begun is finished. */
  drain(): Promise<void> {
    return this.#driver.drain(Number.POSITIVE_INFINITY);
  }

  /** Closes every link, which cancels what runs: tasks under way have their grace to end, then the threads are ended. */
  async close(): Promise<void> {
    this.#breakOff();
    await this.#driver.drain(0);
    await this.#driver.close();
  }

  /** As `close`: at the end of the block that has `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #breakOff(): void {
    this.#closed = true;
    for (const link of this.#links) link.close();
  }

  #forgetting(handler: LinkHandler<ToWorker, ToClient>): LinkHandler<ToWorker, ToClient> {
    return {
      opened: (link) => handler.opened(link),
      received: (link, messages) => handler.received(link, messages),
      closed: (link) => {
        this.#links.delete(link);
        handler.closed(link);
      },
    };
  }
}
