import type { Attempt } from './attempt.js';

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
    lastRun: 0,
    frontSince: 0,
    chargedTo: 0,
    overdueAt: undefined,
  };
}

/** Takes more than a slot, or something besides: it shares its slot with no other. */
export function isReserving(slot: Slot): boolean {
  return slot.runs[0]?.attempt.assign.reservation !== undefined;
}

/** Time until it has worked off what it holds, as far as that is known. */
export function leftMs(slot: Slot, now: number): number {
  const [front] = slot.runs;
  if (front === undefined) return 0;
  const spentMs = front.muted ? 0 : Math.min(now - slot.frontSince, front.expectedMs ?? 0);
  return aheadMs(slot) - spentMs;
}

/** Expected time of all that the slot holds; Infinity if a part of it was never measured. */
export function aheadMs(slot: Slot): number {
  let sum = 0;
  for (const run of slot.runs) if (!run.muted) sum += run.expectedMs ?? Number.POSITIVE_INFINITY;
  return sum;
}
