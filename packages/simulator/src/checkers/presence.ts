import type { NodeId } from '@zfarm/cluster-core/core';
import type { Checker } from '../observation.js';
import { Violation } from '../violation.js';

/** What was meant for a process that has ended is taken by its successor on the same endpoint up to so long after. */
const SUCCESSION_MS = 10_000;

/** Where nothing goes wrong, nobody exits or falls silent who is there: from the start of a calm run, in others once all is well again. */
export class PresenceChecker implements Checker {
  readonly #gone: Set<NodeId> = new Set();
  /** When a machine's last process ended. */
  readonly #endedAt: Map<string, number> = new Map();
  readonly #now: () => number;
  #isCalm: boolean;

  constructor(isCalm: boolean, now: () => number) {
    this.#isCalm = isCalm;
    this.#now = now;
  }

  calm(): void {
    this.#isCalm = true;
  }

  readonly on: Checker['on'] = {
    'node-gone': ({ node }) => {
      this.#gone.add(node);
      this.#endedAt.set(machineOf(node), this.#now());
    },
    'peer-exited': ({ node, peer }) => {
      if (!this.#isCalm || this.#gone.has(peer) || this.#gone.has(node)) return;
      if (!this.#hasSucceeded(peer) && !this.#hasSucceeded(node))
        throw new Violation(
          'presence',
          `${node} has lost ${peer}, which is there, and nothing had gone wrong`,
        );
    },
    'found-silent': ({ client, worker }) => {
      if (this.#isCalm && !this.#gone.has(worker))
        throw new Violation('presence', `${client} takes ${worker} for frozen, and nothing had gone wrong`);
    },
  };
  /**
   * A peer that knew the one before it may greet it twice: with the HELLO that waited for that one, then, having found out who
   * is there, with one for this.
   */
  #hasSucceeded(node: NodeId): boolean {
    const endedAt = this.#endedAt.get(machineOf(node));
    return endedAt !== undefined && this.#now() - endedAt < SUCCESSION_MS;
  }
}

function machineOf(node: NodeId): string {
  return node.split('.')[0] ?? node;
}
