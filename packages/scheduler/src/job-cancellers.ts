import { JobCancelledError } from './errors.js';
import type { JobControl } from './io/job-run.js';
import type { TaskTags } from './operators/task-tags.js';

/** Who may cancel a job besides its handle. */
export interface JobCancellers {
  readonly signal?: AbortSignal | undefined;
  readonly tag?: string | undefined;
}

/** Lets them cancel the job, at once where the signal is aborted already; returns the way to have them let go of it. */
export function heedCancellers(
  run: Pick<JobControl, 'cancel'>,
  { signal, tag }: JobCancellers,
  tags: TaskTags,
): () => void {
  const cancel = (reason: unknown): void => run.cancel(new JobCancelledError(reason));
  if (signal?.aborted === true) {
    cancel(signal.reason);
    return () => {};
  }
  const onAbort = (): void => cancel(signal?.reason);
  const leaveTag = tag === undefined ? undefined : tags.follow(tag, cancel);
  signal?.addEventListener('abort', onAbort);
  return () => {
    leaveTag?.();
    signal?.removeEventListener('abort', onAbort);
  };
}
