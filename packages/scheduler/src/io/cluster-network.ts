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
  type ToClient,
  type ToWorker,
  watchGroup,
} from '@zfarm/cluster-core/core';
import { ZreNode } from '@zfarm/zre';
import type { ClusterOptions } from '../connect-options.js';

/** The way to the workers of a cluster. */
export interface ClusterNetwork {
  /** Name of this node on the network. */
  readonly self: NodeId;
  /**
   * Opens the sockets and tells the listener of workers from then on.
   *
   * @throws when the sockets cannot be opened.
   */
  start(listener: NetworkListener): Promise<void>;
  /** Tells everyone who watches the cluster. */
  shout?(content: Uint8Array): void;
  /** Says goodbye. */
  close(): Promise<void>;
}

export interface NetworkListener {
  readonly links: LinkHandler<ToWorker, ToClient>;
  loadChanged(worker: NodeId, load: Load): void;
  /** So many observers are here now. */
  observersChanged?(observers: number): void;
  /** A worker of the cluster is here that cannot be talked with, for a reason that names both sides. */
  refused(worker: LinkPeer, reason: string): void;
}

/** A ZRE node that is a client of the cluster. */
export function zreNetwork(options: ClusterOptions): ClusterNetwork {
  const { cluster, port, name } = options;
  const node = new ZreNode({
    ...(name === undefined ? {} : { name }),
    headers: announcementHeaders({ role: 'client', cluster }),
    interface: options.interface,
    port,
  });
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
        handler: listener.links,
        onRefused: (peer, reason) => listener.refused(peer, reason),
        now: () => performance.now(),
      });
      links = sessions;
      const observers = new Set<NodeId>();
      node.on('enter', (event) => sessions.entered(event));
      node.on('exit', (event) => {
        sessions.exited(event);
        if (observers.delete(event.peer)) listener.observersChanged?.(observers.size);
      });
      // In the group, so that a shout reaches it.
      node.on('join', ({ peer, group }) => {
        if (group !== watchGroup(cluster) || !isObserver(node.peerHeaders(peer))) return;
        observers.add(peer);
        listener.observersChanged?.(observers.size);
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
    shout: (content) => {
      node.shout(watchGroup(cluster), content);
    },
    close: async () => {
      links?.close();
      await node.stop();
    },
  };
}

function isObserver(headers: Readonly<Record<string, string>> = {}): boolean {
  return parseAnnouncement(headers)?.role === 'observer';
}
