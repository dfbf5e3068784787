import { CANCEL_GRACE_MS } from '@zfarm/worker/core';
import type { ThreadRun } from './thread-run.js';

/** How long an item is at work where nothing ends it, at that speed. */
export function durationMs({ plan }: ThreadRun, item: number, speed: number): number {
  const planned = plan.items[item];
  if (fateStrikes(plan.tries[item], planned?.fate) && planned?.fate.kind === 'hangs')
    return Number.POSITIVE_INFINITY;
  return (planned?.durationMs ?? 0) / speed;
}

/** Whether what is to become of an item happens at this try. */
export function fateStrikes(
  tries: number = 0,
  fate: { readonly kind: string; readonly times?: number } = { kind: 'succeeds' },
): boolean {
  return fate.kind !== 'succeeds' && tries <= (fate.times ?? 0);
}

export function isLate(run: ThreadRun, item: number, speed: number): boolean {
  const { timeoutMs } = run.spec;
  return timeoutMs !== undefined && durationMs(run, item, speed) > timeoutMs;
}

/** How long an item is at work: to its end, or until it heeds that its time is over, or its thread is ended for it. */
export function workMs(run: ThreadRun, item: number, speed: number): number {
  if (!isLate(run, item, speed)) return durationMs(run, item, speed);
  return (run.spec.timeoutMs ?? 0) + (heedsSignal(item) ? 0 : CANCEL_GRACE_MS);
}

/** Every other task looks at its signal. */
export function heedsSignal(item: number): boolean {
  return item % 2 === 0;
}
