import type { RunSpec } from '@zfarm/worker/core';
import type { ScheduledEvent } from './event-queue.js';
import { readNumbers } from './item-value.js';
import type { JobPlan } from './job-plan.js';
import type { ItemRun } from './observation.js';
import type { World } from './world.js';

/** A run as a thread holds it. */
export interface ThreadRun {
  readonly spec: RunSpec;
  readonly plan: JobPlan;
  readonly inputs: readonly number[];
  /** The first item not started. */
  next: number;
  end: number;
  busyMs: number;
  results: number[];
  resultsFrom: number;
  resultsSince: number;
  /** Nobody wants it any more. */
  cancelled: boolean;
}

/** What is at work. */
export interface CurrentItem {
  readonly run: ItemRun;
  readonly beganAt: number;
  endsAt: number;
  event: ScheduledEvent;
  readonly onEnd: () => void;
}

export function prepareRun(world: World, spec: RunSpec): ThreadRun {
  const plan = world.planOf(spec.client, spec.job);
  const count = spec.items.bytes / plan.width;
  const inputs = readNumbers(spec.items, count, plan.width, `the items of #${spec.attempt}`);
  const { from, to } = spec;
  return {
    spec,
    plan,
    inputs,
    next: from,
    end: to,
    busyMs: 0,
    results: [],
    resultsFrom: from,
    resultsSince: 0,
    cancelled: false,
  };
}
