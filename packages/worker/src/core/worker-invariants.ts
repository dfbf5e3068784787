import { type Attempt, codesOf } from './attempt.js';
import type { Client } from './client.js';
import { CLAIM_WORDS, SLOT_RUNS_MAX } from './limits.js';
import type { Run, Slot } from './slot.js';
import type { WorkerState } from './worker-state.js';

/** Throws if the state contradicts itself: each attempt in exactly one place, every sum right, every bound kept. */
export function checkWorkerState(state: WorkerState): void {
  const users = new Map<string, number>();
  for (const client of state.clients.values()) checkClient(state, client, users);
  checkNests(state);
  for (const slot of state.slots) checkSlot(slot);
  checkReservations(state);
  checkCodes(state, users);
}

function must(condition: boolean, claim: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${claim}.`);
}

function checkClient(state: WorkerState, client: Client, users: Map<string, number>): void {
  const queued = new Set(client.queue);
  must(queued.size === client.queue.length, `${client.id}'s queue knows its length`);
  must(Number.isFinite(client.servedMs), `${client.id}'s account is a number`);
  for (const attempt of client.attempts.values()) {
    must(attempt.client === client, 'an attempt stands in its own client');
    checkAttempt(state, attempt, queued.has(attempt));
    for (const code of codesOf(attempt))
      if (state.codes.known.has(code)) users.set(code, (users.get(code) ?? 0) + 1);
  }
  for (const attempt of queued)
    must(client.attempts.get(attempt.assign.attempt) === attempt, 'what is queued is not over');
  const held = state.slots.flatMap((slot) => slot.runs).filter((run) => run.attempt.client === client);
  must(held.length === client.held, `${client.id} holds as many runs as the slots have of it`);
  const suspended = state.slots
    .flatMap((slot) => [...slot.suspended.values()])
    .filter((run) => run.attempt.client === client);
  must(suspended.length === client.suspended, `${client.id} knows how many of its runs are suspended`);
}

function checkAttempt(state: WorkerState, attempt: Attempt, queued: boolean): void {
  const name = `attempt ${attempt.assign.attempt} of ${attempt.client.id}`;
  const parked = codesOf(attempt).some(
    (code) => state.codes.missing.get(code)?.attempts.has(attempt) === true,
  );
  const runs = state.slots.flatMap((slot) =>
    [...slot.runs, ...slot.suspended.values()].filter((run) => run.attempt === attempt && !run.muted),
  );
  must(parked === (attempt.place === 'parked'), `${name} is parked if it says so`);
  must(queued === (attempt.place === 'queued'), `${name} is queued if it says so`);
  must(runs.length === (attempt.place === 'held' ? 1 : 0), `${name} has a run on a slot if it says so`);
  must((attempt.slot !== undefined) === (attempt.place === 'held'), `${name} knows its slot`);
  must(attempt.place === 'held' || attempt.todo.length > 0, `${name} has something left to run`);
  let end = attempt.assign.first;
  for (const range of attempt.todo) {
    must(range.from >= end && range.to > range.from, `${name} has its ranges in order`);
    end = range.to;
  }
  must(end <= attempt.assign.first + attempt.assign.count, `${name} stays within its range`);
}

function checkSlot(slot: Slot): void {
  const name = `slot ${slot.index}`;
  must(slot.runs.length <= SLOT_RUNS_MAX + 1, `${name} holds no more than it may, and one that was resumed`);
  must(
    slot.ready || slot.runs.length + slot.suspended.size === 0,
    `${name} holds runs only while it has a thread`,
  );
  must(
    slot.overdueAt === undefined || slot.runs[0]?.muted === true,
    `${name} is overdue only for a muted run`,
  );
  const held = [...slot.runs, ...slot.suspended.values()];
  must(
    new Set(held.map(({ number }) => number % CLAIM_WORDS)).size === held.length,
    `${name}'s runs have a word each`,
  );
  for (const run of held) {
    must(run.number <= slot.lastRun, `${name} counts its runs`);
    must(run.muted || run.attempt.place !== 'over', `${name}'s run is muted when its attempt is over`);
    must(run.muted || run.attempt.slot === slot.index, `${name} is where its attempts say they are`);
    must(run.from <= run.reportedTo && run.prepaidMs >= 0, `${name}'s run counts forward`);
    must(run.muted || run.reportedTo <= run.to, `${name}'s run reports no item past its end`);
  }
}

/** Its runs, but for those that were suspended and just go on there. */
function ofOwn({ runs }: Slot): readonly Run[] {
  return runs.filter(({ resumed }) => !resumed);
}

function checkReservations(state: WorkerState): void {
  const reserving = state.slots.flatMap((slot) =>
    slot.runs.flatMap(({ reserving: holds, attempt: { assign } }) => (holds ? [{ slot, assign }] : [])),
  );
  for (const { slot, assign } of reserving) {
    const lent = state.slots.filter(({ lentTo }) => lentTo === slot.index);
    must(ofOwn(slot).length === 1, `slot ${slot.index} is its reserving run's alone`);
    must(
      lent.length === (assign.reservation?.slots ?? 1) - 1,
      `slot ${slot.index} has the slots it was lent`,
    );
  }
  for (const lent of state.slots) {
    const { index, lentTo } = lent;
    if (lentTo === undefined) continue;
    must(ofOwn(lent).length === 0, `slot ${index} is lent and so empty`);
    must(
      reserving.some(({ slot }) => slot.index === lentTo),
      `slot ${index} is lent to a run`,
    );
  }
  const held = reserving.flatMap(({ assign }) => assign.reservation ?? []);
  must(state.stock.holds(held), 'what is reserved is what the runs reserve, and there');
}

function checkNests(state: WorkerState): void {
  let nests = 0;
  for (const slot of state.slots) {
    for (const run of [...slot.runs, ...slot.suspended.values()]) {
      for (const [nested, id] of run.nests ?? []) {
        nests += 1;
        const nest = state.nests.get(id);
        must(
          nest?.run === run && nest.slot === slot && nest.nested === nested,
          'a nested job knows its task',
        );
        must(!run.muted, 'a run that nobody wants has no jobs');
      }
    }
  }
  must(nests === state.nests.size, 'every nested job is that of a run');
}

function checkCodes(state: WorkerState, users: ReadonlyMap<string, number>): void {
  let bytes = 0;
  for (const code of state.codes.known.values()) {
    bytes += code.bytes;
    must(code.users === (users.get(code.hash) ?? 0), `code ${code.hash} knows who needs it`);
    must(!state.codes.missing.has(code.hash), `code ${code.hash} is not both here and missed`);
  }
  must(bytes === state.codes.bytes, 'the codes weigh what the table says');
  for (const missing of state.codes.missing.values()) {
    must(missing.attempts.size > 0, 'a code is missed only while an attempt waits for it');
    for (const attempt of missing.attempts)
      must(attempt.place === 'parked', 'only parked attempts wait for code');
  }
}
