import type { CurveKey } from './curve-key.js';

/** What makes a node a CURVE node. The secret key stays with the sockets. */
export interface CurveIdentity {
  readonly publicKey: CurveKey;
  readonly admits: (publicKey: CurveKey) => boolean;
}

export type AdmissionFault = 'security-mismatch' | 'key-refused';

/** Plain and CURVE nodes ignore each other, as in libzyre; of CURVE nodes only those admitted are spoken to. */
export function admissionFault(
  curve: CurveIdentity | undefined,
  publicKey: CurveKey | undefined,
): AdmissionFault | undefined {
  if ((curve === undefined) !== (publicKey === undefined)) return 'security-mismatch';
  if (curve === undefined || publicKey === undefined || curve.admits(publicKey)) return undefined;
  return 'key-refused';
}
