import type { Client } from './client.js';
import { creditLimits } from './credit-rule.js';
import { CREDIT_DEPTH_MIN, CREDIT_LAPSE_MS } from './limits.js';
import type { WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

/** Tells each client whose credit has changed its new limit. */
export function announceCredits(state: WorkerState, out: WorkerOutput[]): void {
  if (state.draining) return;
  const clients = [...state.clients.values()];
  const limits = creditLimits(
    clients.map(({ wantsUntil, weight, creditDepth }) => ({
      wants: wantsUntil !== undefined,
      weight,
      depth: creditDepth,
    })),
    state.slots.length,
  );
  for (const [index, client] of clients.entries()) {
    const limit = limits[index] as number;
    if (limit === client.creditLimit) continue;
    client.creditLimit = limit;
    out.push({ kind: 'send', client: client.id, message: { kind: 'credit', limit } });
  }
}

/** The client uses its credit: its demand stands for another while, or again. */
export function useCredit(state: WorkerState, client: Client, now: number, out: WorkerOutput[]): void {
  if (!client.demanding) return;
  const lapsed = client.wantsUntil === undefined;
  client.wantsUntil = now + CREDIT_LAPSE_MS;
  if (lapsed) announceCredits(state, out);
}

/** Lets the demand of those lapse who left credit unused. */
export function lapseDemand(state: WorkerState, now: number, out: WorkerOutput[]): void {
  let lapsed = false;
  for (const client of state.clients.values()) {
    if (client.wantsUntil === undefined || client.wantsUntil > now) continue;
    // One running and one waiting on every slot is use enough, however long they take and however deep the credit.
    const inUse = Math.min(client.creditLimit, CREDIT_DEPTH_MIN * state.slots.length);
    if (client.attempts.size - client.suspended >= inUse) {
      client.wantsUntil = now + CREDIT_LAPSE_MS;
      continue;
    }
    client.wantsUntil = undefined;
    lapsed = true;
  }
  if (lapsed) announceCredits(state, out);
}
