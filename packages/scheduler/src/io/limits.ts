/** The bounds of the scheduler's outer layer, each with the reason for its value. */

/** Results produced ahead of the consumer of an iterated job: enough to keep a cluster busy, small enough to hold. */
export const WINDOW_ITEMS: number = 1024;

/** Heavier results are fewer: an iterated job holds so many bytes of them … */
export const WINDOW_BYTES: number = 128 * 1024 * 1024;

/** … but this many at least, however heavy, and until the first is there: fewer would leave slots idle. */
export const WINDOW_ITEMS_MIN: number = 64;

/** Data up to this size is copied when a job is submitted; copying more would cost more than a user expects of a call. */
export const SNAPSHOT_BYTES_MAX: number = 64 * 1024;

/** What an item of an iterable is taken to weigh before one has been seen. */
export const ITEM_BYTES_UNKNOWN: number = 256;

/**
 * Items of an iterable that have been pulled but not sent are held up to this weight, and the one that exceeds it:
 * some thirty full chunks, so that a cluster seldom waits for the iterator, and nothing for a process.
 */
export const AHEAD_BYTES_MAX: number = 32 * 1024 * 1024;

/** Lighter items are not counted against that: as many as are asked for at once come to half of it. */
export const ITEM_BYTES_COUNTED: number = 256;

/** Items looked at to estimate the size of a typical one. */
export const ITEM_SAMPLES_MAX: number = 8;

/** Size at which the estimate of one item stops: chunks of such items hold one each anyway. */
export const SAMPLE_BYTES_MAX: number = 1024 * 1024;

/** Longest time one pull of a synchronous iterable may hold the event loop, in milliseconds. */
export const PULL_SLICE_MS: number = 5;

/** First wait before an item is tried again, in ms; doubled for each further try, up to the longest. */
export const RETRY_DELAY_MS: number = 100;

/** A minute of trying is six times this: what fails for longer is better told to the user. */
export const RETRY_DELAY_MS_MAX: number = 10_000;

/** Shortest time between two calls of `onProgress`, in milliseconds: faster than anyone can read. */
export const PROGRESS_INTERVAL_MS: number = 50;

/** Names of workers that have left, kept for error messages and statistics. */
export const WORKER_NAMES_MAX: number = 4096;

/** How long `connect({ minWorkers })` and `waitForWorkers` wait unless told, in milliseconds. */
export const WAIT_FOR_WORKERS_MS: number = 30_000;

/** How long `ping` waits for the answer unless told, in milliseconds: a worker always answers, so this one is far away or gone. */
export const PING_MS: number = 5000;

/** How long to wait for a worker to leave, beyond the time that its drain was given: a worker's own is 25 s by default. */
export const RETIRE_MS: number = 60_000;

/** Peers whose refusal has been told; more are told again. */
export const REFUSALS_MAX: number = 1024;

/** Tasks of one function that share a job; later ones open the next, so that its books do not grow for ever. */
export const TASKS_PER_BATCH_MAX: number = 65_536;

/** How long a batch with no task in flight waits for the next one, in ms: a loop that awaits each task comes back at once. */
export const BATCH_LINGER_MS: number = 20;

/** Functions of jobs that tasks start, and their bytes, kept for the next job of the kind: more cost a message to have again. */
export const NESTED_CODES_MAX: number = 1024;
export const NESTED_CODES_BYTES_MAX: number = 64 * 1024 * 1024;

/** Results that go to a task in one message: enough to make its cost nothing. */
export const NESTED_SLICE_ITEMS_MAX: number = 4096;

/** Events that wait for a slow reader of `events()`: a busy cluster's last seconds, some megabytes. */
export const EVENTS_QUEUED_MAX: number = 8192;

/** Workers that have left and are still shown in the statistics: enough to see what befell them. */
export const WORKERS_LEFT_MAX: number = 256;

/** Longer ones count as this in the spread of durations: an hour, so that its classes stay few. */
export const DURATION_MS_MAX: number = 3_600_000;

/** Shortest time between two shouts about our jobs, in milliseconds: as often as workers tell their load. */
export const JOBS_INTERVAL_MS: number = 500;

/** Discovery takes some tens of milliseconds, over a slow network a few seconds: who has found nobody by then wants to know. */
export const NO_WORKER_WARNING_MS: number = 5000;

/** Shortest time between two shouts of what our jobs go through, in milliseconds: a picture that moves, for few messages. */
export const TRACE_INTERVAL_MS: number = 250;

/** Attempts that are followed for it: more than a thousand slots have in flight; what goes beyond is not drawn. */
export const TRACE_ATTEMPTS_MAX: number = 16_384;
