import { encodeValue, type Payload, type ShippedFunction } from '@zfarm/cluster-core';
import type { CodeHash } from '@zfarm/cluster-core/core';

interface Shelved {
  readonly code: ShippedFunction;
  jobs: number;
}

/** The functions of the jobs under way, ready to be sent to whoever asks for them. */
export class CodeShelf {
  readonly #codes: Map<CodeHash, Shelved> = new Map();

  /** One more job uses the function; `drop` it when the job is over. */
  keep(code: ShippedFunction): void {
    const shelved = this.#codes.get(code.hash);
    if (shelved === undefined) this.#codes.set(code.hash, { code, jobs: 1 });
    else shelved.jobs += 1;
  }

  drop(hash: CodeHash): void {
    const shelved = this.#codes.get(hash);
    if (shelved === undefined) return;
    shelved.jobs -= 1;
    if (shelved.jobs === 0) this.#codes.delete(hash);
  }

  /** The function as it travels; undefined when no job uses it any more. */
  encode(hash: CodeHash): Payload | undefined {
    const code = this.#codes.get(hash)?.code;
    return code && encodeValue({ source: code.source, name: code.name, vars: code.vars }, 'the function');
  }
}
