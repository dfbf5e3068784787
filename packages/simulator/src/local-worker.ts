import type { Capacity, NodeId, ToClient, ToWorker } from '@zfarm/cluster-core/core';
import { describeMessage } from './describe-message.js';
import type { Turns } from './turns.js';
import { WorkerUnit } from './worker-unit.js';
import type { World } from './world.js';

export interface LocalWorkerOptions {
  readonly world: World;
  readonly client: NodeId;
  readonly capacity: Capacity;
  readonly turns: Turns;
  readonly received: (messages: readonly ToClient[]) => void;
}

/** The worker inside a client, linked with it without a network: messages pass at the end of the turn. */
export class LocalWorker {
  readonly id: NodeId;
  readonly unit: WorkerUnit;
  readonly #options: LocalWorkerOptions;
  #toWorker: ToWorker[] = [];
  #toClient: ToClient[] = [];

  constructor(options: LocalWorkerOptions) {
    const { world, client, capacity, turns } = options;
    this.#options = options;
    this.id = `${client}.local`;
    this.unit = new WorkerUnit({
      world,
      name: this.id,
      capacity,
      speed: 1,
      local: true,
      turns,
      send: (_, message) => {
        world.trace.step(`${client} <- ${this.id} ${describeMessage(message)}`);
        this.#toClient.push(message);
      },
      processEnded: () => undefined,
      loadChanged: () => undefined,
      drained: () => undefined,
    });
  }

  start(opened: (capacity: Capacity) => void): void {
    const { capacity, turns, client } = this.#options;
    this.unit.start();
    turns.after(0, () => {
      opened(capacity);
      this.unit.opened(client);
    });
  }

  send(message: ToWorker): void {
    this.#options.world.trace.step(`${this.#options.client} -> ${this.id} ${describeMessage(message)}`);
    this.#toWorker.push(message);
  }

  /** Passes on what both sides have for each other, until neither has anything more. */
  exchange(): void {
    while (this.#toWorker.length + this.#toClient.length > 0) {
      const toWorker = this.#toWorker;
      const toClient = this.#toClient;
      this.#toWorker = [];
      this.#toClient = [];
      if (toWorker.length > 0) this.unit.received(this.#options.client, toWorker);
      if (toClient.length > 0) this.#options.received(toClient);
    }
  }
}

/** What a client has to give to its own jobs: neither labels nor resources. */
export function homeCapacity(slots: number): Capacity {
  return { slots, memoryBytes: 1e9, platform: 'sim', nodeVersion: '20', labels: {}, resources: {} };
}
