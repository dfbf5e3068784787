import type { Shippable } from '@zfarm/cluster-core/shipping';
import type { ClusterOptions } from './connect-options.js';
import type { ErrorPolicy } from './error-policy.js';
import { taskLogger } from './io/event-log.js';
import { FailureJudge } from './io/failure-judge.js';
import type { JobRunOptions } from './io/job-run-options.js';
import { JobSpan, subjectOf } from './io/job-span.js';
import { type MapOptions, mapPolicy } from './map-options.js';

/** What a run must know of the options of a map. */
type MapManner = Omit<JobRunOptions, 'id' | 'code' | 'data' | 'submitted' | 'driver' | 'onEnded'>;

/** How a map with these options is run; its span, if one is recorded, begins here. @param handle what tasks print goes to its logger unless the options say */
export function mapManner(
  fn: Shippable,
  options: MapOptions<unknown, ErrorPolicy>,
  { logger }: Pick<ClusterOptions, 'logger'>,
): MapManner {
  return {
    policy: mapPolicy(options),
    ordered: options.ordered ?? true,
    judge: new FailureJudge(options),
    collects: options.onError === 'collect',
    jobTimeoutMs: options.jobTimeout,
    onProgress: options.onProgress,
    console: options.console,
    onLog: options.onLog ?? (logger && taskLogger(logger)),
    copy: options.copy ?? false,
    span: JobSpan.begin(subjectOf(fn)),
  };
}
