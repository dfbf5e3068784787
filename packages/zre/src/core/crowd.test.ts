import { describe, expect, it } from 'vitest';
import { NodeCore } from './node-core.js';
import type { NodeEvent } from './node-event.js';
import { routingIdOf } from './node-id.js';
import type { NodeInput } from './node-input.js';
import { defaultTimings } from './timings.js';

/** `ZRE_CROWD=200` is the long form: 39,800 links, in about two seconds. */
const size = Number(process.env['ZRE_CROWD'] ?? 50);
const killed = size / 10;
const firstPort = 50_000;

interface UnderWay {
  readonly from: number;
  readonly to: number;
  readonly frames: readonly Uint8Array[];
}

/** Nodes on a network without faults and delays, and on a clock of their own. */
class Crowd {
  readonly cores = Array.from({ length: size }, (_, index) => nodeNumber(index));
  readonly events: NodeEvent[][] = this.cores.map(() => []);
  readonly #targets: Map<number, number>[] = this.cores.map(() => new Map());
  readonly #dead = new Set<number>();
  #queue: UnderWay[] = [];
  now = 0;

  feed(index: number, input: NodeInput): void {
    for (const output of this.cores[index]?.handle(input, this.now) ?? []) {
      if (output.kind === 'emit') this.events[index]?.push(output.event);
      else if (output.kind === 'connect-peer')
        this.#targets[index]?.set(output.connection, numberAt(output.endpoint));
      else if (output.kind === 'disconnect-peer') this.#targets[index]?.delete(output.connection);
      else if (output.kind === 'send-beacon') this.#broadcast(output.datagram);
      else if (output.kind === 'send') {
        const to = this.#targets[index]?.get(output.connection);
        if (to !== undefined) this.#queue.push({ from: index, to, frames: output.frames });
      }
    }
  }

  /** Its connections break; it says nothing any more. */
  kill(index: number): void {
    this.#dead.add(index);
    for (const [other, targets] of this.#targets.entries()) {
      for (const [connection, to] of targets) {
        if (to === index && !this.#dead.has(other)) this.feed(other, { kind: 'connection-lost', connection });
      }
    }
  }

  run(untilMs: number): void {
    for (; this.now < untilMs; this.now += 10) {
      for (const [index, core] of this.cores.entries()) {
        const due = (core.nextDeadline() ?? Number.POSITIVE_INFINITY) <= this.now;
        if (due && !this.#dead.has(index)) this.feed(index, { kind: 'tick' });
      }
      this.settle();
    }
  }

  settle(): void {
    for (const { from, to, frames } of this.#queue) {
      if (!this.#dead.has(to))
        this.feed(to, { kind: 'message-received', frames: [routingIdOf(idOf(from)), ...frames] });
    }
    this.#queue = [];
  }

  #broadcast(datagram: Uint8Array): void {
    for (const index of this.cores.keys()) {
      if (!this.#dead.has(index))
        this.feed(index, { kind: 'beacon-received', datagram, address: '127.0.0.1' });
    }
  }

  count(index: number, type: NodeEvent['type']): number {
    return this.events[index]?.filter((event) => event.type === type).length ?? 0;
  }
}

function idOf(index: number): string {
  return index.toString(16).toUpperCase().padStart(32, '0');
}

function nodeNumber(index: number): NodeCore {
  return new NodeCore({ id: idOf(index), name: `${index}`, headers: new Map(), timings: defaultTimings });
}

function numberAt(endpoint: string): number {
  return Number(endpoint.split(':')[2]) - firstPort;
}

describe(`${size} nodes`, () => {
  it('all meet by their second beacon, stay, hear a shout, and lose none but those that die', () => {
    const crowd = new Crowd();
    for (const index of crowd.cores.keys()) {
      const home = {
        endpoint: `tcp://127.0.0.1:${firstPort + index}`,
        mailboxPort: firstPort + index,
        loopback: true,
      };
      crowd.feed(index, { kind: 'start', homes: [home] });
      crowd.feed(index, { kind: 'join', group: 'all' });
    }
    // All at once are more than a node asks at the same time: the second beacon brings the rest.
    crowd.run(1_100);
    for (const core of crowd.cores) expect(core.peers()).toHaveLength(size - 1);
    crowd.run(6_500);
    for (let index = 0; index < killed; index += 1) crowd.kill(index);
    crowd.run(8_000);
    crowd.feed(killed, { kind: 'shout', group: 'all', content: [new Uint8Array(1)] });
    crowd.settle();
    for (let index = killed; index < size; index += 1) {
      expect(crowd.cores[index]?.peers()).toHaveLength(size - killed - 1);
      const counts = (['enter', 'exit', 'evasive', 'shout'] as const).map((type) => crowd.count(index, type));
      expect(counts).toEqual([size - 1, killed, 0, index === killed ? 0 : 1]);
      crowd.cores[index]?.sanityCheck();
    }
  }, 60_000);
});
