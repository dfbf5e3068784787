import { decodeList, encodeList, encodeValue, type Payload, payloadBytes } from '@zfarm/cluster-core';
import type {
  Assign,
  Capacity,
  FailureRecord,
  Link,
  LinkHandler,
  ToClient,
  ToWorker,
  ValueRef,
} from '@zfarm/cluster-core/core';

const CAPACITY: Capacity = {
  slots: 1,
  memoryBytes: 0,
  platform: 'test',
  nodeVersion: '20.0.0',
  labels: {},
  resources: {},
};

/** What a scripted worker does with one item. */
export type ItemScript = (item: unknown) => unknown;

/** A worker without threads or sockets: it answers assigns when told to, by a script that plays the function. */
export class ScriptedWorker {
  readonly link: Link<ToWorker>;
  /** Everything it was sent, in order. */
  readonly received: ToWorker[] = [];
  /** Assigns not answered yet. */
  readonly open: Assign[] = [];
  readonly #handler: LinkHandler<ToWorker, ToClient>;
  #serve: ItemScript | undefined;
  #values: number = 0;

  constructor(handler: LinkHandler<ToWorker, ToClient>, id: string = 'w1', capacity: Partial<Capacity> = {}) {
    this.#handler = handler;
    this.link = {
      peer: { id, name: `name-of-${id}`, address: 'local', capacity: { ...CAPACITY, ...capacity } },
      send: (message) => this.#receive(message),
      close: () => this.disconnect(),
    };
  }

  connect(credit: number = 1000): this {
    this.#handler.opened(this.link);
    this.say({ kind: 'credit', limit: credit });
    return this;
  }

  disconnect(): void {
    this.#handler.closed(this.link);
  }

  say(...messages: ToClient[]): void {
    this.#handler.received(this.link, messages);
  }

  /** From now on every assign is answered in the next microtask. */
  serve(script: ItemScript): this {
    this.#serve = script;
    for (const assign of this.open.splice(0)) this.answer(assign, script);
    return this;
  }

  items(assign: Assign): unknown[] {
    return Array.from(decodeList(contentOf(assign.items)));
  }

  /** Runs the items of an assign through the script, one message an item. */
  answer(assign: Assign, script: ItemScript): void {
    const { attempt, first } = assign;
    this.say({ kind: 'started', attempt });
    this.items(assign).forEach((item, step) => {
      try {
        const values = this.#ref(encodeList([script(item)], 0, 1));
        this.say({ kind: 'slice', attempt, first: first + step, count: 1, values });
      } catch (error) {
        const failure = this.#ref(encodeValue(recordOf(error)));
        this.say({ kind: 'failed', attempt, item: first + step, fault: 'task', failure });
      }
    });
    this.say({ kind: 'done', attempt, busyMs: 1 });
  }

  #receive(message: ToWorker): void {
    this.received.push(message);
    if (message.kind !== 'assign') return;
    const script = this.#serve;
    if (script === undefined) this.open.push(message);
    else queueMicrotask(() => this.answer(message, script));
  }

  #ref(inline: Payload): ValueRef {
    this.#values += 1;
    return { owner: this.link.peer.id, id: this.#values, bytes: payloadBytes(inline), inline };
  }
}

export function contentOf(ref: ValueRef): Payload {
  if (ref.inline === undefined) throw new Error('this value has no content');
  return ref.inline;
}

function recordOf(error: unknown): FailureRecord {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), thrown: error };
  return {
    name: error.name,
    message: error.message,
    stack: `${error.name}: ${error.message}\n    at remote.ts:1:2`,
  };
}
