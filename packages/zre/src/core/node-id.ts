/** A node's identity: 16 octets that no other node has, written as 32 upper-case hexadecimal digits without dashes. */
export type NodeId = string;

export const nodeIdBytes = 16;
/** A ROUTER sees a peer as `01` followed by the octets: libzmq refuses identities that begin with zero. */
export const routingIdBytes: number = nodeIdBytes + 1;

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
