import {
  attemptId,
  type CodeHash,
  type ConsoleMode,
  decodeList,
  decodeValue,
  encodeList,
  encodePiece,
  type encodeValue,
  type FailureRecord,
  jobId,
  type Link,
  type LinkHandler,
  payloadBytes,
  type ToClient,
  type ToWorker,
  type ValueRef,
} from '@zfarm/cluster-core';
import { type AnyFunction, shipFunction } from '@zfarm/cluster-core/shipping';

/** What became of an attempt. */
export interface Outcome {
  readonly results: ReadonlyMap<number, unknown>;
  readonly failures: ReadonlyMap<number, FailureRecord & { readonly fault: string }>;
  /** How it ended: done, or cut before its first item. */
  readonly ended: 'done' | 'cut';
  readonly cuts: readonly number[];
}

interface Open {
  readonly results: Map<number, unknown>;
  readonly failures: Map<number, FailureRecord & { readonly fault: string }>;
  readonly cuts: number[];
  readonly first: number;
  readonly resolve: (outcome: Outcome) => void;
}

interface Waiter {
  readonly wanted: (message: ToClient) => boolean;
  readonly resolve: () => void;
}

/** A client reduced to the bare protocol: it assigns what it is told, and remembers what it hears. */
export class TestClient implements LinkHandler<ToWorker, ToClient> {
  readonly heard: ToClient[] = [];
  link: Link<ToWorker> | undefined;
  closedLinks = 0;
  readonly #open: Map<number, Open> = new Map();
  readonly #shipped: Map<CodeHash, ValueRef> = new Map();
  readonly #put: Set<CodeHash> = new Set();
  #waiters: Waiter[] = [];
  #attempts = 0;
  #tellOpened: () => void = () => undefined;
  readonly linked: Promise<void> = new Promise((resolve) => {
    this.#tellOpened = resolve;
  });

  #tellUnlinked: () => void = () => undefined;
  readonly unlinked: Promise<void> = new Promise((resolve) => {
    this.#tellUnlinked = resolve;
  });

  opened(link: Link<ToWorker>): void {
    this.link = link;
    this.#tellOpened();
  }

  closed(): void {
    this.closedLinks += 1;
    this.#tellUnlinked();
  }

  received(_link: Link<ToWorker>, messages: readonly ToClient[]): void {
    for (const message of messages) {
      this.heard.push(message);
      this.#note(message);
      for (const waiter of this.#waiters.filter(({ wanted }) => wanted(message))) {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        waiter.resolve();
      }
    }
  }

  /** Resolves at the next message of this sort. */
  hear(wanted: (message: ToClient) => boolean): Promise<void> {
    return new Promise((resolve) => this.#waiters.push({ wanted, resolve }));
  }

  send(message: ToWorker): void {
    this.link?.send(message);
  }

  /** Assigns the items, numbered from `first`, as one attempt. */
  run(
    fn: AnyFunction,
    items: ArrayLike<unknown>,
    first = 0,
    {
      console = 'forward',
      setup,
      tries = 0,
    }: { console?: ConsoleMode; setup?: AnyFunction; tries?: number } = {},
  ): { attempt: number; outcome: Promise<Outcome> } {
    const code = this.#ship(fn);
    this.#attempts += 1;
    const attempt = attemptId(this.#attempts);
    const outcome = new Promise<Outcome>((resolve) => {
      this.#open.set(attempt, { results: new Map(), failures: new Map(), cuts: [], first, resolve });
    });
    const count = items.length;
    const encoded = valueRef(encodeList(items, 0, count));
    this.send({
      kind: 'assign',
      attempt,
      job: jobId(1),
      code,
      call: 'item',
      first,
      count,
      items: encoded,
      tries,
      console,
      setup: setup && this.#ship(setup),
    });
    return { attempt, outcome };
  }

  #ship(fn: AnyFunction): CodeHash {
    const shipped = shipFunction(fn);
    const { hash } = shipped;
    if (!this.#shipped.has(hash)) this.#shipped.set(hash, valueRef(encodePiece(shipped)));
    if (!this.#put.has(hash)) this.#putCode(hash);
    return hash;
  }

  #putCode(hash: CodeHash): void {
    const value = this.#shipped.get(hash);
    if (value === undefined) throw new Error(`Code ${hash} is not mine.`);
    this.#put.add(hash);
    this.send({ kind: 'code-put', code: hash, value });
  }

  #note(message: ToClient): void {
    if (message.kind === 'code-need') this.#putCode(message.code);
    if (!('attempt' in message)) return;
    const open = this.#open.get(message.attempt);
    if (open === undefined) return;
    if (message.kind === 'slice') {
      const values = decodeList(inline(message.values));
      for (let index = 0; index < message.count; index++)
        open.results.set(message.first + index, values[index]);
    }
    if (message.kind === 'failed') {
      const record = decodeValue(inline(message.failure)) as FailureRecord;
      open.failures.set(message.item, { ...record, fault: message.fault });
    }
    if (message.kind === 'cut') open.cuts.push(message.end);
    if (message.kind === 'done' || (message.kind === 'cut' && message.end === open.first)) {
      this.#open.delete(message.attempt);
      open.resolve({ ...open, ended: message.kind });
    }
  }
}

let values = 0;

function valueRef(payload: ReturnType<typeof encodeValue>): ValueRef {
  values += 1;
  return { owner: 'test', id: values, bytes: payloadBytes(payload), inline: payload };
}

function inline(ref: ValueRef): NonNullable<ValueRef['inline']> {
  if (ref.inline === undefined) throw new Error('The value is not here.');
  return ref.inline;
}
