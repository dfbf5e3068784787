import { keepInProgram } from '@zfarm/cluster-core';
import { checkOptions, count } from '../option-error.js';
import { QueueClosedError } from './queue-error.js';
import type { Received, ReceiveOptions } from './task-channel.js';

/** Options of `queue`. */
export interface QueueOptions {
  /** Items that it holds, those on their way to somebody included; then `push` waits. Of whoever makes the queue. Default 1,024. */
  readonly capacity?: number | undefined;
  /** False: waits until somebody else has made it. Default: made here, and owned, if nobody has. */
  readonly create?: boolean | undefined;
}

export type QueueVerb = 'push' | 'try-push' | 'pop' | 'try-pop' | 'peek' | 'size' | 'close';

export interface QueueGiven {
  /** Of a push. */
  readonly value?: unknown;
  /** How long a pop waits, in ms. */
  readonly timeoutMs?: number | undefined;
}

/** How a call ended. */
export type QueueReply =
  | { readonly kind: 'done'; readonly size: number }
  | { readonly kind: 'item'; readonly value: unknown }
  | { readonly kind: 'none' | 'closed' };

/** The way to a queue, wherever it is. */
export interface QueuePort {
  /** @throws QueueLostError, or why there is no way to it. */
  call(verb: QueueVerb, given?: QueueGiven): Promise<QueueReply>;
}

const TIMEOUT_MS_MAX = 2 ** 31 - 1;

/**
 * A bounded channel that every program of a cluster, and every task, opens by its name. It lives in the program that made it, first
 * come, and ends with that. Each item is given to one of those who pop, in the order of the pushes.
 *
 * Every call rejects with `QueueLostError` once the owner is gone.
 */
export class ClusterQueue<T> implements AsyncIterable<T> {
  /** By which every program and task of the cluster opens it. */
  readonly name: string;
  readonly #port: QueuePort;

  constructor(name: string, port: QueuePort) {
    this.name = name;
    this.#port = port;
  }

  /**
   * Puts a copy of the value at the end; resolves when the owner has it, which waits for room.
   *
   * @throws QueueClosedError; UnshippableValueError for what cannot travel.
   */
  async push(value: T): Promise<void> {
    const { kind } = await this.#port.call('push', { value });
    if (kind === 'closed') throw new QueueClosedError(this.name);
  }

  /** Likewise if there is room now; tells whether. */
  async tryPush(value: T): Promise<boolean> {
    const { kind } = await this.#port.call('try-push', { value });
    if (kind === 'closed') throw new QueueClosedError(this.name);
    return kind === 'done';
  }

  /**
   * Takes the first item; waits for one.
   *
   * @throws QueueClosedError when it is closed and empty.
   */
  async pop(): Promise<T> {
    const reply = await this.#port.call('pop');
    if (reply.kind !== 'item') throw new QueueClosedError(this.name);
    return reply.value as T;
  }

  /** Takes the first item if there is one, or one comes in time. */
  async tryPop(options: ReceiveOptions = {}): Promise<Received<T>> {
    checkOptions('tryPop', options, { timeoutMs: count(0, TIMEOUT_MS_MAX) });
    const { timeoutMs = 0 } = options;
    return received(await this.#port.call(timeoutMs > 0 ? 'pop' : 'try-pop', { timeoutMs }));
  }

  /** The first item, which stays where it is: somebody else may take it meanwhile. */
  async peek(): Promise<Received<T>> {
    return received(await this.#port.call('peek'));
  }

  /** How many items are there. */
  async size(): Promise<number> {
    const reply = await this.#port.call('size');
    return reply.kind === 'done' ? reply.size : 0;
  }

  /** Takes no more items, of anybody, for as long as its owner is there; what is in it can still be taken. */
  async close(): Promise<void> {
    await this.#port.call('close');
  }

  /** Takes items until it is closed and empty. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, undefined> {
    for (
      let reply = await this.#port.call('pop');
      reply.kind === 'item';
      reply = await this.#port.call('pop')
    )
      yield reply.value as T;
    return undefined;
  }
}

keepInProgram(ClusterQueue, 'open it inside the task by its name, with queue() imported from "zfarm"');

function received<T>(reply: QueueReply): Received<T> {
  return reply.kind === 'item' ? { ok: true, value: reply.value as T } : { ok: false };
}
