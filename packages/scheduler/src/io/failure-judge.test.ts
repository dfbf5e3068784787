import { describe, expect, test } from 'vitest';
import type { ErrorDecision } from '../error-policy.js';
import { RemoteTaskError } from '../errors.js';
import { FailureJudge, isJudged } from './failure-judge.js';

const failure = (attempts: number): RemoteTaskError =>
  new RemoteTaskError({ index: 4, worker: 'red', attempts }, new RangeError('no'));
const itemAt = (index: number): string => `item ${index}`;

describe('retries', () => {
  test('wait longer each time, up to ten seconds, less up to half by chance', () => {
    const delays = (random: number): unknown[] =>
      [1, 2, 3, 8, 20].map((attempts) => {
        const { verdict } = judged(new FailureJudge({ retries: 30 }, () => random), attempts);
        return verdict.kind === 'retry' ? verdict.delayMs : undefined;
      });
    expect(delays(1)).toEqual([100, 200, 400, 10_000, 10_000]);
    expect(delays(0)).toEqual([50, 100, 200, 5000, 5000]);
  });

  test('wait as long as they are told to', () => {
    expect(judged(new FailureJudge({ retryDelay: 7 }), 3).verdict).toEqual({ kind: 'retry', delayMs: 7 });
    const linear = new FailureJudge({ retryDelay: (attempt) => attempt * 10 });
    expect(judged(linear, 3).verdict).toEqual({ kind: 'retry', delayMs: 30 });
    expect(judged(new FailureJudge({ retryDelay: () => Number.NaN }), 1).verdict).toEqual({
      kind: 'retry',
      delayMs: 0,
    });
  });

  test('are made only of what is worth one', () => {
    const judge = new FailureJudge({ retryOn: (error) => error.cause instanceof TypeError });
    expect(judged(judge, 1).verdict).toEqual({ kind: 'fail' });
  });

  function judged(judge: FailureJudge, attempts: number) {
    const judgement = judge.judge(failure(attempts), false, itemAt);
    if (judgement instanceof Promise) throw new Error('a retry is decided at once');
    return judgement;
  }
});

describe('onError', () => {
  const ask = (decision: unknown) =>
    new FailureJudge({ onError: () => decision as ErrorDecision }).judge(failure(2), true, itemAt);

  test('is asked about what has failed for good, with the item', () => {
    const asked: unknown[] = [];
    const judge = new FailureJudge({
      onError: (error, failed) => {
        asked.push(error.index, failed);
        return 'skip';
      },
    });
    expect(judge.judge(failure(1), false, itemAt)).toMatchObject({ verdict: { kind: 'retry' } });
    expect(judge.judge(failure(2), true, itemAt)).toEqual({ verdict: { kind: 'give' } });
    expect(asked).toEqual([4, { item: 'item 4', index: 4, attempt: 2 }]);
  });

  test('decides, now or later', async () => {
    expect(ask('fail')).toEqual({ verdict: { kind: 'fail' } });
    expect(ask('retry')).toEqual({ verdict: { kind: 'retry', delayMs: 0 } });
    expect(ask({ value: 0 })).toEqual({ verdict: { kind: 'give' }, instead: { value: 0 } });
    expect(await ask(Promise.resolve({ value: undefined }))).toEqual({
      verdict: { kind: 'give' },
      instead: { value: undefined },
    });
  });

  test('that decides nothing is an error of its own', async () => {
    await expect(ask(undefined)).rejects.toThrow(TypeError);
    await expect(ask(Promise.resolve('ignore'))).rejects.toThrow(/'retry', 'skip', 'fail' or \{ value \}/);
  });
});

test('a job without anything to judge goes by its counters alone', () => {
  expect([{}, { retries: 3, retryDelay: 0 }, { onError: 'collect' as const }].map(isJudged)).toEqual([
    false,
    false,
    false,
  ]);
  expect([{ retries: 1 }, { onError: () => 'skip' as const }].map(isJudged)).toEqual([true, true]);
});
