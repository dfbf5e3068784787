const kept = new WeakSet<object>();

/** Says that what opens a cluster has its place in programs alone: shipping refuses it by name. */
export function keepInProgram(own: object): void {
  kept.add(own);
}

export function isKeptInProgram(own: object): boolean {
  return kept.has(own);
}
