import type { Client } from './client.js';
import { UNMEASURED_ATTEMPT_MS } from './limits.js';
import type { Run, Slot } from './slot.js';

/**
 * Fair shares of slot time: deficit round-robin with the quantum let go to zero, so that the client who has
 * had least slot time for its weight goes next. A run is charged its expected time when it is handed over
 * (so one client cannot take every slot in one go) and what it really took as that becomes known.
 */
export class FairShare {
  /** Where the least served client stood at the last choice: who comes anew or was idle starts here, with no arrears. */
  #levelMs = 0;

  /** A client that had nothing to run has something now. */
  join(client: Client): void {
    client.servedMs = Math.max(client.servedMs, this.#levelMs);
  }

  /** Whose turn it is, among those with queued attempts. */
  next(clients: Iterable<Client>): Client | undefined {
    let least: Client | undefined;
    for (const client of clients) {
      if (client.queue.length > 0 && (least === undefined || client.servedMs < least.servedMs))
        least = client;
    }
    if (least !== undefined) this.#levelMs = Math.max(this.#levelMs, least.servedMs);
    return least;
  }

  /** Charges a run's expected time as it is handed over; returns it. */
  prepay(client: Client, expectedMs: number | undefined): number {
    const prepaidMs = expectedMs ?? UNMEASURED_ATTEMPT_MS;
    client.servedMs += prepaidMs / client.weight;
    return prepaidMs;
  }

  /** Brings the account of a slot's front run up to now. */
  charge(slot: Slot, now: number): void {
    const [run] = slot.runs;
    const elapsedMs = now - slot.chargedTo;
    slot.chargedTo = now;
    if (run === undefined) return;
    const prepaidMs = Math.min(run.prepaidMs, elapsedMs);
    run.prepaidMs -= prepaidMs;
    run.attempt.client.servedMs += (elapsedMs - prepaidMs) / run.weight;
  }

  /** Gives back what a run that has left its slot did not use. */
  refund(run: Run): void {
    run.attempt.client.servedMs -= run.prepaidMs / run.weight;
    run.prepaidMs = 0;
  }
}
