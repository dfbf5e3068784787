import { BOOLEAN, checkOptions, type OptionRule } from '../option-error.js';
import { checkSequence, functionOf, OPERATOR_RULES } from './check-call.js';
import { ItemMemory } from './item-memory.js';
import type { OperatorOptions, OperatorTarget, Sequence } from './operator-target.js';
import type { Predicate } from './select.js';

/** Options of `find`. */
export interface FindOptions extends OperatorOptions {
  /** True: the first match in the order of the data. False (default): any, which is sooner there. */
  readonly first?: boolean | undefined;
}

const FIND_RULES: Readonly<Record<keyof FindOptions, OptionRule>> = { ...OPERATOR_RULES, first: BOOLEAN };

/** An item for which the predicate holds, or undefined. The rest is cancelled once there is one. */
export async function find<T>(
  target: OperatorTarget,
  predicate: Predicate<T>,
  data: Sequence<T>,
  options: FindOptions = {},
): Promise<T | undefined> {
  return (await search('find', target, predicate, data, options, true))?.item;
}

/** Whether the predicate holds for one item at least. No items: false. */
export async function some<T>(
  target: OperatorTarget,
  predicate: Predicate<T>,
  data: Sequence<T>,
  options: OperatorOptions = {},
): Promise<boolean> {
  return (await search('some', target, predicate, data, options, true)) !== undefined;
}

/** Whether it holds for all. No items: true. */
export async function every<T>(
  target: OperatorTarget,
  predicate: Predicate<T>,
  data: Sequence<T>,
  options: OperatorOptions = {},
): Promise<boolean> {
  return (await search('every', target, predicate, data, options, false)) === undefined;
}

/** Whether it holds for none. No items: true. */
export async function none<T>(
  target: OperatorTarget,
  predicate: Predicate<T>,
  data: Sequence<T>,
  options: OperatorOptions = {},
): Promise<boolean> {
  return (await search('none', target, predicate, data, options, true)) === undefined;
}

/** Looks for an item of which the predicate says `wanted`; leaving the loop cancels what is left of the job. */
async function search<T>(
  call: string,
  target: OperatorTarget,
  predicate: Predicate<T>,
  data: Sequence<T>,
  options: FindOptions,
  wanted: boolean,
): Promise<{ readonly item: T } | undefined> {
  checkSequence(call, data);
  checkOptions(call, options, call === 'find' ? FIND_RULES : OPERATOR_RULES);
  const test = functionOf(call, 'the predicate', predicate) as (item: T) => unknown;
  const { first = false, ...jobOptions } = options;
  const memory = new ItemMemory(data);
  const answers = target.map(placeOf(test, wanted), memory.data, { ...jobOptions, ordered: first });
  for await (const place of answers) {
    const item = memory.take(place < 0 ? -1 - place : place);
    if (place >= 0) return { item };
  }
  return undefined;
}

/** Travels to the workers: the index of an item that is wanted, `-1 - index` of one that is not. */
function placeOf<T>(
  operatorTest: (item: T, context: never) => unknown,
  operatorWanted: boolean,
): (item: T, context: { readonly index: number }) => number | Promise<number> {
  return (item, context) => {
    const place = (answer: unknown): number =>
      Boolean(answer) === operatorWanted ? context.index : -1 - context.index;
    const answer = operatorTest(item, context as never);
    return answer instanceof Promise ? answer.then(place) : place(answer);
  };
}
