import { describe, expect, it } from 'vitest';
import { NodeCore } from './node-core.js';
import { routingIdOf } from './node-id.js';
import type { NodeOutput } from './node-output.js';
import { defaultTimings } from './timings.js';

/** Some cores whose messages reach one another at once and in order, as over real connections. */
class Neighbourhood {
  readonly leaders: string[] = [];
  readonly #nodes = new Map<string, { core: NodeCore; peers: Map<number, string> }>();
  readonly #queue: (() => void)[] = [];

  add(id: string, contests: boolean): void {
    const core = new NodeCore({ id, name: id, headers: new Map(), timings: defaultTimings });
    const peers = new Map<number, string>();
    core.handle({ kind: contests ? 'contest' : 'join', group: 'G' }, 0);
    core.handle(
      { kind: 'start', homes: [{ endpoint: endpointOf(id), mailboxPort: undefined, loopback: true }] },
      0,
    );
    this.#nodes.set(id, { core, peers });
    for (const [other, node] of this.#nodes) {
      if (other === id) continue;
      this.#perform(other, node.core.handle(this.#helloTrigger(id), 0));
    }
    this.#settle();
  }

  remove(id: string): void {
    this.#nodes.delete(id);
    for (const [other, { core, peers }] of this.#nodes) {
      for (const [connection, peer] of peers) {
        if (peer === id) this.#perform(other, core.handle({ kind: 'connection-lost', connection }, 0));
      }
    }
    this.#settle();
  }

  sanityCheck(): void {
    for (const { core } of this.#nodes.values()) core.sanityCheck();
  }

  /** The leader each node knows. */
  view(): (string | undefined)[] {
    return Array.from(this.#nodes.values(), ({ core }) => core.leader('G'));
  }

  #helloTrigger(id: string): Parameters<NodeCore['handle']>[0] {
    const port = Number(endpointOf(id).split(':')[2]);
    const datagram = Buffer.from(`5a524501${id}${port.toString(16)}`, 'hex');
    return { kind: 'beacon-received', datagram, address: '127.0.0.1' };
  }

  #perform(from: string, outputs: readonly NodeOutput[]): void {
    const node = this.#nodes.get(from);
    for (const output of outputs) {
      if (output.kind === 'connect-peer') node?.peers.set(output.connection, output.peer);
      if (output.kind === 'emit' && output.event.type === 'leader') this.leaders.push(output.event.peer);
      if (output.kind !== 'send') continue;
      const to = node?.peers.get(output.connection) ?? '';
      const frames = [routingIdOf(from), ...output.frames];
      this.#queue.push(() => {
        const receiver = this.#nodes.get(to)?.core;
        if (receiver !== undefined)
          this.#perform(to, receiver.handle({ kind: 'message-received', frames }, 0));
      });
    }
  }

  #settle(): void {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) next();
  }
}

const [a, b, c, d] = ['A', 'B', 'C', 'D'].map((letter) => letter.repeat(32)) as [
  string,
  string,
  string,
  string,
];

function endpointOf(id: string): string {
  return `tcp://127.0.0.1:${50_000 + id.charCodeAt(0)}`;
}

describe('leader election', () => {
  it('elects the lowest id of all who stand, and everyone reports it', () => {
    const nodes = new Neighbourhood();
    for (const id of [c, b, a]) nodes.add(id, true);
    expect(nodes.view()).toEqual([a, a, a]);
    nodes.sanityCheck();
  });

  it('elects the only one who stands', () => {
    const nodes = new Neighbourhood();
    nodes.add(a, false);
    nodes.add(b, true);
    nodes.add(c, false);
    nodes.add(d, false);
    expect(nodes.view()).toEqual([b, b, b, b]);
  });

  it('elects nobody when nobody stands', () => {
    const nodes = new Neighbourhood();
    for (const id of [a, b, c]) nodes.add(id, false);
    expect(nodes.leaders).toEqual([]);
  });

  it('elects again when the leader is lost, and when a lower id joins', () => {
    const nodes = new Neighbourhood();
    for (const id of [b, c, d]) nodes.add(id, true);
    expect(nodes.view()).toEqual([b, b, b]);
    nodes.remove(b);
    expect(nodes.view()).toEqual([c, c]);
    nodes.add(a, true);
    expect(nodes.view()).toEqual([a, a, a]);
    nodes.remove(c);
    nodes.remove(a);
    expect(nodes.view()).toEqual([d]);
  });
});
