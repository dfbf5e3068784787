import type { TaskOptions } from '../../src/index.js';
import { TaskHandle } from '../../src/task-handle.js';

/** One task as it was submitted; the test decides what becomes of it. */
export interface ScriptedTask {
  readonly options: TaskOptions;
  readonly args: readonly unknown[];
  /** Runs the function here. */
  readonly run: () => void;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  cancelled: unknown;
}

/** Takes tasks and runs none by itself. */
export class ScriptedTasks {
  readonly tasks: ScriptedTask[] = [];

  submitWith<R>(options: TaskOptions, fn: unknown, ...args: unknown[]): TaskHandle<R> {
    if (fn === UNSHIPPABLE) throw new Error('it cannot travel');
    return TaskHandle.of<R>((resolve, reject) => {
      const task: ScriptedTask = {
        options,
        args,
        run: () => {
          try {
            resolve((fn as (...given: unknown[]) => R)(...args));
          } catch (error) {
            reject(error);
          }
        },
        resolve: (value) => resolve(value as R),
        reject,
        cancelled: undefined,
      };
      this.tasks.push(task);
      return (error) => {
        task.cancelled = error.reason;
        reject(error);
      };
    });
  }

  /** The task submitted as number `index`. */
  at(index: number): ScriptedTask {
    const task = this.tasks[index];
    if (task === undefined) throw new Error(`there is no task ${index}`);
    return task;
  }
}

/** A function that is refused. */
export const UNSHIPPABLE = (): never => {
  throw new Error('it was run');
};

/** Lets everything that is due happen. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
