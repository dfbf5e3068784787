import {
  ACK_BYTES,
  FRAGMENT_BYTES,
  FRAGMENT_BYTES_MAX,
  FRAGMENT_MS,
  UNASKED_BYTES_MAX,
  WHOLE_MS,
  WINDOW_BYTES_MAX,
  WINDOW_MS,
} from '../limits.js';

/** Bytes sent up to `end`, when, and what had been acknowledged by then: how many, when the last of them, and when those had been sent. */
interface Departure {
  readonly end: number;
  readonly at: number;
  readonly acked: number;
  readonly ackedAt: number;
  readonly ackedSentAt: number;
}

/** Weight of a new sample of the rate: a link that has become faster is believed sooner than one that seems slower. */
const FASTER = 0.5;
const SLOWER = 0.25;

/** The shortest time that a clock tells apart, in ms. */
const TIME_MIN_MS = 0.05;

/**
 * How many bytes may be under way to one peer: about `WINDOW_MS` at the rate at which it acknowledges them, one fragment at
 * least. Counts are totals since the session began, so no lost or repeated acknowledgement can leak any.
 */
export class ByteWindow {
  #sent: number = 0;
  #acked: number = 0;
  #ackedAt: number = 0;
  #ackedSentAt: number = 0;
  /** Bytes per ms. */
  #rate: number = 0;
  #departures: Departure[] = [];

  get inFlight(): number {
    return this.#sent - this.#acked;
  }

  /** Bytes that have been sent in all. */
  get total(): number {
    return this.#sent;
  }

  /** The longest piece that a small message may find in front of it: about `FRAGMENT_MS` at the measured rate. */
  get fragmentBytes(): number {
    return Math.min(FRAGMENT_BYTES_MAX, Math.max(FRAGMENT_BYTES, Math.floor(this.#rate * FRAGMENT_MS)));
  }

  /** The longest value that leaves in one piece where nobody has to copy it: about `WHOLE_MS` at that rate. */
  get wholeBytes(): number {
    return Math.min(UNASKED_BYTES_MAX, Math.max(FRAGMENT_BYTES, Math.floor(this.#rate * WHOLE_MS)));
  }

  get limit(): number {
    return Math.min(WINDOW_BYTES_MAX, Math.max(FRAGMENT_BYTES, this.#rate * WINDOW_MS));
  }

  /**
   * A receiver leaves up to `ACK_BYTES` unacknowledged, which are not under way any more: no word that they have come may ever
   * come, so a piece that is longer than the window must not wait for it.
   */
  admits(bytes: number): boolean {
    return this.inFlight < ACK_BYTES || this.inFlight + bytes <= this.limit + ACK_BYTES;
  }

  sent(bytes: number, now: number): void {
    if (this.inFlight < ACK_BYTES) {
      // Nothing is under way: the time since it was is not the link's.
      this.#ackedAt = now;
      this.#ackedSentAt = now;
    }
    this.#sent += bytes;
    const [acked, ackedAt, ackedSentAt] = [this.#acked, this.#ackedAt, this.#ackedSentAt];
    this.#departures.push({ end: this.#sent, at: now, acked, ackedAt, ackedSentAt });
  }

  /**
   * @param total bytes that the peer has received in all.
   * @param full more was waiting to be sent, so that the rate is that of the link and not our own.
   * @returns false for a total that cannot be.
   */
  acknowledge(total: number, now: number, full: boolean): boolean {
    if (total > this.#sent || total < this.#acked) return false;
    let newest: Departure | undefined;
    let arrived = 0;
    for (const departure of this.#departures) {
      if (departure.end > total) break;
      newest = departure;
      arrived += 1;
    }
    this.#acked = total;
    this.#ackedAt = now;
    this.#departures.splice(0, arrived);
    if (newest === undefined) return true;
    this.#ackedSentAt = newest.at;
    this.#measure((total - newest.acked) / Math.max(TIME_MIN_MS, duration(newest, now)), full);
    return true;
  }

  #measure(sample: number, full: boolean): void {
    if (this.#rate === 0) this.#rate = sample;
    else if (sample > this.#rate) this.#rate += (sample - this.#rate) * FASTER;
    else if (full) this.#rate += (sample - this.#rate) * SLOWER;
  }
}

/**
 * How long the link had for the bytes that were acknowledged since the departure: as in BBR's estimate, the longer one of the
 * times in which they were sent and in which they were acknowledged. A process that was held up hears at once of all that has
 * arrived meanwhile, and would take that for the speed of the link.
 */
function duration({ at, ackedAt, ackedSentAt }: Departure, now: number): number {
  return Math.max(now - ackedAt, at - ackedSentAt);
}
