import type { NetworkNode } from './network-node.js';

/** One outgoing connection: what is sent arrives in order, or, once it is dead, not at all. */
export interface Connection {
  readonly owner: NetworkNode;
  /** What the owner calls it. */
  readonly number: number;
  readonly endpoint: string;
  /** Who listened there when the connection was made; undefined: it is still being tried. */
  to: NetworkNode | undefined;
  /** What was sent before it was made. */
  readonly queue: (readonly Uint8Array[])[];
  /** What is under way is lost. */
  dead: boolean;
  /** The owner wants no more of it, and no news. */
  closed: boolean;
  /** When the last of what was sent arrives. */
  arrivesAt: number;
  /** Messages on their way. */
  underWay: number;
  /** Raw bytes of values on their way. */
  rawBytesUnderWay: number;
  full: boolean;
}

export function createConnection(owner: NetworkNode, number: number, endpoint: string): Connection {
  return {
    owner,
    number,
    endpoint,
    to: undefined,
    queue: [],
    dead: false,
    closed: false,
    arrivesAt: 0,
    underWay: 0,
    rawBytesUnderWay: 0,
    full: false,
  };
}
