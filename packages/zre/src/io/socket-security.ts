import { timingSafeEqual } from 'node:crypto';
import { limits } from '../core/limits.js';
import type { CurveKeyPair } from '../curve-options.js';
import { type GuardedPassage, guardPass } from '../guard-options.js';
import type { ResolvedSecurity } from '../options.js';
import type { AdmissionDomain } from './admission-domain.js';
import type { Admits } from './zap-handler.js';

/**
 * Who has not been let in by then is disconnected (libzmq: 30 s). Until then it holds a file descriptor; but the application, which
 * is asked, may be busy for some seconds.
 */
const handshakeMs = 10_000;

/** Socket options of a hub and of its clients. Sealed by CURVE, a frame is a little longer; and so is a handshake than most. */
export const gossipBounds: { maxMessageSize: number; handshakeInterval: number } = {
  maxMessageSize: 2 * limits.gossipFrameBytesMax,
  handshakeInterval: handshakeMs,
};

/** Socket options of one that proves to own a key, and asks who comes in. */
export function curveServer(
  { secretKey }: CurveKeyPair,
  domain: AdmissionDomain,
): { curveServer: true; curveSecretKey: string; zapDomain: string } {
  return { curveServer: true, curveSecretKey: secretKey, zapDomain: domain.name };
}

/** Socket options of one that connects to nobody but the owner of the server key. */
export function curveClient(keys: CurveKeyPair & { readonly serverKey: string }): {
  curveServerKey: string;
  curvePublicKey: string;
  curveSecretKey: string;
} {
  return {
    curveServerKey: keys.serverKey,
    curvePublicKey: keys.publicKey,
    curveSecretKey: keys.secretKey,
  };
}

/** Socket options of a mailbox. */
export function securedServer(
  security: ResolvedSecurity,
  domain: AdmissionDomain,
): (ReturnType<typeof curveServer> | { plainServer: true; zapDomain: string }) & {
  maxMessageSize: number;
  handshakeInterval: number;
} {
  const bounds = { maxMessageSize: security.frameBytesMax, handshakeInterval: handshakeMs };
  if (security.kind === 'curve') return { ...curveServer(security, domain), ...bounds };
  return { plainServer: true, zapDomain: domain.name, ...bounds };
}

/** Socket options of a connection to the mailbox of a peer, whose beacon or HELLO has told the key. */
export function securedClient(
  security: ResolvedSecurity,
  passage: GuardedPassage,
  serverKey: string,
): ReturnType<typeof curveClient> | { plainUsername: string; plainPassword: string } {
  if (security.kind === 'curve') return curveClient({ ...security, serverKey });
  return { plainUsername: passage.from, plainPassword: guardPass(security.secret, passage) };
}

/** Who may come in at the mailbox of that node, which is bound to these endpoints. */
export function admission(security: ResolvedSecurity, to: string, endpoints: ReadonlySet<string>): Admits {
  return (client) => {
    if (client.mechanism === 'CURVE') return security.kind === 'curve' && security.admits(client.publicKey);
    if (security.kind === 'curve') return false;
    const { username: from, password } = client;
    const given = Buffer.from(password);
    return [...endpoints].some((endpoint) => {
      const pass = Buffer.from(guardPass(security.secret, { from, to, endpoint }));
      return given.length === pass.length && timingSafeEqual(given, pass);
    });
  };
}
