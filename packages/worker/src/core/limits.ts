/** Every bound and time of the worker's core, in one place, each with the reason for its value. */

/** Encoded items of this length and more are told to be spent when their attempt is done: less is not worth a word. */
export const SPENT_BYTES_MIN: number = 16 * 1024;

/** Attempts that one slot holds at once: a batch of 64 already spreads the cost of a thread message to nothing. */
export const SLOT_RUNS_MAX: number = 64;

/**
 * Tasks that wait in one thread for jobs they have started. Beyond it, a slot takes only attempts deeper down than all
 * of these: what waits has need of them, and the deepest waits for nobody. So it holds at most this many and one for each
 * further level. Each is a call with its data in the thread's heap.
 */
export const SUSPENDED_MAX: number = 1000;

/** Words in which a thread claims items of its runs: more than it can hold, so that each run finds one for itself. */
export const CLAIM_WORDS: number = 4096;

/**
 * Work in ms that a slot may hold in all: two chunks of 50 ms, so that a thread never waits for the next one. A hand-over
 * takes 0.1 ms, but several when every processor is busy with tasks.
 */
export const SLOT_AHEAD_MS: number = 100;

/**
 * Longer attempts, too, have one behind them, unless both together take more than this: then the pause before the next one,
 * some milliseconds where every processor is busy, is nothing to them, and it is worth more to keep it free for others.
 */
export const SLOT_PAIR_MS: number = 1000;

/**
 * While several clients have work here, a slot is given its next run when what it holds is about to end, this many ms
 * before: what is handed over earlier goes to whoever had least then, not when its time has come.
 */
export const CONTENDED_AHEAD_MS: number = 5;

/** Attempts of a client looked at behind one that waits for memory or a resource: more than its credit usually is. */
export const QUEUE_SCAN_MAX: number = 1024;

/** A client is told that an attempt has started when it has not been told more of it in this time. */
export const STARTED_AFTER_MS: number = 5;

/** An attempt that would wait longer than this behind others is taken back for an idle slot. */
export const RECLAIM_WAIT_MS: number = 2;

/** How often that is looked at anew while a slot is idle and another one has attempts waiting. */
export const RECLAIM_CHECK_MS: number = 5;

/** What an attempt is taken to cost a client before its code was ever measured here: one chunk. */
export const UNMEASURED_ATTEMPT_MS: number = 10;

/** Work in ms that a client's credit should cover per slot: the chunk that runs and the one behind it. */
export const CREDIT_AHEAD_MS: number = 20;

/** Bounds of the attempts per slot that a client with demand is granted: always one behind the running one. */
export const CREDIT_DEPTH_MIN: number = 2;
export const CREDIT_DEPTH_MAX: number = 128;

/** A client that leaves credit unused for so long falls back to the standing credit. */
export const CREDIT_LAPSE_MS: number = 250;

/**
 * How long a drain lets tasks wait for jobs of their own when nothing else is left, however long it lets tasks work: what they wait
 * for may find no worker but this one. As long as a whole drain unless told otherwise.
 */
export const DRAIN_WAITING_MS: number = 25_000;

/** How long an attempt waits for its code; then it is handed back to the client. */
export const CODE_WAIT_MS: number = 5000;

/** Functions kept for later attempts. */
export const CODES_MAX: number = 1024;

/** Bytes of kept functions with what they captured. Those in use are never dropped. */
export const CODES_BYTES_MAX: number = 256 * 1024 * 1024;

/** How long a running attempt may go on after its cancel before its thread is ended. */
export const CANCEL_GRACE_MS: number = 1000;

/** Beyond this lateness of a tick we slept ourselves (breakpoint, suspend): graces start anew. */
export const LATENESS_MAX_MS: number = 1000;

/** Jobs of one client whose setups threads may keep: far more than run at once, few enough to hold. */
export const SETUPS_MAX: number = 1024;

/** Lines that tasks of one client may print in a second: more than anyone reads, few enough to cost nothing. */
export const LOG_LINES_PER_S: number = 1000;

/** The same in bytes: a fortieth of a 100 Mbit link. */
export const LOG_BYTES_PER_S: number = 256 * 1024;

/** The load is told at most twice a second. */
export const LOAD_INTERVAL_MS: number = 500;

/** Share of the newest sample in a measured time: about the last ten samples count. */
export const MEASURE_SMOOTHING: number = 0.2;
