import type { AttemptId, Capacity, NodeId, ToClient, ToWorker } from '@zfarm/cluster-core/core';
import type { ItemFailed, JobEnded } from '@zfarm/scheduler/core';
import type { JobPlan } from './job-plan.js';

/** One item of one attempt, as a thread meets it. */
export interface ItemRun {
  readonly worker: NodeId;
  readonly plan: JobPlan;
  readonly attempt: AttemptId;
  readonly item: number;
}

/** What checkers get to see. A client's view comes from its scheduler's inputs and outputs, a thread's from the pool. */
export type Observation =
  | { readonly kind: 'submitted'; readonly plan: JobPlan; readonly items: number }
  | { readonly kind: 'added'; readonly plan: JobPlan; readonly count: number }
  /** Items before `end` may be assigned. */
  | { readonly kind: 'window'; readonly plan: JobPlan; readonly end: number }
  | { readonly kind: 'cancel-asked'; readonly plan: JobPlan }
  | { readonly kind: 'item-cancel-asked'; readonly plan: JobPlan; readonly item: number }
  | { readonly kind: 'settled'; readonly plan: JobPlan; readonly first: number; readonly values: number[] }
  | { readonly kind: 'item-failed'; readonly plan: JobPlan; readonly failed: ItemFailed }
  | { readonly kind: 'item-given'; readonly plan: JobPlan; readonly item: number }
  | { readonly kind: 'printed'; readonly plan: JobPlan; readonly item: number; readonly text: string }
  | { readonly kind: 'found-silent'; readonly client: NodeId; readonly worker: NodeId }
  /** Nobody could serve it for as long as it was to wait. */
  | { readonly kind: 'unmatched'; readonly plan: JobPlan }
  | { readonly kind: 'ended'; readonly plan: JobPlan; readonly outcome: JobEnded['outcome'] }
  | {
      readonly kind: 'link-opened';
      readonly client: NodeId;
      readonly worker: NodeId;
      readonly capacity: Capacity;
    }
  | { readonly kind: 'link-closed'; readonly client: NodeId; readonly worker: NodeId }
  | { readonly kind: 'sent'; readonly client: NodeId; readonly worker: NodeId; readonly message: ToWorker }
  | { readonly kind: 'told'; readonly client: NodeId; readonly worker: NodeId; readonly message: ToClient }
  | {
      readonly kind: 'worker-heard';
      readonly worker: NodeId;
      readonly slots: number;
      readonly client: NodeId;
      readonly message: ToWorker;
    }
  | {
      readonly kind: 'worker-said';
      readonly worker: NodeId;
      readonly slots: number;
      readonly client: NodeId;
      readonly message: ToClient;
    }
  /** A worker's view of the end of a session. */
  | { readonly kind: 'worker-lost'; readonly worker: NodeId; readonly client: NodeId }
  | { readonly kind: 'item-began'; readonly run: ItemRun }
  /** In whatever way. */
  | { readonly kind: 'item-ended'; readonly run: ItemRun; readonly tookMs: number }
  /** It waits for jobs that it has started; an `item-ended` of its time at work so far comes before it. */
  | { readonly kind: 'item-suspended'; readonly run: ItemRun }
  | { readonly kind: 'item-resumed'; readonly run: ItemRun }
  /** Its thread has died while it waited there. */
  | { readonly kind: 'item-lost-waiting'; readonly run: ItemRun }
  | { readonly kind: 'item-threw'; readonly run: ItemRun }
  /** It took longer than it may; if its thread had to be ended, a `thread-died` of no item follows. */
  | { readonly kind: 'item-late'; readonly run: ItemRun }
  | { readonly kind: 'thread-died'; readonly run: ItemRun | undefined; readonly byItself: boolean }
  /** The thread that died had finished the item, and had not told its result. */
  | { readonly kind: 'result-lost'; readonly run: ItemRun }
  | { readonly kind: 'peer-exited'; readonly node: NodeId; readonly peer: NodeId }
  | { readonly kind: 'node-gone'; readonly node: NodeId };

type Handlers = {
  readonly [Kind in Observation['kind']]?: (event: Extract<Observation, { readonly kind: Kind }>) => void;
};

/** Looks on at what concerns it, and throws a `Violation` at what must never be. */
export interface Checker {
  readonly on: Handlers;
}

export function show(checker: Checker, event: Observation): void {
  // The table has the right handler for each kind; the compiler cannot follow that through the lookup.
  const handler = checker.on[event.kind] as ((event: Observation) => void) | undefined;
  handler?.(event);
}
