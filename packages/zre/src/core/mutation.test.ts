import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMessage } from '../../test/any-message.js';
import { encodeBeacon } from './beacon-codec.js';
import { encodeGossip } from './gossip-codec.js';
import { GossipCore } from './gossip-core.js';
import { limits } from './limits.js';
import { encodeMessage } from './message-codec.js';
import { NodeCore } from './node-core.js';
import { routingIdOf } from './node-id.js';
import { defaultTimings } from './timings.js';

/** How many in all; `ZRE_MUTATIONS=1000000` is the long form. */
const mutations = Number(process.env['ZRE_MUTATIONS'] ?? 20_000);
const editsEach = 50;

/** What may happen to octets on their way; the numbers are taken modulo what there is. */
const anyEdit = fc.record({
  kind: fc.constantFrom('set', 'set', 'set', 'cut', 'insert', 'repeat'),
  at: fc.nat({ max: 0xffff }),
  value: fc.nat({ max: 0xff }),
});
type Edit = typeof anyEdit extends fc.Arbitrary<infer T> ? T : never;

function mutated(bytes: Uint8Array, { kind, at, value }: Edit): Uint8Array {
  const offset = at % (bytes.length + 1);
  const [head, tail] = [bytes.subarray(0, offset), bytes.subarray(offset)];
  switch (kind) {
    case 'cut':
      return head;
    case 'insert':
      return Buffer.concat([head, Uint8Array.of(value), tail]);
    case 'repeat':
      return bytes.length > 4_096 ? head : Buffer.concat([bytes, tail]);
    default:
      return bytes.length === 0 ? bytes : Uint8Array.from(bytes).fill(value, offset, offset + 1);
  }
}

const ids = ['A', 'B', 'C'].map((digit) => digit.repeat(32));
const anyId = fc.constantFrom(...ids);
const anyOctets = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('message' as const), anyId, anyMessage) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constant('beacon' as const), anyId, fc.nat({ max: 65_535 })),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant('gossip' as const), anyId, fc.string({ maxLength: 80 })) },
);

const own = 'D'.repeat(32);

class Target {
  readonly #node = new NodeCore({ id: own, name: 'own', headers: new Map(), timings: defaultTimings });
  readonly #gossip = new GossipCore();
  #now = 0;

  constructor() {
    const home = { endpoint: 'tcp://127.0.0.1:50000', mailboxPort: 50_000, loopback: true };
    this.#node.handle({ kind: 'start', homes: [home] }, 0);
  }

  /** So that what follows, as message 2, meets a peer that has entered. */
  greet(id: string): void {
    const endpoint = `tcp://127.0.0.1:${50_001 + ids.indexOf(id)}`;
    const hello = { endpoint, groups: ['G'], status: 1, name: id, headers: new Map() };
    const frames = encodeMessage({ kind: 'hello', ...hello }, 1);
    this.#node.handle({ kind: 'message-received', frames: [routingIdOf(id), ...frames] }, this.#now);
  }

  message(frames: readonly Uint8Array[]): void {
    this.#node.handle({ kind: 'message-received', frames }, this.#now);
  }

  beacon(datagram: Uint8Array): void {
    this.#node.handle({ kind: 'beacon-received', datagram, address: '127.0.0.1' }, this.#now);
  }

  gossip(frame: Uint8Array): void {
    const outputs = this.#gossip.handle(
      { kind: 'frame-received', link: { side: 'client', id: 'x' }, frame },
      this.#now,
    );
    for (const output of outputs) {
      if (output.kind !== 'learn') continue;
      this.#node.handle(
        { kind: 'peer-announced', peer: output.key, endpoint: output.value, required: false },
        this.#now,
      );
    }
  }

  check(): void {
    this.#now += 100;
    this.#node.handle({ kind: 'tick' }, this.#now);
    this.#node.sanityCheck();
    this.#gossip.sanityCheck();
    expect(this.#node.pendingPeers).toBeLessThanOrEqual(limits.peersMax);
  }
}

/** After everything that nobody needs any more is collected. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('mutated octets', () => {
  it(`never throw, nor leave a node inconsistent or big (${mutations} of them)`, () => {
    const target = new Target();
    const heapBefore = heapInUse();
    const edits = fc.array(anyEdit, { minLength: editsEach, maxLength: editsEach });
    fc.assert(
      fc.property(anyOctets, edits, ([kind, id, what], list) => {
        if (kind === 'message') {
          const frames = [routingIdOf(id), ...encodeMessage(what, 2)];
          for (const edit of list) {
            target.greet(id);
            // Every frame in turn: the routing id, the head, the content.
            const which = edit.at % frames.length;
            target.message(frames.map((frame, index) => (index === which ? mutated(frame, edit) : frame)));
          }
        } else if (kind === 'beacon') {
          const datagram = encodeBeacon({ id, port: what });
          for (const edit of list) target.beacon(mutated(datagram, edit));
        } else {
          const frame = encodeGossip({ kind: 'publish', key: id, value: what });
          for (const edit of list) target.gossip(mutated(frame, edit));
        }
        target.check();
      }),
      { numRuns: mutations / editsEach },
    );
    expect(heapInUse() - heapBefore).toBeLessThan(32 * 2 ** 20);
  }, 600_000);
});
