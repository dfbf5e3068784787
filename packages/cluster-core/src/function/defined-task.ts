import { type AnyFunction, functionText } from './function-source.js';

/** A function under a name of its own: in messages, logs and stack traces. */
export interface Task<F extends AnyFunction = AnyFunction> {
  readonly name: string;
  readonly fn: F;
}

/** The text of each task's function, by name. */
const texts = new Map<string, string>();
const tasks = new WeakSet<object>();

/**
 * Gives a function a name. It travels like any function; its types flow on.
 *
 * @throws TypeError for what is no name or no function.
 * @throws Error if the name has been given to other code in this process.
 */
export function defineTask<F extends AnyFunction>(name: string, fn: F): Task<F> {
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`defineTask needs a name that is not empty, got ${JSON.stringify(name)}.`);
  }
  if (typeof fn !== 'function')
    throw new TypeError(`defineTask("${name}") needs a function, not ${typeof fn}.`);
  const text = functionText(fn);
  const known = texts.get(name);
  if (known !== undefined && known !== text) {
    throw new Error(`There is a task "${name}" with other code already: give this one another name.`);
  }
  texts.set(name, text);
  const task = Object.freeze({ name, fn });
  tasks.add(task);
  return task;
}

export function isTask(value: unknown): value is Task {
  return typeof value === 'object' && value !== null && tasks.has(value);
}
