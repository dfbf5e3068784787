import { GossipCore, type GossipInput, type GossipOutput } from '@zfarm/zre/core';
import type { Probe } from '../benchmark.js';
import type { Reading } from '../core/figure.js';

/** As a node says it that has been connected for a while. */
const PING = pingFrame();

/** All of them come, one after the other. */
const CROWDS = { S: [10, 100], M: [10, 100, 1000], L: [10, 100, 1000, 3000] } as const;

/** So many are there, and one more comes: if all of 10,000 came, it would be 10^8 frames. */
const FULL_HUBS = { S: [10, 100], M: [100, 1000, 10_000], L: [100, 1000, 10_000] } as const;

/** One hub, and nodes that come to it: what it takes until all know all. */
export const gossipAtScale: Probe = {
  name: 'gossip-at-scale',
  title: 'Gossip: one hub that simulated nodes come to, and one more where up to 10,000 are',
  group: 'overhead',
  roundsMax: 3,
  round: async (_, size) => {
    const readings: Reading[] = [];
    for (const nodes of CROWDS[size]) {
      readings.push(...gather(nodes));
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const nodes of FULL_HUBS[size]) readings.push(...oneMore(nodes));
    return readings;
  },
};

function gather(nodes: number): Reading[] {
  const hub = new GossipCore();
  let frames = 0;
  let bytes = 0;
  const begun = process.cpuUsage();
  for (let number = 0; number < nodes; number += 1) {
    for (const frame of framesOf(newcomer(number))) {
      for (const sent of framesOf(hub.handle(received(number, frame), number))) {
        frames += 1;
        bytes += sent.length;
      }
    }
  }
  const { user, system } = process.cpuUsage(begun);
  const at = { axis: 'nodes', value: nodes };
  return [
    { metric: 'frames that the hub sends', at, value: frames, unit: 'frames', better: 'none' },
    { metric: 'bytes that the hub sends', at, value: bytes, unit: 'bytes', better: 'none' },
    { metric: 'cost of a node', at, value: (user + system) / nodes, unit: 'µs', better: 'lower' },
  ];
}

/** What a hub does for one more node where so many are, as far as its limits let it. */
function oneMore(nodes: number): Reading[] {
  const hub = new GossipCore();
  const told = (client: number, frame: Uint8Array): readonly GossipOutput[] =>
    hub.handle(received(client, frame), 0);
  // All that is known comes by one client, and the others only ping: so that none is told anything yet.
  const tuples = Array.from({ length: nodes }, (_, number) => framesOf(newcomer(number)).slice(1)).flat();
  const learnt = tuples.flatMap((frame) => told(0, frame));
  for (let client = 1; client < nodes; client += 1) told(client, PING);
  const frames = framesOf(newcomer(nodes));
  const begun = process.cpuUsage();
  const sent = frames.flatMap((frame) => framesOf(told(nodes, frame)));
  const { user, system } = process.cpuUsage(begun);
  const at = { axis: 'nodes', value: nodes };
  const forgotten = learnt.filter(({ kind }) => kind === 'count').length;
  return [
    { metric: 'frames for one more', at, value: sent.length, unit: 'frames', better: 'none' },
    { metric: 'cost of one more', at, value: user + system, unit: 'µs', better: 'lower' },
    { metric: 'nodes that did not fit', at, value: forgotten, unit: 'nodes', better: 'none' },
  ];
}

/** What a node says that connects to a hub. */
function newcomer(number: number): readonly GossipOutput[] {
  const node = new GossipCore();
  const key = number.toString(16).toUpperCase().padStart(32, '0');
  node.handle({ kind: 'publish', key, value: `tcp://10.0.${number >> 8}.${number & 255}:49152` }, 0);
  return node.handle({ kind: 'hub-connected', id: 'hub' }, 0);
}

function received(client: number, frame: Uint8Array): GossipInput {
  return { kind: 'frame-received', link: { side: 'client', id: `${client}` }, frame };
}

function framesOf(outputs: readonly GossipOutput[]): Uint8Array[] {
  return outputs.flatMap((output) => (output.kind === 'send' ? [output.frame] : []));
}

function pingFrame(): Uint8Array {
  const node = new GossipCore();
  node.handle({ kind: 'hub-connected', id: 'hub' }, 0);
  const [frame] = framesOf(node.handle({ kind: 'tick' }, node.nextDeadline() ?? 0));
  if (frame === undefined) throw new Error('A node that is connected to a hub does not ping.');
  return frame;
}
