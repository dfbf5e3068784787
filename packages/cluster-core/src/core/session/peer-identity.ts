import type { SessionIdentity } from '../protocol/message.js';

/** ZRE's HELLO tells the sender's public key in this header; a connection to the sender is made to the owner of that key alone. */
export const PUBLIC_KEY_HEADER: string = 'X-PUBLICKEY';

/**
 * Whether a hello is of the node that our own connection to the peer leads to. A routing id can be taken; but who has taken one
 * and lets us answer to another place cannot change what the peer says of itself, and so learns no token of it from us.
 */
export function isOfPeer(
  hello: SessionIdentity | undefined,
  peer: { readonly endpoint: string; readonly headers: Readonly<Record<string, string>> },
): boolean {
  return (
    hello !== undefined &&
    hello.publicKey === peer.headers[PUBLIC_KEY_HEADER] &&
    hello.endpoints.includes(peer.endpoint)
  );
}
