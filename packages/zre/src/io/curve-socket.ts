import type { CurveKeyPair } from '../curve-options.js';
import type { AdmissionDomain } from './admission-domain.js';

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
