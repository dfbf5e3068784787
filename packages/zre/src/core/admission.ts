import type { CurveKey } from './curve-key.js';

/** What makes a node a CURVE or a guarded node. The secret stays with the sockets. */
export interface SecureIdentity {
  readonly publicKey: CurveKey;
  readonly admits: (publicKey: CurveKey) => boolean;
  /**
   * Whether the node that a routing id names has made it itself, for a connection to one of these endpoints of ours. Absent where nodes
   * do not prove that.
   */
  readonly proves?: (routingId: Uint8Array, endpoints: readonly string[]) => boolean;
}

/** Why a node is not spoken with: one of the two has no key, or its key is not admitted. */
export type AdmissionFault = 'security-mismatch' | 'key-refused';

/** Plain and CURVE nodes ignore each other, as in libzyre; of CURVE nodes only those admitted are spoken to. Guarded nodes likewise. */
export function admissionFault(
  security: SecureIdentity | undefined,
  publicKey: CurveKey | undefined,
): AdmissionFault | undefined {
  if ((security === undefined) !== (publicKey === undefined)) return 'security-mismatch';
  if (security === undefined || publicKey === undefined || security.admits(publicKey)) return undefined;
  return 'key-refused';
}
