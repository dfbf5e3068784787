import type { Capacity } from '@zfarm/cluster-core/core';
import { transferCheck } from './checkers/transfer.js';
import { ClientHost } from './client-host.js';
import type { Fault, Victims } from './faults/fault.js';
import { type JobPlan, jobName } from './job-plan.js';
import type { Network } from './network/network.js';
import type { ClientPlan, Setting, WorkerPlan } from './setting.js';
import { WorkerHost } from './worker-host.js';
import type { World } from './world.js';

/** A process that ended by itself is back after this long. */
const RESPAWN_MS: readonly [number, number] = [100, 500];

/** All nodes of a run: who is up, and what is done to them. */
export class Cluster implements Victims {
  readonly #world: World;
  readonly #setting: Setting;
  /** The process that is up on a machine. */
  readonly #workers: Map<string, WorkerHost> = new Map();
  readonly #clients: Map<string, ClientHost> = new Map();
  readonly #starts: Map<string, number> = new Map();
  #returning: number = 0;

  constructor(world: World, setting: Setting) {
    this.#world = world;
    this.#setting = setting;
    const { clock, network } = world;
    network.roads.bytesPerMs = setting.bytesPerMs ?? Number.POSITIVE_INFINITY;
    if (setting.bytesPerMs !== undefined) network.onCarried = transferCheck(setting);
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

  /** Nobody is about to come up, to leave or to wake up. */
  get isSteady(): boolean {
    const busy = this.workers.some(({ frozen, draining }) => frozen || draining);
    return this.#returning === 0 && !busy && !this.clients.some(({ turns }) => turns.frozen);
  }

  get network(): Network {
    return this.#world.network;
  }

  get now(): number {
    return this.#world.clock.now;
  }

  worker(machine: string): WorkerHost | undefined {
    return this.#workers.get(machine);
  }

  client(machine: string): ClientHost | undefined {
    return this.#clients.get(machine);
  }

  isUp(machine: string): boolean {
    return this.#workers.has(machine) || this.#clients.has(machine);
  }

  crash(machine: string, noticedMsMax: number, backAfterMs: number | undefined): void {
    const host = this.#workers.get(machine);
    if (host === undefined) return;
    this.#endWorker(machine, host, noticedMsMax, 'crash');
    if (backAfterMs !== undefined) this.#startAgain(machine, backAfterMs);
  }

  drain(machine: string, withinMs: number, backAfterMs: number | undefined): void {
    this.#workers.get(machine)?.drain(withinMs);
    // A draining one goes when it is done: its successor tries until then.
    if (backAfterMs !== undefined) this.#startAgain(machine, backAfterMs);
  }

  freeze(machine: string, forMs: number, withThreads: boolean): void {
    const { clock, prng, network } = this.#world;
    const timersFirst = prng.chance(0.5);
    const host = this.#workers.get(machine) ?? this.#clients.get(machine);
    if (host === undefined || host.turns.frozen) return;
    const wakesAt = clock.now + forMs;
    host.freeze(withThreads);
    // The sockets have a thread of their own, which answers for an event loop that is held up.
    if (withThreads) network.mute(host.host.zre, () => clock.now < wakesAt);
    clock.at(wakesAt, () => {
      if (withThreads) network.wake(host.host.zre);
      host.thaw(timersFirst);
    });
  }

  vanish(machine: string): void {
    const client = this.#clients.get(machine);
    if (client === undefined) return;
    this.#clients.delete(machine);
    client.end();
    this.network.leave(client.host.zre, 200, false);
    this.#world.observe({ kind: 'node-gone', node: client.id });
  }

  #harm(fault: Fault): void {
    if (!fault.machines.every((machine) => this.isUp(machine))) return;
    this.#world.trace.tell(`fault: ${fault.kind} ${JSON.stringify(fault.plan)}`);
    fault.strike(this);
  }

  #startWorker(plan: WorkerPlan): void {
    const { trace } = this.#world;
    if (this.#workers.has(plan.name)) return;
    const start = (this.#starts.get(plan.name) ?? 0) + 1;
    this.#starts.set(plan.name, start);
    const host = new WorkerHost({
      world: this.#world,
      id: `${plan.name}.${start}`,
      capacity: capacityOf(plan),
      speed: plan.speed,
      ...(plan.codesMax !== undefined && { codesMax: plan.codesMax }),
      onEnd: (ended, why) => {
        this.#endWorker(plan.name, ended, why === 'drained' ? 5 : 200, why);
        if (why === 'item') this.#startAgain(plan.name, this.#world.prng.ms(...RESPAWN_MS));
      },
    });
    this.#workers.set(plan.name, host);
    const { slots, labels, resources } = plan;
    trace.tell(`${host.id} is up with ${slots} slots ${JSON.stringify({ ...labels, ...resources })}`);
    host.start();
  }

  #startAgain(machine: string, afterMs: number): void {
    this.#returning += 1;
    this.#world.clock.after(afterMs, () => {
      this.#returning -= 1;
      if (this.#workers.has(machine)) {
        if (this.#workers.get(machine)?.draining === true) this.#startAgain(machine, 100);
        return;
      }
      const plan = this.#setting.workers.find(({ name }) => name === machine);
      if (plan !== undefined) this.#startWorker(plan);
    });
  }

  #endWorker(machine: string, host: WorkerHost, noticedMs: number, why: string): void {
    if (this.#workers.get(machine) !== host) return;
    this.#world.trace.tell(`${host.id} is gone: ${why}`);
    this.#workers.delete(machine);
    host.end();
    this.network.leave(host.host.zre, noticedMs, why === 'drained');
    this.#world.observe({ kind: 'node-gone', node: host.id });
  }

  #startClient(plan: ClientPlan): void {
    const { clock, trace } = this.#world;
    const { name, local, localSlots } = plan;
    const client = new ClientHost({ world: this.#world, id: name, local, localSlots, weight: plan.weight });
    this.#clients.set(name, client);
    trace.tell(`${name} is up, local: ${local}`);
    client.start();
    for (const job of plan.jobs) {
      clock.at(job.submitAt, () => client.turns.run(() => client.submit(job)));
      if (job.cancelAt !== undefined) clock.at(job.cancelAt, () => this.#cancel(client, job));
      for (const { at, item } of job.itemCancels)
        clock.at(at, () => client.turns.run(() => client.cancelItem(job, item)));
    }
  }

  #cancel(client: ClientHost, job: JobPlan): void {
    this.#world.trace.tell(`${jobName(job)} is cancelled`);
    client.turns.run(() => client.cancel(job));
  }
}

function capacityOf({ slots, labels, resources, memoryBytes }: WorkerPlan): Capacity {
  return { slots, labels, resources, memoryBytes, platform: 'sim', nodeVersion: '20' };
}
