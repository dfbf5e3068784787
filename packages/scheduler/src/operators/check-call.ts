import { isTask, type Task } from '@zfarm/cluster-core/shipping';
import { OptionError } from '../option-error.js';
import type { Sequence } from './operator-target.js';

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
  if (typeof data === 'object' && data !== null) {
    if (Symbol.iterator in data || Symbol.asyncIterator in data) return;
  }
  const remedy = typeof data === 'string' ? ' To take a text apart, pass [...text] or text.split(…).' : '';
  throw new OptionError('data', `${call}: the data must be an iterable or async iterable of items.${remedy}`);
}

/** @throws OptionError unless it is a whole number from `min` on, or absent. */
export function checkCount(call: string, option: string, value: number | undefined, min: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= min)) return;
  throw new OptionError(option, `${call}: ${option} must be a whole number from ${min} on, not ${value}.`);
}

function nameOfKind(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
