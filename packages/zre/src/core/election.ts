import { isNodeId, type NodeId } from './node-id.js';
import type { NodeOutput } from './node-output.js';
import type { NodeState } from './node-state.js';
import type { Peer } from './peer.js';
import { sendTo } from './send.js';

/**
 * An election in one group, as libzyre holds it: echo with extinction. Each contestant sends its id as a wave through
 * the group; waves of higher ids die out, and the node whose wave comes back from everyone leads.
 */
export interface Election {
  /** The lowest candidate heard of. */
  readonly candidate: NodeId;
  /** From whom its wave came first; undefined when it is our own. */
  readonly father: Peer | undefined;
  electCount: number;
  leaderCount: number;
  /** When a contestant begins it anew. */
  readonly restartAt: number;
}

/** A message of an election may cross an exit and be lost to it: a contestant then starts once more. */
const electionTimeoutMs = 3_000;

/** Stands for leader: whatever election goes on is begun anew. */
export function startElection(state: NodeState, group: string, now: number, out: NodeOutput[]): void {
  const members = state.groups.members(group);
  if (members.size === 0) {
    conclude(state, group, state.id, out);
    return;
  }
  beginWave(state, group, state.id, undefined, now);
  for (const peer of members) sendTo(peer, { kind: 'elect', group, candidate: state.id }, out);
}

export function onElect(
  state: NodeState,
  sender: Peer,
  { group, candidate }: { readonly group: string; readonly candidate: NodeId },
  now: number,
  out: NodeOutput[],
): void {
  const members = state.groups.members(group);
  if (!state.ownGroups.has(group) || !members.has(sender) || !isNodeId(candidate)) {
    out.push({ kind: 'count', irregularity: 'election-stray' });
    return;
  }
  let election = state.elections.get(group);
  if (election === undefined || candidate < election.candidate) {
    election = beginWave(state, group, candidate, sender, now);
    for (const peer of members) if (peer !== sender) sendTo(peer, { kind: 'elect', group, candidate }, out);
  }
  if (candidate !== election.candidate) return;
  election.electCount += 1;
  if (election.electCount < members.size) return;
  if (election.father !== undefined) sendTo(election.father, { kind: 'elect', group, candidate }, out);
  else for (const peer of members) sendTo(peer, { kind: 'leader', group, leader: state.id }, out);
}

export function onLeader(
  state: NodeState,
  sender: Peer,
  { group, leader }: { readonly group: string; readonly leader: NodeId },
  out: NodeOutput[],
): void {
  const election = state.elections.get(group);
  const members = state.groups.members(group);
  if (election === undefined || !members.has(sender)) {
    out.push({ kind: 'count', irregularity: 'election-stray' });
    return;
  }
  if (leader !== state.id && election.leaderCount === 0) {
    for (const peer of members) sendTo(peer, { kind: 'leader', group, leader: election.candidate }, out);
  }
  election.leaderCount += 1;
  if (election.leaderCount >= members.size) conclude(state, group, leader, out);
}

/** Someone has come to a group that we contest: it must learn who leads, so all elect again. */
export function memberGained(state: NodeState, group: string, now: number, out: NodeOutput[]): void {
  if (state.contested.has(group)) startElection(state, group, now, out);
}

/** Someone is gone from a group: an election cannot end as it stands, and a leader may be missing. */
export function memberLost(
  state: NodeState,
  group: string,
  id: NodeId,
  now: number,
  out: NodeOutput[],
): void {
  const interrupted = state.elections.delete(group);
  const led = state.leaders.get(group) === id && state.leaders.delete(group);
  if ((interrupted || led) && state.contested.has(group)) startElection(state, group, now, out);
}

/** Elections of contestants that have not ended in time start once more. */
export function restartElections(state: NodeState, now: number, out: NodeOutput[]): void {
  state.nextElectionAt = Number.POSITIVE_INFINITY;
  for (const [group, { restartAt }] of [...state.elections]) {
    if (!state.contested.has(group)) continue;
    if (now >= restartAt) startElection(state, group, now, out);
    else state.nextElectionAt = Math.min(state.nextElectionAt, restartAt);
  }
}

function beginWave(
  state: NodeState,
  group: string,
  candidate: NodeId,
  father: Peer | undefined,
  now: number,
): Election {
  const restartAt = now + electionTimeoutMs;
  const election = { candidate, father, electCount: 0, leaderCount: 0, restartAt };
  state.elections.set(group, election);
  state.nextElectionAt = Math.min(state.nextElectionAt, restartAt);
  return election;
}

function conclude(state: NodeState, group: string, leader: NodeId, out: NodeOutput[]): void {
  state.elections.delete(group);
  state.leaders.set(group, leader);
  const name = leader === state.id ? state.name : (state.peers.get(leader)?.name ?? '');
  out.push({ kind: 'emit', event: { type: 'leader', peer: leader, name, group } });
}
