import type { NodeId } from '../ids.js';
import { REASSEMBLY_BYTES_MAX } from '../limits.js';

/** A big value that a peer wants to send, or is sending. */
export interface Claim {
  readonly peer: NodeId;
  readonly transfer: number;
  readonly bytes: number;
}

/** The memory for big values that a node takes in, shared by all its peers: first come, first served. */
export class ReassemblyRoom {
  readonly #queue: Claim[] = [];
  readonly #granted: Set<Claim> = new Set();
  #bytes: number = 0;

  /** Bytes granted and not given back. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Asks for room; `grant` tells when there is. */
  ask(claim: Claim): void {
    this.#queue.push(claim);
  }

  /** The next claim that there is room for. */
  grant(): Claim | undefined {
    const [claim] = this.#queue;
    if (claim === undefined || this.#bytes + claim.bytes > REASSEMBLY_BYTES_MAX) return undefined;
    this.#queue.shift();
    this.#granted.add(claim);
    this.#bytes += claim.bytes;
    return claim;
  }

  /** Gives a claim up, granted or not. */
  leave(claim: Claim): void {
    if (this.#granted.delete(claim)) this.#bytes -= claim.bytes;
    const place = this.#queue.indexOf(claim);
    if (place >= 0) this.#queue.splice(place, 1);
  }
}
