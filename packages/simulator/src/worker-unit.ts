import type { Capacity, CodeHash, Load, NodeId, ToClient, ToWorker } from '@zfarm/cluster-core/core';
import type { WorkerInput, WorkerOutput } from '@zfarm/worker/core';
import { stepCore } from './checkers/core-invariants.js';
import { FakePool } from './fake-pool.js';
import { isCode } from './item-value.js';
import type { ItemRun } from './observation.js';
import { DeadlineTimer, type Turns } from './turns.js';
import { Violation } from './violation.js';
import type { WorkerMachine, World } from './world.js';

/** A turn's outputs may bring inputs of their own, though never without end. */
const STEPS_PER_TURN_MAX = 1000;

/** Far less than the package allows, so that it happens. */
const WAITING_BYTES_MAX = 256 * 1024;
const CONGESTION_LOOK_MS = 50;

export interface WorkerUnitOptions {
  readonly world: World;
  readonly name: NodeId;
  readonly capacity: Capacity;
  readonly speed: number;
  readonly codesMax?: number;
  readonly local: boolean;
  readonly turns: Turns;
  /** Bytes of results that wait for the link to a client. */
  readonly waitingBytes?: (client: NodeId) => number;
  readonly send: (client: NodeId, message: ToClient) => void;
  readonly processEnded: (by: ItemRun) => void;
  readonly loadChanged: (load: Load) => void;
  readonly drained: () => void;
}

/** A worker's core with its pool, without the way to its clients: on a node of its own, or inside a client. */
export class WorkerUnit {
  readonly #options: WorkerUnitOptions;
  readonly #core: WorkerMachine;
  readonly #pool: FakePool;
  readonly #timer: DeadlineTimer;
  readonly #kept: Set<CodeHash> = new Set();
  readonly #congested: Set<NodeId> = new Set();
  /** Those of whom the core knows it, since it has been told in this session. */
  readonly #passedBy: Set<NodeId> = new Set();
  readonly #inputs: WorkerInput[] = [];
  #performing: boolean = false;

  constructor(options: WorkerUnitOptions) {
    const { world, name, capacity, speed, codesMax, local, turns } = options;
    const { slots, memoryBytes, resources } = capacity;
    this.#options = options;
    this.#core = world.cores.worker({
      slots,
      memoryBytes,
      resources,
      ...(codesMax !== undefined && { codesMax }),
    });
    this.#timer = new DeadlineTimer(turns, () => this.tick());
    this.#pool = new FakePool({
      world,
      worker: name,
      slots,
      speed,
      local,
      listener: {
        report: (input, heard) =>
          turns.run(() => {
            heard();
            this.#input(input);
          }),
        processEnded: options.processEnded,
      },
    });
  }

  /** Nothing runs, nothing waits, nothing is still to happen. */
  get atRest(): boolean {
    return this.#core.idle && this.#pool.idle && this.#core.nextDeadline() === undefined;
  }

  /** The most that one thread has to do. */
  get runsHeld(): number {
    return this.#pool.runsHeld;
  }

  start(): void {
    this.#pool.start();
  }

  /** More waits for the link to a client than it should be given further results for; or no longer. */
  watchCongestion(client: NodeId): void {
    const { waitingBytes, turns } = this.#options;
    if (waitingBytes === undefined || this.#congested.has(client)) return;
    if (waitingBytes(client) <= WAITING_BYTES_MAX) return;
    this.#congested.add(client);
    this.#passedBy.add(client);
    this.#input({ kind: 'client-congested', client, congested: true });
    const look = (): void => {
      if (waitingBytes(client) > WAITING_BYTES_MAX / 2) turns.after(CONGESTION_LOOK_MS, look);
      else {
        this.#congested.delete(client);
        this.#passedBy.delete(client);
        this.#input({ kind: 'client-congested', client, congested: false });
      }
    };
    turns.after(CONGESTION_LOOK_MS, look);
  }

  opened(client: NodeId): void {
    this.#input({ kind: 'session-opened', client });
  }

  closed(client: NodeId): void {
    this.#options.world.observe({ kind: 'worker-lost', worker: this.#options.name, client });
    this.#passedBy.delete(client);
    this.#input({ kind: 'session-closed', client });
  }

  received(client: NodeId, messages: readonly ToWorker[]): void {
    const { name: worker, capacity, world } = this.#options;
    const { slots } = capacity;
    for (const message of messages) world.observe({ kind: 'worker-heard', worker, slots, client, message });
    this.#input({ kind: 'messages', client, messages });
  }

  drain(withinMs: number): void {
    this.#input({ kind: 'drain', withinMs });
  }

  tick(): void {
    this.#input({ kind: 'tick' });
  }

  rearm(): void {
    this.#timer.rearm();
  }

  freezePool(): void {
    this.#pool.freeze();
  }

  thawPool(): void {
    this.#pool.thaw();
  }

  end(): void {
    this.#pool.end();
  }

  #input(input: WorkerInput): void {
    this.#inputs.push(input);
    if (this.#performing) return;
    this.#performing = true;
    const { name, turns } = this.#options;
    let steps = 0;
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
      const step = next;
      steps += 1;
      if (steps > STEPS_PER_TURN_MAX) throw new Violation('liveness', `${name} keeps itself busy for ever`);
      const outputs = stepCore(
        name,
        () => this.#core.handle(step, turns.now()),
        () => this.#core.sanityCheck(),
      );
      for (const output of outputs) this.#perform(output);
    }
    this.#performing = false;
    this.#timer.set(this.#core.nextDeadline());
  }

  #perform(output: WorkerOutput): void {
    const { name, world } = this.#options;
    switch (output.kind) {
      case 'send':
        world.observe({
          kind: 'worker-said',
          worker: name,
          slots: this.#options.capacity.slots,
          client: output.client,
          message: output.message,
        });
        this.#options.send(output.client, output.message);
        break;
      case 'run':
        for (const { run, client, attempt, code, setup = code, parts = [], from, to } of output.runs) {
          if (this.#passedBy.has(client))
            throw new Violation(
              'bounds',
              `${name} makes more results for ${client}, whose link is too slow for them`,
            );
          const missing = [code, setup, ...parts].find((hash) => !this.#kept.has(hash));
          if (missing !== undefined) throw new Violation('pool', `${name} has no code ${missing}`);
          world.trace.step(`${name}.${output.slot} gets #${attempt} ${from}-${to} as run ${run}`);
        }
        this.#pool.run(output.slot, output.runs);
        break;
      case 'items-spent':
        break;
      case 'keep-code':
        if (!isCode(output.value, output.code)) throw new Violation('value', `${name} got a wrong code`);
        this.#kept.add(output.code);
        break;
      case 'drop-code':
        this.#kept.delete(output.code);
        break;
      case 'end-setup':
        this.#pool.endSetup(output.client, output.job);
        break;
      case 'interrupt':
        this.#pool.interrupt(output.slot, output.run);
        break;
      case 'cut-run': {
        const { slot, run } = output;
        this.#inputs.push({ kind: 'slot-cut', slot, run, end: this.#pool.stopRun(slot, run) });
        break;
      }
      case 'end-thread':
        world.trace.step(`${name}.${output.slot} has its thread ended`);
        this.#pool.endThread(output.slot);
        break;
      case 'load':
        this.#options.loadChanged(output.load);
        break;
      case 'tell-nested':
        this.#pool.tellNested(output.slot, output.nested, output.message);
        break;
      case 'drained':
        this.#options.drained();
        break;
      case 'retire':
        throw new Violation('protocol', `${name} is asked to leave by ${output.client}`);
      case 'drop':
        throw new Violation('protocol', `${name} drops a message of ${output.client}: ${output.reason}`);
    }
  }
}
