import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBeacon } from './beacon-codec.js';
import { curveKeyFromBytes } from './curve-key.js';
import { linkIdBytes, provableId } from './link-id.js';
import { NodeCore } from './node-core.js';
import { type NodeId, routingIdOf } from './node-id.js';
import type { NodeInput } from './node-input.js';
import { defaultTimings } from './timings.js';

type Name = 'A' | 'B';
const names: readonly Name[] = ['A', 'B'];
const port = { A: 50_000, B: 50_001 };

/** Nodes of any implementation, and such with keys whose links prove whose they are: here by their last octet. */
const kinds = ['plain', 'proving'] as const;
type Kind = (typeof kinds)[number];
const ids = {
  plain: { A: 'A'.repeat(32), B: 'B'.repeat(32) },
  proving: { A: provableId(new Uint8Array(32).fill(1)), B: provableId(new Uint8Array(32).fill(2)) },
};
const security = {
  publicKey: curveKeyFromBytes(new Uint8Array(32)),
  admits: () => true,
  proves: (link: Uint8Array) => link.at(-1) === 1,
};

interface UnderWay {
  readonly from: Name;
  readonly connection: number;
  readonly frames: readonly Uint8Array[];
}

/** Two nodes and what is under way between them; a broken connection loses what it held, whole. */
class Pair {
  readonly kind: Kind;
  readonly id: Readonly<Record<Name, NodeId>>;
  readonly cores: Readonly<Record<Name, NodeCore>>;
  readonly open = { A: new Set<number>(), B: new Set<number>() };
  queue: UnderWay[] = [];
  now = 1_000;

  constructor(kind: Kind) {
    this.kind = kind;
    this.id = ids[kind];
    this.cores = { A: this.#nodeNamed('A'), B: this.#nodeNamed('B') };
    for (const name of names) {
      const endpoint = `tcp://127.0.0.1:${port[name]}`;
      this.feed(name, { kind: 'start', homes: [{ endpoint, mailboxPort: port[name], loopback: true }] });
    }
  }

  feed(name: Name, input: NodeInput): void {
    for (const output of this.cores[name].handle(input, this.now)) {
      if (output.kind === 'connect-peer') this.open[name].add(output.connection);
      if (output.kind === 'disconnect-peer') this.close(name, output.connection);
      if (output.kind === 'send')
        this.queue.push({ from: name, connection: output.connection, frames: output.frames });
    }
  }

  close(name: Name, connection: number): void {
    this.open[name].delete(connection);
    this.queue = this.queue.filter((one) => one.from !== name || one.connection !== connection);
  }

  /** The first message of this node's that is under way arrives. */
  deliver(from: Name): void {
    const at = this.queue.findIndex((one) => one.from === from);
    const [message] = at < 0 ? [] : this.queue.splice(at, 1);
    if (message === undefined) return;
    const frames = [this.#linkOf(from, message.connection), ...message.frames];
    this.feed(from === 'A' ? 'B' : 'A', { kind: 'message-received', frames });
  }

  beaconOf(name: Name): void {
    const key = this.kind === 'proving' ? { publicKey: security.publicKey } : {};
    const datagram = encodeBeacon({ id: this.id[name], port: port[name], ...key });
    this.feed(name === 'A' ? 'B' : 'A', { kind: 'beacon-received', datagram, address: '127.0.0.1' });
  }

  breakOne(name: Name): void {
    const [connection] = this.open[name];
    if (connection === undefined) return;
    this.close(name, connection);
    this.feed(name, { kind: 'connection-lost', connection });
  }

  /** Everything arrives; returns after how many messages. */
  rest(): number {
    let messages = 0;
    for (; this.queue.length > 0 && messages < 1_000; messages += 1)
      this.deliver((this.queue[0] as UnderWay).from);
    return messages;
  }

  pass(ms: number): void {
    this.now += ms;
    for (const name of names) this.feed(name, { kind: 'tick' });
  }

  /** A second without faults; returns how many messages it took. */
  second(): number {
    this.pass(1_000);
    for (const name of names) this.beaconOf(name);
    return this.rest();
  }

  #linkOf(from: Name, connection: number): Uint8Array {
    const routingId = routingIdOf(this.id[from]);
    if (this.kind === 'plain') return routingId;
    const link = new Uint8Array(linkIdBytes);
    link.set(routingId);
    link.set([connection >> 8, connection & 255, 1], linkIdBytes - 3);
    return link;
  }

  #nodeNamed(name: Name): NodeCore {
    const base = { id: this.id[name], name, headers: new Map(), timings: defaultTimings };
    return new NodeCore(this.kind === 'plain' ? base : { ...base, security });
  }
}

const step = fc.record({
  what: fc.constantFrom('beaconOf' as const, 'deliver' as const, 'breakOne' as const),
  name: fc.constantFrom(...names),
  afterMs: fc.constantFrom(0, 0, 1, 50, 1_200),
});

describe.each(kinds)('a conversation of %s nodes', (kind) => {
  it('comes to rest and finds both sides again, wherever connections break', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const pair = new Pair(kind);
        for (const { what, name, afterMs } of steps) {
          pair.pass(afterMs);
          pair[what](name);
        }
        expect(pair.rest()).toBeLessThan(100);
        for (let seconds = 0; seconds < 8; seconds += 1) expect(pair.second()).toBeLessThan(30);
        for (const name of names) {
          expect(pair.cores[name].peers()).toEqual([pair.id[name === 'A' ? 'B' : 'A']]);
          pair.cores[name].sanityCheck();
        }
      }),
      { numRuns: 1_500 },
    );
  });
});
