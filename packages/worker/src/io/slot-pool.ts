import {
  type CodeHash,
  type DeathCause,
  encodeValue,
  type NodeId,
  type Payload,
  payloadBytes,
  type ValueRef,
} from '@zfarm/cluster-core';
import type { Logger } from '@zfarm/zre';
import { Piscina } from 'piscina';
import type { NestedWord, SlotInput } from '../core/worker-input.js';
import type {
  CutRun,
  DropCode,
  EndSetup,
  EndThread,
  HandRuns,
  Interrupt,
  KeepCode,
  TellNested,
} from '../core/worker-output.js';
import { AttemptSpans } from './attempt-spans.js';
import { type SlotListener, SlotThread } from './slot-thread.js';
import type { NestedFromThread, ThreadEvent, ThreadPlace } from './thread-message.js';

/** The outputs of the core that concern threads. */
export type PoolOutput =
  | HandRuns
  | KeepCode
  | DropCode
  | EndSetup
  | Interrupt
  | CutRun
  | TellNested
  | EndThread;

export interface SlotPoolOptions {
  readonly slots: number;
  /** Heap limit of each thread; absent: Node's default. */
  readonly maxHeapMb: number | undefined;
  /** How long a task whose time is over may go on before its thread is ended. */
  readonly graceMs: number;
  readonly place: ThreadPlace;
  /** The variables that tasks see; absent: those of this process. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Owner of the values that tasks yield. */
  readonly nodeId: NodeId;
  readonly logger?: Logger | undefined;
  readonly report: (input: SlotInput) => void;
  /** The threads cannot be brought up. */
  readonly onBroken: (reason: string) => void;
}

/** The threads of a worker, one for each slot, and the functions kept for them. */
export class SlotPool {
  readonly #options: SlotPoolOptions;
  readonly #codes: Map<CodeHash, Payload> = new Map();
  readonly #spans: AttemptSpans;
  readonly #deaths: Partial<Record<DeathCause, number>> = {};
  #slots: readonly SlotThread[] = [];
  #pool: Piscina | undefined;
  #values = 0;

  constructor(options: SlotPoolOptions) {
    this.#options = options;
    this.#spans = new AttemptSpans(options.place.worker, this.#codes);
  }

  /** Brings the threads up; each slot reports when it is ready. A second call changes nothing. */
  start(): void {
    if (this.#pool !== undefined) return;
    const { slots, maxHeapMb, graceMs, place, environment } = this.#options;
    const pool = new Piscina({
      filename: new URL('./task-loader.cjs', import.meta.url).href,
      minThreads: slots,
      maxThreads: slots,
      // Waiting on an atomic between runs would stop what tasks do in the background.
      atomics: 'disabled',
      ...(environment && { env: { ...environment } }),
      ...(maxHeapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } }),
    });
    // A thread died that no slot was on: the pool replaces it.
    pool.on('error', () => this.#count('uncaught-error'));
    this.#pool = pool;
    this.#slots = Array.from({ length: slots }, (_, index) => {
      const listener = this.#listener(index);
      return new SlotThread({ pool, place, maxHeapMb, graceMs, listener }, this.#codes);
    });
    for (const slot of this.#slots) slot.open();
  }

  perform(output: PoolOutput): void {
    switch (output.kind) {
      case 'run':
        this.#slot(output.slot).hand(this.#spans.handed(output.slot, output.runs));
        break;
      case 'keep-code':
        if (output.value.inline === undefined) throw new Error('Code must be here before it is kept.');
        this.#codes.set(output.code, output.value.inline);
        break;
      case 'drop-code':
        this.#codes.delete(output.code);
        for (const slot of this.#slots) slot.drop(output.code);
        break;
      case 'end-setup':
        for (const slot of this.#slots) slot.endSetup(output);
        break;
      case 'interrupt':
        this.#slot(output.slot).interrupt(output.run);
        break;
      case 'cut-run': {
        const { slot, run } = output;
        this.#options.report({ kind: 'slot-cut', slot, run, end: this.#slot(slot).cut(run) });
        break;
      }
      case 'tell-nested':
        this.#slot(output.slot).tellNested(output.nested, output.message);
        break;
      case 'end-thread':
        this.#slot(output.slot).end(output.reason);
    }
  }

  /** Leaves the idle threads, so that they keep no process alive; the next run takes one again. */
  release(): void {
    for (const slot of this.#slots) slot.release();
  }

  /** Deaths of threads since the start, by cause. */
  deaths(): Readonly<Partial<Record<DeathCause, number>>> {
    return this.#deaths;
  }

  async close(): Promise<void> {
    this.#spans.close();
    await Promise.all(this.#slots.map((slot) => slot.close()));
    await this.#pool?.destroy();
  }

  #slot(index: number): SlotThread {
    const slot = this.#slots[index];
    if (slot === undefined) throw new Error(`There is no slot ${index}.`);
    return slot;
  }

  #listener(slot: number): SlotListener {
    const { report, onBroken, logger } = this.#options;
    return {
      ready: () => report({ kind: 'slot-ready', slot }),
      event: (event) => {
        this.#spans.told(slot, event);
        report(this.#input(slot, event));
      },
      died: (record, guilty) => {
        this.#count(record.death ?? 'uncaught-error');
        this.#spans.died(slot, record, guilty);
        const where = guilty === undefined ? '' : ` under item ${guilty.item}`;
        logger?.warn(
          { slot, death: record.death, item: guilty?.item },
          `a thread died${where}: ${record.message}`,
        );
        const blame = guilty && { ...guilty, failure: this.#valueOf(guilty.failure) };
        const told = this.#valueOf(encodeValue(record));
        report({ kind: 'slot-died', slot, record: told, ...(blame === undefined ? {} : { guilty: blame }) });
      },
      broken: (record) => onBroken(record.message),
    };
  }

  #input(slot: number, event: ThreadEvent): SlotInput {
    switch (event.kind) {
      case 'slice': {
        const { run, first, count, values } = event;
        // The thread has given its memory away.
        const own = { ...this.#valueOf(values), movable: true } as const;
        return { kind: 'slot-slice', slot, run, first, count, values: own };
      }
      case 'failed':
        return {
          kind: 'slot-failed',
          slot,
          run: event.run,
          item: event.item,
          fault: event.fault,
          failure: this.#valueOf(event.failure),
        };
      case 'done':
        return { ...event, kind: 'slot-done', slot };
      case 'log':
        return { ...event, kind: 'slot-log', slot };
      case 'progress':
        return { ...event, kind: 'slot-progress', slot };
      case 'suspended':
        return { ...event, kind: 'slot-suspended', slot };
      case 'resumed':
        return { ...event, kind: 'slot-resumed', slot };
      case 'nested':
        return { ...event, kind: 'slot-nested', slot, word: this.#wordOf(event.word) };
    }
  }

  #wordOf(word: NestedFromThread): NestedWord {
    switch (word.kind) {
      case 'nested-open': {
        const { items, options, source } = word;
        return {
          ...word,
          items: this.#valueOf(items),
          options: this.#valueOf(options),
          source: source && this.#valueOf(source),
        };
      }
      case 'nested-code':
        return { kind: 'nested-code', value: this.#valueOf(word.value) };
      default:
        return word;
    }
  }

  #valueOf(payload: Payload): ValueRef {
    this.#values += 1;
    return { owner: this.#options.nodeId, id: this.#values, bytes: payloadBytes(payload), inline: payload };
  }

  #count(death: DeathCause): void {
    this.#deaths[death] = (this.#deaths[death] ?? 0) + 1;
  }
}
