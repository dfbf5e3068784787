import { TaskHandle, type TaskStart } from '../task-handle.js';

type Cancel = (reason: unknown) => void;

/** Who is in flight under which tag. */
export class TaskTags {
  readonly #members: Map<string, Set<Cancel>> = new Map();

  /** Counts somebody in until the returned function is called. */
  follow(tag: string, cancel: Cancel): () => void {
    const members = this.#members.get(tag) ?? new Set();
    this.#members.set(tag, members.add(cancel));
    return () => {
      if (!members.delete(cancel) || members.size > 0) return;
      if (this.#members.get(tag) === members) this.#members.delete(tag);
    };
  }

  /** Makes the handle of a task that counts in until it has settled. */
  handle<R>(tag: string, start: TaskStart<R>, signal: AbortSignal | undefined): TaskHandle<R> {
    let handle: TaskHandle<R> | undefined;
    const leave = this.follow(tag, (reason) => handle?.cancel(reason));
    const after =
      <T>(settle: (outcome: T) => void) =>
      (outcome: T): void => {
        leave();
        settle(outcome);
      };
    handle = TaskHandle.of<R>((resolve, reject) => {
      try {
        return start(after(resolve), after(reject));
      } catch (error) {
        leave();
        throw error;
      }
    }, signal);
    return handle;
  }

  /** Cancels all of a tag, unless it is a `dryRun`; returns how many these are. */
  kill(tag: string, dryRun: boolean): number {
    const members = [...(this.#members.get(tag) ?? [])];
    if (!dryRun) {
      this.#members.delete(tag);
      for (const cancel of members) cancel(`kill('${tag}') was called`);
    }
    return members.length;
  }

  counts(): Map<string, number> {
    return new Map([...this.#members].map(([tag, members]) => [tag, members.size]));
  }
}
