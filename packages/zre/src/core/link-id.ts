import { type NodeId, nodeIdBytes, nodeIdFromBytes, nodeIdToBytes } from './node-id.js';

/**
 * The routing id of a link that proves whose it is: `01`, the node's id, its identity key, a nonce, and a signature by that key.
 * The id is a fingerprint of the key, so nobody else can make one; and what was made for one mailbox opens no conversation
 * at another. Short enough that zeromq.js does not make an external buffer of it (over 128 octets).
 */
export const linkIdBytes = 121;
const identityKeyBytes = 32;
export const linkNonceBytes = 8;
const keyAt = 1 + nodeIdBytes;
const nonceAt = keyAt + identityKeyBytes;
const signatureAt = nonceAt + linkNonceBytes;

/** Where a link leads. */
export interface LinkTarget {
  readonly peer: NodeId;
  /** As it is connected to. */
  readonly endpoint: string;
}

/** Version 8 of UUIDs (RFC 9562: anybody's own), and `AA1` behind it: 18 of 128 bits tell such an id from others. */
const markAt = 6;
const mark: readonly [number, number] = [0x8a, 0xa1];
const provable = /^[0-9A-F]{12}8AA1[89AB][0-9A-F]{15}$/;

/** The id of the node with that identity key: its first octets, but for the mark. */
export function provableId(identityKey: Uint8Array): NodeId {
  const id = Uint8Array.from(identityKey.subarray(0, nodeIdBytes));
  id.set(mark, markAt);
  id[markAt + 2] = ((id[markAt + 2] ?? 0) & 0x3f) | 0x80;
  return nodeIdFromBytes(id);
}

/** Whether it is the id of a node whose links prove that they are its own. */
export function isProvableId(id: NodeId): boolean {
  return provable.test(id);
}

/** What is signed, with the link id's own octets before the signature. A scope of IPv6 means nothing at the other end. */
export function linkClaim(unsigned: Uint8Array, { peer, endpoint }: LinkTarget): Uint8Array {
  const target = new TextEncoder().encode(`zre link ${peer} ${endpoint.replace(/%[^\]:]*|[[\]]/g, '')}`);
  const claim = new Uint8Array(unsigned.length + target.length);
  claim.set(unsigned);
  claim.set(target, unsigned.length);
  return claim;
}

/** A link id without its signature. */
export function unsignedLinkId(id: NodeId, identityKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return Uint8Array.of(1, ...nodeIdToBytes(id), ...identityKey, ...nonce);
}

/** The parts of a link id whose key is that of its node; undefined for any other routing id. */
export function parseLinkId(
  routingId: Uint8Array,
):
  | { readonly unsigned: Uint8Array; readonly identityKey: Uint8Array; readonly signature: Uint8Array }
  | undefined {
  if (routingId.length !== linkIdBytes) return undefined;
  const identityKey = routingId.subarray(keyAt, nonceAt);
  if (provableId(identityKey) !== nodeIdFromBytes(routingId, 1)) return undefined;
  return {
    unsigned: routingId.subarray(0, signatureAt),
    identityKey,
    signature: routingId.subarray(signatureAt),
  };
}
