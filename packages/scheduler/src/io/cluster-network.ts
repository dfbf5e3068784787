import { PeerLinks } from '@zfarm/cluster-core';
import {
  announcementHeaders,
  decodeLoad,
  type LinkHandler,
  type LinkPeer,
  type Load,
  memberGroup,
  type NodeId,
  parseAnnouncement,
  type QueueMessage,
  type ToClient,
  type ToWorker,
  traceGroup,
  watchGroup,
} from '@zfarm/cluster-core/core';
import {
  followKeys,
  hubNotice,
  meetingNodeOptions,
  type NetworkSecurity,
  resolveSecurity,
  rolePermission,
  SecurityError,
  secureNodeOptions,
  sessionIdentity,
  strangerNotice,
  userSecretOrOwn,
} from '@zfarm/security';
import { ZreNode } from '@zfarm/zre';
import type { ClusterOptions } from '../connect-options.js';

/** The way to the others of a cluster. */
export interface ClusterNetwork {
  /** Name of this node on the network. */
  readonly self: NodeId;
  /**
   * Opens the sockets and tells the listener of workers from then on.
   *
   * @throws when the sockets cannot be opened.
   */
  start(listener: NetworkListener): Promise<void>;
  /** Tells everyone who watches the cluster, or who wants to hear what jobs go through. */
  shout?(group: ObserverGroup, content: Uint8Array): void;
  /** Tells why workers may not be met: some are there and are not spoken with, or a hub does not answer. */
  obstacles?(): string | undefined;
  /** Says goodbye. */
  close(): Promise<void>;
}

/** `watch`: clients and observers; `trace`: those observers who want to hear more. */
export type ObserverGroup = 'watch' | 'trace';

/** Who is told of what comes from the network. */
export interface NetworkListener {
  /** Told of workers and of what they send. */
  readonly links: LinkHandler<ToWorker, ToClient>;
  /** Told of other clients. */
  readonly clients?: LinkHandler<QueueMessage, QueueMessage>;
  /** A worker has told how busy it is. */
  loadChanged(worker: NodeId, load: Load): void;
  /** So many observers are in this group now. */
  observersChanged?(observers: number, group: ObserverGroup): void;
  /** A worker of the cluster is here that cannot be talked with, for a reason that names both sides. */
  refused(worker: LinkPeer, reason: string): void;
}

/**
 * A ZRE node that is a client of the cluster.
 *
 * @throws SecurityError
 */
export function zreNetwork(options: ClusterOptions): ClusterNetwork {
  const { cluster, port, name, logger } = options;
  const security = clientSecurity(options);
  const node = new ZreNode({
    ...(name === undefined ? {} : { name }),
    ...(logger === undefined ? {} : { logger }),
    headers: announcementHeaders({ role: 'client', cluster }),
    interface: options.interface,
    port,
    ...secureNodeOptions(security),
    ...meetingNodeOptions(options, options.interface, security, process.env),
  });
  const keys = followKeys(security, node, (notice) =>
    process.emitWarning(notice, { type: 'ZfarmWarning', code: 'ZFARM_KEY_REFUSED' }),
  );
  let links: PeerLinks<ToWorker, ToClient> | undefined;
  return {
    self: node.uuid,
    start: async (listener) => {
      const whisper = (peer: NodeId, content: readonly Uint8Array[]): boolean => node.whisper(peer, content);
      const sessions = new PeerLinks<ToWorker, ToClient>({
        whisper,
        drop: (peer) => node.drop(peer),
        cluster,
        role: 'client',
        identity: sessionIdentity(security, () => node.endpoints),
        permits: rolePermission(security),
        handler: listener.links,
        clients: listener.clients,
        onRefused: (peer, reason) => listener.refused(peer, reason),
        now: () => performance.now(),
      });
      links = sessions;
      const observers: Readonly<Record<ObserverGroup, Set<NodeId>>> = { watch: new Set(), trace: new Set() };
      node.on('enter', (event) => sessions.entered(event));
      node.on('exit', (event) => {
        sessions.exited(event);
        for (const group of OBSERVER_GROUPS)
          if (observers[group].delete(event.peer)) listener.observersChanged?.(observers[group].size, group);
      });
      // In the group, so that a shout reaches it.
      node.on('join', ({ peer, group }) => {
        const told = OBSERVER_GROUPS.find((name) => GROUP_NAMES[name](cluster) === group);
        if (told === undefined || !isObserver(node.peerHeaders(peer))) return;
        observers[told].add(peer);
        listener.observersChanged?.(observers[told].size, told);
      });
      node.on('whisper', (event) => sessions.whispered(event));
      node.on('shout', ({ group, peer, content: [frame] }) => {
        const load = group === watchGroup(cluster) && frame !== undefined ? decodeLoad(frame) : undefined;
        if (load !== undefined) listener.loadChanged(peer, load);
      });
      node.join(memberGroup(cluster));
      node.join(watchGroup(cluster));
      await node.start();
    },
    shout: (group, content) => {
      node.shout(GROUP_NAMES[group](cluster), content);
    },
    obstacles: () =>
      [strangerNotice(security.kind, node.stats().irregularities), hubNotice(node.unreachedHubs)]
        .filter((notice) => notice !== undefined)
        .join(' ') || undefined,
    close: async () => {
      keys.stop();
      links?.close();
      await node.stop();
    },
  };
}

const OBSERVER_GROUPS: readonly ObserverGroup[] = ['watch', 'trace'];
const GROUP_NAMES: Readonly<Record<ObserverGroup, (cluster: string) => string>> = {
  watch: watchGroup,
  trace: traceGroup,
};
function clientSecurity(options: ClusterOptions): NetworkSecurity {
  const secretIn = options.local === 'never' ? undefined : userSecretOrOwn;
  const security = resolveSecurity(options, process.env, secretIn);
  if (security.kind !== 'keyed' || security.ring.role === 'member') return security;
  throw new SecurityError(
    `The key in ${security.ring.path} is for workers only: it may not submit work. Name a member key by ZFARM_KEY_FILE or keyFile.`,
  );
}

function isObserver(headers: Readonly<Record<string, string>> = {}): boolean {
  return parseAnnouncement(headers)?.role === 'observer';
}
