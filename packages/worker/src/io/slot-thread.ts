import { once } from 'node:events';
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import {
  type CodeHash,
  encodeValue,
  type FailureRecord,
  type Payload,
  type ValueRef,
} from '@zfarm/cluster-core';
import type { NestedToWorker } from '@zfarm/cluster-core/core';
import type { Piscina } from 'piscina';
import type { RunSpec } from '../core/worker-output.js';
import { deathRecord, type LastWords } from './death.js';
import { type JobKey, TEARDOWN_MS_MAX } from './job-setups.js';
import { LimitWatch } from './limit-watch.js';
import { type ItemPlace, StatusBuffer } from './status-buffer.js';
import { threadCopy, threadMove } from './thread-copy.js';
import type {
  FromThread,
  NestedToThread,
  Residence,
  RunOrder,
  ThreadEvent,
  ThreadPlace,
  ToThread,
} from './thread-message.js';

/** The item that a thread died under, of itself or because the item's time was over. */
export interface GuiltyItem {
  readonly run: number;
  readonly item: number;
  readonly fault: 'thread' | 'time-limit';
  readonly failure: Payload;
}

/** What a slot's owner is told. */
export interface SlotListener {
  ready(): void;
  event(event: ThreadEvent): void;
  /** The thread is gone; everything that it posted has been told. A new one is on its way. */
  died(record: FailureRecord, guilty: GuiltyItem | undefined): void;
  /** A thread died before it was up, so others would: this slot has given up. */
  broken(record: FailureRecord): void;
}

export interface SlotThreadOptions {
  readonly pool: Piscina;
  readonly place: ThreadPlace;
  readonly maxHeapMb: number | undefined;
  /** How long a task whose time is over may go on before its thread is ended. */
  readonly graceMs: number;
  readonly listener: SlotListener;
}

/** A thread that is not up after so long never will be: far more than the 0.1 s it takes, for a crowded machine. */
const BOOT_MS_MAX = 30_000;

/** One stay of a slot on a thread of the pool. */
class Stay {
  readonly port: MessagePort;
  readonly status: StatusBuffer = new StatusBuffer();
  readonly abort: AbortController = new AbortController();
  /** Codes that the thread was given during it. */
  readonly codes: Set<CodeHash> = new Set();
  /** The runs handed over and not done. */
  readonly runs: Map<number, RunSpec> = new Map();
  words: LastWords = {};
  up: boolean = false;
  /** Some run had a setup, so the thread may have something to dispose of. */
  hasSetups: boolean = false;
  bootTimer: NodeJS.Timeout | undefined;
  readonly limits: LimitWatch;

  constructor(port: MessagePort, graceMs: number) {
    this.port = port;
    this.limits = new LimitWatch({
      status: this.status,
      graceMs,
      interrupt: () => this.post({ kind: 'cancelled' }),
      end: () => this.abort.abort('the time limit of an item is over'),
    });
  }

  finish(run: number): void {
    this.runs.delete(run);
    this.limits.remove(run);
  }

  post(message: ToThread, transfer: readonly ArrayBuffer[] = []): void {
    this.port.postMessage(message, transfer);
  }
}

/**
 * A slot's thread: one resident `run()` of the pool, to which runs go over a port and from which slices of
 * results come. When it dies, whatever the way, the next stay begins on the thread that the pool puts in its place.
 */
export class SlotThread {
  readonly #options: SlotThreadOptions;
  readonly #codes: ReadonlyMap<CodeHash, Payload>;
  #stay: Stay | undefined;
  #readyTold = false;
  #closed = false;

  constructor(options: SlotThreadOptions, codes: ReadonlyMap<CodeHash, Payload>) {
    this.#options = options;
    this.#codes = codes;
  }

  /** Begins a stay, if none lasts. */
  open(): void {
    this.#stay ??= this.#begin();
  }

  hand(runs: readonly RunSpec[]): void {
    this.open();
    const stay = this.#stay as Stay;
    const transfer: ArrayBuffer[] = [];
    const orders: RunOrder[] = [];
    for (const spec of runs) {
      this.#give(stay, spec.code);
      if (spec.setup !== undefined) this.#give(stay, spec.setup);
      for (const part of spec.parts ?? []) this.#give(stay, part);
      stay.hasSetups ||= spec.setup !== undefined;
      stay.runs.set(spec.run, spec);
      stay.status.open(spec.run);
      const pass = spec.items.movable === true ? threadMove : threadCopy;
      orders.push({ ...spec, items: pass(inlineOf(spec.items), transfer) });
    }
    stay.post({ kind: 'runs', runs: orders }, transfer);
    for (const { run, timeoutMs } of runs) if (timeoutMs !== undefined) stay.limits.add(run, timeoutMs);
  }

  drop(code: CodeHash): void {
    if (this.#stay?.codes.delete(code) === true) this.#stay.post({ kind: 'drop-code', code });
  }

  endSetup({ client, job }: JobKey): void {
    if (this.#stay?.hasSetups === true) this.#stay.post({ kind: 'end-setup', job: { client, job } });
  }

  /** Lets no further item of a run start; answers one past the last that was. */
  cut(run: number): number {
    const spec = this.#stay?.runs.get(run);
    if (this.#stay === undefined || spec === undefined) throw new Error(`This slot has no run ${run}.`);
    return Math.min(spec.to, spec.from + this.#stay.status.close(run));
  }

  /** Lets no further item of a run start, and tells the task under way that nobody wants it any more. */
  interrupt(run: number): void {
    if (this.#stay === undefined) throw new Error(`This slot has no run ${run}.`);
    this.#stay.status.cancel(run);
    this.#stay.post({ kind: 'cancelled' });
  }

  /** Tells a task what has become of a job that it has started. */
  tellNested(nested: number, message: NestedToWorker): void {
    const transfer: ArrayBuffer[] = [];
    this.#stay?.post({ kind: 'nested', nested, message: toThread(message, transfer) }, transfer);
  }

  /** Ends the thread at once. */
  end(reason: string): void {
    this.#stay?.abort.abort(reason);
  }

  /** Leaves the thread, which is at nothing: an idle slot then keeps no process alive. The next run begins a new stay. */
  release(): void {
    const stay = this.#stay;
    if (stay === undefined || !stay.up || stay.runs.size > 0) return;
    this.#stay = undefined;
    stay.post({ kind: 'release' });
  }

  /** No more stays, and no more reports; resolves when a thread at rest has disposed of what setups have made. */
  async close(): Promise<void> {
    this.#closed = true;
    const stay = this.#stay;
    this.#stay = undefined;
    if (stay === undefined) return;
    stay.limits.close();
    if (stay.hasSetups && stay.up && stay.runs.size === 0) {
      stay.post({ kind: 'release' });
      const signal = AbortSignal.timeout(TEARDOWN_MS_MAX);
      // A thread that takes longer is ended in the middle of it.
      await once(stay.port, 'close', { signal }).catch(() => undefined);
    } else stay.port.close();
  }

  #give(stay: Stay, code: CodeHash): void {
    if (stay.codes.has(code)) return;
    const kept = this.#codes.get(code);
    if (kept === undefined) throw new Error(`Code ${code} is not kept here.`);
    stay.codes.add(code);
    const transfer: ArrayBuffer[] = [];
    stay.post({ kind: 'code', code, value: threadCopy(kept, transfer) }, transfer);
  }

  #begin(): Stay {
    const { port1, port2 } = new MessageChannel();
    const stay = new Stay(port1, this.#options.graceMs);
    port1.on('message', (message: FromThread) => this.#receive(stay, message));
    const residence: Residence = {
      port: port2,
      status: stay.status.memory,
      ...this.#options.place,
    };
    const run = this.#options.pool.run(residence, { signal: stay.abort.signal, transferList: [port2] });
    // The port closes after the last message of the thread was delivered, so then everything it said is known.
    const closed = once(port1, 'close');
    void run.then(
      () => undefined,
      async (rejection: unknown) => {
        clearTimeout(stay.bootTimer);
        this.#listenOut(stay);
        await closed;
        this.#ended(stay, rejection);
      },
    );
    stay.bootTimer = setTimeout(() => stay.abort.abort('it does not come up'), BOOT_MS_MAX).unref();
    return stay;
  }

  /** The port of a thread that never came up does not close by itself: its other end never arrived anywhere. */
  #listenOut(stay: Stay): void {
    if (stay.up) return;
    for (
      let left = receiveMessageOnPort(stay.port);
      left !== undefined;
      left = receiveMessageOnPort(stay.port)
    ) {
      this.#receive(stay, left.message as FromThread);
    }
    if (!stay.up) stay.port.close();
  }

  #receive(stay: Stay, message: FromThread): void {
    if (this.#closed) return;
    switch (message.kind) {
      case 'ready':
        stay.up = true;
        clearTimeout(stay.bootTimer);
        if (!this.#readyTold) this.#options.listener.ready();
        this.#readyTold = true;
        break;
      case 'events':
        for (const event of message.events) {
          if (event.kind === 'done') stay.finish(event.run);
          this.#options.listener.event(event);
        }
        break;
      case 'uncaught':
        stay.words = { uncaught: message.failure };
        break;
      case 'exiting':
        stay.words = { exitCode: message.exitCode };
    }
  }

  #ended(stay: Stay, rejection: unknown): void {
    if (this.#closed || this.#stay !== stay) return;
    this.#stay = undefined;
    this.#readyTold = false;
    const { listener, maxHeapMb } = this.#options;
    stay.limits.close();
    const record =
      stay.limits.deathAt(stay.status.current()) ?? deathRecord(stay.words, rejection, maxHeapMb);
    if (!stay.up) {
      listener.broken(record);
      return;
    }
    listener.died(record, guiltyOf(stay, record));
    this.open();
  }
}

function inlineOf({ inline }: ValueRef): Payload {
  if (inline === undefined) throw new Error('A value must be here before a thread is given it.');
  return inline;
}

function toThread(message: NestedToWorker, transfer: ArrayBuffer[]): NestedToThread {
  switch (message.kind) {
    case 'nested-need':
      return { kind: 'need' };
    case 'nested-slice':
      return { kind: 'slice', values: threadCopy(inlineOf(message.values), transfer) };
    case 'nested-ended': {
      const { outcome, failure } = message;
      return { kind: 'ended', outcome, failure: threadCopy(inlineOf(failure), transfer) };
    }
  }
}

function guiltyOf(stay: Stay, record: FailureRecord): GuiltyItem | undefined {
  const at: ItemPlace | undefined = stay.status.current();
  const spec = at === undefined ? undefined : stay.runs.get(at.run);
  if (at === undefined || spec === undefined) return undefined;
  const fault = record.death === 'time-limit' ? 'time-limit' : 'thread';
  // The thread was ended for another item, and had just come to this one.
  if (fault === 'thread' && stay.limits.hasEnded) return undefined;
  return { run: at.run, item: spec.from + at.offset, fault, failure: encodeValue(record) };
}
