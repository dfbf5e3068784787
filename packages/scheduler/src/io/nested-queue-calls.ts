import { decodeList, encodeList, type Payload } from '@zfarm/cluster-core';
import type { AttemptId } from '@zfarm/cluster-core/core';
import { checkQueue } from '../operators/check-queue.js';
import type { QueueGiven, QueueOptions, QueueVerb } from '../operators/cluster-queue.js';
import type { QueueDesk } from './queue-desk.js';

/** What a task says of its call: the first item of a nested job of the shape `queue`. */
export type QueueCallItem = readonly [
  name: string,
  options: QueueOptions,
  verb: QueueVerb,
  given: QueueGiven | undefined,
];

interface OpenCall {
  readonly attempt: AttemptId;
  readonly abort: AbortController;
}

export interface QueueCallPort {
  reply(values: Payload): void;
  ended(error?: unknown): void;
}

const VERBS: ReadonlySet<string> = new Set<QueueVerb>([
  'push',
  'try-push',
  'pop',
  'try-pop',
  'peek',
  'size',
  'close',
]);

/** Calls of tasks at queues. What comes for a task that is over meanwhile goes back to the head. */
export class NestedQueueCalls {
  readonly #desk: QueueDesk;
  readonly #open: Map<string, OpenCall> = new Map();

  constructor(desk: QueueDesk) {
    this.#desk = desk;
  }

  /** @throws TypeError for what is no call of a queue. */
  begin(key: string, attempt: AttemptId, items: Payload, port: QueueCallPort): void {
    const [item] = Array.from(decodeList(items)) as [QueueCallItem];
    const [name, options, verb, given] = item;
    checkQueue(name, options);
    if (!VERBS.has(verb)) throw new TypeError(`A queue has no call '${String(verb)}'.`);
    const abort = new AbortController();
    this.#open.set(key, { attempt, abort });
    void this.#desk
      .open(name, options)
      .call(verb, given, abort.signal)
      .then((reply) => port.reply(encodeList([reply], 0, 1)))
      .then(
        () => this.#end(key, abort, port),
        (error: unknown) => this.#end(key, abort, port, error),
      );
  }

  over(key: string | undefined, attempt: AttemptId): void {
    for (const [known, call] of [...this.#open]) {
      if (call.attempt !== attempt || (key !== undefined && key !== known)) continue;
      this.#open.delete(known);
      call.abort.abort();
    }
  }

  #end(key: string, abort: AbortController, port: QueueCallPort, error?: unknown): void {
    if (abort.signal.aborted) return;
    this.#open.delete(key);
    port.ended(error);
  }
}
