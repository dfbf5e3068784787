import type { NodeId } from '@zfarm/cluster-core/core';
import { cancel } from './cancel.js';
import { newClient } from './client.js';
import { announceCredits } from './credit.js';
import { endSetups } from './job-setups.js';
import type { WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

export function onSessionOpened(state: WorkerState, id: NodeId, out: WorkerOutput[]): void {
  if (state.clients.has(id)) throw new Error(`Client ${id} already has a session: close that first.`);
  state.clients.set(id, newClient(id));
  if (state.draining) out.push({ kind: 'send', client: id, message: { kind: 'draining' } });
  else announceCredits(state, out);
}

export function onSessionClosed(state: WorkerState, id: NodeId, now: number, out: WorkerOutput[]): void {
  const client = state.clients.get(id);
  if (client === undefined) throw new Error(`Client ${id} has no session that could close.`);
  for (const attempt of client.attempts.values()) cancel(state, attempt, now, out);
  endSetups(client, out);
  for (const missing of state.codes.missing.values()) missing.asked.delete(client);
  state.clients.delete(id);
  announceCredits(state, out);
}
