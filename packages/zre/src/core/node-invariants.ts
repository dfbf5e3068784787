import { limits } from './limits.js';
import type { NodeState } from './node-state.js';

/** Throws when the state contradicts itself: a bug of ours, whatever peers have sent. */
export function checkNodeState(state: NodeState): void {
  let pending = 0;
  for (const peer of state.peers.all()) {
    if (!peer.ready) pending += 1;
    if (peer.id === state.id) fail('the node is its own peer');
    const there = state.peers.at(peer.endpoint);
    if (!there.includes(peer)) fail(`${peer.id} is not at its endpoint`);
    if (there.length > (state.security === undefined ? 1 : there.filter(({ ready }) => ready).length + 1))
      fail(`two peers at ${peer.endpoint}`);
    if (state.peers.onConnection(peer.connection) !== peer)
      fail(`connection ${peer.connection} is not its peer's`);
    if (!peer.ready && peer.groups.size > 0) fail(`pending peer ${peer.id} is in groups`);
    for (const group of peer.groups) {
      if (!state.groups.members(group).has(peer)) fail(`group ${group} misses ${peer.id}`);
    }
  }
  for (const group of state.groups.names()) {
    const members = state.groups.members(group);
    if (members.size === 0) fail(`group ${group} is empty`);
    for (const peer of members) if (state.peers.get(peer.id) !== peer) fail(`group ${group} has a lost peer`);
  }
  if (pending !== state.peers.pending) fail(`${pending} peers are pending, ${state.peers.pending} counted`);
  if (state.peers.size > limits.peersMax) fail('more peers than may be');
  if (state.phase !== 'running' && state.peers.size > 0) fail('peers while not running');
}

function fail(what: string): never {
  throw new Error(`The node's state is inconsistent: ${what}`);
}
