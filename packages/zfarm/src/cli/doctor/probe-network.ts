import { announcementHeaders, memberGroup, parseAnnouncement } from '@zfarm/cluster-core/core';
import type { SecureNodeOptions } from '@zfarm/security';
import { ZreNode } from '@zfarm/zre';
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
  /** What lets the node speak with others of the cluster. */
  readonly security: SecureNodeOptions;
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
  let own = 0;
  try {
    using _ear = await BeaconEar.open(port, (beacon) => {
      if (beacon.id === node.uuid) {
        own += 1;
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
      secure: isSecure(security),
      neighbours: [...new Set([...heard.keys(), ...node.peers()])].map((id) =>
        neighbour(id, node, heard.get(id), outcomes.get(id), options),
      ),
    };
  } catch (error) {
    const nothing = { sent: 0, failed: 0, heard: 0 };
    return {
      openError: openError(error, port),
      beacons: nothing,
      endpoint: '',
      secure: isSecure(security),
      neighbours: [],
    };
  } finally {
    await node.stop();
  }
}

function isSecure({ guard, curve }: SecureNodeOptions): boolean {
  return guard !== undefined || curve !== undefined;
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

function neighbour(
  id: string,
  node: ZreNode,
  beacon: HeardBeacon | undefined,
  reach: Reach | undefined,
  { interfaces, chosen }: ProbeOptions,
): Neighbour {
  const headers = node.peerHeaders(id);
  const zfarm = headers && parseAnnouncement(headers);
  const through =
    beacon &&
    (isOn(chosen, beacon.address) ? chosen : interfaces.find((one) => isOn(one, beacon.address)))?.name;
  return {
    id,
    ...(beacon && {
      beacon: {
        address: beacon.address,
        port: beacon.port,
        secure: beacon.secure,
        ...(through === undefined ? {} : { through }),
      },
    }),
    ...(reach === undefined ? {} : { reach }),
    ...(headers && {
      hello: {
        name: node.peerName(id) ?? id.slice(0, 6),
        address: (node.peerAddress(id) ?? '').replace('tcp://', ''),
        ...(zfarm && {
          zfarm: {
            role: zfarm.role,
            cluster: zfarm.cluster,
            versions: [zfarm.versionMin, zfarm.versionMax] as const,
          },
        }),
      },
    }),
  };
}

/** The address is one of this interface's network. */
function isOn({ address, netmask }: MachineAddress, other: string): boolean {
  const [own, mask, theirs] = [address, netmask, other].map((text) => text.split('.').map(Number));
  return (mask ?? []).every((bits, at) => ((own?.[at] ?? 0) & bits) === ((theirs?.[at] ?? 0) & bits));
}
