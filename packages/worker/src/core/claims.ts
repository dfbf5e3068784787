import type { Reservation } from '@zfarm/cluster-core/core';
import type { Attempt } from './attempt.js';
import type { Client } from './client.js';
import { QUEUE_SCAN_MAX } from './limits.js';
import type { Stock } from './stock.js';

/**
 * Who waits for memory or a resource, at most one attempt of each client, the longest waiting first. What is free is kept
 * for them in that order, so nobody who wants less overtakes them for ever; who needs none of it passes by.
 */
export class Claims {
  readonly #stock: Stock;
  readonly #claimants: Map<Client, Attempt> = new Map();
  /** Claimants for which everything is there: they only wait for their client's turn, and for a slot. */
  readonly #granted: Set<Attempt> = new Set();

  constructor(stock: Stock) {
    this.#stock = stock;
  }

  /** Begins a round of handing out: until its end, what is claimed counts as taken. */
  begin(): void {
    for (const [client, attempt] of this.#claimants) {
      if (attempt.place !== 'queued') this.#claimants.delete(client);
      else this.#claim(attempt);
    }
  }

  /** The client's first attempt that has the memory and resources it needs. */
  candidate(client: Client): Attempt | undefined {
    const head = client.queue.peek();
    if (head === undefined || this.#isServed(client, head)) return head;
    let looked = 0;
    for (const attempt of client.queue) {
      looked += 1;
      if (looked > QUEUE_SCAN_MAX) return undefined;
      if (this.#isServed(client, attempt)) return attempt;
    }
    return undefined;
  }

  /** The attempt takes what it needs: it has no claim any more. */
  settle(attempt: Attempt): void {
    if (this.#claimants.get(attempt.client) !== attempt) return;
    this.#claimants.delete(attempt.client);
    this.#granted.delete(attempt);
    this.#stock.giveBack(needsOf(attempt));
  }

  end(): void {
    for (const attempt of this.#claimants.values()) this.#stock.giveBack(needsOf(attempt));
    this.#granted.clear();
  }

  #isServed(client: Client, attempt: Attempt): boolean {
    const { reservation } = attempt.assign;
    if (reservation === undefined || this.#granted.has(attempt)) return true;
    const claimant = this.#claimants.get(client);
    if (claimant === attempt) return false;
    if (this.#stock.has(reservation)) return true;
    if (claimant !== undefined) return false;
    this.#claimants.set(client, attempt);
    this.#claim(attempt);
    return false;
  }

  #claim(attempt: Attempt): void {
    const needs = needsOf(attempt);
    if (this.#stock.has(needs)) this.#granted.add(attempt);
    this.#stock.take(needs);
  }
}

function needsOf({ assign: { reservation } }: Attempt): Reservation {
  if (reservation === undefined) throw new Error('Only an attempt with a reservation has a claim.');
  return reservation;
}
