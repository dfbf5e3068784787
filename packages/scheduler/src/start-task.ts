import { takeArguments } from './io/task-arguments.js';
import type { TaskManner } from './io/task-batch.js';
import type { TaskBatches } from './io/task-batches.js';
import type { TaskTags } from './operators/task-tags.js';
import { TaskHandle, type TaskStart } from './task-handle.js';
import type { TaskOptions } from './task-options.js';

/** One task, as it goes to the batch of its kind. */
interface TaskCall {
  readonly code: ReturnType<TaskBatches['capture']>;
  readonly manner: TaskManner;
  readonly args: readonly unknown[];
}

/** Starts a task with the others of its kind, and counts it under its tag. */
export function startTask<R>(
  batches: TaskBatches,
  tags: TaskTags,
  { code, manner, args }: TaskCall,
  { signal, tag }: TaskOptions,
): TaskHandle<R> {
  const start: TaskStart<R> = (resolve, reject) => {
    const { args: own, bytes } = takeArguments(args);
    // The user's function made the result: its type is the one that the function declares.
    const accept = resolve as (result: unknown) => void;
    return batches.add(code, manner, { args: own, itemBytes: bytes, resolve: accept, reject });
  };
  return tag === undefined ? TaskHandle.of(start, signal) : tags.handle(tag, start, signal);
}
