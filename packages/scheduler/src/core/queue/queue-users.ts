import type { NodeId, QueueAnswer, QueueItem } from '@zfarm/cluster-core/core';
import type {
  QueueCalled,
  QueueCallId,
  QueueOpened,
  QueueOutput,
  QueueResult,
  QueueWord,
} from './queue-input.js';
import { messageOf, type QueuePlace, QueueUser, type UserCall } from './queue-user.js';

/** The queues that this program uses, and its calls at them. A call is settled once. */
export class QueueUsers {
  readonly #words: QueueWord[];
  readonly #settled: (output: QueueOutput) => void;
  readonly #users: Map<string, QueueUser> = new Map();
  /** Whose call a request is. */
  readonly #requests: Map<number, QueueUser> = new Map();
  readonly #requestOf: Map<QueueCallId, number> = new Map();
  #requestsMade: number = 0;

  /** @param words where what is to be told to owners goes. */
  constructor(words: QueueWord[], settled: (output: QueueOutput) => void) {
    this.#words = words;
    this.#settled = settled;
  }

  get count(): number {
    return this.#users.size;
  }

  get(name: string): QueueUser | undefined {
    return this.#users.get(name);
  }

  all(): QueueUser[] {
    return [...this.#users.values()];
  }

  open(opened: QueueOpened): QueueUser {
    const user = new QueueUser(opened);
    this.#users.set(opened.name, user);
    return user;
  }

  call({ call: id, name, what, value }: QueueCalled): void {
    const user = this.#users.get(name);
    if (user === undefined) this.#settled({ kind: 'call-settled', call: id, result: { kind: 'lost' } });
    else this.#requestOf.set(id, this.add(user, { id, what, value, state: 'wanted' }));
  }

  add(user: QueueUser, call: UserCall): number {
    this.#requestsMade += 1;
    const request = this.#requestsMade;
    user.calls.set(request, call);
    this.#requests.set(request, user);
    const { place } = user;
    if (place !== undefined)
      this.#words.push({ to: place.owner, message: messageOf(place.queue, request, call) });
    return request;
  }

  /** What has been called so far, and not answered, is asked of this owner. */
  bind(user: QueueUser, { owner, queue }: QueuePlace): void {
    user.place = { owner, queue };
    for (const [request, call] of [...user.calls]) {
      if (call.state === 'wanted') this.#words.push({ to: owner, message: messageOf(queue, request, call) });
      else this.#settle(user, request, { kind: 'none' });
    }
  }

  giveUp(id: QueueCallId, state: 'withdrawn' | 'abandoned'): void {
    const request = this.#requestOf.get(id);
    const user = request === undefined ? undefined : this.#requests.get(request);
    const call = request === undefined ? undefined : user?.calls.get(request);
    if (request === undefined || user === undefined || call === undefined) return;
    call.state = state;
    const { place } = user;
    if (place === undefined) this.#settle(user, request, { kind: 'none' });
    else
      this.#words.push({
        to: place.owner,
        message: { kind: 'queue-withdraw', queue: place.queue, request },
      });
  }

  answered(from: NodeId, message: QueueAnswer | QueueItem): void {
    const { queue, request } = message;
    const user = this.#requests.get(request);
    const call = user?.isAt(from, queue) === true ? user.calls.get(request) : undefined;
    if (message.kind === 'queue-item' && call?.what !== 'peek') {
      // What comes for nobody, or too late, stays with its owner.
      const kept = call !== undefined && call.state !== 'abandoned';
      this.#words.push({ to: from, message: { kind: 'queue-taken', queue, request, kept } });
    }
    if (user !== undefined && call !== undefined) this.#settle(user, request, resultOf(message));
  }

  /** The owner is gone. What we had not yet handed over to it of a queue of our own is ours again: it needs a new one. */
  lose(user: QueueUser): QueueUser | undefined {
    this.#users.delete(user.name);
    const kept = [...user.calls.values()].filter(({ id }) => id === undefined);
    for (const request of [...user.calls.keys()]) this.#settle(user, request, { kind: 'lost' });
    this.#settled({ kind: 'queue-lost', name: user.name });
    if (kept.length === 0) return undefined;
    const next = this.open({ kind: 'queue-opened', ...user, create: true });
    for (const call of kept) this.add(next, call);
    return next;
  }

  /** @throws when an invariant is broken. */
  sanityCheck(): void {
    for (const user of this.#users.values()) {
      for (const request of user.calls.keys())
        if (this.#requests.get(request) !== user) throw new Error(`Call ${request} is of another queue.`);
    }
    for (const [request, user] of this.#requests)
      if (!user.calls.has(request))
        throw new Error(`The queue '${user.name}' has forgotten call ${request}.`);
  }

  #settle(user: QueueUser, request: number, result: QueueResult): void {
    const call = user.calls.get(request);
    user.calls.delete(request);
    this.#requests.delete(request);
    if (call?.id === undefined) return;
    this.#requestOf.delete(call.id);
    if (call.state !== 'abandoned') this.#settled({ kind: 'call-settled', call: call.id, result });
  }
}

function resultOf(message: QueueAnswer | QueueItem): QueueResult {
  if (message.kind === 'queue-item') return { kind: 'item', value: message.value };
  const { outcome, size } = message;
  return outcome === 'done' ? { kind: 'done', size } : { kind: outcome };
}
