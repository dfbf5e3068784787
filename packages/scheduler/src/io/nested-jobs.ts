import {
  decodeList,
  decodeValue,
  encodeList,
  encodeValue,
  failureRecord,
  type Payload,
  type ShippedFunction,
} from '@zfarm/cluster-core';
import type { AttemptId, CallShape, JobId, NestId, NodeId, ValueRef } from '@zfarm/cluster-core/core';
import type { NestedOpened, NestedOver, NestedTold } from '../core/scheduler-output.js';
import { JobCancelledError } from '../errors.js';
import { checkMapOptions, type MapOptions, mapPolicy } from '../map-options.js';
import { FailureJudge } from './failure-judge.js';
import type { JobCode } from './job-code.js';
import { JobRun } from './job-run.js';
import { JobSpan } from './job-span.js';
import { WINDOW_ITEMS } from './limits.js';
import { NestedCodes } from './nested-codes.js';
import { NestedQueueCalls } from './nested-queue-calls.js';
import { NestedResults } from './nested-results.js';
import type { QueueDesk } from './queue-desk.js';
import type { SchedulerDriver } from './scheduler-driver.js';
import { printItemLog } from './task-log.js';

export interface NestedJobsOptions {
  readonly driver: SchedulerDriver;
  readonly nextId: () => JobId;
  readonly queues: QueueDesk;
}

/** Where a nested job was started is known to its task: see there. */
const NOWHERE: Error = Object.assign(new Error(), { stack: '' });

interface NestedJob {
  /** Whose task has started it. */
  readonly attempt: AttemptId;
  readonly run: JobRun<unknown>;
  readonly results: NestedResults;
  /** It waits for its code. */
  readonly giveCode: ((code: ShippedFunction) => void) | undefined;
}

/** Runs the jobs that tasks start, for these: what comes of one goes to the worker where its task waits. */
export class NestedJobs {
  readonly #options: NestedJobsOptions;
  readonly #jobs: Map<string, NestedJob> = new Map();
  readonly #codes: NestedCodes = new NestedCodes();
  readonly #queueCalls: NestedQueueCalls;

  constructor(options: NestedJobsOptions) {
    this.#options = options;
    this.#queueCalls = new NestedQueueCalls(options.queues);
  }

  readonly take = (output: NestedOpened | NestedTold | NestedOver): void => {
    if (output.kind === 'nested-opened') this.#opened(output);
    else if (output.kind === 'nested-told') this.#told(output);
    else this.#over(output);
  };

  #opened(opened: NestedOpened): void {
    const { worker, message } = opened;
    try {
      const { message: asked } = opened;
      if (asked.call === 'queue') this.#openQueueCall(opened);
      else this.#open(opened, asked.call);
    } catch (error) {
      // Not our caller's mistake: the task is told, and with it whoever waits for the task.
      this.#options.driver.tellNested(worker, ended(message.nest, error));
    }
  }

  #told({ worker, message }: NestedTold): void {
    const job = this.#jobs.get(nameOf(worker, message.nest));
    if (job === undefined) return;
    if (message.kind === 'nested-window') {
      job.results.moveWindow(message.end);
      return;
    }
    try {
      job.giveCode?.(this.#codes.add(undefined, contentOf(message.value)));
    } catch (error) {
      job.run.end(error);
    }
  }

  #over({ worker, attempt, nest }: NestedOver): void {
    const name = nest === undefined ? undefined : nameOf(worker, nest);
    this.#queueCalls.over(name, attempt);
    const one = name === undefined ? undefined : this.#jobs.get(name);
    const jobs = nest === undefined ? [...this.#jobs.values()] : [one];
    for (const job of jobs) {
      if (job?.attempt !== attempt) continue;
      job.results.abandon();
      job.run.cancel(new JobCancelledError('the task that started it is over'));
    }
  }

  #openQueueCall({ worker, message: { nest, attempt, items } }: NestedOpened): void {
    const { driver } = this.#options;
    this.#queueCalls.begin(nameOf(worker, nest), attempt, contentOf(items), {
      reply: (values) => driver.tellNested(worker, { kind: 'nested-slice', nest, count: 1, values }),
      ended: (error) => {
        driver.tellNested(worker, ended(nest, error));
        driver.input({ kind: 'nested-answered', parent: { attempt, nest } });
      },
    });
  }

  #open({ worker, parent, message }: NestedOpened, call: CallShape): void {
    const { driver, nextId } = this.#options;
    const { nest, attempt } = message;
    const options = decodeValue(contentOf(message.options)) as MapOptions<undefined, 'fail' | 'collect'>;
    checkMapOptions('map', options);
    const { code, giveCode } = this.#codeOf(worker, message);
    const name = nameOf(worker, nest);
    const subject = code instanceof Promise ? '' : code.fn.name;
    const run = new JobRun<unknown>({
      id: nextId(),
      span: message.parentSpan && JobSpan.begin(subject, message.parentSpan),
      code,
      data: Array.from(decodeList(contentOf(message.items))),
      call,
      parent: { attempt, nest },
      policy: mapPolicy(options),
      ordered: options.ordered ?? true,
      copy: false,
      judge: new FailureJudge(options),
      collects: options.onError === 'collect',
      jobTimeoutMs: options.jobTimeout,
      submitted: NOWHERE,
      console: options.console,
      onLog: (log) => {
        const port = driver.portOf(parent);
        if (port === undefined) printItemLog(log);
        else port.logged(log);
      },
      driver,
      onEnded: () => {},
    });
    const results = new NestedResults({
      run,
      windowEnd: WINDOW_ITEMS,
      slice: (values) =>
        driver.tellNested(worker, {
          kind: 'nested-slice',
          nest,
          count: values.length,
          values: encodeList(values, 0, values.length),
        }),
      ended: (error) => driver.tellNested(worker, ended(nest, error)),
    });
    this.#jobs.set(name, { attempt, run, results, giveCode });
    // Results may be on their way for a while after the job has ended.
    void results.pass().then(() => this.#jobs.delete(name));
    void run.begin();
  }

  /** Most often the job's code is that of a job under way: a task that calls itself. */
  #codeOf(
    worker: NodeId,
    { nest, code: hash, source }: NestedOpened['message'],
  ): { readonly code: JobCode | Promise<JobCode>; readonly giveCode?: NestedJob['giveCode'] } {
    const { driver } = this.#options;
    const known = driver.codeOf(hash) ?? this.#codes.get(hash);
    if (known !== undefined) return { code: { fn: known }, giveCode: undefined };
    if (source !== undefined)
      return { code: { fn: this.#codes.add(hash, contentOf(source)) }, giveCode: undefined };
    let giveCode: NestedJob['giveCode'];
    const code = new Promise<JobCode>((resolve) => {
      giveCode = (fn) => resolve({ fn });
    });
    driver.tellNested(worker, { kind: 'nested-need', nest });
    return { code, giveCode };
  }
}

function nameOf(worker: NodeId, nest: NestId): string {
  return `${worker} ${nest}`;
}

function contentOf(ref: ValueRef): Payload {
  if (ref.inline === undefined) throw new Error(`The value ${ref.id} of ${ref.owner} came without content.`);
  return ref.inline;
}

function ended(
  nest: NestId,
  error: unknown,
): {
  readonly kind: 'nested-ended';
  readonly nest: NestId;
  readonly outcome: 'completed' | 'failed';
  readonly failure: Payload;
} {
  if (error === undefined)
    return { kind: 'nested-ended', nest, outcome: 'completed', failure: encodeValue([]) };
  return { kind: 'nested-ended', nest, outcome: 'failed', failure: encodeValue(failureRecord(error)) };
}
