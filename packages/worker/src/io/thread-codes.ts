import {
  CodeCache,
  type CodeHash,
  decodeFunction,
  type Payload,
  payloadBytes,
  reviveFunction,
} from '@zfarm/cluster-core';

/** Bytes of source and captured values of the functions that a thread keeps ready. */
const READY_BYTES_MAX = 64 * 1024 * 1024;

/** Text of the bundles that a thread keeps ready; functions at hand keep theirs beyond that. */
const BUNDLE_BYTES_MAX = 64 * 1024 * 1024;

/** In the thread: the code it was given, and what of it is ready to be called. */
export class ThreadCodes {
  readonly #given: Map<CodeHash, Payload> = new Map();
  readonly #ready = new CodeCache<ReturnType<typeof reviveFunction>>(READY_BYTES_MAX);
  readonly #bundles = new CodeCache<unknown>(BUNDLE_BYTES_MAX);

  give(code: CodeHash, value: Payload): void {
    this.#given.set(code, value);
  }

  drop(code: CodeHash): void {
    this.#given.delete(code);
    this.#ready.delete(code);
    this.#bundles.delete(code);
  }

  /** Lets go of what was given for a residence that ends; what is ready stays for the next one. */
  clear(): void {
    this.#given.clear();
  }

  /**
   * @param worker how messages call this node, should a package be missing on it.
   * @throws whatever the function's own module-level code throws, or PayloadError for what is no function.
   */
  load(code: CodeHash, worker: string): ReturnType<typeof reviveFunction> {
    const ready = this.#ready.get(code);
    if (ready !== undefined) return ready;
    const shipped = decodeFunction(code, (hash) => this.#givenAs(hash));
    const fn = reviveFunction(shipped, { worker, bundles: this.#bundles });
    this.#ready.set(code, fn, payloadBytes(this.#givenAs(code)));
    return fn;
  }

  #givenAs(hash: CodeHash): Payload {
    const given = this.#given.get(hash);
    if (given === undefined) throw new Error(`Code ${hash} was not given to this thread.`);
    return given;
  }
}
