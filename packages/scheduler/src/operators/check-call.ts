import { isTask, type Task } from '@zfarm/cluster-core/shipping';
import { checkData, MAP_RULES } from '../map-options.js';
import { count, OptionError, type OptionRule, oneOf } from '../option-error.js';
import type { OperatorOptions, PartOptions, Sequence } from './operator-target.js';

type AnyFunction = (...values: never[]) => unknown;

/**
 * The function itself, of a task made by `defineTask` too.
 *
 * @throws TypeError that says what was expected.
 */
export function functionOf<F extends AnyFunction>(call: string, role: string, fn: F | Task<F>): F {
  const own: unknown = isTask(fn) ? fn.fn : fn;
  if (typeof own === 'function') return own as F;
  const remedy =
    own instanceof URL ? ' A module goes with map: import the function and pass it instead.' : '';
  throw new TypeError(`${call}: ${role} must be a function, not ${nameOfKind(own)}.${remedy}`);
}

/** @throws TypeError unless it is a function, a task or the URL of a module. */
export function checkShippable(call: string, role: string, fn: unknown): void {
  if (typeof fn === 'function' || fn instanceof URL || isTask(fn)) return;
  throw new TypeError(`${call}: ${role} must be a function, not ${nameOfKind(fn)}.`);
}

/**
 * A function of two values that makes one of them.
 *
 * @throws TypeError for what is no function, or takes another number of values.
 */
export function combinerOf<F extends AnyFunction>(call: string, fn: F | Task<F>): F {
  const own = functionOf(call, 'the operator', fn);
  // Functions with rest parameters or defaults say nothing by their length.
  if (own.length === 0 || own.length === 2) return own;
  throw new TypeError(
    `${call}: the operator must take two values, such as (a, b) => a + b; this one takes ${own.length}.`,
  );
}

/** @throws OptionError unless the data can be walked through item by item. */
export function checkSequence(call: string, data: unknown): asserts data is Sequence<unknown> {
  checkData(call, data);
}

const { ordered: _, ...UNORDERED_RULES } = MAP_RULES;

/** An operator makes one result of many, or counts on each having its place: none may be left out, or be another thing. */
export const OPERATOR_RULES: Readonly<Record<keyof OperatorOptions, OptionRule>> = {
  ...UNORDERED_RULES,
  onError: oneOf('fail'),
};

const { chunk: __, ...PARTLESS_RULES } = OPERATOR_RULES;

export const PART_RULES: Readonly<Record<keyof PartOptions, OptionRule>> = {
  ...PARTLESS_RULES,
  parts: count(1),
  size: count(0),
};

export const ITEM_FUNCTION: OptionRule = {
  accepts: 'a function',
  test: (value) => typeof value === 'function' || isTask(value),
};

/** @throws OptionError unless it is a whole number from `min` on, or absent. */
export function checkCount(call: string, option: string, value: number | undefined, min: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= min)) return;
  throw new OptionError(option, `${call}: ${option} must be a whole number from ${min} on, not ${value}.`);
}

function nameOfKind(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'an array' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
