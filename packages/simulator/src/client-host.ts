import type { AttemptId, Capacity, Message, NodeId, ToClient, ToWorker } from '@zfarm/cluster-core/core';
import type { ItemsSettled, LocalMode, SchedulerInput, SchedulerOutput } from '@zfarm/scheduler/core';
import { stepCore } from './checkers/core-invariants.js';
import { codeRef, inputOf, numbersRef, readNumbers } from './item-value.js';
import { JobFeed } from './job-feed.js';
import { type JobPlan, jobName } from './job-plan.js';
import { homeCapacity, LocalWorker } from './local-worker.js';
import { NestedFeeds } from './nested-feeds.js';
import { SimHost } from './sim-host.js';
import { DeadlineTimer, Turns } from './turns.js';
import { Violation } from './violation.js';
import type { SchedulerMachine, World } from './world.js';

export interface ClientHostOptions {
  readonly world: World;
  readonly id: NodeId;
  readonly local: LocalMode;
  readonly localSlots: number;
  readonly weight: number;
}

/** A client process: a scheduler's core, its jobs, and, when wanted, a worker inside. */
export class ClientHost {
  readonly id: NodeId;
  readonly host: SimHost;
  readonly turns: Turns;
  readonly localMode: LocalMode;
  readonly #options: ClientHostOptions;
  readonly #core: SchedulerMachine;
  readonly #timer: DeadlineTimer;
  readonly #inputs: SchedulerInput[] = [];
  readonly #feeds: Map<number, JobFeed> = new Map();
  /** Attempts under way, for whoever wants to take one back. */
  readonly #attempts: Map<AttemptId, NodeId> = new Map();
  readonly #nested: NestedFeeds;
  readonly #links: Set<NodeId> = new Set();
  #performing: boolean = false;
  #local: LocalWorker | undefined;

  constructor(options: ClientHostOptions) {
    const { world, id, local, weight } = options;
    this.#options = options;
    this.id = id;
    this.localMode = local;
    this.turns = new Turns(world);
    this.#nested = new NestedFeeds({
      world,
      client: id,
      send: (worker, message) => {
        // A job may end by the very loss of the worker where its task was.
        if (this.#links.has(worker)) this.#transmit(worker, message);
      },
      submit: (plan) => this.submit(plan),
    });
    this.turns.atEnd(() => this.#local?.exchange());
    this.#core = world.cores.scheduler({ self: id, local, weight });
    this.#timer = new DeadlineTimer(this.turns, () => this.input({ kind: 'tick' }));
    this.host = new SimHost({
      world,
      id,
      role: 'client',
      part: {
        opened: ({ id: worker, capacity }) => {
          if (capacity === undefined)
            throw new Violation('session', `${id} is linked with ${worker}, no worker`);
          this.#onOpened(worker, capacity, false);
        },
        // The session layer lets only messages to a client through.
        received: (worker, messages: readonly Message[]) =>
          this.#onMessages(worker, messages as readonly ToClient[]),
        closed: (worker) => this.#onClosed(worker),
      },
      turns: this.turns,
    });
  }

  /** Nothing is still to happen by time alone, here or in the worker inside. */
  get atRest(): boolean {
    return (
      this.#nested.size === 0 && this.#core.nextDeadline() === undefined && this.#local?.unit.atRest !== false
    );
  }

  get localCapacity(): Capacity {
    return homeCapacity(this.#options.localSlots);
  }

  get hasLocal(): boolean {
    return this.#local !== undefined;
  }

  start(): void {
    // Who stays at home opens no socket.
    if (this.localMode !== 'always') this.turns.run(() => this.host.zre.start());
  }

  submit(plan: JobPlan): void {
    const feed = new JobFeed(plan, this.#options.world, this);
    this.#feeds.set(plan.job, feed);
    feed.submit();
  }

  /** Ends the job from this side: nothing of it is heard any more. */
  cancel(plan: JobPlan): void {
    if (!this.#feeds.delete(plan.job)) return;
    this.#options.world.observe({ kind: 'cancel-asked', plan });
    this.input({ kind: 'job-cancelled', job: plan.job });
  }

  cancelItem(plan: JobPlan, item: number): void {
    const feed = this.#feeds.get(plan.job);
    if (feed === undefined) return;
    this.#options.world.observe({ kind: 'item-cancel-asked', plan, item });
    feed.resolved(item, 1);
    this.input({ kind: 'item-cancelled', job: plan.job, item });
  }

  /** Asks a worker for what it has not begun of an attempt, where the scheduler would not. */
  retract(pick: number): void {
    const [attempt, worker] = [...this.#attempts][pick % Math.max(1, this.#attempts.size)] ?? [];
    if (attempt !== undefined && worker !== undefined) this.#transmit(worker, { kind: 'retract', attempt });
  }

  jumpClock(byMs: number): void {
    this.turns.jump(byMs);
    this.#timer.rearm();
    this.#local?.unit.rearm();
    this.host.zre.rearm();
  }

  freeze(withThreads: boolean): void {
    this.turns.freeze();
    if (withThreads) this.#local?.unit.freezePool();
  }

  thaw(timersFirst: boolean): void {
    this.#local?.unit.thawPool();
    this.turns.thaw(() => {
      if (timersFirst) this.input({ kind: 'tick' });
    });
  }

  end(): void {
    this.turns.end();
    this.#local?.unit.end();
  }

  input(input: SchedulerInput): void {
    this.#inputs.push(input);
    if (this.#performing) return;
    this.#performing = true;
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
      const step = next;
      const outputs = stepCore(
        this.id,
        () => this.#core.handle(step, this.turns.now()),
        () => this.#core.sanityCheck(),
      );
      for (const output of outputs) this.#perform(output);
    }
    this.#performing = false;
    this.#timer.set(this.#core.nextDeadline());
  }

  #perform(output: SchedulerOutput): void {
    const { world } = this.#options;
    switch (output.kind) {
      case 'send':
        this.#send(output.worker, output.message);
        break;
      case 'need-items':
        this.#feeds.get(output.job)?.need(output.count);
        break;
      case 'items-settled':
        this.#onSettled(output);
        break;
      case 'item-failed': {
        const plan = world.planOf(this.id, output.job);
        world.trace.tell(`${jobName(plan)} item ${output.item} fails: ${output.reason}`);
        world.observe({ kind: 'item-failed', plan, failed: output });
        this.#nested.failed(plan, output.item);
        this.#feeds.get(output.job)?.resolved(output.item, 1);
        break;
      }
      case 'item-faltered':
        this.#feeds.get(output.job)?.judge(output);
        break;
      case 'item-given': {
        const plan = world.planOf(this.id, output.job);
        world.trace.tell(`${jobName(plan)} item ${output.item} is given`);
        world.observe({ kind: 'item-given', plan, item: output.item });
        this.#nested.failed(plan, output.item);
        this.#feeds.get(output.job)?.resolved(output.item, 1);
        break;
      }
      case 'item-log': {
        const plan = world.planOf(this.id, output.job);
        world.observe({ kind: 'printed', plan, item: output.item, text: output.text });
        break;
      }
      case 'item-progress':
        break;
      case 'job-unmatched':
        world.trace.tell(`${this.id}/${output.job} finds nobody who could serve it`);
        world.observe({ kind: 'unmatched', plan: world.planOf(this.id, output.job) });
        break;
      case 'job-ended': {
        const plan = world.planOf(this.id, output.job);
        world.trace.tell(`${jobName(plan)} ends: ${output.outcome}`);
        this.#feeds.delete(output.job);
        world.observe({ kind: 'ended', plan, outcome: output.outcome });
        this.#nested.ended(output.job, output.outcome);
        break;
      }
      case 'nested-opened':
      case 'nested-told':
      case 'nested-over':
        this.#nested.take(output);
        break;
      case 'local-wanted':
        this.#openLocal();
        break;
      case 'notice':
        world.trace.step(`${this.id} notes ${JSON.stringify(output.event)}`);
        if (output.event.type === 'worker-silent')
          world.observe({ kind: 'found-silent', client: this.id, worker: output.event.worker });
        break;
    }
  }

  #onSettled({ job, first, count, offset, values }: ItemsSettled): void {
    const { world } = this.#options;
    const plan = world.planOf(this.id, job);
    const { width, resultWidth = width } = plan;
    const read = readNumbers(values, values.bytes / resultWidth, resultWidth, `results of ${jobName(plan)}`);
    const settled = read.slice(offset, offset + count);
    world.trace.step(`${jobName(plan)} settles ${first}+${count}`);
    world.observe({ kind: 'settled', plan, first, values: settled });
    this.#nested.settled(job, first, settled);
    this.#feeds.get(job)?.resolved(first, count);
  }

  /** Fills in what the core knows by reference only. */
  #send(worker: NodeId, message: ToWorker): void {
    if (message.kind === 'assign') {
      const plan = this.#options.world.planOf(this.id, message.job);
      const inputs = Array.from({ length: message.count }, (_, at) => inputOf(plan.key, message.first + at));
      this.#attempts.set(message.attempt, worker);
      this.#transmit(worker, { ...message, items: numbersRef(this.id, inputs, plan.width) });
    } else if (message.kind === 'code-put') {
      this.#transmit(worker, { ...message, value: codeRef(this.id, message.code) });
    } else {
      if (message.kind === 'cancel') this.#attempts.delete(message.attempt);
      this.#transmit(worker, message);
    }
  }

  #transmit(worker: NodeId, message: ToWorker): void {
    this.#options.world.observe({ kind: 'sent', client: this.id, worker, message });
    if (worker === this.#local?.id) this.#local.send(message);
    else this.host.send(worker, message);
  }

  #onOpened(worker: NodeId, capacity: Capacity, local: boolean): void {
    const { world } = this.#options;
    this.#links.add(worker);
    world.observe({ kind: 'link-opened', client: this.id, worker, capacity });
    this.input({ kind: 'worker-opened', worker, capacity, local });
  }

  #onMessages(worker: NodeId, messages: readonly ToClient[]): void {
    for (const message of messages) {
      this.#options.world.observe({ kind: 'told', client: this.id, worker, message });
      if (message.kind === 'done') this.#attempts.delete(message.attempt);
    }
    this.input({ kind: 'worker-messages', worker, messages });
  }

  #onClosed(worker: NodeId): void {
    for (const [attempt, at] of this.#attempts) if (at === worker) this.#attempts.delete(attempt);
    this.#links.delete(worker);
    this.#options.world.observe({ kind: 'link-closed', client: this.id, worker });
    this.input({ kind: 'worker-closed', worker });
  }

  #openLocal(): void {
    const { world, localSlots } = this.#options;
    if (this.#local !== undefined) return;
    world.trace.tell(`${this.id} works by itself with ${localSlots} threads`);
    const local = new LocalWorker({
      world,
      client: this.id,
      capacity: this.localCapacity,
      turns: this.turns,
      received: (messages) => this.#onMessages(local.id, messages),
    });
    this.#local = local;
    local.start((capacity) => this.#onOpened(local.id, capacity, true));
  }
}
