import { type AnyFunction, functionText } from './function-source.js';

/** A function under a name of its own: in messages, logs and stack traces. */
export interface Task<F extends AnyFunction = AnyFunction> {
  /** By which a worker with `--tasks registered` knows it. */
  readonly name: string;
  /** The function itself, to be called here. */
  readonly fn: F;
}

/** The functions of all tasks by name, shared by all copies of this module in the thread: a program may have several. */
const functions = sharedMap();
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
  const known = functions.get(name);
  if (known !== undefined && functionText(known) !== text) {
    throw new Error(`There is a task "${name}" with other code already: give this one another name.`);
  }
  functions.set(name, fn);
  const task = Object.freeze({ name, fn });
  tasks.add(task);
  return task;
}

/** Whether `defineTask` has made this. */
export function isTask(value: unknown): value is Task {
  return typeof value === 'object' && value !== null && tasks.has(value);
}

/** What `defineTask` has been told of in this thread. */
export function definedTasks(): ReadonlyMap<string, AnyFunction> {
  return functions;
}

function sharedMap(): Map<string, AnyFunction> {
  const key = Symbol.for('zfarm.definedTasks');
  const shared = globalThis as unknown as Record<symbol, Map<string, AnyFunction> | undefined>;
  shared[key] ??= new Map();
  return shared[key];
}
