import type { CallShape, CodeHash, JobId, NodeId } from '@zfarm/cluster-core/core';
import type { JobPolicy } from '@zfarm/scheduler/core';

/** What an item does the first `times` times that it runs; after that it succeeds. */
export type Fate =
  | { readonly kind: 'succeeds' }
  | { readonly kind: 'throws' | 'ends-thread' | 'ends-process' | 'hangs'; readonly times: number };

export interface ItemPlan {
  readonly durationMs: number;
  readonly fate: Fate;
}

/** How the items of a stream come: some at a time, each portion some time after it was asked for. */
export interface StreamPlan {
  /** They come by themselves, asked for or not, as submitted tasks do. */
  readonly pushes: boolean;
  readonly delayMsMax: number;
  readonly portionMax: number;
  /** The end is told by itself, later than the last item. */
  readonly endsLate: boolean;
}

/** One job as the seed has it. */
export interface JobPlan {
  readonly client: NodeId;
  readonly job: JobId;
  readonly key: number;
  readonly code: CodeHash;
  readonly call: CallShape;
  /** Bytes that each input and result takes. */
  readonly width: number;
  readonly policy: JobPolicy;
  readonly items: readonly ItemPlan[];
  readonly submitAt: number;
  readonly stream?: StreamPlan;
  /** How far the items may run ahead of the consumer, who takes each result after `consumeMs`; absent: no bound. */
  readonly window?: { readonly items: number; readonly consumeMs: number };
  readonly cancelAt?: number;
  /** Items given up while the job goes on. */
  readonly itemCancels: readonly { readonly at: number; readonly item: number }[];
  /** How often each item has begun to run, anywhere: its fate depends on it. */
  readonly tries: Uint32Array;
}

export function jobName(plan: JobPlan): string {
  return `${plan.client}/${plan.job}`;
}
