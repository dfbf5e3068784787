import type { Contest } from './benchmark.js';
import type { BenchmarkJob } from './jobs/benchmark-job.js';

/** A job computed by each contender, its answer looked at every time. */
export function jobContest(job: BenchmarkJob): Contest {
  const { name, title, source } = job;
  return {
    ...{ name, title, source, group: 'job' },
    missing: async () => await job.missing?.(),
    prepare: async (size) => {
      const instance = await job.prepare(size);
      return {
        what: job.sizes[size],
        tasks: instance.tasks,
        run: async (contender) => {
          if (contender.run === undefined) return undefined;
          const { answer, ms } = await contender.run({ name, size, instance });
          const fault = instance.check(answer);
          if (fault !== undefined) throw new WrongAnswerError(`The answer is wrong: ${fault}.`);
          return [{ metric: 'time', value: ms, unit: 'ms', better: 'lower' }];
        },
      };
    },
  };
}

/** What came out is not what has been published. */
class WrongAnswerError extends Error {
  override readonly name = 'WrongAnswerError';
}
