import {
  type CodeHash,
  decodeValue,
  FunctionCache,
  type Payload,
  payloadBytes,
  reviveFunction,
} from '@zfarm/cluster-core';

/** Bytes of source and captured values of the functions that a thread keeps ready. */
const READY_BYTES_MAX = 64 * 1024 * 1024;

/** What a `code-put` carries, encoded as one value. */
interface CodeValue {
  readonly source: string;
  readonly name: string;
  readonly vars: Payload;
}

/** In the thread: the functions it was given, and those of them that are ready to be called. */
export class ThreadCodes {
  readonly #given: Map<CodeHash, Payload> = new Map();
  readonly #ready = new FunctionCache(READY_BYTES_MAX);

  give(code: CodeHash, value: Payload): void {
    this.#given.set(code, value);
  }

  drop(code: CodeHash): void {
    this.#given.delete(code);
    this.#ready.delete(code);
  }

  /** Lets go of what was given for a residence that ends; the ready functions stay for the next one. */
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
    const given = this.#given.get(code);
    if (given === undefined) throw new Error(`Function ${code} was not given to this thread.`);
    const { source, name, vars } = decodeValue(given) as CodeValue;
    const fn = reviveFunction({ hash: code, source, name, vars }, { worker });
    this.#ready.set(code, fn, payloadBytes(given));
    return fn;
  }
}
