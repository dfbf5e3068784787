import { announcementHeaders, memberGroup, parseAnnouncement } from '@zfarm/cluster-core/core';
import type { GossipNodeOptions, SecureNodeOptions } from '@zfarm/security';
import { ZreNode } from '@zfarm/zre';
import type { CurveKey } from '@zfarm/zre/core';
import { messageOf } from '../exit.js';
import { BeaconEar, type HeardBeacon } from './beacon-ear.js';
import type { MachineAddress, Neighbour, NetworkFacts, Reach } from './facts.js';
import { reachOf } from './reach.js';

export interface ProbeOptions {
  readonly chosen: MachineAddress;
  readonly interfaces: readonly MachineAddress[];
  readonly port: number;
  readonly cluster: string;
  readonly waitMs: number;
  /** What lets the node speak with others of the cluster, and meet them. */
  readonly security: SecureNodeOptions & GossipNodeOptions;
}

/** Connections that are tried at the same time, and in all: a doctor is not to be a burden. */
const REACHES_MAX = 256;
const REACH_MS = 1500;

/** Takes part as an observer for a while, and listens beside it to what the node itself would pass over. */
export async function probeNetwork(options: ProbeOptions): Promise<NetworkFacts> {
  const { chosen, port, cluster, waitMs, security } = options;
  const node = new ZreNode({
    interface: chosen.address,
    port,
    ...security,
    headers: announcementHeaders({ role: 'observer', cluster }),
  });
  const heard = new Map<string, HeardBeacon>();
  const reaches = new Map<string, Promise<Reach>>();
  const named = (security.gossip?.connect ?? []).map(placeOf);
  let own = 0;
  let ownKey: CurveKey | undefined;
  try {
    using _ear = await BeaconEar.open(port, (beacon) => {
      if (beacon.id === node.uuid) {
        own += 1;
        ownKey = beacon.publicKey;
        return;
      }
      heard.set(beacon.id, beacon);
      if (isOn(chosen, beacon.address)) tryReach(reaches, beacon, chosen);
    });
    node.on('enter', ({ peer: id, endpoint }) => {
      const [, address, port] = /^tcp:\/\/([\d.]+):(\d+)$/.exec(endpoint) ?? [];
      if (address !== undefined) tryReach(reaches, { id, address, port: Number(port) }, chosen);
    });
    node.join(memberGroup(cluster));
    await node.start();
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    const outcomes = new Map(
      await Promise.all([...reaches].map(async ([id, reach]) => [id, await reach] as const)),
    );
    const { beaconsSent, beaconsFailed } = node.stats();
    return {
      beacons: { sent: beaconsSent, failed: beaconsFailed, heard: own },
      endpoint: node.endpoint,
      security: kindOf(security),
      hubs: { named, unreached: node.unreachedHubs.map(placeOf) },
      neighbours: [...new Set([...heard.keys(), ...node.peers()])].map((id) =>
        neighbour({ id, node, beacon: heard.get(id), reach: outcomes.get(id), ownKey }, options),
      ),
    };
  } catch (error) {
    const nothing = { sent: 0, failed: 0, heard: 0 };
    return {
      openError: openError(error, port),
      beacons: nothing,
      endpoint: '',
      security: kindOf(security),
      hubs: { named, unreached: [] },
      neighbours: [],
    };
  } finally {
    await node.stop();
  }
}

function kindOf({ guard, curve }: SecureNodeOptions): NetworkFacts['security'] {
  if (curve !== undefined) return 'keyed';
  return guard === undefined ? 'open' : 'guarded';
}

/** An endpoint as users name it: without what ZeroMQ wants before, and without a key. */
function placeOf(endpoint: string): string {
  return endpoint.replace(/^tcp:\/\//, '').replace(/\|.*$/, '');
}

function openError(error: unknown, port: number): string {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  return taken ? `UDP port ${port} is in use` : messageOf(error);
}

/** One of the two ways by which nodes are heard of is enough to try it; the first counts. */
function tryReach(
  reaches: Map<string, Promise<Reach>>,
  { id, address: host, port }: Pick<HeardBeacon, 'id' | 'address' | 'port'>,
  chosen: MachineAddress,
): void {
  if (reaches.has(id) || reaches.size >= REACHES_MAX) return;
  reaches.set(id, reachOf({ host, port, localAddress: chosen.address }, REACH_MS));
}

interface Heard {
  readonly id: string;
  readonly node: ZreNode;
  readonly beacon: HeardBeacon | undefined;
  readonly reach: Reach | undefined;
  /** As this program's own beacon told it. */
  readonly ownKey: CurveKey | undefined;
}

function neighbour(heard: Heard, options: ProbeOptions): Neighbour {
  const { id, node, beacon, reach } = heard;
  const hello = helloOf(id, node);
  return {
    id,
    refuses: beacon !== undefined && node.refusedBy.includes(`tcp://${beacon.address}:${beacon.port}`),
    ...(beacon && { beacon: beaconFacts(beacon, heard.ownKey, options) }),
    ...(reach === undefined ? {} : { reach }),
    ...(hello && { hello }),
  };
}

function beaconFacts(
  { address, port, publicKey }: HeardBeacon,
  ownKey: CurveKey | undefined,
  { interfaces, chosen, security }: ProbeOptions,
): NonNullable<Neighbour['beacon']> {
  const on = isOn(chosen, address) ? chosen : interfaces.find((one) => isOn(one, address));
  const admitted = publicKey === undefined ? undefined : isAdmitted(publicKey, ownKey, security);
  return {
    address,
    port,
    secure: publicKey !== undefined,
    ...(admitted === undefined ? {} : { admitted }),
    ...(on === undefined ? {} : { through: on.name }),
  };
}

/** Programs of one user show the same key, which stands for their secret; undefined where that of this one is not known. */
function isAdmitted(
  publicKey: CurveKey,
  ownKey: CurveKey | undefined,
  { curve, guard }: SecureNodeOptions,
): boolean | undefined {
  if (curve !== undefined) return curve.admit(publicKey);
  return guard === undefined || ownKey === undefined ? undefined : publicKey === ownKey;
}

function helloOf(id: string, node: ZreNode): Neighbour['hello'] {
  const headers = node.peerHeaders(id);
  if (headers === undefined) return undefined;
  const zfarm = parseAnnouncement(headers);
  return {
    name: node.peerName(id) ?? id.slice(0, 6),
    address: placeOf(node.peerAddress(id) ?? ''),
    ...(zfarm && {
      zfarm: {
        role: zfarm.role,
        cluster: zfarm.cluster,
        versions: [zfarm.versionMin, zfarm.versionMax] as const,
      },
    }),
  };
}

/** The address is one of this interface's network. */
function isOn({ address, netmask }: MachineAddress, other: string): boolean {
  const [own, mask, theirs] = [address, netmask, other].map((text) => text.split('.').map(Number));
  return (mask ?? []).every((bits, at) => ((own?.[at] ?? 0) & bits) === ((theirs?.[at] ?? 0) & bits));
}
