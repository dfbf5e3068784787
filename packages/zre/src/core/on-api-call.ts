import { startElection } from './election.js';
import type { Content } from './message.js';
import type { NodeId } from './node-id.js';
import type { ApiCall } from './node-input.js';
import type { NodeOutput } from './node-output.js';
import { announces, type NodeState } from './node-state.js';
import type { Peer } from './peer.js';
import { losePeer } from './peer-lifecycle.js';
import { sendBeacons, sendTo } from './send.js';
import { nextStatus } from './sequence.js';
import type { Timings } from './timings.js';

type Call<Kind extends ApiCall['kind']> = Extract<ApiCall, { readonly kind: Kind }>;

/** What the application asks for. */
export function onApiCall(state: NodeState, call: ApiCall, now: number, out: NodeOutput[]): void {
  switch (call.kind) {
    case 'start':
      start(state, call, now);
      return;
    case 'move':
      state.homes = [...state.homes.slice(0, call.index), call.home, ...state.homes.slice(call.index + 1)];
      if (announces(state)) state.nextBeaconAt = now;
      return;
    case 'stop':
      stop(state, out);
      return;
    case 'join':
    case 'leave':
      changeGroup(state, call, out);
      return;
    case 'contest':
      contest(state, call.group, now, out);
      return;
    case 'set-name':
      state.name = call.name;
      return;
    case 'set-header':
      state.headers.set(call.key, call.value);
      return;
    case 'set-timings':
      setTimings(state, call.timings, now);
      return;
    case 'whisper':
      whisper(state, call.peer, call.content, out);
      return;
    case 'drop':
    case 'dismiss':
      drop(state, call, now, out);
      return;
    case 'shout':
      for (const peer of state.groups.members(call.group)) {
        deliver(peer, { kind: 'shout', group: call.group, content: call.content }, out);
      }
      return;
  }
}

/** The first beacon is due at once. */
function start(state: NodeState, call: Call<'start'>, now: number): void {
  if (state.phase !== 'new') throw new Error('A node starts once: make a new one');
  state.phase = 'running';
  state.homes = call.homes;
  if (announces(state)) state.nextBeaconAt = now;
  if (state.wanted.size > 0) state.nextSearchAt = now;
}

function stop(state: NodeState, out: NodeOutput[]): void {
  if (state.phase === 'running') sendBeacons(state, () => 0, out);
  for (const peer of state.peers.all()) {
    // Where nobody hears beacons, libzyre acts on this message instead; elsewhere it ignores it. Where a beacon proves nothing, we do.
    if (peer.ready && (!announces(state) || state.security !== undefined))
      sendTo(peer, { kind: 'goodbye' }, out);
    out.push({ kind: 'disconnect-peer', connection: peer.connection });
  }
  state.phase = 'stopped';
  state.peers.clear();
  state.groups.clear();
  state.nextBeaconAt = Number.POSITIVE_INFINITY;
  state.nextCheckAt = Number.POSITIVE_INFINITY;
  state.nextElectionAt = Number.POSITIVE_INFINITY;
  state.nextSearchAt = Number.POSITIVE_INFINITY;
  state.wanted.clear();
  state.elections.clear();
  out.push({ kind: 'emit', event: { type: 'stop', peer: state.id, name: state.name } });
}

/** Joining twice, or leaving what was not joined, says and changes nothing. */
function changeGroup(state: NodeState, call: Call<'join' | 'leave'>, out: NodeOutput[]): void {
  const { kind, group } = call;
  if (state.ownGroups.has(group) === (kind === 'join')) return;
  if (kind === 'join') state.ownGroups.add(group);
  else state.ownGroups.delete(group);
  state.status = nextStatus(state.status);
  for (const peer of state.peers.all()) sendTo(peer, { kind, group, status: state.status }, out);
  if (kind === 'leave') retire(state, group);
}

/** Out of the group, its elections and its leader are no concern of ours. */
function retire(state: NodeState, group: string): void {
  state.contested.delete(group);
  state.elections.delete(group);
  state.leaders.delete(group);
}

/** As long as we are alone in the group there is no election, and so no event, as with libzyre. */
function contest(state: NodeState, group: string, now: number, out: NodeOutput[]): void {
  changeGroup(state, { kind: 'join', group }, out);
  state.contested.add(group);
  if (state.groups.members(group).size > 0) startElection(state, group, now, out);
}

/** Peers are looked at anew at once, since a shorter period may be over already. */
function setTimings(state: NodeState, timings: Timings, now: number): void {
  state.timings = timings;
  if (state.phase !== 'running') return;
  state.nextCheckAt = now;
  if (announces(state)) state.nextBeaconAt = Math.min(state.nextBeaconAt, now + timings.intervalMs);
}

function whisper(state: NodeState, id: NodeId, content: Content, out: NodeOutput[]): void {
  const peer = state.peers.get(id);
  if (peer?.ready === true) deliver(peer, { kind: 'whisper', content }, out);
  else out.push({ kind: 'count', irregularity: 'recipient-unknown' });
}

function drop(state: NodeState, call: Call<'drop' | 'dismiss'>, now: number, out: NodeOutput[]): void {
  const peer = state.peers.get(call.peer);
  if (peer === undefined) return;
  const goodbye = call.kind === 'dismiss' && peer.ready;
  if (goodbye) sendTo(peer, { kind: 'goodbye' }, out);
  losePeer(state, peer, now, out, goodbye);
}

/** A full peer is passed by before a number is spent on it: so it misses this message and nothing else. */
function deliver(peer: Peer, message: Parameters<typeof sendTo>[1], out: NodeOutput[]): void {
  if (peer.full) out.push({ kind: 'count', irregularity: 'recipient-full' });
  else sendTo(peer, message, out);
}
