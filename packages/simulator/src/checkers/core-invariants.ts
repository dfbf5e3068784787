import { Violation } from '../violation.js';

/** Runs one step of a core and its own check after it: nothing it throws is right, neither there nor here. */
export function stepCore<T>(name: string, step: () => T, sanityCheck: () => void): T {
  try {
    const outputs = step();
    sanityCheck();
    return outputs;
  } catch (error) {
    if (error instanceof Violation) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new Violation('core-invariants', `${name}: ${message}`, { cause: error });
  }
}
