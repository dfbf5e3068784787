import { encodeValue } from '@zfarm/cluster-core';
import { jobId } from '@zfarm/cluster-core/core';
import { SchedulerCore } from '../../src/core/scheduler-core.js';
import { FailureJudge } from '../../src/io/failure-judge.js';
import { JobRun } from '../../src/io/job-run.js';
import type { JobRunOptions } from '../../src/io/job-run-options.js';
import { SchedulerDriver } from '../../src/io/scheduler-driver.js';
import { Job } from '../../src/job.js';
import { ScriptedWorker } from './scripted-worker.js';

export const CODE = {
  hash: 'c'.repeat(32),
  source: '(x) => x',
  vars: encodeValue([]),
  name: 'fn',
  bundle: undefined,
  classes: undefined,
};

/** A driver on the real core with scripted workers, and jobs on it without functions to ship. */
export class JobHarness {
  readonly driver: SchedulerDriver;
  #jobs: number = 0;

  constructor() {
    this.driver = new SchedulerDriver({
      self: 'client',
      core: new SchedulerCore({ self: 'client', local: 'never' }),
    });
  }

  worker(id: string = 'w1'): ScriptedWorker {
    return new ScriptedWorker(this.driver.linkHandler(false), id).connect();
  }

  run<R>(data: JobRunOptions['data'], options: Partial<JobRunOptions> = {}): JobRun<R> {
    this.#jobs += 1;
    return new JobRun<R>({
      id: jobId(this.#jobs),
      code: { fn: CODE },
      data,
      policy: { retries: 0, lossesMax: 3, failFast: true },
      copy: false,
      ordered: true,
      judge: new FailureJudge({}),
      submitted: new Error('submitted'),
      driver: this.driver,
      onEnded: () => {},
      ...options,
    });
  }

  /** A job that has begun. */
  job<R>(data: JobRunOptions['data'], options: Partial<JobRunOptions> = {}): Job<R> {
    const run = this.run<R>(data, options);
    void run.begin();
    return new Job(run);
  }
}
