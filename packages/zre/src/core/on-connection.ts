import type { ConnectionInput } from './node-input.js';
import type { NodeOutput } from './node-output.js';
import type { NodeState } from './node-state.js';
import { losePeer } from './peer-lifecycle.js';

/** News of an outgoing connection. One that was closed already has no peer any more: late news is ignored. */
export function onConnection(state: NodeState, input: ConnectionInput, now: number, out: NodeOutput[]): void {
  const peer = state.peers.onConnection(input.connection);
  if (peer === undefined) return;
  switch (input.kind) {
    case 'connection-lost':
      // The process behind it is gone or cut off. Left to itself, ZeroMQ would reconnect and hand what is
      // queued to whoever listens there next.
      losePeer(state, peer, now, out);
      return;
    case 'connection-failed':
      // It said HELLO and died before we had reached it: no connection will end that could tell of its death. Of one that has
      // not said HELLO nobody knows, and it may still be on its way.
      if (peer.ready) losePeer(state, peer, now, out);
      return;
    case 'connection-full':
      peer.full = true;
      return;
    case 'connection-drained':
      peer.full = false;
      return;
  }
}
