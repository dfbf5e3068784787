import { type CurveKey, isCurveKey } from './curve-key.js';

/** Where a node can be reached, and which key its connection must prove. */
export interface Reach {
  readonly endpoint: string;
  readonly publicKey: CurveKey | undefined;
}

/** As gossip tells it: the endpoint, for a CURVE node followed by | and its key. What follows and is no key makes it unusable. */
export function parseReach(text: string): Reach {
  // Keys may hold no |, nor may endpoints.
  const at = text.indexOf('|');
  const publicKey = text.slice(at + 1);
  if (at < 0 || !isCurveKey(publicKey)) return { endpoint: text, publicKey: undefined };
  return { endpoint: text.slice(0, at), publicKey };
}

export function formatReach({ endpoint, publicKey }: Reach): string {
  return publicKey === undefined ? endpoint : `${endpoint}|${publicKey}`;
}
