import type { TaskContext } from '@zfarm/cluster-core';
import type { Job } from '../job.js';
import { checkOptions, OptionError } from '../option-error.js';
import { checkCount, checkSequence, functionOf, OPERATOR_RULES } from './check-call.js';
import { DerivedJob } from './derived-job.js';
import type { ItemFunction, OperatorOptions, OperatorTarget, Sequence } from './operator-target.js';

/** Maps each item to any number of results (an iterable), and gives them all, in the order of the data. */
export function flatMap<T, R>(
  target: OperatorTarget,
  fn: ItemFunction<T, Iterable<R> | Promise<Iterable<R>>>,
  data: Sequence<T>,
  options: OperatorOptions = {},
): DerivedJob<R> {
  checkSequence('flatMap', data);
  checkOptions('flatMap', options, OPERATOR_RULES);
  const spread = functionOf('flatMap', 'the function', fn) as (item: T) => Iterable<R> | Promise<Iterable<R>>;
  return DerivedJob.of(target.map(listOf(spread), data, options), (results) => results);
}

/** Runs a function over every item for what it does; nothing travels back. */
export async function forEach<T>(
  target: OperatorTarget,
  fn: ItemFunction<T, unknown>,
  data: Sequence<T>,
  options: OperatorOptions = {},
): Promise<void> {
  checkSequence('forEach', data);
  checkOptions('forEach', options, OPERATOR_RULES);
  const act = functionOf('forEach', 'the function', fn) as (item: T) => unknown;
  const job = target.map(effectOf(act), data, { ...options, ordered: false });
  // Iterated, so that an endless or large sequence leaves no list behind.
  for await (const _ of job);
}

/** Runs a function over `0 … n - 1`. */
export function range<R>(
  target: OperatorTarget,
  n: number,
  fn: ItemFunction<number, R>,
  options: OperatorOptions = {},
): Job<Awaited<R>> {
  if (n === undefined)
    throw new OptionError('n', 'range: n must be a whole number from 0 on, not undefined.');
  checkCount('range', 'n', n, 0);
  checkOptions('range', options, OPERATOR_RULES);
  return target.map(functionOf('range', 'the function', fn) as (item: number) => R, numbersTo(n), options);
}

/** A typed array, as far as results are written to it. */
export interface NumberTarget {
  /** How many results it has room for. */
  readonly length: number;
  [index: number]: number;
}

/**
 * Maps numbers into a typed array (or array) that is there already, and resolves to it; what goes beyond its length is left out.
 * If the job fails, some of it has been written.
 */
export async function mapInto<T, Into extends NumberTarget>(
  target: OperatorTarget,
  into: Into,
  fn: ItemFunction<T, number | Promise<number>>,
  data: Sequence<T>,
  options: OperatorOptions = {},
): Promise<Into> {
  checkSequence('mapInto', data);
  checkOptions('mapInto', options, OPERATOR_RULES);
  const map = functionOf('mapInto', 'the function', fn) as (item: T) => number | Promise<number>;
  let index = 0;
  for await (const result of target.map(map, data, options)) {
    if (index >= into.length) break;
    into[index] = result;
    index += 1;
  }
  return into;
}

/** The items of several sequences side by side, as long as the shortest: `map(([a, b]) => a + b, zip(as, bs))`. */
export function* zip<Lists extends readonly Iterable<unknown>[]>(
  ...lists: Lists
): Generator<{ -readonly [List in keyof Lists]: Lists[List] extends Iterable<infer T> ? T : never }> {
  const iterators = lists.map((list) => list[Symbol.iterator]());
  try {
    for (;;) {
      const steps = iterators.map((iterator) => iterator.next());
      if (steps.length === 0 || steps.some((step) => step.done === true)) return;
      yield steps.map((step) => step.value) as never;
    }
  } finally {
    for (const iterator of iterators) iterator.return?.();
  }
}

function* numbersTo(n: number): Generator<number> {
  for (let index = 0; index < n; index += 1) yield index;
}

// What follows travels to the workers, so each function stands alone.

function listOf<T, R>(
  operatorSpread: (item: T, context: TaskContext<never>) => Iterable<R> | Promise<Iterable<R>>,
): (item: T, context: TaskContext<never>) => R[] | Promise<R[]> {
  return (item, context) => {
    const results = operatorSpread(item, context);
    return results instanceof Promise ? results.then((list) => [...list]) : [...(results as Iterable<R>)];
  };
}

function effectOf<T>(
  operatorAct: (item: T, context: TaskContext<never>) => unknown,
): (item: T, context: TaskContext<never>) => undefined | Promise<undefined> {
  return (item, context) => {
    const done = operatorAct(item, context);
    return done instanceof Promise ? done.then(() => undefined) : undefined;
  };
}
