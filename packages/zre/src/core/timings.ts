/** The node's periods, all in milliseconds. */
export interface Timings {
  /** From one beacon to the next. */
  readonly intervalMs: number;
  /** Unheard for so long, a peer is pinged and reported evasive. */
  readonly evasiveMs: number;
  /** Unheard for so long, it is reported silent. */
  readonly silentMs: number;
  /** Unheard for so long, it is given up. */
  readonly expiredMs: number;
}

/** libzyre's: it reports a peer silent one second after it has reported it evasive. */
export const defaultTimings: Timings = {
  intervalMs: 1_000,
  evasiveMs: 5_000,
  silentMs: 6_000,
  expiredMs: 30_000,
};

/** From one PING of a peer that does not answer to the next. */
export const pingIntervalMs = 1_000;

/**
 * A node that has not answered our HELLO after so long is met afresh. It may believe in a conversation that we have lost
 * and owe us nothing; a second HELLO tells it.
 */
export const pendingMs = 3_000;
