import type { TaskHandle } from '../task-handle.js';
import type { TaskOptions } from '../task-options.js';
import { checkShippable, functionOf } from './check-call.js';
import type { TaskTarget, Thunk, ThunkResult } from './task-target.js';

/** The results of thunks, each in the place of its thunk. */
export type ThunkResults<Thunks> = { -readonly [Name in keyof Thunks]: ThunkResult<Thunks[Name]> };

/** Runs all thunks of an object as tasks and yields their results by the same names. The first failure cancels the others. */
export async function all<const Thunks extends Readonly<Record<string, Thunk>>>(
  target: TaskTarget,
  thunks: Thunks,
  options: TaskOptions = {},
): Promise<ThunkResults<Thunks>> {
  if (typeof thunks !== 'object' || thunks === null) {
    throw new TypeError('all: expected an object of functions, such as { a: () => 1, b: () => 2 }.');
  }
  const names = Object.keys(thunks);
  const results = await together('all', target, Object.values(thunks), options);
  // Each name has the result of its own function.
  return Object.fromEntries(names.map((name, index) => [name, results[index]])) as ThunkResults<Thunks>;
}

/** Takes the results of thunks, each in the place of its thunk. */
export type Taker<Thunks extends readonly Thunk[], R> = (...results: ThunkResults<Thunks>) => R;

/** Runs the thunks as tasks and calls `fn`, here, with their results. */
export async function apply<const Thunks extends readonly Thunk[], R>(
  target: TaskTarget,
  fn: Taker<Thunks, R>,
  thunks: Thunks,
  options: TaskOptions = {},
): Promise<Awaited<R>> {
  functionOf('apply', 'the function', fn);
  if (!Array.isArray(thunks)) throw new TypeError('apply: expected an array of functions for the arguments.');
  const args = await together('apply', target, thunks, options);
  return await fn(...(args as ThunkResults<Thunks>));
}

/**
 * Like `a && b && c` with all at once: the first falsy result that comes, and the others are cancelled; else the result
 * of the last thunk.
 */
export function allOf<Thunks extends readonly Thunk[]>(
  target: TaskTarget,
  thunks: Thunks,
): Promise<ThunkResult<Thunks[number]>> {
  return firstThatIs(false, 'allOf', target, thunks);
}

/**
 * Like `a || b || c` with all at once: the first truthy result that comes, and the others are cancelled; else the result
 * of the last thunk.
 */
export function anyOf<Thunks extends readonly Thunk[]>(
  target: TaskTarget,
  thunks: Thunks,
): Promise<ThunkResult<Thunks[number]>> {
  return firstThatIs(true, 'anyOf', target, thunks);
}

async function together(
  call: string,
  target: TaskTarget,
  thunks: readonly Thunk[],
  options: TaskOptions,
): Promise<unknown[]> {
  const handles = start(call, target, thunks, options);
  try {
    return await Promise.all(handles);
  } catch (error) {
    cancelAll(handles, 'another one failed');
    throw error;
  }
}

async function firstThatIs<Thunks extends readonly Thunk[]>(
  wanted: boolean,
  call: string,
  target: TaskTarget,
  thunks: Thunks,
): Promise<ThunkResult<Thunks[number]>> {
  if (thunks.length === 0) throw new TypeError(`${call}: expected one function at least.`);
  const handles = start(call, target, thunks, {});
  const answer = new Promise<unknown>((resolve, reject) => {
    for (const handle of handles) {
      handle.then((value) => {
        if (Boolean(value) === wanted) resolve(value);
      }, reject);
    }
    Promise.all(handles).then((values) => resolve(values.at(-1)), reject);
  });
  try {
    return (await answer) as ThunkResult<Thunks[number]>;
  } finally {
    cancelAll(handles, 'the answer is there');
  }
}

/** Starts all or, if one cannot travel, none. */
function start(
  call: string,
  target: TaskTarget,
  thunks: readonly Thunk[],
  options: TaskOptions,
): TaskHandle<unknown>[] {
  for (const thunk of thunks) checkShippable(call, 'each of them', thunk);
  const handles: TaskHandle<unknown>[] = [];
  try {
    for (const thunk of thunks) handles.push(target.submitWith(options, thunk));
  } catch (error) {
    cancelAll(handles, 'another one could not travel');
    throw error;
  }
  return handles;
}

function cancelAll(handles: readonly TaskHandle<unknown>[], reason: string): void {
  for (const handle of handles) handle.cancel(reason);
}
