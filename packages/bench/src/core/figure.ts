import { type Spread, spreadOf } from './statistics.js';

/** How big a job is: `S` for a try, `M` about a second for one thread, `L` many times that. */
export type Size = 'S' | 'M' | 'L';

/** What one round of a benchmark has shown. */
export interface Reading {
  /** What was measured, as in `time` or `throughput`; together with `at` it is read once a round at most. */
  readonly metric: string;
  /** Of a curve: where on it, and what is counted there, as in `{ bytes: 1024 }`. */
  readonly at?: { readonly axis: string; readonly value: number };
  /** In the unit. */
  readonly value: number;
  /** As in `ms`, `tasks/s` or `MB/s`. */
  readonly unit: string;
  /** Which way is better; `none` for what is only told. */
  readonly better: 'lower' | 'higher' | 'none';
}

/** A reading of several rounds. */
export interface Figure extends Omit<Reading, 'value'>, Spread {
  /** Name of the benchmark. */
  readonly benchmark: string;
  /** Who did the work; `zfarm` where nobody else takes part. */
  readonly contender: string;
  /** Size of the job. */
  readonly size: Size;
  /** The value of each round. */
  readonly rounds: readonly number[];
}

/** Gathers the readings of several rounds, in the order in which they were first read. */
export function figuresOf(
  what: Pick<Figure, 'benchmark' | 'contender' | 'size'>,
  rounds: readonly (readonly Reading[])[],
): Figure[] {
  const byKey = new Map<string, { readonly reading: Reading; readonly values: number[] }>();
  for (const reading of rounds.flat()) {
    const key = readingKey(reading);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, { reading, values: [reading.value] });
    else known.values.push(reading.value);
  }
  return [...byKey.values()].map(({ reading: { value: _, ...reading }, values }) => ({
    ...what,
    ...reading,
    rounds: values,
    ...spreadOf(values),
  }));
}

function readingKey({ metric, at }: Pick<Reading, 'metric' | 'at'>): string {
  return at === undefined ? metric : `${metric} ${at.axis} ${at.value}`;
}

/** Names a figure, the same in every report. */
export function figureKey(figure: Omit<Figure, keyof Spread | 'rounds' | 'unit' | 'better'>): string {
  return `${figure.benchmark} ${figure.size} ${figure.contender} ${readingKey(figure)}`;
}
