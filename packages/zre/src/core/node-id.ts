/** A node's identity: 16 random octets, written as 32 upper-case hexadecimal digits without dashes. */
export type NodeId = string;

export const nodeIdBytes = 16;
/** A ROUTER sees a peer as `01` followed by the octets: libzmq refuses identities that begin with zero. */
const routingIdBytes = nodeIdBytes + 1;

const hexDigits: readonly number[] = Array.from('0123456789ABCDEF', (digit) => digit.charCodeAt(0));

/** On the path of every message: so one flat string at once, not sixteen joined. */
export function nodeIdFromBytes(bytes: Uint8Array, offset = 0): NodeId {
  const codes: number[] = [];
  for (let index = offset; index < offset + nodeIdBytes; index += 1) {
    const byte = bytes[index] ?? 0;
    codes.push(hexDigits[byte >> 4] ?? 0, hexDigits[byte & 15] ?? 0);
  }
  return String.fromCharCode(...codes);
}

/** @throws RangeError when the text is not 32 hexadecimal digits. */
export function nodeIdToBytes(id: NodeId): Uint8Array {
  if (!isNodeId(id)) throw new RangeError(`A node id has 32 upper-case hexadecimal digits, got "${id}"`);
  return Uint8Array.from({ length: nodeIdBytes }, (_, index) =>
    Number.parseInt(id.slice(2 * index, 2 * index + 2), 16),
  );
}

export function isNodeId(text: string): boolean {
  return /^[0-9A-F]{32}$/.test(text);
}

export function routingIdOf(id: NodeId): Uint8Array {
  const routingId = new Uint8Array(routingIdBytes);
  routingId[0] = 1;
  routingId.set(nodeIdToBytes(id), 1);
  return routingId;
}

const cacheMask = 0xfff;

/**
 * Who sent a message, by its routing id. The senders are mostly those of the messages before, so that a few comparisons
 * mostly spare us to write out 32 digits.
 */
export class SenderReader {
  readonly #known = new Map<number, { readonly routingId: Uint8Array; readonly id: NodeId }>();

  /** The first octet is not looked at: libzyre ignores it as well. */
  read(routingId: Uint8Array): NodeId | undefined {
    if (routingId.length !== routingIdBytes) return undefined;
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
