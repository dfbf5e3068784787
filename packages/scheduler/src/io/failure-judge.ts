import type { JobPolicy, Verdict } from '../core/scheduler-input.js';
import type { ErrorDecision, ErrorHandler, ErrorPolicy } from '../error-policy.js';
import type { ItemError } from '../errors.js';
import { RETRY_DELAY_MS, RETRY_DELAY_MS_MAX } from './limits.js';

/** What the user has to say about failures, beyond what can be counted. */
export interface FailureOptions {
  readonly retries?: number | undefined;
  readonly retryDelay?: number | ((attempt: number) => number) | undefined;
  readonly retryOn?: ((error: ItemError) => boolean) | undefined;
  readonly onError?: ErrorPolicy | undefined;
}

/** A verdict, with what stands in for the result if it is `give`; absent there: the item is left out. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly instead?: { readonly value: unknown };
}

const FAIL: Judgement = { verdict: { kind: 'fail' } };

/** Judges the failures of a job's items by what its options say. */
export class FailureJudge {
  readonly #options: FailureOptions;
  readonly #random: () => number;

  /** @param random from 0 to below 1: spreads the delays, so that items that failed together don't do so again. */
  constructor(options: FailureOptions, random: () => number = Math.random) {
    this.#options = options;
    this.#random = random;
  }

  /**
   * What becomes of an item.
   *
   * @param final its retries are used up, or too many died under it.
   * @param itemAt the item that the error is about.
   */
  judge(
    error: ItemError,
    final: boolean,
    itemAt: (index: number) => unknown,
  ): Judgement | Promise<Judgement> {
    const { onError } = this.#options;
    const verdict = this.retry(error, final);
    if (verdict !== undefined) return { verdict };
    if (typeof onError !== 'function') return FAIL;
    // It takes the items of its own job, whatever their type.
    const handler = onError as ErrorHandler<unknown>;
    const { index, attempts } = error;
    const decision = handler(error, { item: itemAt(index), index, attempt: attempts });
    if (isDecision(decision)) return judgementOf(decision);
    return Promise.resolve(decision).then((decided) => {
      if (isDecision(decided)) return judgementOf(decided);
      const answer = typeof decided === 'string' ? `'${decided}'` : String(decided);
      throw new TypeError(
        `onError must answer 'retry', 'skip', 'fail' or { value }, or a promise of one, not ${answer}.`,
      );
    });
  }

  /** Whether and when an item is tried again by what its options say of retries. */
  retry(error: ItemError, final: boolean): Verdict | undefined {
    const { retryOn } = this.#options;
    if (final || (retryOn !== undefined && !retryOn(error))) return undefined;
    return { kind: 'retry', delayMs: this.#delayMs(error.attempts) };
  }

  #delayMs(attempt: number): number {
    const { retryDelay } = this.#options;
    if (typeof retryDelay === 'number') return retryDelay;
    if (retryDelay !== undefined) return Math.max(0, Number(retryDelay(attempt)) || 0);
    const delayMs = Math.min(RETRY_DELAY_MS * 2 ** (attempt - 1), RETRY_DELAY_MS_MAX);
    return delayMs * (0.5 + this.#random() / 2);
  }
}

/** Whether there is anything to judge: else the core goes by its counters alone. */
export function isJudged({ retries = 0, retryDelay, retryOn, onError }: FailureOptions): boolean {
  return typeof onError === 'function' || (retries > 0 && (retryOn !== undefined || retryDelay !== 0));
}

/** The part of a job's policy that its options for failures decide. */
export function failurePolicy(options: FailureOptions): Pick<JobPolicy, 'retries' | 'failFast' | 'judged'> {
  const { retries = 0, onError } = options;
  return { retries, failFast: onError !== 'collect', ...(isJudged(options) ? { judged: true } : {}) };
}

function isDecision(value: unknown): value is ErrorDecision {
  if (typeof value === 'object' && value !== null) return 'value' in value;
  return value === 'retry' || value === 'skip' || value === 'fail';
}

function judgementOf(decision: ErrorDecision): Judgement {
  if (decision === 'fail') return FAIL;
  if (decision === 'retry') return { verdict: { kind: 'retry', delayMs: 0 } };
  if (decision === 'skip') return { verdict: { kind: 'give' } };
  return { verdict: { kind: 'give' }, instead: { value: decision.value } };
}
