import { decodeGossip, encodeGossip, type GossipFault, type GossipMessage } from './gossip-codec.js';
import { limits } from './limits.js';

/** One end of a gossip connection: a hub that we connect to, or a client of our own hub. */
export interface GossipLink {
  readonly side: 'hub' | 'client';
  /** The number of the hub, or the client's routing id in text. */
  readonly id: string;
}

export type GossipInput =
  /** Our own tuple: our UUID and where we can be reached. */
  | { readonly kind: 'publish'; readonly key: string; readonly value: string }
  /** A hub can be reached, for the first time or again. */
  | { readonly kind: 'hub-connected'; readonly id: string }
  | { readonly kind: 'hub-disconnected'; readonly id: string }
  | { readonly kind: 'frame-received'; readonly link: GossipLink; readonly frame: Uint8Array }
  /** This peer is gone for us: don't pass it on, and don't learn it from others who have not noticed yet. */
  | { readonly kind: 'bury'; readonly key: string }
  /** It is there after all. */
  | { readonly kind: 'revive'; readonly key: string }
  | { readonly kind: 'tick' };

export type GossipOutput =
  | { readonly kind: 'send'; readonly link: GossipLink; readonly frame: Uint8Array }
  | { readonly kind: 'learn'; readonly key: string; readonly value: string }
  | { readonly kind: 'count'; readonly irregularity: GossipFault | 'gossip-full' };

/** A hub of czmq forgets a client that it has not heard of for one second. */
const pingIntervalMs = 500;
/** By then everyone has noticed a death, and the tuple of the dead is only in hubs that never forget. */
const buriedForMs = 600_000;
/** So often a client is told all, which takes a full hub some milliseconds, however often it asks. */
const askedAgainMs = 1_000;

/** Spreads tuples of UUID and endpoint among nodes, compatible with czmq's zgossip, on both sides of it. */
export class GossipCore {
  readonly #tuples = new Map<string, string>();
  readonly #buried = new Map<string, { readonly value: string; readonly until: number }>();
  /** Keys of tuples that somebody has told and nobody has borne out: once there are too many, the oldest gives way. */
  readonly #rumours = new Set<string>();
  /** When each was told all, last. */
  readonly #clients = new Map<string, number>();
  readonly #hubs = new Set<string>();
  #nextPingAt = Number.POSITIVE_INFINITY;

  handle(input: GossipInput, now: number): readonly GossipOutput[] {
    const out: GossipOutput[] = [];
    switch (input.kind) {
      case 'publish':
        this.#rumours.delete(input.key);
        this.#spread(input.key, input.value, out);
        break;
      case 'hub-connected':
        this.#hubs.add(input.id);
        this.#greet({ side: 'hub', id: input.id }, out);
        this.#nextPingAt = Math.min(this.#nextPingAt, now + pingIntervalMs);
        break;
      case 'hub-disconnected':
        this.#hubs.delete(input.id);
        break;
      case 'frame-received':
        this.#onFrame(input.link, input.frame, now, out);
        break;
      case 'bury':
        this.#bury(input.key, now);
        break;
      case 'revive':
        this.#revive(input.key, out);
        break;
      case 'tick':
        this.#onTick(now, out);
        break;
    }
    return out;
  }

  nextDeadline(): number | undefined {
    return Number.isFinite(this.#nextPingAt) ? this.#nextPingAt : undefined;
  }

  /** Whether that hub is connected now. */
  reaches(hub: string): boolean {
    return this.#hubs.has(hub);
  }

  /** Throws when a tuple is both known and buried, or a rumour is of none. */
  sanityCheck(): void {
    for (const key of this.#rumours)
      if (!this.#tuples.has(key)) throw new Error(`A rumour has no tuple: ${key}`);
    for (const key of this.#buried.keys()) {
      if (this.#tuples.has(key)) throw new Error(`The tuple of ${key} is known and buried at once`);
    }
  }

  #onFrame(link: GossipLink, frame: Uint8Array, now: number, out: GossipOutput[]): void {
    const message = decodeGossip(frame);
    if (message === 'gossip-malformed') {
      out.push({ kind: 'count', irregularity: message });
      if (link.side === 'client') send(link, { kind: 'invalid' }, out);
      return;
    }
    // czmq refuses a tuple from a client that it has forgotten, and loses it; here any message makes a client.
    if (link.side === 'client') this.#admitClient(link.id);
    switch (message.kind) {
      case 'hello':
        if (link.side === 'client') this.#answer(link, now, out);
        return;
      case 'publish':
        this.#onPublish(message.key, message.value, now, out);
        return;
      case 'ping':
        send(link, { kind: 'pong' }, out);
        return;
      case 'invalid':
        if (link.side === 'hub') this.#greet(link, out);
        return;
      case 'pong':
        return;
    }
  }

  #onPublish(key: string, value: string, now: number, out: GossipOutput[]): void {
    // What is known already is not passed on again, so that circles of hubs come to rest.
    if (this.#tuples.get(key) === value) return;
    const buried = this.#buried.get(key);
    if (buried !== undefined && buried.value === value && now < buried.until) return;
    if (!this.#tuples.has(key)) {
      if (this.#tuples.size >= limits.gossipTuplesMax && !this.#forgetRumour(out)) return;
      this.#rumours.add(key);
    }
    out.push({ kind: 'learn', key, value });
    this.#spread(key, value, out);
  }

  /** @returns false where each tuple is of a node that is there */
  #forgetRumour(out: GossipOutput[]): boolean {
    out.push({ kind: 'count', irregularity: 'gossip-full' });
    const [oldest] = this.#rumours;
    if (oldest === undefined) return false;
    this.#rumours.delete(oldest);
    this.#tuples.delete(oldest);
    return true;
  }

  #spread(key: string, value: string, out: GossipOutput[]): void {
    this.#buried.delete(key);
    this.#tuples.set(key, value);
    for (const id of this.#clients.keys()) send({ side: 'client', id }, { kind: 'publish', key, value }, out);
    for (const id of this.#hubs) send({ side: 'hub', id }, { kind: 'publish', key, value }, out);
  }

  #greet(link: GossipLink, out: GossipOutput[]): void {
    send(link, { kind: 'hello' }, out);
    this.#sendAll(link, out);
  }

  #sendAll(link: GossipLink, out: GossipOutput[]): void {
    for (const [key, value] of this.#tuples) send(link, { kind: 'publish', key, value }, out);
  }

  #answer(link: GossipLink, now: number, out: GossipOutput[]): void {
    if (now - (this.#clients.get(link.id) ?? Number.NEGATIVE_INFINITY) < askedAgainMs) return;
    this.#clients.set(link.id, now);
    this.#sendAll(link, out);
  }

  /** The client longest unheard gives way; what is sent to one that is gone, ZeroMQ drops. */
  #admitClient(id: string): void {
    const toldAt = this.#clients.get(id) ?? Number.NEGATIVE_INFINITY;
    this.#clients.delete(id);
    this.#clients.set(id, toldAt);
    const [oldest] = this.#clients.keys();
    if (this.#clients.size > limits.gossipClientsMax && oldest !== undefined) this.#clients.delete(oldest);
  }

  #bury(key: string, now: number): void {
    const value = this.#tuples.get(key);
    if (value === undefined) return;
    this.#tuples.delete(key);
    this.#rumours.delete(key);
    this.#buried.set(key, { value, until: now + buriedForMs });
    const [oldest] = this.#buried.keys();
    if (this.#buried.size > limits.gossipTuplesMax && oldest !== undefined) this.#buried.delete(oldest);
  }

  #revive(key: string, out: GossipOutput[]): void {
    this.#rumours.delete(key);
    const buried = this.#buried.get(key);
    if (buried !== undefined) this.#spread(key, buried.value, out);
  }

  #onTick(now: number, out: GossipOutput[]): void {
    if (now < this.#nextPingAt) return;
    for (const id of this.#hubs) send({ side: 'hub', id }, { kind: 'ping' }, out);
    this.#nextPingAt = this.#hubs.size > 0 ? now + pingIntervalMs : Number.POSITIVE_INFINITY;
  }
}

function send(link: GossipLink, message: GossipMessage, out: GossipOutput[]): void {
  out.push({ kind: 'send', link, frame: encodeGossip(message) });
}
