/** What a worker's threads load for the operators that tasks call: see local-pool.ts and the command `zfarm worker`. */
import {
  ClusterQueue,
  checkQueue,
  type QueueOptions,
  type QueuePort,
  TaskOperators,
} from '@zfarm/scheduler/operators';

/** Somewhere to run functions, as a thread knows it. */
interface Target extends Pick<TaskOperators, 'map' | 'submitWith' | 'slots'> {
  /** A call at a queue: its name, options, what is to be done, and what is given for that. */
  callQueue(call: readonly unknown[]): Promise<unknown>;
}

class NestedOperators extends TaskOperators {
  readonly #target: Target;

  constructor(target: Target) {
    super();
    this.#target = target;
  }

  override get slots(): number {
    return this.#target.slots;
  }

  override workers = (): never => onlyInProgram('workers');
  override watchWorkers = (): never => onlyInProgram('workers');

  override queue<T>(name: string, options: QueueOptions = {}): ClusterQueue<T> {
    checkQueue(name, options);
    const call: QueuePort['call'] = (verb, given) =>
      this.#target.callQueue([name, options, verb, given]) as ReturnType<QueuePort['call']>;
    return new ClusterQueue<T>(name, { call });
  }

  override map: Target['map'] = (fn, data, options) => this.#target.map(fn, data, options);

  override submitWith: Target['submitWith'] = (options, fn, ...args) =>
    this.#target.submitWith(options, fn, ...args);
}

/** Calls operators by name. */
export function operatorsOver(target: Target): (name: string, args: readonly unknown[]) => unknown {
  const operators = new NestedOperators(target);
  const byName = operators as unknown as Readonly<Record<string, unknown>>;
  return (name, args) => {
    const operator = IN_PROGRAM.has(name) ? undefined : byName[name];
    return typeof operator === 'function' ? operator.call(operators, ...args) : onlyInProgram(name);
  };
}

/** Where there is more to a cluster than running functions. */
const IN_PROGRAM: ReadonlySet<string> = new Set(['broadcast', 'broadcastWith', 'kill', 'running']);

function onlyInProgram(name: string): never {
  throw new TypeError(`Inside a task there is no '${name}': call it in the program whose task it is.`);
}
