/** The scheduler's tuning points, in one place, each with the reason for its value. */

/** Aimed-at running time of a chunk: a hundred times what its messages cost, yet a lost one is soon done again. */
export const CHUNK_TARGET_MS: number = 15;

/** A chunk takes at least so long, even where that leaves other slots nothing: shorter ones take longer to move than to run. */
export const CHUNK_MS_MIN: number = 1;

/** A chunk has at most this many times the items of the largest one measured: the first guess may be badly off. */
export const CHUNK_GROWTH: number = 8;

/**
 * Encoded input of a chunk: it still travels in one piece, with room for its head, and a slot can be given it ahead, which
 * one that came in pieces cannot. Longer ones would save nothing: pieces cost the same.
 */
export const CHUNK_BYTES_MAX: number = 255 * 1024;

/** Attempts in flight per slot: one runs, one waits behind it, so that a slot never waits for the network. */
export const ATTEMPTS_PER_SLOT: number = 2;

/** Work that would end later than this is asked back for a free slot, if it has not started: a few times the round trip. */
export const RETRACT_AFTER_MS: number = 5;

/**
 * Bound of that time, which doubles whenever an attempt came back untouched and halves with each one that is done: where
 * all slots are busy for other clients, work does not wander from one to the next.
 */
export const RETRACT_AFTER_MS_MAX: number = 1000;

/** A worker tells what has started 5 ms later; on a busy machine, the news of it is here after this long. */
export const STARTED_TOLD_MS: number = 50;

/** How often work for free slots is looked for. */
export const BALANCE_MS: number = 5;

/** An attempt of an idempotent job counts as straggling after so many times the usual time of an item, */
export const STRAGGLER_FACTOR: number = 3;

/** and not before this: results gather for 10 ms before they are told, and a busy machine holds them up. */
export const STRAGGLER_MS_MIN: number = 100;

/** Items asked of an iterable at once at most, however much the workers could take. */
export const PULL_ITEMS_MAX: number = 65_536;

/** Items asked of an iterable while nobody is there to run them: enough to start with. */
export const PULL_ITEMS_IDLE: number = 16;

/** A worker with work of ours is asked for a sign of life when it has been silent for this long. */
export const HEARTBEAT_MS: number = 500;

/** Silence after which a worker counts as frozen or cut off: its items go to others, who finish in under 3 s. */
export const SILENT_MS: number = 2000;

/** How long a job waits for somebody on the network before the local pool takes it: beacons need some 50 ms. */
export const LOCAL_AFTER_MS: number = 250;

/** Demand is taken back only after it has been nil for this long, so that many short jobs don't chatter. */
export const DEMAND_LINGER_MS: number = 250;
