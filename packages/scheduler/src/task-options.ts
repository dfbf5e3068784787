import { FailureJudge } from './io/failure-judge.js';
import type { TaskManner } from './io/task-batch.js';
import { checkMapOptions, MAP_RULES, type MapOptions, mapPolicy } from './map-options.js';
import type { OptionRule } from './option-error.js';

/** What only a map has use for: one task has no order, no chunks, and nobody to follow its items. */
type OfMapsOnly = 'ordered' | 'chunk' | 'onProgress' | 'progress' | 'jobTimeout' | 'onError';

/** Options of `submitWith`: those of `map`, as far as one task has a use for them. */
export type TaskOptions<Setup = unknown> = Omit<MapOptions<Setup>, OfMapsOnly>;

const {
  ordered: _ordered,
  chunk: _chunk,
  onProgress: _onProgress,
  progress: _progress,
  jobTimeout: _jobTimeout,
  onError: _onError,
  ...RULES
} = MAP_RULES;

/** What each option of `submitWith` accepts. */
export const TASK_RULES: Readonly<Record<keyof TaskOptions, OptionRule>> = RULES;

/** How tasks without options are run: the same object for all, which is what makes many of them cheap. */
export const PLAIN_MANNER: TaskManner = taskManner({});

/** @throws OptionError */
export function checkTaskOptions(call: string, options: TaskOptions): void {
  checkMapOptions(call, options, TASK_RULES);
}

/** How the tasks with these options are run. A task settles for itself: that one fails ends no other. */
export function taskManner(options: TaskOptions): TaskManner {
  const { console, onLog, retryDelay, retryOn } = options;
  const policy = { ...mapPolicy(options), failFast: false };
  return { policy, judge: new FailureJudge(options), judgedBy: [retryDelay, retryOn], console, onLog };
}
