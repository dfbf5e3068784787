import type { ToClient } from '@zfarm/cluster-core/core';
import { SchedulerCore, type SchedulerInput, type SchedulerOutput } from '@zfarm/scheduler/core';
import { WorkerCore, type WorkerInput, type WorkerOutput } from '@zfarm/worker/core';
import { describe, expect, test } from 'vitest';
import { REAL_CORES, simulate } from './simulate.js';
import type { CoreFactory, Machine } from './world.js';

/** Within how many seeds a bug must be found. */
const SEEDS_MAX = 150;

interface Plant<Input, Output> {
  readonly input?: (input: Input) => Input | undefined;
  readonly output?: (output: Output) => Output[];
}

/** A core that hears or says something else than it should. */
function spoil<Input, Output, Core extends Machine<Input, Output>>(
  core: Core,
  plant: Plant<Input, Output>,
): Core {
  const handle = (input: Input, now: number): readonly Output[] => {
    const heard = plant.input === undefined ? input : plant.input(input);
    const outputs = heard === undefined ? [] : core.handle(heard, now);
    return plant.output === undefined ? outputs : outputs.flatMap(plant.output);
  };
  return new Proxy(core, {
    get: (target, key) => {
      if (key === 'handle') return handle;
      const member: unknown = Reflect.get(target, key, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

function spoiledWorker(plant: () => Plant<WorkerInput, WorkerOutput>): CoreFactory {
  return {
    ...REAL_CORES,
    worker: (options) => spoil(new WorkerCore(options), plant()),
  };
}

function spoiledScheduler(plant: () => Plant<SchedulerInput, SchedulerOutput>): CoreFactory {
  return {
    ...REAL_CORES,
    scheduler: (options) => spoil(new SchedulerCore(options), plant()),
  };
}

/** Changes the messages that a worker sends. */
function spoiledWords(change: () => (message: ToClient) => ToClient[]): CoreFactory {
  return spoiledWorker(() => {
    const changed = change();
    return {
      output: (output) =>
        output.kind === 'send'
          ? changed(output.message).map((message) => ({ ...output, message }))
          : [output],
    };
  });
}

/** Those who found it, in the first seed that shows it. */
function finder(cores: CoreFactory): string | undefined {
  for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
    const { violation } = simulate(seed, { cores });
    if (violation !== undefined) return violation.checker;
  }
  return undefined;
}

const bugs: Record<string, { readonly cores: CoreFactory; readonly foundBy: readonly string[] }> = {
  'the third slice is dropped': {
    cores: spoiledWords(() => {
      let slices = 0;
      return (message) => {
        if (message.kind === 'slice') slices += 1;
        return message.kind === 'slice' && slices === 3 ? [] : [message];
      };
    }),
    foundBy: ['execution', 'liveness'],
  },
  'a slice comes again as if from another attempt': {
    cores: spoiledWords(() => {
      let before: (ToClient & { kind: 'slice' }) | undefined;
      return (message) => {
        if (message.kind !== 'slice') return [message];
        const other = before;
        before = message;
        return other === undefined || other.attempt === message.attempt
          ? [message]
          : [message, { ...message, attempt: other.attempt }];
      };
    }),
    foundBy: ['execution'],
  },
  'every cut is lost': {
    cores: spoiledWords(() => (message) => (message.kind === 'cut' ? [] : [message])),
    foundBy: ['liveness', 'execution', 'leftovers'],
  },
  'done is never sent': {
    cores: spoiledWords(() => (message) => (message.kind === 'done' ? [] : [message])),
    foundBy: ['liveness'],
  },
  'a failure names the next item': {
    cores: spoiledWords(
      () => (message) => (message.kind === 'failed' ? [{ ...message, item: message.item + 1 }] : [message]),
    ),
    foundBy: ['execution', 'failure'],
  },
  'a credit is read as one more': {
    cores: spoiledScheduler(() => ({
      input: (input) =>
        input.kind === 'worker-messages'
          ? {
              ...input,
              messages: input.messages.map((message) =>
                message.kind === 'credit' ? { ...message, limit: message.limit + 1 } : message,
              ),
            }
          : input,
    })),
    foundBy: ['capacity'],
  },
  'the loss of a worker goes unheard': {
    cores: spoiledScheduler(() => ({
      input: (input) => (input.kind === 'worker-closed' ? undefined : input),
    })),
    foundBy: ['capacity', 'core-invariants', 'liveness'],
  },
  'results are taken from the wrong place': {
    cores: spoiledScheduler(() => ({
      output: (output) =>
        output.kind === 'items-settled' && output.count > 1
          ? [{ ...output, count: output.count - 1, offset: output.offset + 1 }]
          : [output],
    })),
    foundBy: ['settlement'],
  },
  'workers are not told of the end of jobs': {
    cores: spoiledScheduler(() => ({
      output: (output) => (output.kind === 'send' && output.message.kind === 'job-ended' ? [] : [output]),
    })),
    foundBy: ['leftovers'],
  },
  'items settle twice': {
    cores: spoiledScheduler(() => ({
      output: (output) => (output.kind === 'items-settled' ? [output, output] : [output]),
    })),
    foundBy: ['settlement'],
  },
};

describe('a planted bug is found', () => {
  for (const [bug, { cores, foundBy }] of Object.entries(bugs)) {
    test(bug, { timeout: 60_000 }, () => {
      expect(foundBy).toContain(finder(cores));
    });
  }

  test('and none where none is', { timeout: 60_000 }, () => {
    expect(finder(spoiledScheduler(() => ({})))).toBeUndefined();
  });
});
