import type { JobId, NodeId } from '@zfarm/cluster-core/core';
import type { ClusterEvent } from '../cluster-event.js';
import type { SchedulerInput } from '../core/scheduler-input.js';
import type { JobNotice, Notice, SchedulerOutput } from '../core/scheduler-output.js';
import { deaths } from '../core/suspicion.js';

/** Names of what the core knows by its number or id. */
export interface EventNames {
  readonly ofWorker: (worker: NodeId) => string;
  readonly ofJob: (job: JobId) => string;
}

/** Says in the user's words what the scheduler takes in and does. */
export class EventTranslation {
  readonly #names: EventNames;

  constructor(names: EventNames) {
    this.#names = names;
  }

  ofInput(input: SchedulerInput, at: number): ClusterEvent | undefined {
    switch (input.kind) {
      case 'worker-opened': {
        const { slots } = input.capacity;
        return { type: 'worker-joined', at, ...this.#worker(input.worker), slots, local: input.local };
      }
      case 'worker-closed':
        return { type: 'worker-left', at, ...this.#worker(input.worker) };
      case 'job-submitted': {
        const items = input.ended ? { items: input.items } : {};
        return {
          type: 'job-started',
          at,
          ...this.#job(input.job),
          ...items,
          nested: input.parent !== undefined,
        };
      }
      default:
        return undefined;
    }
  }

  ofOutput(output: SchedulerOutput, at: number): ClusterEvent | undefined {
    switch (output.kind) {
      case 'send': {
        const { message, worker } = output;
        if (message.kind !== 'assign') return undefined;
        const { attempt, first, count: items, tries } = message;
        const place = { ...this.#job(message.job), ...this.#worker(worker), attempt };
        return { type: 'chunk-assigned', at, ...place, first, items, tries };
      }
      case 'item-failed': {
        const { item, reason, losses } = output;
        const job = this.#job(output.job);
        if (reason === 'poison') return { type: 'item-poisoned', at, ...job, item, deaths: deaths(losses) };
        return { type: 'item-failed', at, ...job, item, reason };
      }
      case 'job-unmatched':
        return { type: 'unmatched', at, ...this.#job(output.job) };
      case 'job-ended':
        return { type: 'job-ended', at, ...this.#job(output.job), outcome: output.outcome };
      case 'notice':
        return this.#ofNotice(output.event, at);
      default:
        return undefined;
    }
  }

  #ofNotice(event: Notice['event'], at: number): ClusterEvent {
    if ('job' in event) return this.#ofJobNotice(event, at);
    return { type: event.type, at, ...this.#worker(event.worker) };
  }

  #ofJobNotice(event: JobNotice, at: number): ClusterEvent {
    const place = { at, ...this.#job(event.job), ...this.#worker(event.worker) };
    switch (event.type) {
      case 'requeued': {
        const { items, reason } = event;
        if (reason === 'cut') return { type: 'retracted', ...place, items };
        return { type: 'requeued', ...place, items, reason };
      }
      case 'chunk-done': {
        const { attempt, first, items, busyMs, tookMs } = event;
        return { type: 'chunk-done', ...place, attempt, first, items, busyMs, tookMs };
      }
      case 'retried':
        return { type: 'retry', ...place, item: event.item };
      case 'attempt-failed':
        return {
          ...place,
          type: 'attempt-failed',
          attempt: event.attempt,
          item: event.item,
          fault: event.fault,
        };
      case 'cancelled':
        return { type: 'cancel', ...place, attempt: event.attempt };
      case 'copied':
        return { type: 'speculative-run', ...place, items: event.items };
      case 'copy-won':
        return { type: 'speculative-win', ...place, items: event.items };
    }
  }

  #worker(worker: NodeId): { readonly worker: string; readonly workerName: string } {
    return { worker, workerName: this.#names.ofWorker(worker) };
  }

  #job(job: JobId): { readonly job: number; readonly jobName: string } {
    return { job, jobName: this.#names.ofJob(job) };
  }
}
