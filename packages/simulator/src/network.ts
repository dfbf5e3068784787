import type { NodeId } from '@zfarm/cluster-core/core';
import type { Prng } from './prng.js';
import type { VirtualClock } from './virtual-clock.js';

/** One outgoing connection: what is sent arrives in order, or, once it is dead, not at all. */
export interface Stream {
  readonly from: NodeId;
  readonly to: NodeId;
  dead: boolean;
  /** When the last of what was sent arrives. */
  arrivesAt: number;
}

/** What a connection carries: the sender's introduction first, then whispers. */
export type Packet =
  | { readonly kind: 'hello'; readonly answers: boolean }
  | { readonly kind: 'whisper'; readonly frames: Uint8Array[] };

/** A node as the network sees it. What reaches a frozen one waits there. */
export interface NetworkNode {
  readonly id: NodeId;
  beaconHeard(from: NodeId): void;
  packetArrived(stream: Stream, packet: Packet): void;
  connectionLost(stream: Stream): void;
  /** So old is the connection now that who has not answered on it is given up. */
  connectionAged(stream: Stream): void;
}

/** The way between two nodes, in one direction. */
interface Road {
  /** Until then nothing gets through. */
  downUntil: number;
  /** Until then everything takes up to `slowMs` more. */
  slowUntil: number;
  slowMs: number;
}

const LATENCY_MS: readonly [number, number] = [0.05, 2];
/** A node hears another's next beacon within an interval of this length. */
const BEACON_INTERVAL_MS = 1000;
/** ZRE's own default for a peer that says nothing. */
const EXPIRED_MS = 30_000;

/** Connections as TCP has them: delayed, in order, cut as a whole with everything that was under way. */
export class Network {
  readonly #clock: VirtualClock;
  readonly #prng: Prng;
  readonly #nodes: Map<NodeId, NetworkNode> = new Map();
  readonly #streams: Set<Stream> = new Set();
  readonly #roads: Map<string, Road> = new Map();

  constructor(clock: VirtualClock, prng: Prng) {
    this.#clock = clock;
    this.#prng = prng;
  }

  /** A node comes up: it and the others hear each other's beacons. */
  join(node: NetworkNode): void {
    for (const other of this.#nodes.keys()) {
      this.#beacon(node.id, other, 50);
      this.#beacon(other, node.id, BEACON_INTERVAL_MS);
    }
    this.#nodes.set(node.id, node);
  }

  /** A node ends, in whatever way: some of what it had sent may still arrive, then its peers notice. */
  leave(node: NodeId, noticedMsMax: number): void {
    this.#nodes.delete(node);
    for (const stream of [...this.#streams]) {
      if (stream.to === node) this.#break(stream, noticedMsMax);
      else if (stream.from === node && this.#prng.chance(0.5)) this.close(stream);
    }
  }

  open(from: NodeId, to: NodeId): Stream {
    const stream: Stream = { from, to, dead: false, arrivesAt: 0 };
    this.#streams.add(stream);
    this.#clock.after(EXPIRED_MS, () => {
      if (!stream.dead) this.#nodes.get(from)?.connectionAged(stream);
    });
    // Nobody listens there any more: that is noticed, not just waited for.
    if (!this.#nodes.has(to)) this.#break(stream, 50);
    return stream;
  }

  /** Closed by its owner: what is under way is lost, and nobody is told. */
  close(stream: Stream): void {
    stream.dead = true;
    this.#streams.delete(stream);
  }

  send(stream: Stream, packet: Packet): void {
    if (stream.dead) return;
    const { now } = this.#clock;
    const road = this.#road(stream.from, stream.to);
    const slowMs = now < road.slowUntil ? this.#prng.ms(0, road.slowMs) : 0;
    const travelMs = this.#prng.ms(...LATENCY_MS) + slowMs;
    stream.arrivesAt = Math.max(stream.arrivesAt, Math.max(now, road.downUntil) + travelMs);
    this.#clock.at(stream.arrivesAt, () => {
      if (!stream.dead) this.#nodes.get(stream.to)?.packetArrived(stream, packet);
    });
  }

  /** A node that lost another hears it again before long, if it is still there and the way is open. */
  listenFor(node: NodeId, other: NodeId): void {
    this.#beacon(other, node, BEACON_INTERVAL_MS);
  }

  /** Cuts the connections from `a` to `b`, and those back unless `oneWay`; nothing gets through for a while. */
  cut(a: NodeId, b: NodeId, downMs: number, noticedMsMax: number, oneWay: boolean): void {
    for (const [from, to] of oneWay ? [[a, b] as const] : [[a, b] as const, [b, a] as const]) {
      const road = this.#road(from, to);
      road.downUntil = Math.max(road.downUntil, this.#clock.now + downMs);
      for (const stream of [...this.#streams])
        if (stream.from === from && stream.to === to) this.#break(stream, noticedMsMax);
    }
  }

  /** Makes the way from `from` to `to` slow for a while; nothing is lost. */
  slow(from: NodeId, to: NodeId, slowMs: number, forMs: number): void {
    const road = this.#road(from, to);
    road.slowMs = slowMs;
    road.slowUntil = this.#clock.now + forMs;
  }

  #break(stream: Stream, noticedMsMax: number): void {
    this.close(stream);
    this.#clock.after(this.#prng.ms(1, noticedMsMax), () =>
      this.#nodes.get(stream.from)?.connectionLost(stream),
    );
  }

  #beacon(from: NodeId, to: NodeId, withinMs: number): void {
    const delayMs = this.#prng.ms(1, withinMs);
    const at = Math.max(this.#clock.now, this.#road(from, to).downUntil) + delayMs;
    this.#clock.at(at, () => {
      if (this.#nodes.has(from)) this.#nodes.get(to)?.beaconHeard(from);
    });
  }

  #road(from: NodeId, to: NodeId): Road {
    const name = `${from} ${to}`;
    const road = this.#roads.get(name) ?? { downUntil: 0, slowUntil: 0, slowMs: 0 };
    this.#roads.set(name, road);
    return road;
  }
}
