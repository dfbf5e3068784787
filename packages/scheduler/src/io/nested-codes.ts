import { decodeWhole, type Payload, payloadBytes, type ShippedFunction } from '@zfarm/cluster-core';
import type { CodeHash } from '@zfarm/cluster-core/core';
import { NESTED_CODES_BYTES_MAX, NESTED_CODES_MAX } from './limits.js';

/** Functions that tasks have sent, kept for their next jobs: those used last. One that is gone is asked for again. */
export class NestedCodes {
  readonly #codes: Map<CodeHash, { readonly code: ShippedFunction; readonly bytes: number }> = new Map();
  #bytes = 0;

  get(hash: CodeHash): ShippedFunction | undefined {
    const kept = this.#codes.get(hash);
    if (kept === undefined) return undefined;
    this.#codes.delete(hash);
    this.#codes.set(hash, kept);
    return kept.code;
  }

  /**
   * Reads a function as a thread has packed it.
   *
   * @throws Error if it is none, or not the one that was announced.
   */
  add(announced: CodeHash | undefined, payload: Payload): ShippedFunction {
    const code = decodeWhole(payload);
    const { hash } = code;
    if (announced !== undefined && announced !== hash)
      throw new Error('A task wanted to run another function than it had announced.');
    const bytes = payloadBytes(payload);
    if (!this.#codes.has(hash)) {
      this.#codes.set(hash, { code, bytes });
      this.#bytes += bytes;
    }
    this.#evict();
    return code;
  }

  #evict(): void {
    for (const [hash, { bytes }] of this.#codes) {
      if (this.#codes.size <= NESTED_CODES_MAX && this.#bytes <= NESTED_CODES_BYTES_MAX) return;
      this.#codes.delete(hash);
      this.#bytes -= bytes;
    }
  }
}
