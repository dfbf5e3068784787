import {
  type AmbientCluster,
  activeSpan,
  type ClassTable,
  decodeValue,
  encodeValue,
  encodeWhole,
  type FailureRecord,
  type ParentSpan,
  type Payload,
  reviveFailure,
  type ShippedFunction,
  withClasses,
} from '@zfarm/cluster-core';
import type { CallShape } from '@zfarm/cluster-core/core';
import type { Shippable } from '@zfarm/cluster-core/shipping';
import { encodedNow, gathered, isIterable } from './nested-data.js';
import { NestedJob } from './nested-job.js';
import { type NestingItem, nestingItem } from './nesting-item.js';
import type { ResultOutbox } from './result-outbox.js';
import { withFrames } from './started-stack.js';
import type { LoadedCode, ThreadCodes } from './thread-codes.js';
import { threadCopy } from './thread-copy.js';
import type { NestedToThread } from './thread-message.js';

type Shipping = typeof import('@zfarm/cluster-core/shipping');

/** See `operators` in options.ts. */
interface OperatorsModule {
  operatorsOver(target: NestedCluster): (name: string, args: readonly unknown[]) => unknown;
}

interface OpenJob {
  readonly item: NestingItem;
  readonly run: number;
  /** Absent: it is no function that the client runs. */
  readonly code?: ShippedFunction | undefined;
}

interface NestedOptions {
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  readonly console?: unknown;
  readonly [name: string]: unknown;
}

/** Options whose value is called where the job is started: in a task that may be over by then, or begun again. */
const AT_HOME_ONLY: readonly string[] = ['onProgress', 'progress', 'onLog', 'setup'];

/** Stands where the hash of a function would. */
const NO_CODE = '0'.repeat(32);

/** Codes remembered as sent; the client asks for one that it has not got. */
const SENT_MAX = 1024;

/** In the thread: what tasks find as their cluster. Their jobs go to the client whose task it is. */
export class NestedCluster implements AmbientCluster {
  readonly #outbox: ResultOutbox;
  readonly #codes: ThreadCodes;
  readonly #sent: Set<string> = new Set();
  /** Jobs that the client knows of and that are not over, with the code that it may ask for. */
  readonly #open: Map<number, OpenJob> = new Map();
  #shipping: Shipping | undefined;
  readonly #operatorsModule: string | undefined;
  #operators: ReturnType<OperatorsModule['operatorsOver']> | undefined;
  /** What was captured in this turn: in the next one its variables may have changed. */
  #captured: Map<unknown, ShippedFunction | Promise<ShippedFunction>> | undefined;
  #jobs = 0;

  /** @param operators the module that makes the operators of what can map. */
  constructor(outbox: ResultOutbox, codes: ThreadCodes, operators: string | undefined) {
    this.#outbox = outbox;
    this.#codes = codes;
    this.#operatorsModule = operators;
  }

  /** To be awaited before a task that may start jobs: packing functions takes a parser. */
  async prepare(): Promise<void> {
    this.#shipping ??= await import('@zfarm/cluster-core/shipping');
    if (this.#operatorsModule === undefined || this.#operators !== undefined) return;
    const { operatorsOver } = (await import(this.#operatorsModule)) as OperatorsModule;
    this.#operators = operatorsOver(this);
  }

  /** What the client knows of, at the time when it assigned the task. */
  get slots(): number {
    return Math.max(1, nestingItem()?.visit.run.slots ?? 1);
  }

  map(fn: unknown, data: unknown, options: unknown = {}): NestedJob {
    if (!isIterable(data))
      throw new TypeError('The data of a job must be an iterable or async iterable of items.');
    return this.#start(fn, { call: 'item', data, options: options as NestedOptions });
  }

  operate(name: string, args: readonly unknown[]): unknown {
    if (this.#operators === undefined)
      throw new Error(
        `This worker offers tasks no operators such as '${name}', only runOnCluster and submit.`,
      );
    return this.#operators(name, args);
  }

  fork(fn: unknown, args: readonly unknown[]): Promise<unknown> {
    if (nestingItem()?.isBroadEnough !== true) return this.submit(fn, args);
    const { fn: own } = fn as { readonly fn?: unknown };
    const call = (typeof fn === 'function' ? fn : own) as (...given: readonly unknown[]) => unknown;
    return new Promise((resolve) => {
      resolve(call(...args));
    });
  }

  submit(fn: unknown, args: readonly unknown[]): Promise<unknown> {
    return this.submitWith({}, fn, ...args);
  }

  submitWith(options: unknown, fn: unknown, ...args: readonly unknown[]): Promise<unknown> {
    const job = this.#start(fn, { call: 'arguments', data: [args], options: options as NestedOptions });
    const result = job.then(([value]) => value);
    return Object.assign(result, { cancel: (reason?: unknown) => job.cancel(reason) });
  }

  /** A call at a queue, which the client does for the task. */
  async callQueue(call: readonly unknown[]): Promise<unknown> {
    const item = itemAtWork();
    const { run, code } = item.visit.run;
    const { classes } = this.#codes.load(code, '');
    const items = encodedNow([call], classes);
    const job = this.#begin(item, classes);
    this.#open.set(job.id, { item, run });
    this.#outbox.nested(run, job.id, {
      kind: 'nested-open',
      item: item.visit.item,
      code: NO_CODE,
      call: 'queue',
      items,
      options: threadCopy(encodeValue({}), []),
      source: undefined,
    });
    job.opened();
    const [reply] = await job;
    return reply;
  }

  /** The client has said something of a job. */
  receive(nested: number, message: NestedToThread): void {
    const open = this.#open.get(nested);
    if (open === undefined) return;
    if (message.kind !== 'need') open.item.receive(nested, message);
    else if (open.code !== undefined)
      this.#outbox.nested(open.run, nested, { kind: 'nested-code', value: codeValue(open.code) });
  }

  #start(
    fn: unknown,
    work: {
      readonly call: CallShape;
      readonly data: Iterable<unknown> | AsyncIterable<unknown>;
      readonly options: NestedOptions;
    },
  ): NestedJob {
    const item = itemAtWork();
    const { vars, signal, ...rest } = work.options;
    const { run } = item.visit.run;
    const wrong = AT_HOME_ONLY.find((name) => rest[name] !== undefined);
    if (wrong !== undefined)
      throw new TypeError(
        `A job that a task starts cannot have the option '${wrong}': give it to the job of the program.`,
      );
    const options = encodeValue({ console: item.visit.run.console, ...rest }, 'the options of a job');
    // Its jobs know the classes that it has come with.
    const { fn: task, classes } = this.#codes.load(item.visit.run.code, '');
    const code = this.#capture(fn, vars, classes, task);
    const job = this.#begin(item, classes);
    const parentSpan = activeSpan();
    const onAbort = (): void => job.cancel(signal?.reason);
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted === true) onAbort();
    void this.#tell(run, item, job, { ...work, options, code, classes, parentSpan }).catch((error: unknown) =>
      job.fail(error),
    );
    return job;
  }

  #begin(item: NestingItem, classes: ClassTable): NestedJob {
    this.#jobs += 1;
    const job = this.#jobOf(item, this.#jobs, new Error(), classes);
    item.opened(job);
    return job;
  }

  async #tell(
    run: number,
    item: NestingItem,
    job: NestedJob,
    work: {
      readonly call: CallShape;
      readonly data: Iterable<unknown> | AsyncIterable<unknown>;
      readonly options: Payload;
      readonly code: ShippedFunction | Promise<ShippedFunction>;
      readonly classes: ClassTable;
      readonly parentSpan: ParentSpan | undefined;
    },
  ): Promise<void> {
    const { call, data, classes } = work;
    const items = Symbol.asyncIterator in data ? await gathered(data, classes) : encodedNow(data, classes);
    const code = work.code instanceof Promise ? await work.code : work.code;
    if (job.over) return;
    this.#open.set(job.id, { item, run, code });
    const isNew = !this.#sent.has(code.hash);
    if (this.#sent.size >= SENT_MAX) this.#sent.clear();
    this.#sent.add(code.hash);
    this.#outbox.nested(run, job.id, {
      kind: 'nested-open',
      item: item.visit.item,
      code: code.hash,
      call,
      items,
      options: work.options,
      source: isNew ? codeValue(code) : undefined,
      ...(work.parentSpan && { parentSpan: work.parentSpan }),
    });
    job.opened();
  }

  #jobOf(item: NestingItem, id: number, started: Error, classes: ClassTable): NestedJob {
    const { run } = item.visit.run;
    const say = (word: { kind: 'nested-cancel' } | { kind: 'nested-window'; end: number }): void => {
      if (this.#open.has(id)) this.#outbox.nested(run, id, word);
    };
    return new NestedJob(id, {
      classes,
      news: (job) => {
        if (job.over) this.#open.delete(id);
        item.news(job);
      },
      window: (end) => say({ kind: 'nested-window', end }),
      cancelled: () => {
        say({ kind: 'nested-cancel' });
        this.#open.delete(id);
      },
      revive: (failure) => this.#revive(failure, this.#open.get(id)?.code, started),
    });
  }

  /** Frames of the job's function are put where its text stands in that of the task, as those of the task are at home. */
  #revive(failure: Payload, code: ShippedFunction | undefined, started: Error): unknown {
    const shipping = this.#shipping;
    const record = decodeValue(failure) as FailureRecord;
    const error = reviveFailure(record, (stack) =>
      shipping === undefined || code === undefined ? stack : shipping.mapStack(stack, code),
    );
    if (error instanceof Error) error.stack = withFrames(error.stack ?? '', started.stack ?? '');
    return error;
  }

  #capture(
    fn: unknown,
    vars: NestedOptions['vars'],
    table: ClassTable,
    task: LoadedCode['fn'],
  ): ShippedFunction | Promise<ShippedFunction> {
    const asItCame = vars === undefined ? this.#codes.shippedAs(fn) : undefined;
    if (asItCame !== undefined) return asItCame;
    if (this.#shipping === undefined)
      throw new Error('A job was started before its thread was prepared for it.');
    const known = vars === undefined ? this.#captured?.get(fn) : undefined;
    if (known !== undefined) return known;
    const inherited = this.#codes.importsOf(task);
    const options = { classes: table, inherited, ...(vars === undefined ? {} : { vars }) };
    const captured = this.#shipping.captureFunction(fn as Shippable, options);
    const classes = this.#codes.shippedAs(task)?.classes;
    const code =
      captured.ready === undefined
        ? captured.ship().then((shipped) => withClasses(shipped, classes))
        : withClasses(captured.ready, classes);
    if (vars !== undefined) return code;
    if (this.#captured === undefined) {
      this.#captured = new Map();
      queueMicrotask(() => {
        this.#captured = undefined;
      });
    }
    this.#captured.set(fn, code);
    return code;
  }
}

/** @throws where no task is at work, or it has too many jobs. */
function itemAtWork(): NestingItem {
  const item = nestingItem();
  if (item === undefined) throw new Error('A job was started by code that belongs to no task.');
  item.checkBounds();
  return item;
}

function codeValue(code: ShippedFunction): Payload {
  return threadCopy(encodeWhole(code), []);
}
