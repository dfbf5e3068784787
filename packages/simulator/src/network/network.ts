import type { Prng } from '../prng.js';
import type { VirtualClock } from '../virtual-clock.js';
import { Air } from './air.js';
import { type Connection, createConnection } from './connection.js';
import type { ConnectionNews, NetworkNode } from './network-node.js';
import { Roads } from './road.js';

const LATENCY_MS: readonly [number, number] = [0.05, 2];
/** ZeroMQ tries a connection again after this long, then after twice as long each time, up to the second. */
const RETRY_MS: readonly [number, number] = [100, 3200];
/** ZMTP heartbeats find a mute connection after this long. */
const HEARTBEAT_NOTICES_MS: readonly [number, number] = [2000, 2700];
/** The first news of a connection that was reset. */
const RESET_NOTICED_MS: readonly [number, number] = [0.1, 5];

/** What TCP and ZMTP add to a message. */
const FRAMING_BYTES = 80;
/** The frame after the head and the messages of a whisper. */
const RAW_FROM = 2;

/** Connections as TCP and ZeroMQ have them: delayed, in order, cut as a whole with everything under way. */
export class Network {
  readonly roads: Roads = new Roads();
  readonly air: Air;
  /** Told of each message that is given to a connection, the raw bytes of values in it, and when it will arrive. */
  onCarried: ((connection: Connection, rawBytes: number, inMs: number) => void) | undefined;
  readonly #clock: VirtualClock;
  readonly #prng: Prng;
  /** By endpoint. */
  readonly #nodes: Map<string, NetworkNode> = new Map();
  readonly #connections: Map<NetworkNode, Map<number, Connection>> = new Map();
  /** A mailbox keeps one connection for each routing id. */
  readonly #mailboxes: Map<NetworkNode, Map<NetworkNode, Connection>> = new Map();
  /** Messages under way on one connection, from which on it counts as full. */
  #queueMax: number = Number.POSITIVE_INFINITY;
  #queuesNarrowUntil: number = 0;

  constructor(clock: VirtualClock, prng: Prng) {
    this.#clock = clock;
    this.#prng = prng;
    this.air = new Air(clock, prng, this.roads, this.#nodes);
  }

  get size(): number {
    return this.#nodes.size;
  }

  limitQueues(messagesMax: number, until: number): void {
    this.#queueMax = messagesMax;
    this.#queuesNarrowUntil = until;
  }

  join(node: NetworkNode): void {
    this.#nodes.set(node.endpoint, node);
    this.#connections.set(node, new Map());
    this.#mailboxes.set(node, new Map());
  }

  /** A process ends, in whatever way: what it had sent may still arrive, then its peers notice. */
  leave(node: NetworkNode, noticedMsMax: number, lastWordsArrive: boolean): void {
    if (this.#nodes.get(node.endpoint) === node) this.#nodes.delete(node.endpoint);
    for (const connection of this.#into(node)) this.#break(connection, [1, noticedMsMax]);
    for (const connection of this.#connections.get(node)?.values() ?? []) {
      connection.closed = true;
      if (!lastWordsArrive && this.#prng.chance(0.5)) connection.dead = true;
    }
    this.#connections.delete(node);
    this.#mailboxes.delete(node);
  }

  connect(owner: NetworkNode, number: number, endpoint: string): void {
    const connection = createConnection(owner, number, endpoint);
    this.#connections.get(owner)?.set(number, connection);
    this.#try(connection, RETRY_MS[0]);
  }

  /** Closed by its owner, who hears no more of it. What is under way may be lost or arrive. */
  close(owner: NetworkNode, number: number): void {
    const connection = this.#connections.get(owner)?.get(number);
    if (connection === undefined) return;
    connection.closed = true;
    if (connection.to === undefined || this.#prng.chance(0.5)) connection.dead = true;
    this.#connections.get(owner)?.delete(number);
  }

  send(owner: NetworkNode, number: number, frames: readonly Uint8Array[]): void {
    const connection = this.#connections.get(owner)?.get(number);
    if (connection === undefined || connection.dead) return;
    if (connection.to === undefined) connection.queue.push(frames);
    else this.#carry(connection, connection.to, frames);
  }

  /** Breaks the connections between two machines, or only the one `from` made; nothing gets through for a while. */
  cut(from: string, to: string, downMs: number, noticedMsMax: number, oneWay: boolean): void {
    for (const [a, b] of oneWay ? [[from, to] as const] : [[from, to] as const, [to, from] as const]) {
      this.roads.block(a, b, this.#clock.now + downMs);
      for (const connection of this.#between(a, b)) this.#break(connection, [1, noticedMsMax]);
    }
  }

  /** The far end has forgotten the connection; here it seems well until a heartbeat goes unanswered. */
  halfOpen(from: string, to: string): void {
    for (const connection of this.#between(from, to)) this.#break(connection, HEARTBEAT_NOTICES_MS);
  }

  /** Nothing passes, both ways or one: streams stand still, and break if it lasts; datagrams are lost. */
  part(from: string, to: string, forMs: number, oneWay: boolean): void {
    const until = this.#clock.now + forMs;
    this.roads.block(from, to, until);
    if (!oneWay) this.roads.block(to, from, until);
    // Without acknowledgements the other direction is as good as dead before long.
    for (const connection of [...this.#between(from, to), ...this.#between(to, from)])
      this.#breakIfMute(connection, () => this.#clock.now < until);
  }

  /** A process does not answer heartbeats while `isMute`: its peers' connections to it break in the end. */
  mute(node: NetworkNode, isMute: () => boolean): void {
    for (const connection of this.#into(node)) this.#breakIfMute(connection, isMute);
  }

  /** It wakes up and finds heartbeats of its own unanswered. */
  wake(node: NetworkNode): void {
    for (const connection of this.#connections.get(node)?.values() ?? [])
      if (this.#prng.chance(0.5)) this.#break(connection, [0.1, 50]);
  }

  #breakIfMute(connection: Connection, isMute: () => boolean): void {
    this.#clock.after(this.#prng.ms(...HEARTBEAT_NOTICES_MS), () => {
      if (isMute() && connection.to !== undefined) this.#break(connection, RESET_NOTICED_MS);
    });
  }

  #try(connection: Connection, retryMs: number): void {
    this.#clock.after(this.#travelMs(connection.owner.machine, ''), () => {
      if (connection.closed || connection.dead) return;
      const to = this.#nodes.get(connection.endpoint);
      if (to !== undefined && this.#isOpen(connection.owner.machine, to.machine)) {
        this.#made(connection, to);
        return;
      }
      this.#clock.after(retryMs, () => this.#try(connection, Math.min(2 * retryMs, RETRY_MS[1])));
      // A closed road swallows the attempt; a machine where nobody listens refuses it.
      if (to === undefined) this.#tell(connection, 'connection-failed');
    });
  }

  #made(connection: Connection, to: NetworkNode): void {
    const mailbox = this.#mailboxes.get(to);
    const before = mailbox?.get(connection.owner);
    // The one that comes takes over from the one that was there, which is dropped with what it holds.
    if (before !== undefined) this.#break(before, RESET_NOTICED_MS);
    mailbox?.set(connection.owner, connection);
    connection.to = to;
    for (const frames of connection.queue.splice(0)) this.#carry(connection, to, frames);
  }

  #carry(connection: Connection, to: NetworkNode, frames: readonly Uint8Array[]): void {
    const { owner } = connection;
    const { now } = this.#clock;
    const road = this.roads.get(owner.machine, to.machine);
    const { bytes, rawBytes } = sizesOf(frames);
    const from = this.roads.pass(road, bytes, Math.max(now, road.blockedUntil));
    connection.arrivesAt = Math.max(connection.arrivesAt, from + this.#travelMs(owner.machine, to.machine));
    connection.underWay += 1;
    connection.rawBytesUnderWay += rawBytes;
    this.onCarried?.(connection, rawBytes, connection.arrivesAt - now);
    this.#clock.at(connection.arrivesAt, () => this.#arrive(connection, to, frames, rawBytes));
    // The heartbeats of the sockets wait behind what they have sent.
    if (from - now > HEARTBEAT_NOTICES_MS[0]) this.#breakIfMute(connection, () => true);
    if (!connection.full && now < this.#queuesNarrowUntil && connection.underWay >= this.#queueMax) {
      connection.full = true;
      this.#clock.after(0, () => this.#tell(connection, 'connection-full'));
    }
  }

  #arrive(connection: Connection, to: NetworkNode, frames: readonly Uint8Array[], rawBytes: number): void {
    const { owner } = connection;
    const { blockedUntil } = this.roads.get(owner.machine, to.machine);
    if (!connection.dead && this.#clock.now < blockedUntil) {
      // The way was closed while it was on it: TCP tries again when it is open.
      connection.arrivesAt = Math.max(connection.arrivesAt, blockedUntil);
      this.#clock.at(blockedUntil, () => this.#arrive(connection, to, frames, rawBytes));
      return;
    }
    connection.underWay -= 1;
    connection.rawBytesUnderWay -= rawBytes;
    if (connection.full && 2 * connection.underWay <= this.#queueMax) {
      connection.full = false;
      this.#tell(connection, 'connection-drained');
    }
    if (!connection.dead && this.#nodes.get(to.endpoint) === to)
      to.framesArrived([owner.routingId, ...frames]);
  }

  #tell(connection: Connection, news: ConnectionNews): void {
    if (!connection.closed) connection.owner.connectionChanged(news, connection.number);
  }

  #break(connection: Connection, noticedMs: readonly [number, number]): void {
    if (connection.dead) return;
    connection.dead = true;
    this.#clock.after(this.#prng.ms(...noticedMs), () => this.#tell(connection, 'connection-lost'));
  }

  #travelMs(from: string, to: string): number {
    const road = this.roads.get(from, to);
    const slowMs = this.#clock.now < road.slowUntil ? this.#prng.ms(0, road.slowMs) : 0;
    return this.#prng.ms(...LATENCY_MS) + slowMs;
  }

  #isOpen(a: string, b: string): boolean {
    const until = Math.max(this.roads.get(a, b).blockedUntil, this.roads.get(b, a).blockedUntil);
    return this.#clock.now >= until;
  }

  #into(node: NetworkNode): Connection[] {
    return [...(this.#mailboxes.get(node)?.values() ?? [])];
  }

  #between(from: string, to: string): Connection[] {
    const found: Connection[] = [];
    for (const [owner, outgoing] of this.#connections) {
      if (owner.machine !== from) continue;
      for (const connection of outgoing.values()) if (connection.to?.machine === to) found.push(connection);
    }
    return found;
  }
}

/** Beside the frame of ZRE and the messages, a whisper holds raw parts of values. */
function sizesOf(frames: readonly Uint8Array[]): { readonly bytes: number; readonly rawBytes: number } {
  let bytes = FRAMING_BYTES;
  let rawBytes = 0;
  for (const [at, { byteLength }] of frames.entries()) {
    bytes += byteLength;
    if (at >= RAW_FROM) rawBytes += byteLength;
  }
  return { bytes, rawBytes };
}
