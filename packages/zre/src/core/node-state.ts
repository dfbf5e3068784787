import type { SecureIdentity } from './admission.js';
import type { Election } from './election.js';
import { GroupTable } from './group-table.js';
import type { Home } from './home.js';
import { isProvableId } from './link-id.js';
import type { NodeId } from './node-id.js';
import { PeerTable } from './peer-table.js';
import { SenderReader } from './sender-reader.js';
import type { Timings } from './timings.js';
import type { WantedPeer } from './wanted-peers.js';

/** What a node is made with. */
export interface NodeCoreOptions {
  /** Fresh and random for each node object: 32 upper-case hexadecimal digits. */
  readonly id: NodeId;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly timings: Timings;
  /** Without it, a plain node. */
  readonly security?: SecureIdentity;
}

/** The data of a node alone, so that each family of inputs works on it without knowing the others. */
export interface NodeState {
  readonly id: NodeId;
  name: string;
  readonly headers: Map<string, string>;
  timings: Timings;
  readonly security: SecureIdentity | undefined;
  phase: 'new' | 'running' | 'stopped';
  homes: readonly Home[];
  readonly ownGroups: Set<string>;
  /** Our count of joins and leaves. */
  status: number;
  readonly senders: SenderReader;
  readonly peers: PeerTable;
  readonly groups: GroupTable;
  /** Groups in which we stand for leader. */
  readonly contested: Set<string>;
  readonly elections: Map<string, Election>;
  readonly leaders: Map<string, NodeId>;
  /** By endpoint. */
  readonly wanted: Map<string, WantedPeer>;
  nextConnection: number;
  nextBeaconAt: number;
  /** No peer's deadline is before this: they only ever move later, so a check may find nothing due. */
  nextCheckAt: number;
  nextElectionAt: number;
  nextSearchAt: number;
}

export function createNodeState(options: NodeCoreOptions): NodeState {
  return {
    id: options.id,
    name: options.name,
    timings: options.timings,
    headers: new Map(options.headers),
    security: options.security,
    phase: 'new',
    homes: [],
    ownGroups: new Set(),
    status: 0,
    senders: new SenderReader(),
    peers: new PeerTable(),
    groups: new GroupTable(),
    contested: new Set(),
    elections: new Map(),
    leaders: new Map(),
    wanted: new Map(),
    nextConnection: 1,
    nextBeaconAt: Number.POSITIVE_INFINITY,
    nextCheckAt: Number.POSITIVE_INFINITY,
    nextElectionAt: Number.POSITIVE_INFINITY,
    nextSearchAt: Number.POSITIVE_INFINITY,
  };
}

/** Infinity when nothing is due. */
export function nextDeadline(state: NodeState): number {
  return Math.min(state.nextBeaconAt, state.nextCheckAt, state.nextElectionAt, state.nextSearchAt);
}

export function announces(state: NodeState): boolean {
  return state.homes.some(({ mailboxPort }) => mailboxPort !== undefined);
}

/** Whether that node proves whose its links are, and we can tell. */
export function mustProve(state: NodeState, id: NodeId): boolean {
  return state.security?.proves !== undefined && isProvableId(id);
}

/** What our HELLO says, at each home. */
export function endpointsOf(state: NodeState): readonly string[] {
  return state.homes.map(({ endpoint }) => endpoint);
}

export function isOwnEndpoint(state: NodeState, endpoint: string): boolean {
  return state.homes.some((home) => home.endpoint === endpoint);
}

/** Such a node leaves its host for nobody. */
export function isLoopbackNode(state: NodeState): boolean {
  return state.homes.length > 0 && state.homes.every(({ loopback }) => loopback);
}
