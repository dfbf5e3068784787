import {
  type ClassTable,
  encodeList,
  encodeValue,
  type FailureRecord,
  failureRecord,
  type OutputStream,
  ownsFrames,
} from '@zfarm/cluster-core';
import { LOG_TEXT_CHARS_MAX } from '@zfarm/cluster-core/core';
import { LogBudget } from '../core/log-budget.js';
import { ENCODE_NOW, snapshotOf } from './result-snapshot.js';
import { taskStack } from './task-stack.js';
import { threadCopy, threadMove, threadReturn } from './thread-copy.js';
import type { FromThread, NestedFromThread, TaskFault, ThreadEvent } from './thread-message.js';

/** How long a result may wait for others to travel with, in ms. */
export const SLICE_MS: number = 10;

/** How often the progress of one item is told, in ms: as often as the eye can follow. */
const PROGRESS_MS = 50;

const LATE: FailureRecord = {
  name: 'TimeoutError',
  message: 'It came to its end only after its time limit.',
  death: 'time-limit',
};

/** Where events go: the port of the residence. */
export interface OutboxPort {
  postMessage(message: FromThread, transfer: readonly ArrayBuffer[]): void;
}

/**
 * In the thread: gathers results and posts them in slices, since a message costs more than most items. A result
 * is taken as it is when its item ends: copied if that is cheap, else encoded at once, so a task may reuse its objects.
 */
export class ResultOutbox {
  readonly #port: OutboxPort;
  #classes: ClassTable | undefined;
  /** Big buffers that came with the item under way, and with it alone. */
  readonly #given: Set<ArrayBufferLike> = new Set();
  #values: unknown[] = [];
  #run = 0;
  #first = 0;
  #events: ThreadEvent[] = [];
  #transfer: ArrayBuffer[] = [];
  #postedAt = 0;
  readonly #logs = new LogBudget();
  /** The last word on an item's progress, while it waits to be told. */
  #progress: Extract<ThreadEvent, { kind: 'progress' }> | undefined;
  #progressAt = Number.NEGATIVE_INFINITY;

  constructor(port: OutboxPort) {
    this.#port = port;
  }

  /** Work begins after a pause: results gather from now on. */
  begin(now: number): void {
    this.#postedAt = now;
  }

  /** The results that follow may hold instances of these. */
  useClasses(classes: ClassTable): void {
    this.#classes = classes;
  }

  /** The item that follows is the only one that came with this memory: if it yields it, it leaves uncopied. */
  give(frames: readonly Uint8Array[]): void {
    this.#given.clear();
    for (const { buffer } of frames) this.#given.add(buffer);
  }

  result(run: number, item: number, value: unknown): void {
    if (this.#values.length === 0) {
      this.#run = run;
      this.#first = item;
    }
    const copy = snapshotOf(value);
    this.#values.push(copy === ENCODE_NOW ? value : copy);
    if (copy === ENCODE_NOW) this.#endSlice();
  }

  failure(run: number, item: number, thrown: unknown, fault: TaskFault = 'task'): void {
    this.#endSlice();
    this.#pushFailure(run, item, failureRecord(thrown, taskStack), fault);
  }

  /** The item has a result, and had no more time for it. */
  late(run: number, item: number): void {
    this.#endSlice();
    this.#pushFailure(run, item, LATE, 'time-limit');
  }

  done(run: number, busyMs: number): void {
    this.#endSlice();
    this.#given.clear();
    this.#progress = undefined;
    this.#events.push({ kind: 'done', run, busyMs, linesDropped: this.#logs.takeDropped() });
  }

  /** Posted at once: whoever follows a long task should not wait for it to end. */
  log(run: number, item: number, stream: OutputStream, text: string): void {
    const cut = text.length > LOG_TEXT_CHARS_MAX ? `${text.slice(0, LOG_TEXT_CHARS_MAX - 1)}…` : text;
    if (!this.#logs.admit(cut, performance.now())) return;
    this.#events.push({ kind: 'log', run, item, stream, text: cut, dropped: this.#logs.takeDropped() });
    this.#postEvents();
  }

  progress(run: number, item: number, fraction: number): void {
    this.#progress = { kind: 'progress', run, item, fraction };
    const now = performance.now();
    if (now - this.#progressAt < PROGRESS_MS) return;
    this.#progressAt = now;
    this.#pushProgress();
    this.#postEvents();
  }

  /** The item under way is suspended: the main thread has to know what came before it, and may use the slot. */
  suspended(run: number, item: number): void {
    this.#endSlice();
    this.#events.push({ kind: 'suspended', run, item });
    this.#postEvents();
  }

  resumed(run: number): void {
    this.#endSlice();
    this.#events.push({ kind: 'resumed', run });
    this.#postEvents();
  }

  /** Posted at the end of the turn, together with others of it. */
  nested(run: number, nested: number, word: NestedFromThread): void {
    if (this.#events.length === 0) queueMicrotask(() => this.#postEvents());
    this.#events.push({ kind: 'nested', run, nested, word });
  }

  /** Posts what there is if the last post is long enough ago; tells whether it has. */
  postIfDue(now: number): boolean {
    if (now - this.#postedAt < SLICE_MS) return false;
    this.post(now);
    return true;
  }

  post(now: number): void {
    this.#endSlice();
    this.#postedAt = now;
    if (now - this.#progressAt >= PROGRESS_MS) {
      this.#progressAt = now;
      this.#pushProgress();
    }
    this.#postEvents();
  }

  #pushProgress(): void {
    if (this.#progress !== undefined) this.#events.push(this.#progress);
    this.#progress = undefined;
  }

  #postEvents(): void {
    if (this.#events.length === 0) return;
    this.#port.postMessage({ kind: 'events', events: this.#events }, this.#transfer);
    this.#events = [];
    this.#transfer = [];
  }

  #endSlice(): void {
    const values = this.#values;
    if (values.length === 0) return;
    this.#values = [];
    try {
      this.#pushSlice(this.#run, this.#first, values);
    } catch {
      for (const [index, value] of values.entries()) this.#single(this.#run, this.#first + index, value);
    }
  }

  /** One of the slice cannot travel: each for itself, so that only that one fails. */
  #single(run: number, item: number, value: unknown): void {
    try {
      encodeValue(value, `the result of item ${item}`, this.#classes);
      this.#pushSlice(run, item, [value]);
    } catch (error) {
      this.#pushFailure(run, item, failureRecord(error, taskStack), 'task');
    }
  }

  #pushSlice(run: number, first: number, values: readonly unknown[]): void {
    const list = encodeList(values, 0, values.length, this.#classes);
    const encoded = ownsFrames(list)
      ? threadMove(list, this.#transfer)
      : threadReturn(list, this.#transfer, this.#given);
    this.#events.push({ kind: 'slice', run, first, count: values.length, values: encoded });
  }

  #pushFailure(run: number, item: number, record: FailureRecord, fault: TaskFault): void {
    const failure = threadCopy(encodeValue(record), this.#transfer);
    this.#events.push({ kind: 'failed', run, item, fault, failure });
  }
}
