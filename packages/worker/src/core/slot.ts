import type { NestId } from '@zfarm/cluster-core/core';
import { type Attempt, depthOf } from './attempt.js';
import { CLAIM_WORDS, SUSPENDED_MAX } from './limits.js';

/** A range of an attempt on a slot. */
export interface Run {
  readonly number: number;
  readonly attempt: Attempt;
  readonly from: number;
  /** One past its last item; a cut lowers it. */
  to: number;
  /** One past the last item reported. */
  reportedTo: number;
  /** The client's weight when it was handed over, for each slot that it takes: what was charged by it is given back by it. */
  readonly weight: number;
  /** Expected slot time; absent: never measured. */
  readonly expectedMs: number | undefined;
  /** Slot time charged to the client in advance and not used yet. */
  prepaidMs: number;
  /** Cancelled, or taken back before it started: nothing of it is told any more. */
  muted: boolean;
  /** Taking it back for an idle slot: not tried, asked of the slot, or refused since the slot had begun with it. */
  reclaim: 'untried' | 'asked' | 'refused';
  /** It holds what its attempt reserves: until it is over, or suspended for the first time. */
  reserving: boolean;
  /** It has been suspended and goes on. */
  resumed: boolean;
  /** The jobs that its task has under way, by the thread's numbers for them. */
  nests: Map<number, NestId> | undefined;
}

/** Room for one running attempt: a thread. */
export interface Slot {
  readonly index: number;
  /** Its thread is there. */
  ready: boolean;
  /** `end-thread` was asked for: the coming death is our doing. */
  ending: boolean;
  /** The first one runs, the others wait in the thread. A run that reserves more than a slot is alone. */
  readonly runs: Run[];
  /** Stays empty for the run on this slot, which takes several. */
  lentTo: number | undefined;
  /** Runs whose last item waits for jobs that it has started: in the thread, but not at work. By number. */
  readonly suspended: Map<number, Run>;
  lastRun: number;
  /** When its front run came to the front. */
  frontSince: number;
  /** Up to when the front run's time has been charged. */
  chargedTo: number;
  /** When the thread is ended, its front run being muted. */
  overdueAt: number | undefined;
}

export function newSlot(index: number): Slot {
  return {
    index,
    ready: false,
    ending: false,
    runs: [],
    lentTo: undefined,
    suspended: new Map(),
    lastRun: 0,
    frontSince: 0,
    chargedTo: 0,
    overdueAt: undefined,
  };
}

/** Takes more than a slot, or something besides: it shares its slot with no other but one that is resumed there. */
export function isReserving(slot: Slot): boolean {
  return slot.runs.some(({ reserving }) => reserving);
}

/** A run that the thread holds, at work, waiting its turn or suspended. */
export function runOf(slot: Slot, number: number): Run | undefined {
  return slot.suspended.get(number) ?? slot.runs.find((run) => run.number === number);
}

/** The number of the next run; its word must not be that of one which is suspended. */
export function nextRunNumber(slot: Slot): number {
  if (slot.suspended.size === 0) return slot.lastRun + 1;
  const taken = new Set<number>();
  for (const number of slot.suspended.keys()) taken.add(number % CLAIM_WORDS);
  let number = slot.lastRun + 1;
  while (taken.has(number % CLAIM_WORDS)) number += 1;
  return number;
}

/** It may only take what is deeper down than everything that waits in it. */
export function isCrowded(slot: Slot): boolean {
  return slot.suspended.size >= SUSPENDED_MAX;
}

/** Whether a run at this depth may go to the slot at all. */
export function takesDepth(slot: Slot, depth: number): boolean {
  if (!isCrowded(slot)) return true;
  for (const { attempt } of slot.suspended.values()) if (depthOf(attempt) >= depth) return false;
  return true;
}

/** Time until it has worked off what it holds, as far as that is known. */
export function leftMs(slot: Slot, now: number): number {
  const [front] = slot.runs;
  if (front === undefined) return 0;
  const spentMs = front.muted ? 0 : Math.min(now - slot.frontSince, front.expectedMs ?? 0);
  return aheadMs(slot) - spentMs;
}

/** Its front run takes longer than expected: nobody knows how long whatever comes behind it will wait. */
export function isOutlasting(slot: Slot, now: number): boolean {
  const [front] = slot.runs;
  return front?.expectedMs !== undefined && now - slot.frontSince > front.expectedMs;
}

/** Expected time of all that the slot holds; Infinity if a part of it was never measured. */
export function aheadMs(slot: Slot): number {
  let sum = 0;
  for (const run of slot.runs) if (!run.muted) sum += run.expectedMs ?? Number.POSITIVE_INFINITY;
  return sum;
}
