import type { Role } from '../core/capacity.js';
import type { NodeId } from '../core/ids.js';
import { TOKEN_BYTES } from '../core/limits.js';
import type { Message, SessionIdentity } from '../core/protocol/message.js';
import type { QueueMessage } from '../core/protocol/queue-message.js';
import type { Link, LinkHandler, LinkPeer } from '../core/session/link.js';
import { SessionCore } from '../core/session/session-core.js';
import type { SessionInput, SessionPeer } from '../core/session/session-input.js';
import type { SessionOutput, SessionStats } from '../core/session/session-output.js';
import { SOCKET_MEMORY } from './socket-memory.js';

/** ENTER of a peer, as a ZRE node tells it. */
export interface PeerEntered {
  readonly peer: NodeId;
  readonly name: string;
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What links stand on, and who is told of them. */
export interface PeerLinksOptions<Outgoing extends Message, Incoming extends Message> {
  /** Sends a whisper of the node whose events come in by `entered`, `exited` and `whispered`. */
  readonly whisper: (peer: NodeId, content: readonly Uint8Array[]) => boolean;
  /** Lets that node end its conversation with the peer, and begin another. */
  readonly drop: (peer: NodeId) => void;
  /** Name of the cluster. */
  readonly cluster: string;
  /** Who we are to others, where nodes have keys. Asked at each greeting: where we listen may change. */
  readonly identity?: (() => SessionIdentity) | undefined;
  /** Whether the owner of that key may play that role. Default: everyone may. */
  readonly permits?: ((role: Role, publicKey: string | undefined) => boolean) | undefined;
  /** Our own role: a worker is linked with clients, a client or observer with workers. */
  readonly role: Role;
  /** Told of the links and of what comes over them. */
  readonly handler: LinkHandler<Outgoing, Incoming>;
  /** A client's: told of links with other clients. Without it there are none. */
  readonly clients?: LinkHandler<QueueMessage, QueueMessage> | undefined;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Told of a member of our cluster that we cannot talk with, and why. */
  readonly onRefused?: (peer: LinkPeer, reason: string) => void;
}

/**
 * Turns the peers of a ZRE node into links: one for each member of the cluster that our role concerns. The node's events
 * are handed in from before its start, or peers met earlier go unnoticed.
 */
export class PeerLinks<Outgoing extends Message, Incoming extends Message> {
  readonly #options: PeerLinksOptions<Outgoing, Incoming>;
  readonly #core: SessionCore;
  readonly #links: Map<NodeId, PeerLink> = new Map();
  #closed: boolean = false;

  constructor(options: PeerLinksOptions<Outgoing, Incoming>) {
    this.#options = options;
    this.#core = new SessionCore({
      role: options.role,
      cluster: options.cluster,
      withClients: options.clients !== undefined,
      memory: SOCKET_MEMORY,
      permits: options.permits,
    });
  }

  /** Raw bytes of values that wait for the link to a peer. */
  waitingBytesTo(peer: NodeId): number {
    return this.#core.waitingBytesTo(peer);
  }

  /** What was dropped, by reason. */
  stats(): SessionStats {
    return this.#core.stats();
  }

  /** Bytes of values that have been sent, but wait for those before them to arrive. */
  get waitingBytes(): number {
    return this.#core.waitingBytes;
  }

  /** Closes every link; messages sent in the same turn still leave. */
  close(): void {
    for (const link of this.#links.values()) link.flush();
    this.#closed = true;
    for (const link of [...this.#links.values()]) this.#drop(link.peer.id);
  }

  /** Hands in an `enter` event of the node. */
  entered(event: PeerEntered): void {
    if (this.#closed) return;
    const { peer: id, name, endpoint, headers } = event;
    const peer: SessionPeer = { id, name, endpoint, headers };
    const token = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES));
    const identity = this.#options.identity?.();
    this.#input({ kind: 'peer-entered', peer, token, ...(identity && { identity }) });
  }

  /** Hands in an `exit` event of the node. */
  exited(event: { readonly peer: NodeId }): void {
    this.#input({ kind: 'peer-exited', peer: event.peer });
  }

  /** Hands in a `whisper` event of the node. */
  whispered(event: { readonly peer: NodeId; readonly content: readonly Uint8Array[] }): void {
    this.#input({ kind: 'whisper-received', peer: event.peer, frames: event.content });
  }

  #input(input: SessionInput): void {
    this.#perform(this.#core.handle(input, this.#options.now()));
  }

  #perform(outputs: readonly SessionOutput[]): void {
    if (this.#closed) return;
    for (const output of outputs) {
      switch (output.kind) {
        case 'whisper':
          // With a message missing a session is worth nothing: refused one, both sides begin anew.
          if (!this.#options.whisper(output.peer, output.frames)) this.#options.drop(output.peer);
          break;
        case 'more':
          // The socket takes what was whispered in this turn first, and is at it while the next part is copied.
          queueMicrotask(() => this.#input({ kind: 'go-on', peer: output.peer }));
          break;
        case 'broken':
          this.#options.drop(output.peer);
          break;
        case 'session-opened':
          this.#open(output.peer);
          break;
        case 'session-closed':
          this.#drop(output.peer);
          break;
        case 'received': {
          const link = this.#links.get(output.peer);
          // The session lets pass only what a peer of this role may send.
          if (link !== undefined) link.handler.received(link, output.messages);
          break;
        }
        case 'heard': {
          const link = this.#links.get(output.peer);
          if (link !== undefined) link.handler.signOfLife?.(link);
          break;
        }
        case 'spoilt': {
          const link = this.#links.get(output.peer);
          if (link !== undefined) link.handler.spoilt?.(link, output.message);
          break;
        }
        case 'refused':
          this.#options.onRefused?.(output.peer, output.reason);
          break;
      }
    }
  }

  #open(peer: LinkPeer): void {
    const link = new PeerLink(
      peer,
      this.#handlerFor(peer),
      (messages) => this.#input({ kind: 'send', peer: peer.id, messages }),
      () => this.#input({ kind: 'peer-exited', peer: peer.id }),
    );
    this.#links.set(peer.id, link);
    link.handler.opened(link);
  }

  /** Of a client's peers, those that offer nothing are clients, too. */
  #handlerFor(peer: LinkPeer): AnyHandler {
    const { role, handler, clients } = this.#options;
    return role === 'client' && peer.capacity === undefined && clients !== undefined ? clients : handler;
  }

  #drop(peer: NodeId): void {
    const link = this.#links.get(peer);
    if (link === undefined) return;
    this.#links.delete(peer);
    link.markClosed();
    link.handler.closed(link);
  }
}

type AnyHandler = LinkHandler<Message, Message>;

class PeerLink implements Link<Message> {
  readonly peer: LinkPeer;
  readonly handler: AnyHandler;
  readonly #transmit: (messages: readonly Message[]) => void;
  readonly #end: () => void;
  #queue: Message[] = [];
  #open: boolean = true;

  constructor(
    peer: LinkPeer,
    handler: AnyHandler,
    transmit: (messages: readonly Message[]) => void,
    end: () => void,
  ) {
    this.peer = peer;
    this.handler = handler;
    this.#transmit = transmit;
    this.#end = end;
  }

  send(message: Message): void {
    if (!this.#open) return;
    this.#queue.push(message);
    // A whisper costs 12-20 us however small: what one turn gives rise to goes as one, at the end of the turn.
    if (this.#queue.length === 1) queueMicrotask(() => this.flush());
  }

  flush(): void {
    if (this.#queue.length === 0) return;
    const messages = this.#queue;
    this.#queue = [];
    if (this.#open) this.#transmit(messages);
  }

  close(): void {
    this.flush();
    this.#end();
  }

  markClosed(): void {
    this.#open = false;
  }
}
