import {
  type Assign,
  ATTEMPTS_PER_SESSION_MAX,
  CHUNK_ITEMS_MAX,
  type CodePut,
  type Demand,
  type Retract,
  type ToWorker,
  WEIGHT_MAX,
} from '@zfarm/cluster-core/core';
import { admit, codeCame, handBack } from './attempt-life.js';
import { cancel, holderOf } from './cancel.js';
import type { Client } from './client.js';
import { announceCredits, useCredit } from './credit.js';
import { endSetup } from './job-setups.js';
import { CREDIT_LAPSE_MS } from './limits.js';
import { tellNested } from './nests.js';
import type { WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

/** One message of a client. Whatever it says, nothing here throws: it is performed, ignored or dropped. */
export function onMessage(
  state: WorkerState,
  client: Client,
  message: ToWorker,
  now: number,
  out: WorkerOutput[],
): void {
  switch (message.kind) {
    case 'assign':
      onAssign(state, client, message, now, out);
      return;
    case 'demand':
      onDemand(state, client, message, now, out);
      return;
    case 'code-put':
      onCodePut(state, message, now, out);
      return;
    case 'retract':
      onRetract(state, client, message, out);
      return;
    case 'cancel': {
      // An attempt that has ended meanwhile is no mistake of the client's: the messages crossed.
      const attempt = client.attempts.get(message.attempt);
      if (attempt !== undefined) cancel(state, attempt, now, out);
      return;
    }
    case 'job-ended':
      endSetup(client, message.job, out);
      return;
    case 'nested-need':
    case 'nested-slice':
    case 'nested-ended':
      tellNested(state, client, message, out);
      return;
    case 'retire':
      out.push({
        kind: 'retire',
        client: client.id,
        manner: message.manner,
        withinMs: message.withinMs,
      });
      return;
    case 'heartbeat':
      out.push({ kind: 'send', client: client.id, message: { kind: 'alive' } });
  }
}

function onAssign(
  state: WorkerState,
  client: Client,
  assign: Assign,
  now: number,
  out: WorkerOutput[],
): void {
  const { attempt, first, count } = assign;
  if (client.attempts.has(attempt)) {
    out.push({ kind: 'drop', client: client.id, reason: 'duplicate-attempt' });
  } else if (!Number.isSafeInteger(first + count) || first < 0 || count < 1 || count > CHUNK_ITEMS_MAX) {
    out.push({ kind: 'drop', client: client.id, reason: 'bad-range' });
  } else if (assign.reservation !== undefined && !state.stock.couldGive(assign.reservation)) {
    out.push({ kind: 'drop', client: client.id, reason: 'beyond-capacity' });
    out.push({ kind: 'send', client: client.id, message: { kind: 'cut', attempt, end: first } });
  } else if (state.draining || client.attempts.size >= ATTEMPTS_PER_SESSION_MAX) {
    out.push({ kind: 'send', client: client.id, message: { kind: 'cut', attempt, end: first } });
  } else {
    admit(state, client, assign, now, out);
    useCredit(state, client, now, out);
  }
}

function onDemand(
  state: WorkerState,
  client: Client,
  demand: Demand,
  now: number,
  out: WorkerOutput[],
): void {
  if (!(demand.weight > 0 && demand.weight <= WEIGHT_MAX)) {
    out.push({ kind: 'drop', client: client.id, reason: 'bad-weight' });
    return;
  }
  client.weight = demand.weight;
  client.demanding = demand.chunks > 0;
  client.wantsUntil = client.demanding ? now + CREDIT_LAPSE_MS : undefined;
  announceCredits(state, out);
}

function onCodePut(state: WorkerState, put: CodePut, now: number, out: WorkerOutput[]): void {
  const codes = state.codes;
  if (codes.known.has(put.code)) return;
  codes.add(put.code, put.value.bytes);
  out.push({ kind: 'keep-code', code: put.code, value: put.value });
  codeCame(state, put.code, now);
  dropUnused(state, out);
}

function dropUnused(state: WorkerState, out: WorkerOutput[]): void {
  for (const code of state.codes.evict()) {
    out.push({ kind: 'drop-code', code });
  }
}

function onRetract(state: WorkerState, client: Client, retract: Retract, out: WorkerOutput[]): void {
  const attempt = client.attempts.get(retract.attempt);
  if (attempt === undefined) return;
  if (attempt.todo.length > 0) {
    handBack(state, attempt, out);
    return;
  }
  const { slot, run } = holderOf(state, attempt);
  // If the slot was asked already, its answer now goes to the client; and nobody asks for an idle slot's sake any more.
  if (run.reclaim !== 'asked') out.push({ kind: 'cut-run', slot: slot.index, run: run.number });
  run.reclaim = 'refused';
}
