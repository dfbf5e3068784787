import type { QueueMessage } from '@zfarm/cluster-core/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QueueCore } from './queue-core.js';
import type { QueueCalled, QueueInput, QueueResult } from './queue-input.js';
import { QUEUE_SEEK_MS } from './queue-limits.js';

const NAMES = ['A', 'B', 'C'] as const;
type Name = (typeof NAMES)[number];
type Verb = QueueCalled['what'];

interface Call {
  readonly node: Name;
  readonly what: Verb;
  readonly value: number;
  state: 'waits' | 'withdrawn' | 'abandoned' | 'settled';
}

interface Received {
  readonly node: Name;
  readonly value: number;
}

/** Three clients whose links may be cut, and messages that arrive when it pleases them, in order on each link. */
class World {
  readonly nodes: Map<Name, QueueCore> = new Map();
  readonly #links: Set<string> = new Set();
  readonly #channels: Map<string, QueueMessage[]> = new Map();
  readonly #capacity: number;
  readonly calls: Call[] = [];
  /** Values whose push was answered `done`. */
  readonly accepted: number[] = [];
  readonly received: Received[] = [];
  readonly results: Map<number, QueueResult> = new Map();
  lost = 0;
  #now = 0;

  constructor(capacity: number, joined: boolean) {
    this.#capacity = capacity;
    for (const name of NAMES) this.nodes.set(name, new QueueCore({ self: name, network: true }));
    if (!joined) return;
    this.connectAll();
    for (const name of NAMES) this.input(name, { kind: 'joined' });
    this.wait();
  }

  input(name: Name, input: QueueInput): void {
    const core = this.nodes.get(name);
    if (core === undefined) return;
    for (const output of core.handle(input, this.#now)) {
      if (output.kind === 'send') this.#channels.get(`${name}${output.peer}`)?.push(output.message);
      else if (output.kind === 'queue-lost') this.lost += 1;
      else this.#settled(output.call, output.result);
    }
    core.sanityCheck();
  }

  #settled(id: number, result: QueueResult): void {
    const call = this.calls[id] as Call;
    expect(['waits', 'withdrawn']).toContain(call.state);
    call.state = 'settled';
    this.results.set(id, result);
    if (call.what === 'push' || call.what === 'try-push') {
      if (result.kind === 'done') this.accepted.push(call.value);
    } else if (result.kind === 'item' && call.what !== 'peek')
      this.received.push({ node: call.node, value: result.value.id });
  }

  /** @returns the call's number. */
  call(node: Name, what: Verb): number {
    const id = this.calls.length;
    if (!this.nodes.has(node)) return id;
    this.input(node, {
      kind: 'queue-opened',
      name: 'q',
      capacity: this.#capacity,
      create: true,
      openedMs: 1 + (this.#now % 3),
    });
    this.calls.push({ node, what, value: id, state: 'waits' });
    this.input(node, {
      kind: 'queue-called',
      call: id,
      name: 'q',
      what,
      value: { owner: node, id, bytes: 8 },
    });
    return id;
  }

  giveUp(place: number, kind: 'call-withdrawn' | 'call-abandoned'): void {
    const waiting = this.calls.filter(({ state }) => state === 'waits');
    const call = waiting[place % Math.max(1, waiting.length)];
    // An accepted push that nobody waits for could not be told from one that was not.
    if (call === undefined || (kind === 'call-abandoned' && call.what.endsWith('push'))) return;
    call.state = kind === 'call-withdrawn' ? 'withdrawn' : 'abandoned';
    this.input(call.node, { kind, call: this.calls.indexOf(call) });
  }

  deliver(place: number): boolean {
    const busy = [...this.#channels].filter(([, messages]) => messages.length > 0);
    const chosen = busy[place % Math.max(1, busy.length)];
    if (chosen === undefined) return false;
    const [link, messages] = chosen;
    const message = messages.shift() as QueueMessage;
    this.input(link[1] as Name, { kind: 'message-received', peer: link[0] as Name, message });
    return true;
  }

  connect(one: Name, other: Name): void {
    const link = one + other;
    if (one >= other || this.#links.has(link) || !this.nodes.has(one) || !this.nodes.has(other)) return;
    this.#links.add(link);
    this.#channels.set(link, []).set(other + one, []);
    this.input(one, { kind: 'peer-opened', peer: other });
    this.input(other, { kind: 'peer-opened', peer: one });
  }

  cut(one: Name, other: Name): void {
    if (!this.#links.delete(one + other)) return;
    this.#channels.delete(one + other);
    this.#channels.delete(other + one);
    this.input(one, { kind: 'peer-closed', peer: other });
    this.input(other, { kind: 'peer-closed', peer: one });
  }

  connectAll(): void {
    for (const one of NAMES) for (const other of NAMES) this.connect(one, other);
  }

  /** The process ends: nothing more is heard of it. */
  die(name: Name): void {
    this.nodes.delete(name);
    for (const other of NAMES) this.cut(name < other ? name : other, name < other ? other : name);
    for (const call of this.calls) if (call.node === name) call.state = 'settled';
  }

  wait(ms: number = QUEUE_SEEK_MS): void {
    this.#now += ms;
    for (const name of NAMES) this.input(name, { kind: 'tick' });
  }

  /** All links are there, and nothing is on its way. */
  calm(): void {
    this.connectAll();
    for (let round = 0; round < 3; round += 1) {
      while (this.deliver(0));
      this.wait();
    }
    while (this.deliver(0));
  }

  /** Takes what is left, and looks that every call has come to its end. */
  drain(): void {
    const [first] = this.nodes.keys();
    if (first === undefined) return;
    for (let last: QueueResult | undefined; last?.kind !== 'none'; ) {
      const id = this.call(first, 'try-pop');
      this.calm();
      last = this.results.get(id);
      expect(last?.kind).toMatch(/item|none/);
    }
    this.call(first, 'close');
    this.calm();
    expect(this.calls.filter(({ state }) => state === 'waits' || state === 'withdrawn')).toEqual([]);
  }
}

const VERBS: readonly Verb[] = ['push', 'push', 'push', 'try-push', 'pop', 'pop', 'try-pop', 'peek', 'size'];

type Step = readonly [kind: number, one: number, other: number];
const steps = (kinds: number) =>
  fc.array(fc.tuple(fc.nat(kinds - 1), fc.nat(8), fc.nat(8)) as fc.Arbitrary<Step>, { maxLength: 120 });

function take(world: World, [kind, one, other]: Step): void {
  const [a, b] = [NAMES[one % 3] as Name, NAMES[other % 3] as Name];
  if (kind < 4) world.call(a, VERBS[other] as Verb);
  else if (kind < 8) world.deliver(one);
  else if (kind === 8) world.giveUp(one, other % 2 === 0 ? 'call-withdrawn' : 'call-abandoned');
  else if (kind === 9) world.cut(a, b);
  else if (kind === 10) world.connect(a, b);
  else if (kind === 11) world.wait(one * 50);
  else if (one === 0 && world.nodes.size > 1) world.die(a);
}

const sorted = (values: Iterable<number>): number[] => [...values].toSorted((a, b) => a - b);

test('while nobody is lost, each item comes once, to one caller, in the order of its producer', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), steps(9), (capacity, taken) => {
      const world = new World(capacity, true);
      // One owner: nobody else opens the queue before that is known.
      world.call('B', 'size');
      world.calm();
      for (const step of taken) take(world, step);
      world.calm();
      world.drain();
      expect(sorted(world.received.map(({ value }) => value))).toEqual(sorted(world.accepted));
      expect(world.lost).toBe(0);
      if (world.calls.some(({ state }) => state === 'abandoned')) return;
      for (const consumer of NAMES)
        for (const producer of NAMES) {
          const seen = world.received
            .filter(({ node, value }) => node === consumer && world.calls[value]?.node === producer)
            .map(({ value }) => value);
          expect(seen).toEqual(sorted(seen));
        }
    }),
  );
});

test('whatever links are cut, and however many queues of the name meet: no item is lost, no call forgotten', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.boolean(), steps(12), (capacity, joined, taken) => {
      const world = new World(capacity, joined);
      for (const step of taken) take(world, step);
      for (const name of NAMES) world.input(name, { kind: 'joined' });
      world.calm();
      world.drain();
      const received = new Set(world.received.map(({ value }) => value));
      expect(world.accepted.filter((value) => !received.has(value))).toEqual([]);
    }),
  );
});

test('with deaths, what was accepted by an owner that lives is not lost', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), steps(13), (capacity, taken) => {
      const world = new World(capacity, true);
      world.call('C', 'size');
      world.calm();
      for (const [kind, one, other] of taken) {
        // The owner lives, and so do the links among those who do.
        if (kind === 12 && one % 3 === 2) continue;
        if (kind !== 9 && kind !== 8) take(world, [kind, one, other]);
      }
      const dead = NAMES.filter((name) => !world.nodes.has(name));
      world.calm();
      const before = new Set(world.received.filter(({ node }) => dead.includes(node)).map((r) => r.value));
      world.drain();
      const after = world.received.filter(({ value }) => !before.has(value)).map(({ value }) => value);
      for (const value of world.accepted) expect(before.has(value) || after.includes(value)).toBe(true);
      expect(world.lost).toBe(0);
    }),
  );
});

test('when the owner dies, calls end as lost, and the name is free again', () => {
  const world = new World(2, true);
  world.call('A', 'size');
  world.calm();
  const pop = world.call('B', 'pop');
  world.calm();
  world.die('A');
  expect(world.results.get(pop)).toEqual({ kind: 'lost' });
  expect(world.lost).toBe(1);
  const push = world.call('B', 'push');
  world.calm();
  expect(world.results.get(push)).toEqual({ kind: 'done', size: 1 });
});

test('an item on its way to a node that is lost goes back to the head', () => {
  const world = new World(4, true);
  world.call('A', 'push');
  world.call('A', 'push');
  world.call('B', 'size');
  world.calm();
  world.call('B', 'pop');
  while (world.received.length === 0) world.deliver(0);
  world.cut('A', 'B');
  const pop = world.call('A', 'pop');
  // B has it, and the word that says so was lost with the link: it comes again.
  expect(world.results.get(pop)).toMatchObject({ kind: 'item', value: { id: 0 } });
});

test('an item that comes for a call that was given up goes back to the head', () => {
  const world = new World(4, true);
  world.call('A', 'push');
  world.call('A', 'push');
  world.call('B', 'size');
  world.calm();
  world.call('B', 'pop');
  expect(world.deliver(0)).toBe(true);
  world.giveUp(0, 'call-abandoned');
  world.calm();
  const pop = world.call('A', 'pop');
  expect(world.results.get(pop)).toMatchObject({ kind: 'item', value: { id: 0 } });
});

test('a queue that is not to be made waits for somebody to own it', () => {
  const core = new QueueCore({ self: 'A', network: false });
  core.handle({ kind: 'queue-opened', name: 'q', capacity: 1, create: false, openedMs: 1 }, 0);
  expect(core.handle({ kind: 'queue-called', call: 1, name: 'q', what: 'size' }, 0)).toEqual([]);
  expect(core.nextDeadline()).toBeUndefined();
  core.handle({ kind: 'peer-opened', peer: 'B' }, 5);
  const claim = { kind: 'queue-claim', queue: 7, name: 'q', openedMs: 3 } as const;
  expect(core.handle({ kind: 'message-received', peer: 'B', message: claim }, 5)).toEqual([
    { kind: 'send', peer: 'B', message: { kind: 'queue-ask', queue: 7, request: 1, question: 'size' } },
  ]);
});
