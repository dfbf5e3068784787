import type { Capacity, Message, NodeId, ToWorker } from '@zfarm/cluster-core/core';
import type { ItemRun } from './observation.js';
import { SimHost } from './sim-host.js';
import { Turns } from './turns.js';
import { WorkerUnit } from './worker-unit.js';
import type { World } from './world.js';

/** From the end of its work to its goodbye. */
const GOODBYE_AFTER_MS = 500;

export interface WorkerHostOptions {
  readonly world: World;
  readonly id: NodeId;
  readonly capacity: Capacity;
  readonly speed: number;
  readonly codesMax?: number;
  /** The process ends: by an item, or because it has drained. */
  readonly onEnd: (host: WorkerHost, why: 'item' | 'drained', by?: ItemRun) => void;
}

/** A worker process. */
export class WorkerHost {
  readonly id: NodeId;
  readonly host: SimHost;
  readonly unit: WorkerUnit;
  readonly capacity: Capacity;
  draining: boolean = false;
  readonly turns: Turns;

  constructor(options: WorkerHostOptions) {
    const { world, id, capacity, speed, codesMax, onEnd } = options;
    this.id = id;
    this.capacity = capacity;
    this.turns = new Turns(world);
    this.host = new SimHost({
      world,
      id,
      role: 'worker',
      capacity,
      part: {
        opened: (client) => this.unit.opened(client.id),
        // The session layer lets only messages to a worker through.
        received: (client, messages: readonly Message[]) =>
          this.unit.received(client, messages as readonly ToWorker[]),
        closed: (client) => this.unit.closed(client),
      },
      turns: this.turns,
    });
    this.turns.atEnd(() => {
      for (const client of this.host.links) this.unit.watchCongestion(client);
    });
    this.unit = new WorkerUnit({
      world,
      name: id,
      capacity,
      speed,
      ...(codesMax !== undefined && { codesMax }),
      local: false,
      turns: this.turns,
      waitingBytes: (client) => this.host.waitingBytesTo(client),
      send: (client, message) => this.host.send(client, message),
      processEnded: (by) => onEnd(this, 'item', by),
      loadChanged: (load) => this.host.shoutLoad(load),
      // Its clients have that long to read its last word before they hear its goodbye.
      drained: () =>
        this.turns.after(GOODBYE_AFTER_MS, () => {
          this.host.zre.stop();
          onEnd(this, 'drained');
        }),
    });
  }

  get frozen(): boolean {
    return this.turns.frozen;
  }

  drain(withinMs: number): void {
    this.draining = true;
    this.turns.run(() => this.unit.drain(withinMs));
  }

  start(): void {
    this.unit.start();
    this.turns.run(() => this.host.zre.start());
  }

  /** A stopped process; with `pool` its threads stand still as well, else only its event loop is held up. */
  freeze(pool: boolean): void {
    this.turns.freeze();
    if (pool) this.unit.freezePool();
  }

  thaw(timersFirst: boolean): void {
    this.unit.thawPool();
    this.turns.thaw(() => {
      if (timersFirst) this.unit.tick();
    });
  }

  jumpClock(byMs: number): void {
    this.turns.jump(byMs);
    this.unit.rearm();
    this.host.zre.rearm();
  }

  end(): void {
    this.turns.end();
    this.unit.end();
  }
}
