/**
 * Sessions with the peers of one cluster, without sockets (docs/task-protocol.md section 2).
 *
 * Laws: a session opens when both sides have said hello over their own outgoing link; every later whisper
 * returns the token that its receiver gave out for this session, so neither a stranger with a stolen routing
 * id nor a whisper of an earlier session is ever taken for this peer. Plain Zyre peers, other clusters and
 * peers of no use to our role are invisible. Bad bytes are dropped and counted; they never end a session.
 */
import { type Announcement, parseAnnouncement, type Role } from '../capacity.js';
import type { NodeId } from '../ids.js';
import { PROTOCOL_VERSION_MAX, PROTOCOL_VERSION_MIN } from '../limits.js';
import { decodeEnvelope, encodeEnvelopes } from '../protocol/envelope.js';
import { isToWorker, type Message, type WireMessage } from '../protocol/message.js';
import type { LinkPeer } from './link.js';

/** A peer as ZRE announces it. */
export interface SessionPeer {
  readonly id: NodeId;
  readonly name: string;
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type SessionInput =
  /** `token`: fresh random bytes, given out to this peer for this session alone. */
  | { readonly kind: 'peer-entered'; readonly peer: SessionPeer; readonly token: Uint8Array }
  | { readonly kind: 'peer-exited'; readonly peer: NodeId }
  | { readonly kind: 'whisper-received'; readonly peer: NodeId; readonly frames: readonly Uint8Array[] }
  | { readonly kind: 'send'; readonly peer: NodeId; readonly messages: readonly Message[] };

export type SessionOutput =
  | { readonly kind: 'whisper'; readonly peer: NodeId; readonly frames: readonly Uint8Array[] }
  | { readonly kind: 'session-opened'; readonly peer: LinkPeer }
  | { readonly kind: 'session-closed'; readonly peer: NodeId }
  | { readonly kind: 'received'; readonly peer: NodeId; readonly messages: readonly Message[] }
  /** The peer is of our cluster and role, but we cannot talk: `reason` names both sides. */
  | { readonly kind: 'refused'; readonly peer: LinkPeer; readonly reason: string };

/** What was dropped, by reason; for `stats()` and the doctor. */
export interface SessionStats {
  readonly wrongToken: number;
  readonly badEnvelopes: number;
  readonly unknownKinds: number;
  /** Messages that only a node of our own role may send. */
  readonly wrongWay: number;
  readonly strangers: number;
}

interface Session {
  readonly peer: LinkPeer;
  readonly version: number;
  /** What the peer must return to us. */
  readonly ownToken: Uint8Array;
  /** What we must return to the peer; known once it has said hello. */
  peerToken: Uint8Array | undefined;
}

export class SessionCore {
  readonly #role: Role;
  readonly #cluster: string;
  readonly #sessions: Map<NodeId, Session> = new Map();
  readonly #stats = { wrongToken: 0, badEnvelopes: 0, unknownKinds: 0, wrongWay: 0, strangers: 0 };

  constructor(options: { readonly role: Role; readonly cluster: string }) {
    this.#role = options.role;
    this.#cluster = options.cluster;
  }

  handle(input: SessionInput): readonly SessionOutput[] {
    switch (input.kind) {
      case 'peer-entered':
        return this.#onEntered(input.peer, input.token);
      case 'peer-exited':
        return this.#onExited(input.peer);
      case 'whisper-received':
        return this.#onWhisper(input.peer, input.frames);
      case 'send':
        return this.#onSend(input.peer, input.messages);
    }
  }

  stats(): SessionStats {
    return { ...this.#stats };
  }

  #onEntered(entered: SessionPeer, token: Uint8Array): readonly SessionOutput[] {
    const outputs = this.#onExited(entered.id);
    const announcement = parseAnnouncement(entered.headers);
    if (announcement === undefined || !this.#concerns(announcement)) return outputs;
    const peer: LinkPeer = {
      id: entered.id,
      name: entered.name,
      address: entered.endpoint,
      ...(announcement.capacity === undefined ? {} : { capacity: announcement.capacity }),
    };
    const version = Math.min(PROTOCOL_VERSION_MAX, announcement.versionMax);
    if (version < Math.max(PROTOCOL_VERSION_MIN, announcement.versionMin)) {
      const theirs = `${announcement.versionMin}-${announcement.versionMax}`;
      const ours = `${PROTOCOL_VERSION_MIN}-${PROTOCOL_VERSION_MAX}`;
      const reason = `${entered.name} speaks task protocol ${theirs}, this node ${ours}: upgrade the older one`;
      return [...outputs, { kind: 'refused', peer, reason }];
    }
    const session: Session = { peer, version, ownToken: token, peerToken: undefined };
    this.#sessions.set(entered.id, session);
    return [...outputs, ...this.#greet(session)];
  }

  #concerns(announcement: Announcement): boolean {
    if (announcement.cluster !== this.#cluster) return false;
    return this.#role === 'worker' ? announcement.role === 'client' : announcement.role === 'worker';
  }

  #greet(session: Session): SessionOutput[] {
    return this.#whisper(session, [{ kind: 'hello', token: session.ownToken }]);
  }

  #onExited(peer: NodeId): readonly SessionOutput[] {
    const session = this.#sessions.get(peer);
    if (session === undefined) return [];
    this.#sessions.delete(peer);
    return session.peerToken === undefined ? [] : [{ kind: 'session-closed', peer }];
  }

  #onSend(peer: NodeId, messages: readonly Message[]): readonly SessionOutput[] {
    const session = this.#sessions.get(peer);
    if (session?.peerToken === undefined) return [];
    return this.#whisper(session, messages);
  }

  #whisper(session: Session, messages: readonly WireMessage[]): SessionOutput[] {
    const envelopes = encodeEnvelopes(session.version, session.peerToken, messages);
    return envelopes.map((frames) => ({ kind: 'whisper', peer: session.peer.id, frames }));
  }

  #onWhisper(from: NodeId, frames: readonly Uint8Array[]): readonly SessionOutput[] {
    const session = this.#sessions.get(from);
    if (session === undefined) {
      this.#stats.strangers += 1;
      return [];
    }
    const envelope = decodeEnvelope(frames, from);
    if (typeof envelope === 'string' || envelope.version > PROTOCOL_VERSION_MAX) {
      this.#stats.badEnvelopes += 1;
      return [];
    }
    this.#stats.unknownKinds += envelope.unknownKinds;
    const first = envelope.messages[0];
    if (first?.kind === 'hello') return this.#onHello(session, first.token);
    if (session.peerToken === undefined || !sameToken(envelope.token, session.ownToken)) {
      this.#stats.wrongToken += 1;
      return [];
    }
    const messages = envelope.messages.filter((message) => this.#isForUs(message));
    this.#stats.wrongWay += envelope.messages.length - messages.length;
    return messages.length === 0 ? [] : [{ kind: 'received', peer: from, messages }];
  }

  #isForUs(message: WireMessage): message is Message {
    if (message.kind === 'hello') return false;
    return isToWorker(message) === (this.#role === 'worker');
  }

  /**
   * A hello on an open session means that the peer has forgotten us and begun anew (it saw us leave, we did
   * not): what was under way is lost, and it needs our token again. Whoever begins anew has a new token; one that
   * we hold already is told again by a peer that thought we needed it, and to answer that would go on for ever.
   */
  #onHello(session: Session, token: Uint8Array): SessionOutput[] {
    if (session.peerToken !== undefined && sameToken(session.peerToken, token)) return [];
    const outputs: SessionOutput[] = [];
    const begunAnew = session.peerToken !== undefined;
    session.peerToken = undefined;
    if (begunAnew) outputs.push({ kind: 'session-closed', peer: session.peer.id }, ...this.#greet(session));
    session.peerToken = Uint8Array.from(token);
    outputs.push({ kind: 'session-opened', peer: session.peer });
    return outputs;
  }
}

/** Takes the same time wherever the first difference stands. */
function sameToken(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}
