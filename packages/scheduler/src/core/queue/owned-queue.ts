/**
 * A queue at the node that owns it.
 *
 * Laws: items leave in the order in which they were accepted; what is here and what has been sent but not acknowledged is
 * never more than the capacity. Calls that wait are served in the order in which they came. An item that was sent to a node
 * that is lost, or does not want it any more, stands where it stood before, at the head.
 */
import type {
  NodeId,
  QueueAsk,
  QueueOutcome,
  QueuePush,
  QueueTaken,
  ValueRef,
} from '@zfarm/cluster-core/core';
import type { QueueWord } from './queue-input.js';
import { QUEUE_BYTES_MAX, QUEUE_CALLS_MAX } from './queue-limits.js';

interface Item {
  /** In the order of acceptance. */
  readonly number: number;
  readonly value: ValueRef;
}

interface Caller {
  readonly node: NodeId;
  readonly request: number;
}

interface Pusher extends Caller {
  readonly value: ValueRef;
}

interface Untaken extends Caller {
  readonly item: Item;
}

export interface OwnedQueueOptions {
  readonly id: number;
  readonly name: string;
  readonly capacity: number;
  readonly openedMs: number;
}

export class OwnedQueue {
  readonly id: number;
  readonly name: string;
  readonly capacity: number;
  readonly openedMs: number;
  #items: Item[] = [];
  /** Items before it have left; they are cut off now and then. */
  #head: number = 0;
  #accepted: number = 0;
  #bytes: number = 0;
  #pushing: Pusher[] = [];
  #pushingBytes: number = 0;
  #popping: Caller[] = [];
  readonly #untaken: Map<string, Untaken> = new Map();
  #closed: boolean = false;

  constructor(options: OwnedQueueOptions) {
    this.id = options.id;
    this.name = options.name;
    this.capacity = options.capacity;
    this.openedMs = options.openedMs;
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Items that were sent to a node that has not said that it has them. */
  get untaken(): number {
    return this.#untaken.size;
  }

  push(node: NodeId, { request, waits, value }: QueuePush, out: QueueWord[]): void {
    const pusher = { node, request, value: stored(value) };
    if (this.#closed) this.#answer(pusher, 'closed', out);
    else if (this.#pushing.length === 0 && this.#hasRoomFor(value)) {
      this.#accept(pusher, out);
      this.#serve(out);
    } else if (!waits) this.#answer(pusher, 'none', out);
    else if (this.#isCrowded(value.bytes)) this.#answer(pusher, 'refused', out);
    else {
      this.#pushing.push(pusher);
      this.#pushingBytes += value.bytes;
    }
  }

  ask(node: NodeId, { request, question }: QueueAsk, out: QueueWord[]): void {
    const caller = { node, request };
    switch (question) {
      case 'size':
        this.#answer(caller, 'done', out);
        break;
      case 'close':
        this.#close(out);
        this.#answer(caller, 'done', out);
        break;
      case 'peek': {
        const item = this.#items[this.#head];
        if (item === undefined) this.#answer(caller, this.#isDrained ? 'closed' : 'none', out);
        else out.push(this.#word(caller, item));
        break;
      }
      case 'try-pop':
      case 'pop':
        this.#pop(caller, question === 'pop', out);
    }
  }

  /** The call has waited long enough. Where an answer is on its way already, nothing is to be done. */
  withdraw(node: NodeId, request: number, out: QueueWord[]): void {
    const isIt = (caller: Caller): boolean => caller.node === node && caller.request === request;
    const caller = this.#popping.find(isIt) ?? this.#pushing.find(isIt);
    if (caller === undefined) return;
    this.#forget(isIt);
    this.#answer(caller, 'none', out);
    this.#serve(out);
  }

  taken(node: NodeId, { request, kept }: QueueTaken, out: QueueWord[]): void {
    const key = keyOf({ node, request });
    const untaken = this.#untaken.get(key);
    if (untaken === undefined) return;
    this.#untaken.delete(key);
    if (kept) this.#bytes -= untaken.item.value.bytes;
    else this.#putBack(untaken.item);
    this.#serve(out);
  }

  /** The node is gone, and with it whatever it waited for. What it may not have got is here again. */
  nodeLost(node: NodeId, out: QueueWord[]): void {
    this.#forget((caller) => caller.node === node);
    for (const [key, untaken] of [...this.#untaken]) {
      if (untaken.node !== node) continue;
      this.#untaken.delete(key);
      this.#putBack(untaken.item);
    }
    this.#serve(out);
  }

  /** Gives up all items, and forgets who waits: they are another queue's from now on. */
  empty(): readonly ValueRef[] {
    const items = this.#items.slice(this.#head);
    for (const { value } of items) this.#bytes -= value.bytes;
    this.#items = [];
    this.#head = 0;
    this.#forget(() => true);
    return items.map((item) => item.value);
  }

  /** @throws when an invariant is broken. */
  sanityCheck(): void {
    const held = [...this.#items.slice(this.#head), ...[...this.#untaken.values()].map(({ item }) => item)];
    must(held.length <= this.capacity, 'it holds more than its capacity');
    must(this.#bytes === sum(held), 'its bytes are not those of its items');
    must(this.#pushingBytes === sum(this.#pushing), 'waiting bytes are not those of who waits');
    must(this.size === 0 || this.#popping.length === 0, 'somebody waits for an item that is here');
    const [pusher] = this.#pushing;
    must(pusher === undefined || !this.#hasRoomFor(pusher.value), 'somebody waits for room that is here');
    must(!this.#closed || this.#pushing.length === 0, 'somebody waits for room in a closed queue');
    for (let place = this.#head + 1; place < this.#items.length; place += 1) {
      const [before, after] = [this.#items[place - 1] as Item, this.#items[place] as Item];
      must(before.number < after.number, 'items stand in another order than they came');
    }
  }

  get #isDrained(): boolean {
    return this.#closed && this.size === 0 && this.#untaken.size === 0;
  }

  #hasRoomFor({ bytes }: ValueRef): boolean {
    const held = this.size + this.#untaken.size;
    return held < this.capacity && (held === 0 || this.#bytes + bytes <= QUEUE_BYTES_MAX);
  }

  #isCrowded(bytes: number): boolean {
    const waiting = this.#pushing.length + this.#popping.length;
    return waiting >= QUEUE_CALLS_MAX || (waiting > 0 && this.#pushingBytes + bytes > QUEUE_BYTES_MAX);
  }

  #pop(caller: Caller, waits: boolean, out: QueueWord[]): void {
    if (this.size > 0) this.#send(caller, out);
    else if (this.#isDrained) this.#answer(caller, 'closed', out);
    else if (!waits) this.#answer(caller, 'none', out);
    else if (this.#isCrowded(0)) this.#answer(caller, 'refused', out);
    else this.#popping.push(caller);
  }

  #close(out: QueueWord[]): void {
    this.#closed = true;
    for (const pusher of this.#pushing) this.#answer(pusher, 'closed', out);
    this.#pushing = [];
    this.#pushingBytes = 0;
    this.#serve(out);
  }

  /** Lets those go on who can. */
  #serve(out: QueueWord[]): void {
    while (this.#pushing[0] !== undefined && this.#hasRoomFor(this.#pushing[0].value)) {
      const pusher = this.#pushing.shift() as Pusher;
      this.#pushingBytes -= pusher.value.bytes;
      this.#accept(pusher, out);
    }
    while (this.size > 0 && this.#popping.length > 0) this.#send(this.#popping.shift() as Caller, out);
    if (!this.#isDrained) return;
    for (const caller of this.#popping.splice(0)) this.#answer(caller, 'closed', out);
  }

  #accept(pusher: Pusher, out: QueueWord[]): void {
    this.#accepted += 1;
    this.#items.push({ number: this.#accepted, value: pusher.value });
    this.#bytes += pusher.value.bytes;
    this.#answer(pusher, 'done', out);
  }

  #send(caller: Caller, out: QueueWord[]): void {
    const key = keyOf(caller);
    // A number used twice: the item that was sent for it is still on its way.
    if (this.#untaken.has(key)) return;
    const item = this.#items[this.#head] as Item;
    this.#head += 1;
    // Cutting at each step would move all others each time.
    if (this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    this.#untaken.set(key, { ...caller, item });
    out.push(this.#word(caller, item));
  }

  /** Seldom more than one, and near the head. */
  #putBack(item: Item): void {
    const waiting = this.#items.slice(this.#head);
    const place = waiting.findIndex((other) => other.number > item.number);
    this.#items = waiting.toSpliced(place < 0 ? waiting.length : place, 0, item);
    this.#head = 0;
  }

  #forget(isIt: (caller: Caller) => boolean): void {
    this.#popping = this.#popping.filter((caller) => !isIt(caller));
    this.#pushing = this.#pushing.filter((pusher) => !isIt(pusher));
    this.#pushingBytes = sum(this.#pushing);
  }

  #word({ node, request }: Caller, { value }: Item): QueueWord {
    return { to: node, message: { kind: 'queue-item', queue: this.id, request, value } };
  }

  #answer({ node, request }: Caller, outcome: QueueOutcome, out: QueueWord[]): void {
    const { id: queue, size } = this;
    out.push({ to: node, message: { kind: 'queue-answer', queue, request, outcome, size } });
  }
}

/** It stays in our memory, however often it is sent. */
function stored({ movable: _, ...value }: ValueRef): ValueRef {
  return value;
}

function keyOf({ node, request }: Caller): string {
  return `${request} ${node}`;
}

function sum(values: readonly { readonly value: ValueRef }[]): number {
  return values.reduce((bytes, { value }) => bytes + value.bytes, 0);
}

function must(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(`A queue is inconsistent: ${otherwise}.`);
}
