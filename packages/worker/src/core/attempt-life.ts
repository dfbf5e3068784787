import type { Assign, CodeHash } from '@zfarm/cluster-core/core';
import { type Attempt, codesOf, isUntouched, newAttempt } from './attempt.js';
import type { Client } from './client.js';
import { CODE_WAIT_MS } from './limits.js';
import type { WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

/** Takes an assigned attempt in: to the queue, or aside until its code has come. */
export function admit(
  state: WorkerState,
  client: Client,
  assign: Assign,
  now: number,
  out: WorkerOutput[],
): void {
  const attempt = newAttempt(client, assign);
  client.attempts.set(assign.attempt, attempt);
  place(state, attempt, now, out);
}

/** To the queue if all its code is here, else aside. */
export function place(state: WorkerState, attempt: Attempt, now: number, out: WorkerOutput[]): void {
  if (enqueue(state, attempt, now)) return;
  for (const code of codesOf(attempt)) if (!state.codes.known.has(code)) park(state, attempt, code, now, out);
}

/** Puts an attempt whose code is here at the end of its client's queue; false if the code is not here. */
function enqueue(state: WorkerState, attempt: Attempt, now: number): boolean {
  const client = attempt.client;
  const codes = codesOf(attempt);
  if (!codes.every((code) => state.codes.known.has(code))) return false;
  for (const code of codes) state.codes.use(code);
  if (client.queue.length === 0 && client.held === 0) {
    for (const slot of state.slots) state.shares.charge(slot, now);
    state.shares.join(client, state.clients.values());
  }
  client.queue.push(attempt);
  return true;
}

function park(state: WorkerState, attempt: Attempt, code: CodeHash, now: number, out: WorkerOutput[]): void {
  const client = attempt.client;
  const missing = state.codes.missing.get(code) ?? {
    attempts: new Set(),
    asked: new Set(),
    giveUpAt: now + CODE_WAIT_MS,
  };
  state.codes.missing.set(code, missing);
  missing.attempts.add(attempt);
  if (missing.asked.has(client)) return;
  missing.asked.add(client);
  out.push({ kind: 'send', client: client.id, message: { kind: 'code-need', code } });
}

/** Ends an attempt without a word: it is in no place any more. A run of it that a slot holds is left to the caller. */
export function endAttempt(state: WorkerState, attempt: Attempt): void {
  const { client, assign } = attempt;
  if (attempt.place === 'over') throw new Error(`Attempt ${assign.attempt} of ${client.id} ended twice.`);
  if (attempt.place === 'parked') unpark(state, attempt);
  else for (const code of codesOf(attempt)) state.codes.release(code);
  if (attempt.place === 'queued') client.queue.remove(attempt);
  attempt.place = 'over';
  attempt.todo = [];
  client.attempts.delete(assign.attempt);
}

function unpark(state: WorkerState, attempt: Attempt): void {
  for (const code of codesOf(attempt)) {
    const missing = state.codes.missing.get(code);
    missing?.attempts.delete(attempt);
    if (missing?.attempts.size === 0) state.codes.missing.delete(code);
  }
}

/** Ends an attempt of which everything has been reported. */
export function finish(state: WorkerState, attempt: Attempt, out: WorkerOutput[]): void {
  endAttempt(state, attempt);
  const message = { kind: 'done', attempt: attempt.assign.attempt, busyMs: attempt.busyMs } as const;
  out.push({ kind: 'send', client: attempt.client.id, message });
}

/** What no slot has begun goes back to the client, told by one cut. With nothing left after it the attempt is over. */
export function handBack(state: WorkerState, attempt: Attempt, out: WorkerOutput[]): void {
  const untouched = isUntouched(attempt);
  const range = attempt.todo.pop();
  if (range === undefined) throw new Error('Only an attempt that waits for a slot can be handed back.');
  tellCut(attempt, range.from, out);
  if (untouched) endAttempt(state, attempt);
  else if (attempt.place === 'queued' && attempt.todo.length === 0) finish(state, attempt, out);
}

export function tellCut(attempt: Attempt, end: number, out: WorkerOutput[]): void {
  const message = { kind: 'cut', attempt: attempt.assign.attempt, end } as const;
  out.push({ kind: 'send', client: attempt.client.id, message });
}
