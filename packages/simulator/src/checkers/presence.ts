import type { NodeId } from '@zfarm/cluster-core/core';
import type { Checker } from '../observation.js';
import { Violation } from '../violation.js';

/** Where nothing goes wrong, nobody exits who is there: from the start of a calm run, in others once all is well again. */
export class PresenceChecker implements Checker {
  readonly #gone: Set<NodeId> = new Set();
  #isCalm: boolean;

  constructor(isCalm: boolean) {
    this.#isCalm = isCalm;
  }

  calm(): void {
    this.#isCalm = true;
  }

  readonly on: Checker['on'] = {
    'node-gone': ({ node }) => {
      this.#gone.add(node);
    },
    'peer-exited': ({ node, peer }) => {
      if (this.#isCalm && !this.#gone.has(peer) && !this.#gone.has(node))
        throw new Violation(
          'presence',
          `${node} has lost ${peer}, which is there, and nothing had gone wrong`,
        );
    },
  };
}
