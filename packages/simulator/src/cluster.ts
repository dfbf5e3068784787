import { announcementHeaders, type Capacity, type NodeId, parseAnnouncement } from '@zfarm/cluster-core/core';
import { ClientHost } from './client-host.js';
import type { FaultPlan } from './faults.js';
import { type JobPlan, jobName } from './job-plan.js';
import type { ClientPlan, Setting, WorkerPlan } from './setting.js';
import { WorkerHost } from './worker-host.js';
import type { World } from './world.js';

/** A process that ended by itself is back after this long. */
const RESPAWN_MS: readonly [number, number] = [100, 500];

/** All nodes of a run: who is up, and what is done to them. */
export class Cluster {
  readonly #world: World;
  readonly #setting: Setting;
  /** The process that is up on a machine. */
  readonly #workers: Map<string, WorkerHost> = new Map();
  readonly #clients: Map<string, ClientHost> = new Map();
  readonly #starts: Map<string, number> = new Map();

  constructor(world: World, setting: Setting) {
    this.#world = world;
    this.#setting = setting;
    const { clock } = world;
    for (const plan of setting.workers) clock.at(plan.joinAt, () => this.#startWorker(plan));
    for (const plan of setting.clients) clock.at(plan.joinAt, () => this.#startClient(plan));
    for (const fault of setting.faults) clock.at(fault.at, () => this.#harm(fault));
  }

  get workers(): readonly WorkerHost[] {
    return [...this.#workers.values()];
  }

  get clients(): readonly ClientHost[] {
    return [...this.#clients.values()];
  }

  clientOf(plan: JobPlan): ClientHost | undefined {
    return this.#clients.get(plan.client);
  }

  headersOf(node: NodeId): Readonly<Record<string, string>> {
    const machine = node.split('.')[0];
    const plan = this.#setting.workers.find(({ name }) => name === machine);
    if (plan === undefined) return announcementHeaders({ role: 'client', cluster: 'sim' });
    const { slots, labels } = plan;
    const capacity = { slots, labels, memoryBytes: 1e9, platform: 'sim', nodeVersion: '20' };
    return announcementHeaders({ role: 'worker', cluster: 'sim', capacity });
  }

  capacityOf(worker: NodeId): Capacity {
    const capacity = parseAnnouncement(this.headersOf(worker))?.capacity;
    if (capacity === undefined) throw new Error(`${worker} is no worker.`);
    return capacity;
  }

  #startWorker(plan: WorkerPlan): void {
    const { network, trace } = this.#world;
    if (this.#workers.has(plan.name)) return;
    const start = (this.#starts.get(plan.name) ?? 0) + 1;
    this.#starts.set(plan.name, start);
    const host = new WorkerHost({
      world: this.#world,
      id: `${plan.name}.${start}`,
      slots: plan.slots,
      onEnd: (ended, why) => {
        this.#endWorker(plan, ended, why === 'drained' ? 5 : 200, why);
        if (why === 'item') this.#restart(plan, this.#world.prng.ms(...RESPAWN_MS));
      },
    });
    this.#workers.set(plan.name, host);
    trace.tell(`${host.id} is up with ${plan.slots} slots ${JSON.stringify(plan.labels)}`);
    host.unit.start();
    network.join(host.host);
  }

  #restart(plan: WorkerPlan, afterMs: number): void {
    this.#world.clock.after(afterMs, () => this.#startWorker(plan));
  }

  #endWorker(plan: WorkerPlan, host: WorkerHost, noticedMs: number, why: string): void {
    if (this.#workers.get(plan.name) !== host) return;
    this.#world.trace.tell(`${host.id} is gone: ${why}`);
    this.#workers.delete(plan.name);
    host.end();
    this.#world.network.leave(host.id, noticedMs);
    this.#world.observe({ kind: 'node-gone', node: host.id });
  }

  #startClient(plan: ClientPlan): void {
    const { clock, network, trace } = this.#world;
    const client = new ClientHost({
      world: this.#world,
      id: plan.name,
      local: plan.local,
      localSlots: plan.localSlots,
      capacityOf: (worker) => this.capacityOf(worker),
    });
    this.#clients.set(plan.name, client);
    trace.tell(`${plan.name} is up, local: ${plan.local}`);
    // Who stays at home opens no socket.
    if (plan.local !== 'always') network.join(client.host);
    for (const job of plan.jobs) {
      clock.at(job.submitAt, () => client.turns.run(() => client.submit(job)));
      if (job.cancelAt !== undefined) {
        clock.at(job.cancelAt, () => {
          trace.tell(`${jobName(job)} is cancelled`);
          client.turns.run(() => client.cancel(job));
        });
      }
      for (const { at, item } of job.itemCancels)
        clock.at(at, () => client.turns.run(() => client.cancelItem(job, item)));
    }
  }

  #harm(fault: FaultPlan): void {
    const { network, trace } = this.#world;
    const worker = 'worker' in fault ? this.#workers.get(fault.worker) : undefined;
    const client = 'client' in fault ? this.#clients.get(fault.client) : undefined;
    if (('worker' in fault && worker === undefined) || ('client' in fault && client === undefined)) return;
    trace.tell(`fault: ${JSON.stringify(fault)}`);
    switch (fault.kind) {
      case 'cut': {
        const [from, to] = fault.oneWay === 'to-client' ? [worker, client] : [client, worker];
        if (from !== undefined && to !== undefined)
          network.cut(from.id, to.id, fault.downMs, fault.noticedMs, fault.oneWay !== 'no');
        break;
      }
      case 'slow': {
        const [from, to] = fault.toWorker ? [client, worker] : [worker, client];
        if (from !== undefined && to !== undefined) network.slow(from.id, to.id, fault.slowMs, fault.forMs);
        break;
      }
      case 'freeze':
        this.#freeze(fault);
        break;
      case 'retract':
        client?.turns.run(() => client.retract(fault.pick));
        break;
      case 'vanish':
        if (client !== undefined) this.#vanish(client);
        break;
      case 'crash':
      case 'drain':
        this.#takeOut(fault, worker);
        break;
    }
  }

  #takeOut(fault: Extract<FaultPlan, { kind: 'crash' | 'drain' }>, host: WorkerHost | undefined): void {
    const plan = this.#setting.workers.find(({ name }) => name === fault.worker);
    if (plan === undefined || host === undefined) return;
    if (fault.kind === 'drain') host.drain(fault.withinMs);
    else this.#endWorker(plan, host, fault.noticedMs, 'crash');
    if (fault.backAfterMs === undefined) return;
    // A draining one goes when it is done: its successor tries until then.
    const back = (): void => {
      if (this.#workers.get(plan.name) === host) this.#world.clock.after(100, back);
      else this.#startWorker(plan);
    };
    this.#world.clock.after(fault.backAfterMs, back);
  }

  #freeze(fault: Extract<FaultPlan, { kind: 'freeze' }>): void {
    const { clock, prng } = this.#world;
    const worker = this.#workers.get(fault.node);
    const client = this.#clients.get(fault.node);
    const timersFirst = prng.chance(0.5);
    if (worker !== undefined && !worker.frozen) {
      worker.freeze(fault.withThreads);
      clock.after(fault.forMs, () => worker.thaw(timersFirst));
    } else if (client !== undefined && !client.turns.frozen) {
      client.freeze();
      clock.after(fault.forMs, () => client.thaw(timersFirst));
    }
  }

  #vanish(client: ClientHost): void {
    this.#clients.delete(client.id);
    client.end();
    this.#world.network.leave(client.id, 200);
    this.#world.observe({ kind: 'node-gone', node: client.id });
  }
}
