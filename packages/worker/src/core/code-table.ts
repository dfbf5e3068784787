import type { CodeHash } from '@zfarm/cluster-core/core';
import type { Attempt } from './attempt.js';
import type { Client } from './client.js';
import { CODES_BYTES_MAX } from './limits.js';

/** A function, or a part of some, that a client sent; kept by io/ under its hash. */
export interface Code {
  readonly hash: CodeHash;
  readonly bytes: number;
  /** Attempts here that need it. */
  users: number;
  /** Slot time of one item, smoothed; absent: never measured. */
  itemMs: number | undefined;
}

/** Code that attempts wait for. */
export interface MissingCode {
  readonly attempts: Set<Attempt>;
  /** Clients that were asked for it. */
  readonly asked: Set<Client>;
  readonly giveUpAt: number;
}

/** The code here, those used last at the end, and the ones asked for. */
export class CodeTable {
  readonly known: Map<CodeHash, Code> = new Map();
  readonly missing: Map<CodeHash, MissingCode> = new Map();
  readonly #codesMax: number;
  #bytes = 0;

  constructor(codesMax: number) {
    this.#codesMax = codesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(hash: CodeHash, bytes: number): void {
    this.known.set(hash, { hash, bytes, users: 0, itemMs: undefined });
    this.#bytes += bytes;
  }

  /** Counts a user in. */
  use(hash: CodeHash): void {
    const code = this.known.get(hash);
    if (code === undefined) throw new Error(`Code ${hash} is not here to be used.`);
    code.users += 1;
    this.known.delete(hash);
    this.known.set(hash, code);
  }

  release(hash: CodeHash): void {
    const code = this.known.get(hash);
    if (code === undefined || code.users === 0)
      throw new Error(`Code ${hash} was released but is not in use.`);
    code.users -= 1;
  }

  /** Takes out what is too much, the longest unused first; what is in use stays. */
  evict(): CodeHash[] {
    const dropped: CodeHash[] = [];
    for (const code of this.known.values()) {
      if (this.known.size <= this.#codesMax && this.#bytes <= CODES_BYTES_MAX) break;
      if (code.users > 0) continue;
      this.known.delete(code.hash);
      this.#bytes -= code.bytes;
      dropped.push(code.hash);
    }
    return dropped;
  }
}
