import type { Client } from './client.js';
import { UNMEASURED_ATTEMPT_MS } from './limits.js';
import type { Run, Slot } from './slot.js';

/**
 * Fair shares of slot time: deficit round-robin with the quantum let go to zero, so that the client who has
 * had least slot time for its weight goes next. A run is charged its expected time when it is handed over
 * (so one client cannot take every slot in one go) and what it really took as that becomes known.
 */
export class FairShare {
  /** What the least served client had really had at the last choice. */
  #levelMs = 0;

  /**
   * A client that had nothing to run has something now: no arrears are paid for the time before. It starts level with
   * what the least served of the others has really had; what slots hold ahead for those is still to come.
   */
  join(client: Client, clients: Iterable<Client>): void {
    let levelMs = Number.POSITIVE_INFINITY;
    for (const other of clients) {
      if (other !== client && other.queue.length > 0)
        levelMs = Math.min(levelMs, other.servedMs - other.aheadMs);
    }
    if (levelMs === Number.POSITIVE_INFINITY) levelMs = this.#levelMs;
    client.servedMs = Math.max(client.servedMs, levelMs);
  }

  /** Whose turn it is, among those with queued attempts that are not set aside. */
  next(clients: Iterable<Client>, aside: ReadonlySet<Client>): Client | undefined {
    let least: Client | undefined;
    for (const client of clients) {
      if (client.queue.length === 0 || aside.has(client)) continue;
      if (least === undefined || client.servedMs < least.servedMs) least = client;
    }
    if (least !== undefined) this.#levelMs = Math.max(this.#levelMs, least.servedMs - least.aheadMs);
    return least;
  }

  /** Charges a run's expected time as it is handed over; returns it. */
  prepay(client: Client, weight: number, expectedMs: number | undefined): number {
    const prepaidMs = expectedMs ?? UNMEASURED_ATTEMPT_MS;
    client.servedMs += prepaidMs / weight;
    client.aheadMs += prepaidMs / weight;
    return prepaidMs;
  }

  /** Brings the account of a slot's front run up to now. */
  charge(slot: Slot, now: number): void {
    const [run] = slot.runs;
    const elapsedMs = now - slot.chargedTo;
    slot.chargedTo = now;
    if (run === undefined) return;
    const { client } = run.attempt;
    const prepaidMs = Math.min(run.prepaidMs, elapsedMs);
    run.prepaidMs -= prepaidMs;
    client.aheadMs -= prepaidMs / run.weight;
    client.servedMs += (elapsedMs - prepaidMs) / run.weight;
  }

  /** Gives back what a run that has left its slot did not use. */
  refund(run: Run): void {
    const { client } = run.attempt;
    client.aheadMs -= run.prepaidMs / run.weight;
    client.servedMs -= run.prepaidMs / run.weight;
    run.prepaidMs = 0;
  }
}
