import { type CodePiece, encodePiece, type Payload, type ShippedFunction } from '@zfarm/cluster-core';
import type { CodeHash } from '@zfarm/cluster-core/core';

interface Shelved {
  readonly piece: CodePiece;
  /** Made when a worker first asks, and shared by all of them. */
  payload: Payload | undefined;
  jobs: number;
}

/** The code of the jobs under way, ready to be sent to whoever asks for it. */
export class CodeShelf {
  readonly #pieces: Map<CodeHash, Shelved> = new Map();

  /** One more job uses the piece; `drop` it when the job is over. */
  keep(piece: CodePiece): void {
    const shelved = this.#pieces.get(piece.hash);
    if (shelved === undefined) this.#pieces.set(piece.hash, { piece, payload: undefined, jobs: 1 });
    else shelved.jobs += 1;
  }

  drop(hash: CodeHash): void {
    const shelved = this.#pieces.get(hash);
    if (shelved === undefined) return;
    shelved.jobs -= 1;
    if (shelved.jobs === 0) this.#pieces.delete(hash);
  }

  /** The function with this hash, if a job uses it. */
  functionOf(hash: CodeHash): ShippedFunction | undefined {
    const piece = this.#pieces.get(hash)?.piece;
    return piece === undefined || 'text' in piece ? undefined : piece;
  }

  /** The piece as it travels; undefined when no job uses it any more. */
  encode(hash: CodeHash): Payload | undefined {
    const shelved = this.#pieces.get(hash);
    if (shelved !== undefined) shelved.payload ??= encodePiece(shelved.piece);
    return shelved?.payload;
  }
}
