import type { NodeId } from './node-id.js';
import type { Peer } from './peer.js';

/** Peers by id, by endpoint (a process restarted there has a new id; others may say that they are there, too) and by connection. */
export class PeerTable {
  readonly #byId = new Map<NodeId, Peer>();
  readonly #byEndpoint = new Map<string, Set<Peer>>();
  readonly #byConnection = new Map<number, Peer>();
  #pending = 0;

  get size(): number {
    return this.#byId.size;
  }

  /** Peers that have not said HELLO yet. */
  get pending(): number {
    return this.#pending;
  }

  get(id: NodeId): Peer | undefined {
    return this.#byId.get(id);
  }

  /** In the order in which we met them. */
  at(endpoint: string): readonly Peer[] {
    return [...(this.#byEndpoint.get(endpoint) ?? [])];
  }

  onConnection(connection: number): Peer | undefined {
    return this.#byConnection.get(connection);
  }

  add(peer: Peer): void {
    this.#byId.set(peer.id, peer);
    const there = this.#byEndpoint.get(peer.endpoint);
    if (there === undefined) this.#byEndpoint.set(peer.endpoint, new Set([peer]));
    else there.add(peer);
    this.#byConnection.set(peer.connection, peer);
    if (!peer.ready) this.#pending += 1;
  }

  markReady(peer: Peer): void {
    if (peer.ready) return;
    peer.ready = true;
    this.#pending -= 1;
  }

  identify(peer: Peer, id: NodeId): void {
    this.#byId.delete(peer.id);
    peer.id = id;
    this.#byId.set(id, peer);
  }

  remove(peer: Peer): void {
    this.#byId.delete(peer.id);
    const there = this.#byEndpoint.get(peer.endpoint);
    there?.delete(peer);
    if (there?.size === 0) this.#byEndpoint.delete(peer.endpoint);
    this.#byConnection.delete(peer.connection);
    if (!peer.ready) this.#pending -= 1;
  }

  clear(): void {
    this.#byId.clear();
    this.#byEndpoint.clear();
    this.#byConnection.clear();
    this.#pending = 0;
  }

  all(): IterableIterator<Peer> {
    return this.#byId.values();
  }

  /** Those that have said HELLO, in the order in which we met them. */
  *ready(): IterableIterator<Peer> {
    for (const peer of this.#byId.values()) if (peer.ready) yield peer;
  }
}
