/** This node cannot be made safe in the way it was asked for; the message says what to do. */
export class SecurityError extends Error {
  override readonly name = 'SecurityError';
  readonly code = 'ZFARM_SECURITY';
}
