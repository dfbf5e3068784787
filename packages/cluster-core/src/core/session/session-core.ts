/**
 * Sessions with the peers of one cluster, without sockets (docs/task-protocol.md section 2).
 *
 * Laws: a session opens when both sides have said hello over their own outgoing link; every later whisper
 * returns the token that its receiver gave out for this session, so neither a stranger with a stolen routing
 * id nor a whisper of an earlier session is ever taken for this peer. Plain Zyre peers, other clusters and
 * peers of no use to our role are invisible. Where nodes have keys, a peer plays the role that its key permits, and its hello
 * counts if it is of the very node that our connection leads to. Bad bytes are dropped and counted; those that the peer itself has sent break its session.
 */
import { type Announcement, parseAnnouncement, type Role } from '../capacity.js';
import type { NodeId } from '../ids.js';
import { PROTOCOL_VERSION_MAX, PROTOCOL_VERSION_MIN } from '../limits.js';
import { decodeEnvelope, encodeEnvelopes, tokenOfRefused } from '../protocol/envelope.js';
import {
  type Hello,
  isToWorker,
  type Message,
  type SessionIdentity,
  type TransferMessage,
  type WireMessage,
} from '../protocol/message.js';
import { isQueueMessage } from '../protocol/queue-message.js';
import { ReassemblyRoom } from '../transfer/reassembly-room.js';
import type { TransferSenderOutput } from '../transfer/transfer-sender-input.js';
import type { ValueMemory } from '../transfer/value-memory.js';
import type { LinkPeer } from './link.js';
import { isOfPeer, PUBLIC_KEY_HEADER } from './peer-identity.js';
import { sameToken } from './same-token.js';
import type { SessionInput, SessionPeer } from './session-input.js';
import type { SessionOutput, SessionStats } from './session-output.js';
import { isTransfer, SessionTraffic, type TrafficCounts } from './session-traffic.js';

const NO_TOKEN = new Uint8Array(0);

interface Session {
  readonly peer: LinkPeer;
  /** As ZRE announced it. */
  readonly entered: SessionPeer;
  readonly identity: SessionIdentity | undefined;
  readonly version: number;
  /** It is a client as we are: what we have in common is queues. */
  readonly betweenClients: boolean;
  /** What the peer must return to us. */
  readonly ownToken: Uint8Array;
  /** What we must return to the peer; known once it has said hello. */
  peerToken: Uint8Array | undefined;
  traffic: SessionTraffic;
}

export interface SessionCoreOptions {
  readonly role: Role;
  readonly cluster: string;
  /** A client: sessions with other clients, too. Default: with workers alone. */
  readonly withClients?: boolean | undefined;
  /** Whether the owner of that key may play that role. Default: everyone may. */
  readonly permits?: ((role: Role, publicKey: string | undefined) => boolean) | undefined;
  /** Default: the collector of garbage sees to it. */
  readonly memory?: ValueMemory | undefined;
}

export class SessionCore {
  readonly #role: Role;
  readonly #cluster: string;
  readonly #withClients: boolean;
  readonly #memory: ValueMemory | undefined;
  readonly #permits: NonNullable<SessionCoreOptions['permits']>;
  readonly #sessions: Map<NodeId, Session> = new Map();
  readonly #room: ReassemblyRoom = new ReassemblyRoom();
  readonly #stats = {
    wrongToken: 0,
    wrongIdentity: 0,
    roleDenied: 0,
    badEnvelopes: 0,
    unknownKinds: 0,
    wrongWay: 0,
    strangers: 0,
  };
  readonly #traffic: TrafficCounts = { faults: {}, lostValues: 0 };

  constructor(options: SessionCoreOptions) {
    this.#role = options.role;
    this.#memory = options.memory;
    this.#cluster = options.cluster;
    this.#withClients = options.withClients === true;
    this.#permits = options.permits ?? (() => true);
  }

  handle(input: SessionInput, now: number): readonly SessionOutput[] {
    const outputs = this.#react(input, now);
    const grants = this.#grant();
    return grants.length === 0 ? outputs : [...outputs, ...grants];
  }

  stats(): SessionStats {
    const { faults, lostValues } = this.#traffic;
    return { ...this.#stats, transferFaults: { ...faults }, lostValues };
  }

  /** Bytes of values that have been sent but wait, in all sessions; while there are none, no message waits. */
  get waitingBytes(): number {
    let bytes = 0;
    for (const { traffic } of this.#sessions.values()) bytes += traffic.waitingBytes;
    return bytes;
  }

  /** Raw bytes that wait for the link to a peer. */
  waitingBytesTo(peer: NodeId): number {
    return this.#sessions.get(peer)?.traffic.waitingBytes ?? 0;
  }

  /** @throws when an invariant is broken. */
  sanityCheck(): void {
    for (const { traffic } of this.#sessions.values()) traffic.sanityCheck();
  }

  #react(input: SessionInput, now: number): readonly SessionOutput[] {
    switch (input.kind) {
      case 'peer-entered':
        return this.#onEntered(input);
      case 'peer-exited':
        return this.#onExited(input.peer);
      case 'whisper-received':
        return this.#onWhisper(input.peer, input.frames, now);
      case 'send':
        return this.#onSend(input.peer, input.messages, now);
      case 'go-on':
        return this.#onGoOn(input.peer, now);
    }
  }

  /** Tells those who asked for it that there is room for their values. */
  #grant(): SessionOutput[] {
    const outputs: SessionOutput[] = [];
    for (let claim = this.#room.grant(); claim !== undefined; claim = this.#room.grant()) {
      const session = this.#sessions.get(claim.peer);
      if (session !== undefined)
        outputs.push(...this.#whisper(session, [session.traffic.grant(claim.transfer)]));
    }
    return outputs;
  }

  #onEntered({
    peer: entered,
    token,
    identity,
  }: Extract<SessionInput, { kind: 'peer-entered' }>): readonly SessionOutput[] {
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
    if (!this.#permits(announcement.role, entered.headers[PUBLIC_KEY_HEADER])) {
      this.#stats.roleDenied += 1;
      const reason = `${entered.name} wants to be a ${announcement.role}, which its key does not permit: give it a member key`;
      return [...outputs, { kind: 'refused', peer, reason }];
    }
    const session: Session = {
      peer,
      entered,
      identity,
      version,
      betweenClients: announcement.role === 'client' && this.#role === 'client',
      ownToken: token,
      peerToken: undefined,
      traffic: new SessionTraffic(peer.id, this.#room, this.#traffic, this.#memory),
    };
    this.#sessions.set(entered.id, session);
    return [...outputs, ...this.#greet(session)];
  }

  #concerns(announcement: Announcement): boolean {
    if (announcement.cluster !== this.#cluster) return false;
    if (announcement.role === 'client') return this.#role === 'worker' || this.#withClients;
    return announcement.role === 'worker' && this.#role !== 'worker';
  }

  #greet(session: Session): SessionOutput[] {
    return this.#whisper(session, [
      {
        kind: 'hello',
        token: session.ownToken,
        ...(session.identity && { identity: session.identity }),
      },
    ]);
  }

  #onExited(peer: NodeId): readonly SessionOutput[] {
    const session = this.#sessions.get(peer);
    if (session === undefined) return [];
    this.#sessions.delete(peer);
    session.traffic.close();
    return session.peerToken === undefined ? [] : [{ kind: 'session-closed', peer }];
  }

  #onSend(peer: NodeId, messages: readonly Message[], now: number): readonly SessionOutput[] {
    const session = this.#sessions.get(peer);
    if (session?.peerToken === undefined) return [];
    return this.#transmit(session, session.traffic.send(messages, now));
  }

  #onGoOn(peer: NodeId, now: number): readonly SessionOutput[] {
    const session = this.#sessions.get(peer);
    return session === undefined ? [] : this.#transmit(session, session.traffic.goOn(now));
  }

  #transmit(session: Session, sent: readonly TransferSenderOutput[]): SessionOutput[] {
    const outputs: SessionOutput[] = [];
    for (const output of sent) {
      if (output.kind === 'transmit') outputs.push(...this.#whisper(session, output.messages));
      else if (output.kind === 'more') outputs.push({ kind: 'more', peer: session.peer.id });
      else outputs.push({ kind: 'spoilt', peer: session.peer.id, message: output.message });
    }
    return outputs;
  }

  #whisper(session: Session, messages: readonly WireMessage[]): SessionOutput[] {
    const envelopes = encodeEnvelopes(session.version, session.peerToken, messages);
    return envelopes.map((frames) => ({ kind: 'whisper', peer: session.peer.id, frames }));
  }

  #onWhisper(from: NodeId, frames: readonly Uint8Array[], now: number): readonly SessionOutput[] {
    const session = this.#sessions.get(from);
    if (session === undefined) {
      this.#stats.strangers += 1;
      return [];
    }
    const envelope = decodeEnvelope(frames, from);
    if (typeof envelope === 'string' || envelope.version > PROTOCOL_VERSION_MAX) {
      this.#stats.badEnvelopes += 1;
      return this.#onRefused(session, frames);
    }
    this.#stats.unknownKinds += envelope.unknownKinds;
    const first = envelope.messages[0];
    if (first?.kind === 'hello') return this.#onHello(session, first);
    if (session.peerToken === undefined || !sameToken(envelope.token, session.ownToken)) {
      this.#stats.wrongToken += 1;
      return [];
    }
    let rawBytes = 0;
    for (let frame = 1; frame < frames.length; frame += 1) rawBytes += (frames[frame] as Uint8Array).length;
    return this.#deliver(session, envelope.messages, rawBytes, now);
  }

  /**
   * What the peer itself has sent in this session is missing from now on, be it a chunk or its results: both sides begin
   * anew, so that all of it is done again. A stranger's bytes do not return our token, and change nothing.
   */
  #onRefused(
    { peer, peerToken, ownToken }: Session,
    frames: readonly Uint8Array[],
  ): readonly SessionOutput[] {
    if (peerToken === undefined || !sameToken(tokenOfRefused(frames) ?? NO_TOKEN, ownToken)) return [];
    return [{ kind: 'broken', peer: peer.id }];
  }

  #deliver(
    session: Session,
    wire: readonly WireMessage[],
    rawBytes: number,
    now: number,
  ): readonly SessionOutput[] {
    const ours = wire.filter((message) => this.#isForUs(session, message));
    this.#stats.wrongWay += wire.length - ours.length;
    const { messages, sent } = session.traffic.receive(ours, rawBytes, now);
    const peer = session.peer.id;
    const outputs = this.#transmit(session, sent);
    if (messages.length > 0) outputs.push({ kind: 'received', peer, messages });
    else if (ours.length > 0) outputs.push({ kind: 'heard', peer });
    return outputs;
  }

  #isForUs(session: Session, message: WireMessage): message is Message | TransferMessage {
    if (message.kind === 'hello') return false;
    if (isTransfer(message)) return true;
    if (isQueueMessage(message)) return session.betweenClients;
    if (session.betweenClients) return false;
    return isToWorker(message) === (this.#role === 'worker');
  }

  /**
   * A hello on an open session means that the peer has forgotten us and begun anew (it saw us leave, we did
   * not): what was under way is lost, and it needs our token again. Whoever begins anew has a new token; one that
   * we hold already is told again by a peer that thought we needed it, and to answer that would go on for ever.
   */
  #onHello(session: Session, { token, identity }: Hello): SessionOutput[] {
    if (session.identity !== undefined && !isOfPeer(identity, session.entered)) {
      this.#stats.wrongIdentity += 1;
      return [];
    }
    if (session.peerToken !== undefined && sameToken(session.peerToken, token)) return [];
    const outputs: SessionOutput[] = [];
    const begunAnew = session.peerToken !== undefined;
    session.peerToken = undefined;
    if (begunAnew) outputs.push({ kind: 'session-closed', peer: session.peer.id }, ...this.#greet(session));
    session.peerToken = Uint8Array.from(token);
    session.traffic.close();
    session.traffic = new SessionTraffic(session.peer.id, this.#room, this.#traffic, this.#memory);
    outputs.push({ kind: 'session-opened', peer: session.peer });
    return outputs;
  }
}
