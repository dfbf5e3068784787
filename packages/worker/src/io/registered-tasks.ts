import { ClassTable, definedTasks } from '@zfarm/cluster-core';
import type { LoadedCode } from './thread-codes.js';

/** This worker runs only tasks of its own, and what it was sent is none of them. */
class UnregisteredTaskError extends Error {
  override readonly name = 'UnregisteredTaskError';
  readonly code = 'ZFARM_UNREGISTERED_TASK';

  constructor(name: string, worker: string, known: Iterable<string>) {
    super(
      `Worker ${worker} runs only tasks that it has loaded itself (${[...known].join(', ')}), and "${name}" is none of them. ` +
        'Submit one of these, made by defineTask under that name; or have its module loaded there with --load.',
    );
  }
}

/** The tasks that the modules of this worker define. What clients send for them is never looked at but for its name. */
export class RegisteredTasks {
  readonly #tasks: ReadonlyMap<string, LoadedCode['fn']>;
  /** None: what a client's classes do with their instances is code of the client. */
  readonly #classes: ClassTable = new ClassTable();

  constructor(tasks: ReadonlyMap<string, LoadedCode['fn']>) {
    this.#tasks = tasks;
  }

  /** @throws UnregisteredTaskError */
  load(name: string, worker: string): LoadedCode {
    const fn = this.#tasks.get(name);
    if (fn === undefined) throw new UnregisteredTaskError(name, worker, this.#tasks.keys());
    return { fn, classes: this.#classes };
  }
}

/**
 * Imports the modules, in this thread, and gives what they have defined.
 *
 * @throws Error where a module cannot be loaded, or none defines a task.
 */
export async function loadTasks(modules: readonly string[]): Promise<RegisteredTasks> {
  for (const module of modules) await import(module);
  const tasks = definedTasks();
  if (tasks.size === 0)
    throw new Error(`None of the modules defines a task with defineTask: ${modules.join(', ')}.`);
  return new RegisteredTasks(tasks as ReadonlyMap<string, LoadedCode['fn']>);
}
