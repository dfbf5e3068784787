import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBeacon } from './beacon-codec.js';
import { NodeCore } from './node-core.js';
import { routingIdOf } from './node-id.js';
import type { NodeInput } from './node-input.js';
import { defaultTimings } from './timings.js';

type Name = 'A' | 'B';
const names: readonly Name[] = ['A', 'B'];
const id = { A: 'A'.repeat(32), B: 'B'.repeat(32) };
const port = { A: 50_000, B: 50_001 };

interface UnderWay {
  readonly from: Name;
  readonly connection: number;
  readonly frames: readonly Uint8Array[];
}

/** Two nodes and what is under way between them; a broken connection loses what it held, whole. */
class Pair {
  readonly cores = { A: nodeNamed('A'), B: nodeNamed('B') };
  readonly open = { A: new Set<number>(), B: new Set<number>() };
  queue: UnderWay[] = [];
  now = 1_000;

  constructor() {
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
    const frames = [routingIdOf(id[from]), ...message.frames];
    this.feed(from === 'A' ? 'B' : 'A', { kind: 'message-received', frames });
  }

  beaconOf(name: Name): void {
    const datagram = encodeBeacon({ id: id[name], port: port[name] });
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
}

function nodeNamed(name: Name): NodeCore {
  return new NodeCore({ id: id[name], name, headers: new Map(), timings: defaultTimings });
}

const step = fc.record({
  kind: fc.constantFrom('beaconOf' as const, 'deliver' as const, 'breakOne' as const),
  name: fc.constantFrom(...names),
  afterMs: fc.constantFrom(0, 0, 1, 50, 1_200),
});

describe('a conversation', () => {
  it('comes to rest and finds both sides again, wherever connections break', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const pair = new Pair();
        for (const { kind, name, afterMs } of steps) {
          pair.pass(afterMs);
          pair[kind](name);
        }
        expect(pair.rest()).toBeLessThan(100);
        for (let seconds = 0; seconds < 8; seconds += 1) expect(pair.second()).toBeLessThan(30);
        for (const name of names) {
          expect(pair.cores[name].peers()).toEqual([id[name === 'A' ? 'B' : 'A']]);
          pair.cores[name].sanityCheck();
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
