import {
  type Capacity,
  decodeJobs,
  decodeLoad,
  decodeTrace,
  type JobReport,
  type Load,
  type NodeId,
  parseAnnouncement,
  type Role,
  type TraceReport,
  traceGroup,
  watchGroup,
} from '@zfarm/cluster-core/core';

/** A node of the cluster, as an observer sees it. */
export interface ObservedNode {
  /** Its UUID: 32 upper-case hexadecimal digits. */
  readonly id: string;
  /** Its name on the network. */
  readonly name: string;
  /** What it is in the cluster. */
  readonly role: Role;
  /** Host and port where it listens. */
  readonly address: string;
  /** Of a worker: what it offers. */
  readonly capacity?: Capacity;
  /** Of a worker: how busy it was when it last told; idle until then. */
  readonly load?: Load;
  /** Of a client: its jobs as it last told; none until then. Those with an `outcome` have ended. */
  readonly jobs?: JobReport;
}

/** What an observer learns, with the node as it is now; `node-left`: as it was. */
export interface NodeEvent {
  /** What has happened to it. */
  readonly type: 'node-joined' | 'node-left' | 'load-changed' | 'jobs-changed';
  /** The node as it is now, or was. */
  readonly node: ObservedNode;
}

/** What a client has told of what its jobs go through: only to who observes with `trace`. */
export interface TracedEvent {
  readonly type: 'traced';
  /** The client that tells it. */
  readonly node: ObservedNode;
  /** What its jobs went through since it told the last time. */
  readonly trace: TraceReport;
}

/** What an observer is told. */
export type ObserverEvent = NodeEvent | TracedEvent;

/** A worker tells its load when it changes: one that has not spoken yet does nothing. */
const IDLE: Load = { busySlots: 0, queuedAttempts: 0, itemsDone: 0, draining: false };
const ROLE_ORDER: readonly Role[] = ['worker', 'client', 'observer'];

/** Who is in a cluster, and what they have told. */
export class Roster {
  readonly #cluster: string;
  readonly #nodes: Map<NodeId, ObservedNode> = new Map();

  constructor(cluster: string) {
    this.#cluster = cluster;
  }

  /** Workers first, then clients; by name. */
  list(): ObservedNode[] {
    return [...this.#nodes.values()].sort(byRoleAndName);
  }

  /** Nothing for a peer of another cluster, or of none. */
  entered(peer: {
    readonly peer: NodeId;
    readonly name: string;
    readonly endpoint: string;
    readonly headers: Readonly<Record<string, string>>;
  }): ObserverEvent | undefined {
    const announcement = parseAnnouncement(peer.headers);
    if (announcement?.cluster !== this.#cluster) return undefined;
    const { role, capacity } = announcement;
    const address = peer.endpoint.replace(/^tcp:\/\//, '');
    const known = { id: peer.peer, name: peer.name, role, address };
    if (capacity !== undefined) return this.#put('node-joined', { ...known, capacity, load: IDLE });
    return this.#put('node-joined', role === 'client' ? { ...known, jobs: { jobs: [], more: 0 } } : known);
  }

  shouted(peer: NodeId, group: string, frame: Uint8Array): ObserverEvent | undefined {
    const node = this.#nodes.get(peer);
    if (node === undefined) return undefined;
    if (group === traceGroup(this.#cluster) && node.role === 'client') {
      const trace = decodeTrace(frame);
      return trace && { type: 'traced', node, trace };
    }
    if (group !== watchGroup(this.#cluster)) return undefined;
    if (node.role === 'worker') {
      const load = decodeLoad(frame);
      return load && this.#put('load-changed', { ...node, load });
    }
    const jobs = node.role === 'client' ? decodeJobs(frame) : undefined;
    return jobs && this.#put('jobs-changed', { ...node, jobs });
  }

  exited(peer: NodeId): ObserverEvent | undefined {
    const node = this.#nodes.get(peer);
    this.#nodes.delete(peer);
    return node && { type: 'node-left', node };
  }

  #put(type: NodeEvent['type'], node: ObservedNode): NodeEvent {
    this.#nodes.set(node.id, node);
    return { type, node };
  }
}

function byRoleAndName(one: ObservedNode, other: ObservedNode): number {
  const roles = ROLE_ORDER.indexOf(one.role) - ROLE_ORDER.indexOf(other.role);
  return roles || one.name.localeCompare(other.name, 'en', { numeric: true }) || (one.id < other.id ? -1 : 1);
}
