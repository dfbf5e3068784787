/**
 * Queues between the clients of a cluster, at one of them (docs/task-protocol.md section 15): those that it owns, and those
 * that its program uses, its own included.
 *
 * Laws: a name stands for the oldest queue of that name known; where two meet, the younger one's items and calls go over to the
 * older one, in their order. A call is settled once: with its answer, or as lost when the owner is. While the owner lives,
 * an item that it has accepted is in the queue, on its way to one caller, or has come to one.
 */
import {
  type NodeId,
  QUEUES_MAX,
  type QueueAsk,
  type QueueMessage,
  type QueuePush,
  type QueueWithdraw,
  type ValueRef,
} from '@zfarm/cluster-core/core';
import { OwnedQueue } from './owned-queue.js';
import { isOlder, QueueClaims } from './queue-claims.js';
import type { QueueInput, QueueOpened, QueueOutput, QueueWord } from './queue-input.js';
import { QUEUE_CALLS_MAX, QUEUE_GRACE_MS, QUEUE_SEEK_MS } from './queue-limits.js';
import type { QueueUser, UserCall } from './queue-user.js';
import { QueueUsers } from './queue-users.js';

export interface QueueCoreOptions {
  readonly self: NodeId;
  /** False: there are no other nodes, so nobody is looked for. */
  readonly network: boolean;
}

type Question = QueuePush | QueueAsk | QueueWithdraw;

interface Held {
  until: number;
  asked: { readonly from: NodeId; readonly message: Question }[];
}

export class QueueCore {
  readonly #self: NodeId;
  readonly #network: boolean;
  readonly #peers: Set<NodeId> = new Set();
  readonly #claims: QueueClaims = new QueueClaims();
  readonly #owned: Map<number, OwnedQueue> = new Map();
  /** Owned queues that answer nothing yet, and what they were asked meanwhile. */
  readonly #held: Map<number, Held> = new Map();
  /** Given up, but for items that somebody may not have got. */
  readonly #leaving: Map<number, OwnedQueue> = new Map();
  readonly #words: QueueWord[] = [];
  readonly #users: QueueUsers = new QueueUsers(this.#words, (output) => this.#outputs.push(output));
  #outputs: QueueOutput[] = [];
  #queuesMade: number = 0;
  /** From then on those who were here before are known. */
  #settlesAt: number = Number.POSITIVE_INFINITY;

  constructor(options: QueueCoreOptions) {
    this.#self = options.self;
    this.#network = options.network;
    if (!options.network) this.#settlesAt = Number.NEGATIVE_INFINITY;
  }

  handle(input: QueueInput, now: number): readonly QueueOutput[] {
    this.#react(input, now);
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) {
      if (word.to === this.#self) this.#receive(this.#self, word.message, now);
      else if (this.#peers.has(word.to))
        this.#outputs.push({ kind: 'send', peer: word.to, message: word.message });
    }
    const outputs = this.#outputs;
    this.#outputs = [];
    return outputs;
  }

  nextDeadline(): number | undefined {
    const deadline = Math.min(...[...this.#held.values()].map(({ until }) => until));
    return deadline === Number.POSITIVE_INFINITY ? undefined : deadline;
  }

  /** @throws when an invariant is broken. */
  sanityCheck(): void {
    for (const queue of [...this.#owned.values(), ...this.#leaving.values()]) queue.sanityCheck();
    for (const user of this.#users.all()) {
      const { place, name } = user;
      if (place?.owner === this.#self) must(this.#owned.get(place.queue)?.name === name, name, 'is not here');
      else if (place !== undefined) must(this.#peers.has(place.owner), name, 'belongs to a stranger');
    }
    this.#users.sanityCheck();
    for (const [id, queue] of this.#owned)
      must(this.#users.get(queue.name)?.isAt(this.#self, id) === true, queue.name, 'is of no use');
  }

  #react(input: QueueInput, now: number): void {
    switch (input.kind) {
      case 'joined':
        if (this.#network) this.#settlesAt = now + QUEUE_SEEK_MS;
        for (const held of this.#held.values()) held.until = this.#settlesAt;
        break;
      case 'queue-opened':
        this.#open(input, now);
        break;
      case 'queue-called':
        this.#users.call(input);
        break;
      case 'call-withdrawn':
        this.#users.giveUp(input.call, 'withdrawn');
        break;
      case 'call-abandoned':
        this.#users.giveUp(input.call, 'abandoned');
        break;
      case 'peer-opened':
        this.#peers.add(input.peer);
        for (const queue of this.#owned.values()) this.#claim(queue, [input.peer]);
        break;
      case 'peer-closed':
        this.#peerClosed(input.peer, now);
        break;
      case 'message-received':
        if (this.#peers.has(input.peer)) this.#receive(input.peer, input.message, now);
        break;
      case 'tick':
        for (const [id, { until, asked }] of [...this.#held]) {
          if (until > now) continue;
          this.#held.delete(id);
          for (const { from, message } of asked) this.#asked(from, message);
        }
    }
  }

  #receive(from: NodeId, message: QueueMessage, now: number): void {
    switch (message.kind) {
      case 'queue-claim': {
        if (!this.#claims.add(from, message)) return;
        const user = this.#users.get(message.name);
        const own = user?.place?.owner === this.#self ? this.#owned.get(user.place.queue) : undefined;
        const claim = { owner: from, openedMs: message.openedMs };
        if (own !== undefined && isOlder(claim, { owner: this.#self, openedMs: own.openedMs }))
          this.#giveUp(own);
        if (user !== undefined) this.#seek(user, now);
        break;
      }
      case 'queue-moved':
        this.#claims.drop(from, message.queue);
        for (const user of this.#users.all()) {
          if (!user.isAt(from, message.queue)) continue;
          user.place = undefined;
          // The one that it has been given up for will say so itself.
          this.#seek(user, now, QUEUE_SEEK_MS);
        }
        break;
      case 'queue-push':
      case 'queue-ask':
      case 'queue-withdraw': {
        const held = this.#held.get(message.queue);
        if (held === undefined) this.#asked(from, message);
        else if (held.asked.length < QUEUE_CALLS_MAX) held.asked.push({ from, message });
        break;
      }
      case 'queue-taken': {
        const queue = this.#owned.get(message.queue) ?? this.#leaving.get(message.queue);
        queue?.taken(from, message, this.#words);
        this.#passOn(queue);
        break;
      }
      case 'queue-answer':
      case 'queue-item':
        this.#users.answered(from, message);
    }
  }

  #asked(from: NodeId, message: Question): void {
    const queue = this.#owned.get(message.queue);
    if (message.kind === 'queue-push') queue?.push(from, message, this.#words);
    else if (message.kind === 'queue-ask') queue?.ask(from, message, this.#words);
    else queue?.withdraw(from, message.request, this.#words);
  }

  #open(opened: QueueOpened, now: number): void {
    if (this.#users.get(opened.name) !== undefined) return;
    if (this.#users.count >= QUEUES_MAX)
      throw new RangeError(
        `A program may use ${QUEUES_MAX} queues at a time: let some names stand for more.`,
      );
    this.#seek(this.#users.open(opened), now);
  }

  /** Finds the owner, or makes the queue. It answers nothing for a while, in case an older one is there. */
  #seek(user: QueueUser, now: number, graceMs: number = QUEUE_GRACE_MS): void {
    if (user.place !== undefined) return;
    const claim = this.#claims.find(user.name);
    if (claim !== undefined) this.#users.bind(user, claim);
    else if (user.create)
      this.#make(user, Math.max(this.#settlesAt, this.#peers.size > 0 ? now + graceMs : now), now);
  }

  #make(user: QueueUser, until: number, now: number): void {
    this.#queuesMade += 1;
    const { name, capacity, openedMs } = user;
    const queue = new OwnedQueue({ id: this.#queuesMade, name, capacity, openedMs });
    this.#owned.set(queue.id, queue);
    if (until > now) this.#held.set(queue.id, { until, asked: [] });
    this.#claim(queue, this.#peers);
    this.#users.bind(user, { owner: this.#self, queue: queue.id });
  }

  #claim({ id: queue, name, openedMs }: OwnedQueue, peers: Iterable<NodeId>): void {
    const message = { kind: 'queue-claim', queue, name, openedMs } as const;
    for (const to of peers) this.#words.push({ to, message });
  }

  #peerClosed(peer: NodeId, now: number): void {
    this.#peers.delete(peer);
    this.#claims.dropAll(peer);
    for (const held of this.#held.values()) held.asked = held.asked.filter(({ from }) => from !== peer);
    for (const queue of [...this.#owned.values(), ...this.#leaving.values()]) {
      queue.nodeLost(peer, this.#words);
      this.#passOn(queue);
    }
    for (const user of this.#users.all()) {
      const next = user.place?.owner === peer ? this.#users.lose(user) : undefined;
      if (next !== undefined) this.#seek(next, now);
    }
  }

  /** Another queue of the name is older: who uses this one goes there, and so do its items, ahead of what waits here. */
  #giveUp(queue: OwnedQueue): void {
    const { id, name, closed } = queue;
    const user = this.#users.get(name);
    if (user === undefined) return;
    this.#owned.delete(id);
    this.#held.delete(id);
    this.#leaving.set(id, queue);
    for (const to of this.#peers) this.#words.push({ to, message: { kind: 'queue-moved', queue: id } });
    const waiting = user.calls;
    user.calls = new Map();
    user.place = undefined;
    for (const value of queue.empty()) this.#users.add(user, movedItem(value));
    for (const [request, call] of waiting) user.calls.set(request, call);
    if (closed) this.#users.add(user, { id: undefined, what: 'close', value: undefined, state: 'wanted' });
    this.#passOn(queue);
  }

  /** Items that come back to a queue that was given up go where the others have gone. */
  #passOn(queue: OwnedQueue | undefined): void {
    if (queue === undefined || !this.#leaving.has(queue.id)) return;
    const user = this.#users.get(queue.name);
    for (const value of queue.empty()) if (user !== undefined) this.#users.add(user, movedItem(value));
    if (queue.untaken === 0) this.#leaving.delete(queue.id);
  }
}

function movedItem(value: ValueRef): UserCall {
  return { id: undefined, what: 'push', value, state: 'wanted' };
}

function must(condition: boolean, name: string, otherwise: string): void {
  if (!condition) throw new Error(`The queue '${name}' is inconsistent: it ${otherwise}.`);
}
