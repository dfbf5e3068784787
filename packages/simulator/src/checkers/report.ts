import type { NodeId, ToClient } from '@zfarm/cluster-core/core';
import { type JobPlan, jobName } from '../job-plan.js';
import type { Checker, ItemRun } from '../observation.js';
import { Violation } from '../violation.js';

/** A worker waits 5 ms for something better to tell; the rest is the way from its thread, and the coarseness of a timer. */
const STARTED_WITHIN_MS = 10;

/**
 * A worker tells its client what it has started, so that this knows what it would lose with the worker and what it can ask
 * back; and it begins nothing more of what it was asked back.
 */
export class ReportChecker implements Checker {
  /** Attempts that the client has had word of, by worker. */
  readonly #told: Map<NodeId, Set<string>> = new Map();
  /** Attempts that the worker was asked for, or need tell nothing of any more. */
  readonly #asked: Map<NodeId, Set<string>> = new Map();
  readonly #dropped: Set<string> = new Set();
  readonly #isCalm: boolean;

  constructor(isCalm: boolean) {
    this.#isCalm = isCalm;
  }

  readonly on: Checker['on'] = {
    'worker-heard': ({ worker, client, message }) => {
      if (message.kind === 'retract') add(this.#asked, worker, nameOf(client, message.attempt));
      if (message.kind === 'cancel') this.#dropped.add(nameOf(client, message.attempt));
    },
    'worker-said': ({ worker, client, message }) => {
      this.#onSaid(worker, client, message);
    },
    'item-began': ({ run }) => {
      const { worker, plan, attempt, item } = run;
      if (this.#asked.get(worker)?.has(nameOf(plan.client, attempt)) === true)
        throw new Violation(
          'report',
          `${worker} begins item ${item} of ${jobName(plan)}, though it was asked for the rest of #${attempt}`,
        );
    },
    'item-ended': ({ run, tookMs }) => {
      // Who sleeps, or whose clock jumps, tells nothing in the meantime.
      if (this.#isCalm && tookMs > STARTED_WITHIN_MS) this.#mustBeTold(run, tookMs);
    },
    'node-gone': ({ node }) => {
      this.#told.delete(node);
      this.#asked.delete(node);
    },
  };

  #onSaid(worker: NodeId, client: NodeId, message: ToClient): void {
    if ('attempt' in message) add(this.#told, worker, nameOf(client, message.attempt));
  }

  #mustBeTold({ worker, plan, attempt, item }: ItemRun, tookMs: number): void {
    const name = nameOf(plan.client, attempt);
    if (this.#dropped.has(name) || this.#told.get(worker)?.has(name) === true) return;
    throw new Violation(
      'report',
      `${worker} has had item ${item} of ${jobName(plan)} for ${tookMs.toFixed(0)} ms and not said a word of #${attempt}`,
    );
  }
}

function add(sets: Map<NodeId, Set<string>>, worker: NodeId, name: string): void {
  const set = sets.get(worker) ?? new Set();
  sets.set(worker, set.add(name));
}

function nameOf(client: JobPlan['client'], attempt: number): string {
  return `${client}:${attempt}`;
}
