import type { NodeId } from './node-id.js';
import type { NodeInput } from './node-input.js';
import { checkNodeState } from './node-invariants.js';
import type { NodeOutput } from './node-output.js';
import {
  createNodeState,
  endpointsOf,
  type NodeCoreOptions,
  type NodeState,
  nextDeadline,
} from './node-state.js';
import { onApiCall } from './on-api-call.js';
import { onBeacon } from './on-beacon.js';
import { onConnection } from './on-connection.js';
import { onMessage } from './on-message.js';
import { onTick } from './on-tick.js';
import type { Peer } from './peer.js';
import { onAnnouncement } from './wanted-peers.js';

/**
 * A ZRE node without sockets, clocks or randomness. `now` is monotonic milliseconds. Whatever peers send
 * is acted upon or counted, never thrown; only misuse by our own caller throws.
 */
export class NodeCore {
  readonly #state: NodeState;

  constructor(options: NodeCoreOptions) {
    this.#state = createNodeState(options);
  }

  handle(input: NodeInput, now: number): readonly NodeOutput[] {
    const out: NodeOutput[] = [];
    switch (input.kind) {
      case 'beacon-received':
        if (this.#running) onBeacon(this.#state, input, now, out);
        break;
      case 'message-received':
        if (this.#running) onMessage(this.#state, input, now, out);
        break;
      case 'connection-lost':
      case 'connection-failed':
      case 'connection-full':
      case 'connection-drained':
        onConnection(this.#state, input, now, out);
        break;
      case 'peer-announced':
        onAnnouncement(this.#state, input, now, out);
        break;
      case 'tick':
        onTick(this.#state, now, out);
        break;
      default:
        onApiCall(this.#state, input, now, out);
    }
    return out;
  }

  /** When the next `tick` is due; undefined when nothing is. */
  nextDeadline(): number | undefined {
    const deadline = nextDeadline(this.#state);
    return Number.isFinite(deadline) ? deadline : undefined;
  }

  /** Throws when the state contradicts itself. */
  sanityCheck(): void {
    checkNodeState(this.#state);
  }

  get name(): string {
    return this.#state.name;
  }

  get endpoint(): string {
    return this.#state.homes[0]?.endpoint ?? '';
  }

  /** What our HELLO says, at each home. */
  get endpoints(): readonly string[] {
    return endpointsOf(this.#state);
  }

  get pendingPeers(): number {
    return this.#state.peers.pending;
  }

  /** Those that have entered and not exited. */
  peers(): NodeId[] {
    return Array.from(this.#state.peers.ready(), (peer) => peer.id);
  }

  peersByGroup(group: string): NodeId[] {
    return Array.from(this.#state.groups.members(group), (peer) => peer.id);
  }

  ownGroups(): string[] {
    return [...this.#state.ownGroups];
  }

  peerGroups(): string[] {
    return this.#state.groups.names();
  }

  /** The leader last elected in the group, if it is still there. */
  leader(group: string): NodeId | undefined {
    return this.#state.leaders.get(group);
  }

  /** Undefined until it has entered. */
  peer(id: NodeId): Readonly<Peer> | undefined {
    const peer = this.#state.peers.get(id);
    return peer?.ready === true ? peer : undefined;
  }

  get #running(): boolean {
    return this.#state.phase === 'running';
  }
}
