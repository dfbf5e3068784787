/** Messages to one peer are numbered from 1 (its HELLO) and wrap from 65535 to 0. */
export function nextSequence(sequence: number): number {
  return (sequence + 1) & 0xffff;
}

/** Joins and leaves are counted in one octet that wraps from 255 to 0. */
export function nextStatus(status: number): number {
  return (status + 1) & 0xff;
}

/** Pyre and zyre.js wrap one too early, from 65534 to 0: they are forgiven, we never send so. */
export function isExpectedSequence(previous: number, received: number): boolean {
  return received === nextSequence(previous) || (previous === 0xfffe && received === 0);
}
