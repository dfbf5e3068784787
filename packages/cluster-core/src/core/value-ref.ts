import type { Payload } from '../value/payload.js';
import type { NodeId } from './ids.js';

/**
 * A value as the cores see it: where it lives and what it weighs, never its bytes. `inline` carries the
 * encoded value while it travels with a message; io/ reads and writes it, a core only hands it on.
 */
export interface ValueRef {
  /** The node that holds the value. */
  readonly owner: NodeId;
  /** Names the value at its owner, unique there while it lives; 0 for a value that exists only inline. */
  readonly id: number;
  /** Encoded size in bytes; for a value not encoded yet, the best estimate. */
  readonly bytes: number;
  /** The encoded value, while it travels with a message. */
  readonly inline?: Payload;
  /** The memory of `inline` is nobody else's: it may be given to a thread, or sent in place, instead of copied, once. */
  readonly movable?: true;
}
