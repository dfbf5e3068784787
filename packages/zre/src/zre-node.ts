import { randomBytes } from 'node:crypto';
import { toFrames, type ZreContent } from './content.js';
import { NodeCore } from './core/node-core.js';
import type { NodeEvent } from './core/node-event.js';
import { isNodeId, nodeIdFromBytes } from './core/node-id.js';
import type { Irregularity } from './core/node-output.js';
import { parseReach, type Reach } from './core/reach.js';
import type { Timings } from './core/timings.js';
import { curveKey } from './curve-options.js';
import { ZreUsageError } from './errors.js';
import type { ZreEvent, ZreEventOf, ZreEventType } from './events.js';
import { EventHub } from './io/event-hub.js';
import { LinkProver } from './io/link-prover.js';
import { NodeDriver } from './io/node-driver.js';
import { logNode } from './node-log.js';
import {
  type ResolvedOptions,
  resolveOptions,
  shortText,
  tcpEndpoint,
  type ZreNodeOptions,
} from './options.js';
import { Pipe } from './pipe.js';
import { ReceivedShout, ReceivedWhisper } from './received-message.js';

/** Counters since the node was made. */
export interface ZreStats {
  /** Peers that have entered and not exited. */
  readonly peers: number;
  /** Nodes heard of that have not said HELLO yet. */
  readonly pendingPeers: number;
  /** Messages of ZRE to peers, a shout once for each. */
  readonly messagesSent: number;
  /** Messages of ZRE from peers. */
  readonly messagesReceived: number;
  /** Datagrams, on all interfaces. */
  readonly beaconsSent: number;
  /** Datagrams on the port of the beacons, own ones that come back among them. */
  readonly beaconsReceived: number;
  /** Datagrams that the system refused to send. */
  readonly beaconsFailed: number;
  /** Waiting for the sockets of all peers. */
  readonly queuedBytes: number;
  /** What was dropped, or acted upon although it was wrong, by reason. */
  readonly irregularities: Readonly<Partial<Record<Irregularity, number>>>;
}

/**
 * A node of a ZRE network (RFC 36, with libzyre's additions): it finds the other nodes of its network by UDP
 * beacons, tells who enters and exits, joins groups, and exchanges messages with one peer or a group.
 * While started it keeps the process alive.
 */
export class ZreNode implements AsyncDisposable {
  /** 32 upper-case hexadecimal digits, fresh for each node. */
  readonly uuid: string;
  readonly #options: ResolvedOptions;
  #given: ZreNodeOptions;
  readonly #core: NodeCore;
  readonly #driver: NodeDriver;
  readonly #hub: EventHub;
  readonly #whisper = (peer: string, content: ZreContent): boolean => this.whisper(peer, content);
  #phase: 'new' | 'started' | 'stopped' = 'new';

  /** @throws ZreOptionError when an option is out of its range */
  constructor(options: ZreNodeOptions = {}) {
    this.#given = options;
    this.#options = resolveOptions(options, process.env);
    const { security } = this.#options;
    const links = security?.kind === 'curve' ? new LinkProver() : undefined;
    this.uuid = links?.id ?? nodeIdFromBytes(randomBytes(16));
    const { name = this.uuid.slice(0, 6), headers, timings } = this.#options;
    this.#core = new NodeCore({
      id: this.uuid,
      name,
      headers,
      timings,
      ...(security && {
        security: { ...security, ...(links && { proves: (link, at) => links.proves(link, at) }) },
      }),
    });
    this.#hub = new EventHub((full) => this.#driver.setReading(!full));
    this.#driver = new NodeDriver({
      core: this.#core,
      id: this.uuid,
      security,
      links,
      onEvent: (event) => this.#hub.emit(this.#withReply(event)),
    });
    if (options.logger !== undefined) logNode(this, options.logger);
    for (const group of this.#options.contest) this.contest(group);
    for (const reach of this.#options.staticEndpoints) this.#announce(parseReach(reach));
  }

  /** Where this node's gossip hub listens, if it is one. */
  get gossipEndpoint(): string | undefined {
    return this.#driver.gossipEndpoint;
  }

  /**
   * Endpoints of those hubs of `gossip.connect` that do not answer at this moment; each is tried again until the node stops. Who has met
   * goes on without them, and newcomers are not heard of.
   */
  get unreachedHubs(): readonly string[] {
    return this.#driver.unreachedHubs;
  }

  /** Endpoints of nodes that have not let this one in for the last ten seconds, though it would them: they do not admit its key. */
  get refusedBy(): readonly string[] {
    return this.#driver.refusedBy;
  }

  /**
   * Opens the sockets and sends the first beacon. A node starts once; after `stop` make a new one.
   * @throws ZreTransportError when there is no such interface, or a port is taken
   */
  async start(): Promise<void> {
    if (this.#phase !== 'new') throw new ZreUsageError('A ZreNode starts once: make a new one');
    this.#phase = 'started';
    await this.#driver.open(this.#options);
  }

  /**
   * Says goodbye, waits until that has left, and closes everything, so that the process can end. What was whispered
   * and has not left by then is lost. Never rejects, and may be called twice.
   */
  async stop(): Promise<void> {
    if (this.#phase === 'stopped') return;
    this.#phase = 'stopped';
    await this.#driver.stop();
  }

  /** As `stop`: at the end of the block that has `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Where the mailbox listens, or what is advertised instead; empty before `start`. */
  get endpoint(): string {
    return this.#core.endpoint;
  }

  /** The same for each interface that it lives on. */
  get endpoints(): readonly string[] {
    return this.#core.endpoints;
  }

  /** What other nodes are told it is called. */
  get name(): string {
    return this.#core.name;
  }

  /** Peers met from now on are told the new name; ZRE has no message to tell the others. */
  set name(name: string) {
    this.#driver.handle({ kind: 'set-name', name: shortText(name, 'name') });
  }

  /** Peers met from now on are told; ZRE has no message to tell the others. */
  setHeader(key: string, value: string): void {
    resolveOptions({ headers: { [key]: value } }, {});
    this.#driver.handle({ kind: 'set-header', key, value });
  }

  /**
   * Changes some periods, also while the node runs; the others stay as they were given.
   * @throws ZreOptionError when they do not fit one another
   */
  setTimings(timings: Partial<Timings>): void {
    const given = { ...this.#given, ...timings };
    this.#driver.handle({ kind: 'set-timings', timings: resolveOptions(given, {}).timings });
    this.#given = given;
  }

  /**
   * Joins the group and stands for its leader until it leaves the group: the lowest UUID of those who stand wins. A `leader`
   * event tells the outcome; there is none while the node is alone in the group.
   */
  contest(group: string): void {
    this.#driver.handle({ kind: 'contest', group: shortText(group, 'A group name') });
  }

  /**
   * Connects to a node that is known to be there, without hearing of it, and again whenever it is lost, until this node stops.
   * @param publicKey of a CURVE node, for a CURVE node
   * @throws ZreOptionError when the endpoint is not TCP
   */
  requirePeer(peer: string, endpoint: string, publicKey?: string): void {
    if (!isNodeId(peer))
      throw new ZreUsageError(`A peer is named by 32 upper-case hexadecimal digits, got "${peer}"`);
    if (publicKey !== undefined) curveKey(publicKey, 'publicKey');
    if (this.#options.security?.kind === 'guard')
      throw new ZreUsageError('A guarded node meets others by beacons alone: use curve to require peers');
    if ((publicKey === undefined) !== (this.#options.security === undefined))
      throw new ZreUsageError('A CURVE node requires peers with their public key, a plain node without');
    this.#announce({ endpoint: tcpEndpoint(endpoint, 'endpoint'), publicKey }, peer);
  }

  /** The UUID of the leader last elected in the group, if it is still there. */
  leader(group: string): string | undefined {
    return this.#core.leader(group);
  }

  /** Legal before `start`, too. Joining twice changes nothing. */
  join(group: string): void {
    this.#driver.handle({ kind: 'join', group: shortText(group, 'A group name') });
  }

  /** Leaves a group, and no longer stands for its leader. Without having joined: nothing. */
  leave(group: string): void {
    this.#driver.handle({ kind: 'leave', group: shortText(group, 'A group name') });
  }

  /**
   * Sends to one peer; never waits and never throws for the state of the network. Frames over 128 octets are not copied and
   * must not change afterwards, nor may their buffers be transferred to a thread.
   * @returns true when queued; false when there is no such peer (any more) or too much waits for it already
   * @throws ZreUsageError when the content is neither text nor octets
   */
  whisper(peer: string, content: ZreContent): boolean {
    const outputs = this.#driver.handle({ kind: 'whisper', peer, content: toFrames(content) });
    return outputs[0]?.kind === 'send';
  }

  /**
   * Ends the conversation with a peer, as if the connection to it had broken: what waits for it is lost, and it exits. Both
   * meet afresh at its next beacon. For those who cannot go on after a whisper was refused. Without such a peer: nothing.
   */
  drop(peer: string): void {
    this.#driver.handle({ kind: 'drop', peer });
  }

  /** The same, but the peer is told by a goodbye, so that this node exits there, too. For those who are let in no more. */
  dismiss(peer: string): void {
    this.#driver.handle({ kind: 'dismiss', peer });
  }

  /**
   * Sends to every peer known to be in the group, of which this node need not be a member; never to itself.
   * The same care for buffers as with `whisper`. Peers for which too much waits already miss it, which is counted.
   * @returns to how many peers it was queued
   */
  shout(group: string, content: ZreContent): number {
    shortText(group, 'A group name');
    const outputs = this.#driver.handle({ kind: 'shout', group, content: toFrames(content) });
    return outputs.filter(({ kind }) => kind === 'send').length;
  }

  /** UUIDs of the peers that have entered and not exited. */
  peers(): string[] {
    return this.#core.peers();
  }

  /** UUIDs of the peers that are known to be in the group. */
  peersByGroup(group: string): string[] {
    return this.#core.peersByGroup(group);
  }

  /** Groups that this node has joined. */
  ownGroups(): string[] {
    return this.#core.ownGroups();
  }

  /** Groups that at least one peer is in. */
  peerGroups(): string[] {
    return this.#core.peerGroups();
  }

  /** The endpoint of the peer's HELLO; undefined for an unknown peer, here and below. */
  peerAddress(peer: string): string | undefined {
    return this.#core.peer(peer)?.reportedEndpoint;
  }

  /** What the peer is called. */
  peerName(peer: string): string | undefined {
    return this.#core.peer(peer)?.name;
  }

  /** One header of the peer; undefined also where it has none of that key. */
  peerHeader(peer: string, key: string): string | undefined {
    return this.#core.peer(peer)?.headers.get(key);
  }

  /** All headers of the peer. */
  peerHeaders(peer: string): Record<string, string> | undefined {
    const found = this.#core.peer(peer);
    return found === undefined ? undefined : Object.fromEntries(found.headers);
  }

  /**
   * The events from this call on, until the node stops. Each call is a queue of its own: once 1,024 events or 128 MiB wait
   * in one, the node reads no more messages until half is taken, and the senders feel it.
   */
  events(): Pipe<ZreEvent> {
    return new Pipe(this.#hub.stream());
  }

  /** Listeners are called synchronously, in the order they came, before `events()` sees the event. */
  on<Type extends ZreEventType>(type: Type, listener: (event: ZreEventOf<Type>) => void): this {
    this.#hub.on(type, listener);
    return this;
  }

  /** Ends what `on` began, of this listener. */
  off<Type extends ZreEventType>(type: Type, listener: (event: ZreEventOf<Type>) => void): this {
    this.#hub.off(type, listener);
    return this;
  }

  /** Counters since the node was made; costs next to nothing. */
  stats(): ZreStats {
    return {
      peers: this.#core.peers().length,
      pendingPeers: this.#core.pendingPeers,
      ...this.#driver.stats(),
    };
  }

  #withReply(event: NodeEvent): ZreEvent {
    if (event.type === 'whisper') return new ReceivedWhisper(event, this.#whisper);
    return event.type === 'shout' ? new ReceivedShout(event, this.#whisper) : event;
  }

  #announce({ endpoint, publicKey }: Reach, peer?: string): void {
    this.#driver.handle({
      kind: 'peer-announced',
      endpoint,
      required: true,
      publicKey,
      ...(peer !== undefined && { peer }),
    });
  }
}
