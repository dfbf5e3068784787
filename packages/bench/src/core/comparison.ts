import { type Figure, figureKey } from './figure.js';

/** What has become of a figure from one run to the next; `same`: nothing that could not be noise. */
export type Change = 'better' | 'worse' | 'same' | 'new' | 'gone';

/** A figure in two runs. */
export interface ComparedFigure {
  /** Names the figure: benchmark, size, contender, metric. */
  readonly key: string;
  /** What the comparison says. */
  readonly change: Change;
  /** As it was then; absent of a new one. */
  readonly before?: Figure;
  /** As it is now; absent of one that is gone. */
  readonly after?: Figure;
  /** Median of now by median of then. */
  readonly ratio?: number;
}

/** Differences of less than this are not told, however sure: nobody acts on them. */
const TELL_FROM = 0.05;

/**
 * Compares two runs figure by figure. A change counts when the ranges of the rounds do not touch, from the smallest to the
 * largest, and the medians differ by more than 5 %: what may be noise is `same`. Where either has a single round, there is
 * no range, and the medians must differ by half.
 */
export function compareFigures(before: readonly Figure[], after: readonly Figure[]): ComparedFigure[] {
  const earlier = new Map(before.map((figure) => [figureKey(figure), figure]));
  const compared = after.map((figure): ComparedFigure => {
    const key = figureKey(figure);
    const then = earlier.get(key);
    earlier.delete(key);
    if (then === undefined) return { key, change: 'new', after: figure };
    return {
      key,
      change: changeOf(then, figure),
      before: then,
      after: figure,
      ratio: figure.median / then.median,
    };
  });
  const gone = [...earlier].map(([key, figure]): ComparedFigure => ({ key, change: 'gone', before: figure }));
  return [...compared, ...gone];
}

function changeOf(before: Figure, after: Figure): Change {
  const { better } = after;
  if (better === 'none' || before.unit !== after.unit) return 'same';
  const rises = after.median > before.median;
  const [lower, upper] = rises ? [before, after] : [after, before];
  if (lower.high >= upper.low) return 'same';
  const single = before.rounds.length < 2 || after.rounds.length < 2;
  if (upper.median <= lower.median * (1 + (single ? 0.5 : TELL_FROM))) return 'same';
  return rises === (better === 'higher') ? 'better' : 'worse';
}
