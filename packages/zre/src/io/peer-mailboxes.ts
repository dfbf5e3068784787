import { limits } from '../core/limits.js';
import { isProvableId } from '../core/link-id.js';
import type { Content } from '../core/message.js';
import { routingIdOf } from '../core/node-id.js';
import type { ConnectionInput } from '../core/node-input.js';
import type { NodeOutput } from '../core/node-output.js';
import type { ResolvedSecurity } from '../options.js';
import type { LinkProver } from './link-prover.js';
import type { NodeContext } from './node-context.js';
import { PeerMailbox, type PeerMailboxOptions } from './peer-mailbox.js';
import { PeerWatch } from './peer-watch.js';
import { securedClient } from './socket-security.js';

interface PeerMailboxesOptions {
  readonly context: NodeContext;
  readonly id: string;
  /** Proves to those who can tell whose our connections are. */
  readonly links: LinkProver | undefined;
  /** Who we are to those who do not let everyone in. */
  readonly security: ResolvedSecurity | undefined;
  readonly onNews: (news: ConnectionInput) => void;
}

/** Of a node that is there, a beacon makes us try again within a second, or gossip within some. */
const refusalMs = 10_000;

/** Our outgoing connections, by the number that the core gave each. */
export class PeerMailboxes {
  readonly #options: PeerMailboxesOptions;
  readonly #watch: PeerWatch;
  readonly #byConnection = new Map<number, PeerMailbox>();
  /** When each mailbox that does not let us in has said so last. */
  readonly #refusals = new Map<string, number>();

  constructor(options: PeerMailboxesOptions) {
    this.#options = options;
    this.#watch = new PeerWatch(options.context);
  }

  get queuedBytes(): number {
    let bytes = 0;
    for (const peer of this.#byConnection.values()) bytes += peer.queuedBytes;
    return bytes;
  }

  /** Endpoints of mailboxes that have refused us of late, and not let us in since. */
  get refusedBy(): readonly string[] {
    const since = performance.now() - refusalMs;
    for (const [endpoint, at] of this.#refusals) if (at < since) this.#refusals.delete(endpoint);
    return [...this.#refusals.keys()];
  }

  connect({ connection, peer, endpoint, publicKey }: Extract<NodeOutput, { kind: 'connect-peer' }>): void {
    const tell = (kind: ConnectionInput['kind']) => () => this.#options.onNews({ kind, connection });
    const { context, id, links, security } = this.#options;
    const secured =
      security === undefined || publicKey === undefined
        ? undefined
        : securedClient(security, { from: id, to: peer, endpoint }, publicKey);
    const onLost = tell('connection-lost');
    const options: PeerMailboxOptions = {
      context,
      endpoint,
      routingId: links && isProvableId(peer) ? links.routingIdTo({ peer, endpoint }) : routingIdOf(id),
      security: secured,
      onReached: () => {
        this.#refusals.delete(endpoint);
        this.#watch.add({ connection, endpoint, security: secured, onLost });
      },
      onRefused: () => this.#noteRefusal(endpoint),
      onFailed: tell('connection-failed'),
      onLost,
      onFull: tell('connection-full'),
      onDrained: tell('connection-drained'),
    };
    try {
      this.#byConnection.set(connection, new PeerMailbox(options));
    } catch {
      // An endpoint libzmq cannot use, or no file descriptor left: the peer's next beacon is a new chance.
      options.onLost();
    }
  }

  #noteRefusal(endpoint: string): void {
    if (this.#refusals.size < limits.peersMax) this.#refusals.set(endpoint, performance.now());
  }

  send(connection: number, frames: Content): void {
    this.#byConnection.get(connection)?.send(frames);
  }

  /** @param lingerMs how long what is queued may still leave */
  disconnect(connection: number, lingerMs: number): void {
    const peer = this.#byConnection.get(connection);
    if (peer === undefined) return;
    peer.close(lingerMs);
    this.#watch.remove(connection);
    this.#byConnection.delete(connection);
  }

  /** @param lingerMs how long what is queued may still leave */
  close(lingerMs: number): void {
    for (const peer of this.#byConnection.values()) peer.close(lingerMs);
    this.#byConnection.clear();
    this.#watch.close();
  }
}
