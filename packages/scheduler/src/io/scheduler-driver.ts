import { type Payload, payloadBytes, type ShippedFunction, UnshippableValueError } from '@zfarm/cluster-core';
import type {
  CallShape,
  CodeHash,
  JobId,
  Link,
  LinkHandler,
  NodeId,
  ToClient,
  ToWorker,
  ValueRef,
} from '@zfarm/cluster-core/core';
import type { SchedulerInput } from '../core/scheduler-input.js';
import type { ItemFailed, ItemFaltered, ItemsSettled, SchedulerOutput } from '../core/scheduler-output.js';
import { UnmatchedRequirementsError } from '../unmatched-requirements-error.js';
import { CodeShelf } from './code-shelf.js';
import { DeadlineTimer } from './deadline-timer.js';
import { concerns, type JobCode, jobPieces, stackAtHome } from './job-code.js';
import type { JobPort, NamedWorker, RunningJob } from './job-port.js';
import { type NestedListener, type NestedWord, nestedMessage } from './nested-word.js';
import { decodeResults } from './result-values.js';
import type {
  DriverWatcher,
  LocalWorkerFactory,
  SchedulerDriverOptions,
  SchedulerMachine,
  Submission,
} from './scheduler-driver-options.js';
import { taskFailure } from './task-failure.js';
import { WorkerDirectory } from './worker-directory.js';
import { WorkerPings } from './worker-pings.js';

/**
 * Runs a scheduler core on real links and a real clock. Outputs are performed in order, and an input that one of
 * them causes waits until all are done, so the core is never entered twice.
 */
export class SchedulerDriver {
  readonly workers: WorkerDirectory = new WorkerDirectory();
  readonly pings: WorkerPings = new WorkerPings(this.workers);
  readonly #self: NodeId;
  readonly #core: SchedulerMachine;
  readonly #openLocal: LocalWorkerFactory | undefined;
  readonly #nested: NestedListener | undefined;
  readonly #watcher: DriverWatcher | undefined;
  readonly #now: () => number;
  readonly #timer: DeadlineTimer;
  readonly #jobs: Map<JobId, RunningJob> = new Map();
  readonly #codes: CodeShelf = new CodeShelf();
  readonly #inputs: SchedulerInput[] = [];
  #performing: boolean = false;
  #closed: boolean = false;
  #local: { close(): Promise<void> } | undefined;
  #valuesSent: number = 0;
  #decoded: { readonly ref: ValueRef; readonly values: ArrayLike<unknown> } | undefined;

  constructor(options: SchedulerDriverOptions) {
    this.#self = options.self;
    this.#core = options.core;
    this.#openLocal = options.openLocal;
    this.#nested = options.nested;
    this.#watcher = options.watcher;
    this.#now = options.now ?? (() => performance.now());
    this.#timer = new DeadlineTimer(this.#now, () => this.input({ kind: 'tick' }));
  }

  /** For whoever makes links to workers. */
  linkHandler(local: boolean): LinkHandler<ToWorker, ToClient> {
    return {
      opened: (link) => this.#onOpened(link, local),
      received: ({ peer }, messages) => {
        this.pings.heard(peer.id, messages);
        this.input({ kind: 'worker-messages', worker: peer.id, messages });
      },
      closed: (link) => this.#onClosed(link),
      signOfLife: (link) => this.input({ kind: 'worker-messages', worker: link.peer.id, messages: [] }),
      spoilt: (_link, message) => this.#onSpoilt(message),
    };
  }

  submit(job: JobId, port: JobPort, code: JobCode, call: CallShape, submission: Submission): void {
    const { fn, setup } = code;
    this.#watcher?.submitted(job, fn.name);
    this.#jobs.set(job, { port, code, policy: submission.policy });
    const pieces = jobPieces(code);
    for (const piece of pieces) this.#codes.keep(piece);
    const parts = pieces.filter((piece) => piece !== fn && piece !== setup).map(({ hash }) => hash);
    this.input({ kind: 'job-submitted', job, code: fn.hash, setup: setup?.hash, parts, call, ...submission });
  }

  /** Ends a job from outside. Its port hears nothing any more. */
  cancel(job: JobId): void {
    if (this.#forget(job)) this.input({ kind: 'job-cancelled', job });
  }

  /** Says something to a worker about a job that one of its tasks has started. */
  tellNested(worker: NodeId, word: NestedWord): void {
    const link = this.workers.link(worker);
    if (link !== undefined) link.send(nestedMessage(word, (content) => this.#valueRef(content)));
  }

  codeOf(hash: CodeHash): ShippedFunction | undefined {
    return this.#codes.functionOf(hash);
  }

  portOf(job: JobId): JobPort | undefined {
    return this.#jobs.get(job)?.port;
  }

  input(input: SchedulerInput): void {
    if (this.#closed) return;
    this.#inputs.push(input);
    if (!this.#performing) this.#work();
  }

  /** Stops at once: jobs still under way hear nothing any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer.close();
    this.#inputs.length = 0;
    this.#jobs.clear();
    await this.#local?.close();
  }

  #work(): void {
    this.#performing = true;
    try {
      for (let input = this.#inputs.shift(); input !== undefined; input = this.#inputs.shift()) {
        const outputs = this.#core.handle(input, this.#now());
        for (const output of outputs) this.#perform(output);
        this.#watcher?.handled(input, outputs);
      }
    } finally {
      this.#performing = false;
      this.#decoded = undefined;
    }
    if (!this.#closed) this.#timer.set(this.#core.nextDeadline(), this.#jobs.size > 0);
  }

  #perform(output: SchedulerOutput): void {
    switch (output.kind) {
      case 'send':
        this.#send(output.worker, output.message);
        break;
      case 'need-items':
        this.#jobs.get(output.job)?.port.needItems(output.count);
        break;
      case 'items-settled':
        this.#settle(output);
        break;
      case 'item-failed':
      case 'item-faltered': {
        const running = this.#jobs.get(output.job);
        if (running !== undefined) this.#fail(output, running);
        break;
      }
      case 'item-given':
        this.#jobs.get(output.job)?.port.itemGiven(output.item);
        break;
      case 'item-log': {
        const { job, worker, item: index, stream, text, dropped } = output;
        const log = { worker: this.workers.nameOf(worker), index, stream, text, dropped };
        this.#jobs.get(job)?.port.logged(log);
        break;
      }
      case 'item-progress':
        this.#jobs.get(output.job)?.port.progressed(output);
        break;
      case 'job-unmatched':
        this.#break(output.job, new UnmatchedRequirementsError(output.policy, this.workers.list()));
        break;
      case 'job-ended':
        this.#forget(output.job)?.port.ended(output.outcome);
        break;
      case 'nested-opened':
      case 'nested-told':
      case 'nested-over':
        this.#nested?.(output);
        break;
      case 'local-wanted':
        this.#local ??= this.#openLocal?.(this.linkHandler(true));
        break;
      case 'notice':
        if ('job' in output.event) this.#jobs.get(output.event.job)?.port.noticed(output.event);
        break;
    }
  }

  #send(worker: NodeId, message: ToWorker): void {
    const link = this.workers.link(worker);
    if (link === undefined) return;
    if (message.kind === 'assign') {
      const running = this.#jobs.get(message.job);
      const items = running && this.#encode(message.job, message.first, message.count, running.port);
      if (items !== undefined) link.send({ ...message, items: this.#sentRef(worker, items) });
    } else if (message.kind === 'code-put') {
      const code = this.#codes.encode(message.code);
      if (code !== undefined) link.send({ ...message, value: this.#sentRef(worker, code) });
    } else {
      if (message.kind === 'heartbeat') this.pings.sent(worker);
      link.send(message);
    }
  }

  #encode(job: JobId, first: number, count: number, port: JobPort): Payload | undefined {
    try {
      const items = port.encodeItems(first, count);
      port.moved(payloadBytes(items), 0);
      return items;
    } catch (error) {
      this.#break(job, error);
      return undefined;
    }
  }

  #settle({ job, worker, first, count, offset, values: ref }: ItemsSettled): void {
    const port = this.#jobs.get(job)?.port;
    if (port === undefined) return;
    let values: ArrayLike<unknown>;
    try {
      // Where items in the middle of a slice had settled before, one slice is reported in several parts.
      if (this.#decoded?.ref !== ref) {
        this.#decoded = { ref, values: decodeResults(ref) };
        port.moved(0, ref.bytes);
      }
      values = this.#decoded.values;
      if (values.length < offset + count)
        throw new Error(`The results of items ${first}+${count} are cut short.`);
    } catch (error) {
      this.#break(job, error);
      return;
    }
    port.settled({ worker: this.#named(worker), first, count, offset, values });
  }

  #fail(failed: ItemFailed | ItemFaltered, { port, code, policy }: RunningJob): void {
    const error = taskFailure(failed, {
      nameOf: (worker) => this.workers.nameOf(worker),
      stackAtHome: (stack) => stackAtHome(stack, code),
      timeoutMs: policy.timeoutMs,
      origin: { submitted: port.submitted, functionName: code.fn.name },
    });
    const last = failed.losses.at(-1)?.worker ?? this.#self;
    const judged = failed.kind === 'item-faltered';
    this.#watcher?.failed?.(failed.job, error, !judged || failed.final);
    if (judged) port.itemFaltered(failed.item, error, failed.final);
    else port.itemFailed(failed.item, error, this.#named(last));
  }

  #named(worker: NodeId): NamedWorker {
    return { id: worker, name: this.workers.nameOf(worker) };
  }

  #break(job: JobId, error: unknown): void {
    const port = this.#jobs.get(job)?.port;
    this.cancel(job);
    port?.broken(error);
  }

  /** The caller has broken the one rule about big data that is sent in place. */
  #onSpoilt(message: ToWorker): void {
    const error = new UnshippableValueError(
      'the data',
      'a buffer that was detached while it was being sent,',
      'leave it alone until the job has ended, or pass a copy',
    );
    for (const [job, { code }] of [...this.#jobs]) {
      if (concerns(message, job, code)) this.#break(job, error);
    }
  }

  #forget(job: JobId): RunningJob | undefined {
    const running = this.#jobs.get(job);
    if (running === undefined) return undefined;
    this.#jobs.delete(job);
    for (const { hash } of jobPieces(running.code)) this.#codes.drop(hash);
    return running;
  }

  #sentRef(worker: NodeId, content: Payload): ValueRef {
    const ref = this.#valueRef(content);
    this.#watcher?.sent(worker, ref.bytes);
    return ref;
  }

  #valueRef(inline: Payload): ValueRef {
    this.#valuesSent += 1;
    return { owner: this.#self, id: this.#valuesSent, bytes: payloadBytes(inline), inline };
  }

  #onOpened(link: Link<ToWorker>, local: boolean): void {
    const { id, capacity } = link.peer;
    if (this.#closed || capacity === undefined) return;
    this.workers.add(link, capacity, local);
    this.input({ kind: 'worker-opened', worker: id, capacity, local });
  }

  #onClosed(link: Link<ToWorker>): void {
    if (this.workers.link(link.peer.id) !== link) return;
    this.workers.remove(link.peer.id);
    this.pings.lost(link.peer.id);
    this.input({ kind: 'worker-closed', worker: link.peer.id });
  }
}
