import type { Assign, CodeHash } from '@zfarm/cluster-core/core';
import { type Attempt, codesOf, isUntouched, newAttempt } from './attempt.js';
import type { Client } from './client.js';
import { CODE_WAIT_MS, SPENT_BYTES_MIN } from './limits.js';
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

/**
 * To the queue if all its code is here, else aside. What is here it uses from now on: dropped before the rest has come, it
 * would be asked for again, and the rest be dropped for it, without end.
 */
function place(state: WorkerState, attempt: Attempt, now: number, out: WorkerOutput[]): void {
  for (const code of codesOf(attempt)) {
    if (state.codes.known.has(code)) state.codes.use(code);
    else park(state, attempt, code, now, out);
  }
  enqueueIfWhole(state, attempt, now);
}

/** Code has come that attempts may have been waiting for. */
export function codeCame(state: WorkerState, code: CodeHash, now: number): void {
  const missing = state.codes.missing.get(code);
  state.codes.missing.delete(code);
  for (const attempt of missing?.attempts ?? []) {
    state.codes.use(code);
    enqueueIfWhole(state, attempt, now);
  }
}

/** Puts an attempt whose code is all here at the end of its client's queue. */
function enqueueIfWhole(state: WorkerState, attempt: Attempt, now: number): void {
  const client = attempt.client;
  if (!codesOf(attempt).every((code) => state.codes.known.has(code))) return;
  if (client.queue.length === 0 && client.held === 0) {
    for (const slot of state.slots) state.shares.charge(slot, now);
    state.shares.join(client, state.clients.values());
  }
  client.queue.push(attempt);
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
  for (const code of codesOf(attempt)) {
    if (state.codes.known.has(code)) state.codes.release(code);
    else unpark(state, attempt, code);
  }
  if (attempt.place === 'queued') client.queue.remove(attempt);
  attempt.place = 'over';
  attempt.todo = [];
  client.attempts.delete(assign.attempt);
}

function unpark(state: WorkerState, attempt: Attempt, code: CodeHash): void {
  const missing = state.codes.missing.get(code);
  missing?.attempts.delete(attempt);
  if (missing?.attempts.size === 0) state.codes.missing.delete(code);
}

/** Ends an attempt of which everything has been reported. */
export function finish(state: WorkerState, attempt: Attempt, out: WorkerOutput[]): void {
  endAttempt(state, attempt);
  const { assign, busyMs, client } = attempt;
  out.push({ kind: 'send', client: client.id, message: { kind: 'done', attempt: assign.attempt, busyMs } });
  if (assign.items.bytes >= SPENT_BYTES_MIN) out.push({ kind: 'items-spent', items: assign.items });
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
