import type { Message, NodeId, ToWorker } from '@zfarm/cluster-core/core';
import type { ItemRun } from './observation.js';
import { SimHost } from './sim-host.js';
import { Turns } from './turns.js';
import { WorkerUnit } from './worker-unit.js';
import type { World } from './world.js';

export interface WorkerHostOptions {
  readonly world: World;
  readonly id: NodeId;
  readonly slots: number;
  /** The process ends: by an item, or because it has drained. */
  readonly onEnd: (host: WorkerHost, why: 'item' | 'drained', by?: ItemRun) => void;
}

/** A worker process. */
export class WorkerHost {
  readonly id: NodeId;
  readonly host: SimHost;
  readonly unit: WorkerUnit;
  draining: boolean = false;
  readonly #turns: Turns;

  constructor(options: WorkerHostOptions) {
    const { world, id, slots, onEnd } = options;
    this.id = id;
    this.#turns = new Turns(world);
    this.host = new SimHost(
      world,
      id,
      'worker',
      {
        opened: (client) => this.unit.opened(client),
        // The session layer lets only messages to a worker through.
        received: (client, messages: readonly Message[]) =>
          this.unit.received(client, messages as readonly ToWorker[]),
        closed: (client) => this.unit.closed(client),
      },
      this.#turns,
    );
    this.unit = new WorkerUnit({
      world,
      name: id,
      slots,
      local: false,
      turns: this.#turns,
      send: (client, message) => this.host.send(client, message),
      processEnded: (by) => onEnd(this, 'item', by),
      // What is sent in this turn still leaves.
      drained: () => this.#turns.after(0, () => onEnd(this, 'drained')),
    });
  }

  get frozen(): boolean {
    return this.#turns.frozen;
  }

  drain(withinMs: number): void {
    this.draining = true;
    this.#turns.run(() => this.unit.drain(withinMs));
  }

  /** A stopped process; with `pool` its threads stand still as well, else only its event loop is held up. */
  freeze(pool: boolean): void {
    this.#turns.freeze();
    if (pool) this.unit.freezePool();
  }

  thaw(timersFirst: boolean): void {
    this.unit.thawPool();
    this.#turns.thaw(() => {
      if (timersFirst) this.unit.tick();
    });
  }

  end(): void {
    this.#turns.end();
    this.unit.end();
  }
}
