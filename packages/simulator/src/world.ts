import type { NodeId, SessionCore, SessionCoreOptions } from '@zfarm/cluster-core/core';
import type { SchedulerInput, SchedulerOptions, SchedulerOutput } from '@zfarm/scheduler/core';
import type { WorkerCoreOptions, WorkerInput, WorkerOutput } from '@zfarm/worker/core';
import type { NodeCore, NodeCoreOptions, NodeInput, NodeOutput } from '@zfarm/zre/core';
import type { JobPlan } from './job-plan.js';
import type { Network } from './network/network.js';
import type { Observation } from './observation.js';
import type { Prng } from './prng.js';
import type { Trace } from './trace.js';
import type { VirtualClock } from './virtual-clock.js';

/** A core as a host drives it. */
export interface Machine<Input, Output> {
  handle(input: Input, now: number): readonly Output[];
  nextDeadline(): number | undefined;
  sanityCheck(): void;
}

export type SchedulerMachine = Machine<SchedulerInput, SchedulerOutput>;
export type WorkerMachine = Machine<WorkerInput, WorkerOutput> & { readonly idle: boolean };

export type NodeMachine = Machine<NodeInput, NodeOutput> & Pick<NodeCore, 'peers' | 'peersByGroup' | 'peer'>;

export type SessionMachine = Pick<SessionCore, 'handle' | 'sanityCheck' | 'stats' | 'waitingBytesTo'>;

/** Makes the cores of a run: the real ones, or, in tests of the simulator itself, ones with a bug. */
export interface CoreFactory {
  scheduler(options: SchedulerOptions): SchedulerMachine;
  worker(options: WorkerCoreOptions): WorkerMachine;
  node(options: NodeCoreOptions): NodeMachine;
  session(options: SessionCoreOptions): SessionMachine;
}

/** What everything in a run shares. */
export interface World {
  readonly clock: VirtualClock;
  readonly prng: Prng;
  readonly network: Network;
  readonly trace: Trace;
  readonly cores: CoreFactory;
  observe(event: Observation): void;
  /** Whoever runs on that machine has this address. */
  addressOf(machine: string): string;
  planOf(client: NodeId, job: number): JobPlan;
  /** Of a job that a task has started. */
  addPlan(plan: JobPlan): void;
}
