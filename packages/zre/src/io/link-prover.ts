import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { limits } from '../core/limits.js';
import {
  type LinkTarget,
  linkClaim,
  linkNonceBytes,
  parseLinkId,
  provableId,
  unsignedLinkId,
} from '../core/link-id.js';
import type { NodeId } from '../core/node-id.js';

/** What comes before the 32 octets of an Ed25519 key in SPKI. */
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * ZeroMQ tells neither who sent a message nor with which key, and lets a newcomer take over the routing id of another. So a node with a
 * key makes one more for itself, whose fingerprint is its id, and signs the routing id of each of its connections.
 */
export class LinkProver {
  readonly id: NodeId;
  readonly #identityKey: Uint8Array;
  readonly #privateKey: KeyObject;
  /** To look at a proof takes longer than anything else that a message can ask for: so once for each link. */
  readonly #verdicts = new Map<string, boolean>();

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.#privateKey = privateKey;
    this.#identityKey = publicKey.export({ format: 'der', type: 'spki' }).subarray(spkiHead.length);
    this.id = provableId(this.#identityKey);
  }

  /** For one connection: another to the same mailbox gets another. */
  routingIdTo(target: LinkTarget): Uint8Array {
    const unsigned = unsignedLinkId(this.id, this.#identityKey, randomBytes(linkNonceBytes));
    return Buffer.concat([unsigned, sign(null, linkClaim(unsigned, target), this.#privateKey)]);
  }

  /** Whether the node that this routing id names made it, for a connection to us at one of these endpoints. */
  proves(routingId: Uint8Array, endpoints: readonly string[]): boolean {
    const question = `${endpoints} ${Buffer.from(routingId).toString('latin1')}`;
    const known = this.#verdicts.get(question);
    if (known !== undefined) return known;
    if (this.#verdicts.size >= limits.peersMax) this.#verdicts.clear();
    const verdict = this.#examine(routingId, endpoints);
    this.#verdicts.set(question, verdict);
    return verdict;
  }

  #examine(routingId: Uint8Array, endpoints: readonly string[]): boolean {
    const link = parseLinkId(routingId);
    if (link === undefined) return false;
    const key = createPublicKey({
      key: Buffer.concat([spkiHead, link.identityKey]),
      format: 'der',
      type: 'spki',
    });
    return endpoints.some((endpoint) =>
      verify(null, linkClaim(link.unsigned, { peer: this.id, endpoint }), key, link.signature),
    );
  }
}
