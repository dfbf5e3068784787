import type { Load } from '@zfarm/cluster-core/core';
import { fillSlots } from './fill-slots.js';
import { CANCEL_GRACE_MS, CODES_MAX } from './limits.js';
import { busyBySlot, currentLoad, loadDue, reportLoad } from './load-report.js';
import { onDrain, tellDrained, watchWaiting } from './on-drain.js';
import { onMessage } from './on-message.js';
import { onSessionClosed, onSessionOpened } from './on-session.js';
import { onSlot } from './on-slot.js';
import { nextDue, onTick } from './on-tick.js';
import { reclaim } from './reclaim.js';
import type { StockOptions } from './stock.js';
import type { ClientMessages, WorkerInput } from './worker-input.js';
import { checkWorkerState } from './worker-invariants.js';
import type { WorkerOutput } from './worker-output.js';
import { newWorkerState, type WorkerState } from './worker-state.js';

export interface WorkerCoreOptions extends StockOptions {
  /** Attempts that may run at once, each on a slot of its own. */
  readonly slots: number;
  /** How long a cancelled attempt may go on before its thread is ended, in ms; default 1000. */
  readonly cancelGraceMs?: number;
  /** Functions, and parts of some, that are kept for later attempts; default 1024. Those in use are kept besides. */
  readonly codesMax?: number;
}

/**
 * What a worker decides: which client's attempt runs when and where, who may send how much, what happens to an
 * attempt whose thread dies, whose client goes, or that is cancelled. It knows values by reference only, and
 * neither threads nor sockets nor time: io/ tells it what happened and performs what it answers.
 */
export class WorkerCore {
  readonly #state: WorkerState;

  constructor(options: WorkerCoreOptions) {
    const { slots, cancelGraceMs = CANCEL_GRACE_MS, codesMax = CODES_MAX } = options;
    if (!Number.isSafeInteger(slots) || slots < 1)
      throw new RangeError(`A worker has one slot or more, not ${slots}.`);
    this.#state = newWorkerState(options, cancelGraceMs, codesMax);
  }

  /** `now` is monotonic milliseconds. The outputs are to be performed in order. */
  handle(input: WorkerInput, now: number): readonly WorkerOutput[] {
    const out: WorkerOutput[] = [];
    this.#perform(input, now, out);
    fillSlots(this.#state, now, out);
    reclaim(this.#state, now, out);
    reportLoad(this.#state, now, out);
    watchWaiting(this.#state, now);
    tellDrained(this.#state, out);
    return out;
  }

  /** When a `tick` is due; absent: nothing will happen by time alone. */
  nextDeadline(): number | undefined {
    const due = nextDue(this.#state);
    const load = loadDue(this.#state);
    return due === undefined || load === undefined ? (due ?? load) : Math.min(due, load);
  }

  /** Which slots are busy, by their number. */
  busyBySlot(): readonly boolean[] {
    return busyBySlot(this.#state);
  }

  load(): Load {
    return currentLoad(this.#state);
  }

  /** Nothing runs, nothing waits, and threads keep nothing for a job. */
  get idle(): boolean {
    for (const { setups } of this.#state.clients.values()) if (setups.size > 0) return false;
    for (const { suspended } of this.#state.slots) if (suspended.size > 0) return false;
    const { busySlots, queuedAttempts } = this.load();
    return busySlots === 0 && queuedAttempts === 0;
  }

  sanityCheck(): void {
    checkWorkerState(this.#state);
  }

  #perform(input: WorkerInput, now: number, out: WorkerOutput[]): void {
    const state = this.#state;
    switch (input.kind) {
      case 'session-opened':
        onSessionOpened(state, input.client, out);
        return;
      case 'session-closed':
        onSessionClosed(state, input.client, now, out);
        return;
      case 'messages':
        this.#onMessages(input, now, out);
        return;
      case 'client-congested': {
        const client = state.clients.get(input.client);
        if (client !== undefined) client.congested = input.congested;
        return;
      }
      case 'drain':
        onDrain(state, input, now, out);
        return;
      case 'load-asked':
        state.loadTold = undefined;
        return;
      case 'tick':
        onTick(state, now, out);
        return;
      default:
        onSlot(state, input, now, out);
        return;
    }
  }

  #onMessages(input: ClientMessages, now: number, out: WorkerOutput[]): void {
    const client = this.#state.clients.get(input.client);
    if (client === undefined)
      throw new Error(`Client ${input.client} has no session that could bring messages.`);
    for (const message of input.messages) onMessage(this.#state, client, message, now, out);
  }
}
