import { linkIdBytes } from './link-id.js';
import { type NodeId, nodeIdFromBytes, routingIdBytes } from './node-id.js';

const cacheMask = 0xfff;

/**
 * Who sent a message, by its routing id. The senders are mostly those of the messages before, so that a few comparisons
 * mostly spare us to write out 32 digits.
 */
export class SenderReader {
  readonly #known = new Map<number, { readonly routingId: Uint8Array; readonly id: NodeId }>();

  /** The first octet is not looked at: libzyre ignores it as well. What follows the id in a link id proves something, but names nobody. */
  read(routingId: Uint8Array): NodeId | undefined {
    if (routingId.length !== routingIdBytes && routingId.length !== linkIdBytes) return undefined;
    const key = (((routingId[1] ?? 0) << 8) | (routingId[2] ?? 0)) & cacheMask;
    const known = this.#known.get(key);
    if (known !== undefined && sameOctets(known.routingId, routingId)) return known.id;
    const id = nodeIdFromBytes(routingId, 1);
    // So there are at most 4,096, whoever sends.
    this.#known.set(key, { routingId, id });
    return id;
  }
}

function sameOctets(one: Uint8Array, other: Uint8Array): boolean {
  for (let index = 1; index < routingIdBytes; index += 1) if (one[index] !== other[index]) return false;
  return true;
}
