import { GossipCore, type GossipOutput } from '@zfarm/zre/core';
import type { Probe } from '../benchmark.js';
import type { Reading } from '../core/figure.js';

const CROWDS = { S: [10, 100], M: [10, 100, 1000], L: [10, 100, 1000, 3000] } as const;

/** One hub, and nodes that come to it one after the other: what it takes until all know all. */
export const gossipAtScale: Probe = {
  name: 'gossip-at-scale',
  title: 'Gossip: one hub that up to 1,000 simulated nodes come to, one after the other',
  group: 'overhead',
  roundsMax: 3,
  round: async (_, size) => {
    const readings: Reading[] = [];
    for (const nodes of CROWDS[size]) {
      readings.push(...gather(nodes));
      await new Promise((resolve) => setImmediate(resolve));
    }
    return readings;
  },
};

function gather(nodes: number): Reading[] {
  const hub = new GossipCore();
  let frames = 0;
  let bytes = 0;
  const begun = process.cpuUsage();
  for (let number = 0; number < nodes; number += 1) {
    const id = `${number}`;
    for (const frame of framesOf(newcomer(number))) {
      for (const sent of framesOf(
        hub.handle({ kind: 'frame-received', link: { side: 'client', id }, frame }, number),
      )) {
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

/** What a node says that connects to a hub. */
function newcomer(number: number): readonly GossipOutput[] {
  const node = new GossipCore();
  const key = number.toString(16).toUpperCase().padStart(32, '0');
  node.handle({ kind: 'publish', key, value: `tcp://10.0.${number >> 8}.${number & 255}:49152` }, 0);
  return node.handle({ kind: 'hub-connected', id: 'hub' }, 0);
}

function framesOf(outputs: readonly GossipOutput[]): Uint8Array[] {
  return outputs.flatMap((output) => (output.kind === 'send' ? [output.frame] : []));
}
