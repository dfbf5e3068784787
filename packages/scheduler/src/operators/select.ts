import type { TaskContext } from '@zfarm/cluster-core';
import { checkOptions } from '../option-error.js';
import { checkSequence, functionOf, OPERATOR_RULES } from './check-call.js';
import { DerivedJob } from './derived-job.js';
import { ItemMemory } from './item-memory.js';
import type { ItemFunction, OperatorOptions, OperatorTarget, Sequence } from './operator-target.js';

/** Says of an item whether it is meant; anything truthy is a yes, also when it comes as a promise. */
export type Predicate<T> = ItemFunction<T, unknown>;

/** The items for which the predicate holds, in the order of the data. They do not travel back. */
export function filter<T>(
  target: OperatorTarget,
  predicate: Predicate<T>,
  data: Sequence<T>,
  options: OperatorOptions = {},
): DerivedJob<T> {
  return select('filter', target, predicate, data, options, true);
}

/** The items for which the predicate does not hold, in the order of the data. */
export function reject<T>(
  target: OperatorTarget,
  predicate: Predicate<T>,
  data: Sequence<T>,
  options: OperatorOptions = {},
): DerivedJob<T> {
  return select('reject', target, predicate, data, options, false);
}

/** Both: those for which it holds, and the others, each in the order of the data. */
export async function partition<T>(
  target: OperatorTarget,
  predicate: Predicate<T>,
  data: Sequence<T>,
  options: OperatorOptions = {},
): Promise<[T[], T[]]> {
  checkSequence('partition', data);
  checkOptions('partition', options, OPERATOR_RULES);
  const test = functionOf('partition', 'the predicate', predicate) as (item: T) => unknown;
  const memory = new ItemMemory(data);
  const holds = await target.map(truthOf(test), memory.data, options);
  const sides: [T[], T[]] = [[], []];
  for (let index = 0; index < holds.length; index += 1) {
    sides[holds[index] === true ? 0 : 1].push(memory.take(index));
  }
  return sides;
}

/** For how many items the predicate holds. */
export async function count<T>(
  target: OperatorTarget,
  predicate: Predicate<T>,
  data: Sequence<T>,
  options: OperatorOptions = {},
): Promise<number> {
  checkSequence('count', data);
  checkOptions('count', options, OPERATOR_RULES);
  const test = functionOf('count', 'the predicate', predicate) as (item: T) => unknown;
  let hits = 0;
  for await (const holds of target.map(truthOf(test), data, { ...options, ordered: false })) {
    if (holds) hits += 1;
  }
  return hits;
}

function select<T>(
  call: string,
  target: OperatorTarget,
  predicate: Predicate<T>,
  data: Sequence<T>,
  options: OperatorOptions,
  wanted: boolean,
): DerivedJob<T> {
  checkSequence(call, data);
  checkOptions(call, options, OPERATOR_RULES);
  const test = functionOf(call, 'the predicate', predicate) as (item: T) => unknown;
  const memory = new ItemMemory(data);
  return DerivedJob.of(target.map(truthOf(test), memory.data, options), (holds, index) => {
    const item = memory.take(index);
    return holds === wanted ? [item] : [];
  });
}

/** Travels to the workers: a yes or a no is all that comes back. */
function truthOf<T>(
  operatorTest: (item: T, context: TaskContext<never>) => unknown,
): (item: T, context: TaskContext<never>) => boolean | Promise<boolean> {
  return (item, context) => {
    const answer = operatorTest(item, context);
    return answer instanceof Promise ? answer.then(Boolean) : Boolean(answer);
  };
}
