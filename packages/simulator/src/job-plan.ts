import type { AttemptId, CallShape, CodeHash, JobId, NestId, NodeId } from '@zfarm/cluster-core/core';
import type { JobPolicy } from '@zfarm/scheduler/core';

/** What an item does the first `times` times that it runs; after that it succeeds. */
export type Fate =
  | { readonly kind: 'succeeds' }
  | { readonly kind: 'throws' | 'ends-thread' | 'ends-process' | 'hangs'; readonly times: number };

export interface ItemPlan {
  readonly durationMs: number;
  readonly fate: Fate;
  readonly nests?: NestPlan;
}

/** The jobs that an item starts, each time that it runs, half way through its work. */
export interface NestPlan {
  readonly jobs: readonly NestedPlan[];
  /** What it waits for before it goes on: all ends, the first word of any, or nothing. What then still runs is abandoned. */
  readonly awaits: 'all' | 'one' | 'none';
}

export interface NestedPlan extends Pick<JobPlan, 'code' | 'call' | 'width' | 'policy' | 'items'> {
  /** The code comes along; else the client asks for it. */
  readonly sendsCode: boolean;
}

/** How the items of a stream come: some at a time, each portion some time after it was asked for. */
export interface StreamPlan {
  /** They come by themselves, asked for or not, as submitted tasks do. */
  readonly pushes: boolean;
  readonly delayMsMax: number;
  readonly portionMax: number;
  /** What an item needs before it comes: they are nodes of a graph, each made when those before it have an end. */
  readonly needs?: readonly (readonly number[])[];
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
  /** Bytes that each input takes, */
  readonly width: number;
  /** and each result; absent: as many. */
  readonly resultWidth?: number;
  readonly policy: JobPolicy;
  readonly items: readonly ItemPlan[];
  readonly submitAt: number;
  readonly stream?: StreamPlan;
  /** How far the items may run ahead of the consumer, who takes each result after `consumeMs`; absent: no bound. */
  readonly window?: { readonly items: number; readonly consumeMs: number };
  readonly cancelAt?: number;
  /** Items given up while the job goes on. */
  readonly itemCancels: readonly { readonly at: number; readonly item: number }[];
  /** Of a job that a task has started: whose it is. */
  readonly parent?: { readonly worker: NodeId; readonly attempt: AttemptId; readonly nest: NestId };
  /** How often each item has begun to run, anywhere: its fate depends on it. */
  readonly tries: Uint32Array;
}

export function jobName(plan: JobPlan): string {
  return `${plan.client}/${plan.job}`;
}
