import {
  type Assign,
  type AttemptId,
  attemptId,
  type NodeId,
  type ToClient,
  type ToWorker,
} from '@zfarm/cluster-core/core';
import type { SchedulerInput, SchedulerOutput } from '@zfarm/scheduler/core';
import type { PlantedBug } from './planted-bug.js';
import { altered, clientHears, clientSays, type Plant, spoiledScheduler, twice, without } from './spoil.js';

type Plants = Plant<SchedulerInput, SchedulerOutput>;

/** What a client may get wrong. */
export const schedulerBugs: readonly PlantedBug[] = [
  {
    name: 'a credit is read as one more',
    cores: clientHears(
      altered<ToClient, 'credit'>('credit', (credit) => ({ ...credit, limit: credit.limit + 1 })),
    ),
  },
  {
    name: 'the last credit of a worker goes unheard',
    cores: clientHears(without('credit', 2)),
    isRare: true,
  },
  {
    name: 'a task that goes on again counts as waiting',
    cores: clientHears(without('resumed')),
    isRare: true,
  },
  { name: 'done goes unheard', cores: clientHears(without('done')) },
  { name: 'a cut goes unheard', cores: clientHears(without('cut', 1)) },
  { name: 'the failure of a stale attempt counts', cores: spoiledScheduler(staleAccepted), isRare: true },
  { name: 'the failure of a copy counts', cores: spoiledScheduler(copyCounts), isRare: true },
  { name: 'the loss of a worker goes unheard', cores: spoiledScheduler(() => deaf('worker-closed')) },
  { name: 'a lost worker is taken for gone only when it comes back', cores: spoiledScheduler(lateLoss) },
  { name: 'a worker counts twice its slots', cores: spoiledScheduler(doubledSlots) },
  { name: 'the window never moves', cores: spoiledScheduler(() => deaf('window-moved')) },
  {
    name: 'a window counts for nothing',
    cores: spoiledScheduler(() => ({ input: boundless })),
  },
  { name: 'an item given up goes on', cores: spoiledScheduler(() => deaf('item-cancelled')) },
  { name: 'a cancelled job goes on', cores: spoiledScheduler(() => deaf('job-cancelled')) },
  { name: 'time does not pass', cores: spoiledScheduler(() => deaf('tick')) },
  {
    name: 'attempt numbers wrap around at 64',
    cores: clientSays(
      altered<ToWorker, 'assign'>('assign', (assign) => ({
        ...assign,
        attempt: attemptId(assign.attempt % 64),
      })),
    ),
  },
  { name: 'an assign is lost', cores: clientSays(without('assign', 7)) },
  { name: 'a chunk given back is forgotten', cores: spoiledScheduler(requeueForgotten) },
  {
    name: 'a chunk is one item longer than it may be',
    cores: clientSays(
      altered<ToWorker, 'assign'>('assign', (assign) => ({ ...assign, count: assign.count + 1 })),
    ),
  },
  { name: 'cancels are never sent', cores: clientSays(without('cancel')) },
  { name: 'code is not sent', cores: clientSays(without('code-put')) },
  { name: 'the want of code goes unheard', cores: clientHears(without('code-need')), isRare: true },
  { name: 'workers are not told of the end of jobs', cores: clientSays(without('job-ended')) },
  { name: 'results are taken from the wrong place', cores: spoiledScheduler(() => says(shifted)) },
  {
    name: 'items settle twice',
    cores: spoiledScheduler(() => ({ output: twice<SchedulerOutput>('items-settled')() })),
  },
  {
    name: 'a settlement is swallowed',
    cores: spoiledScheduler(() => ({ output: without<SchedulerOutput>('items-settled', 4)() })),
  },
  {
    name: 'an item fails twice',
    cores: spoiledScheduler(() => ({ output: twice<SchedulerOutput>('item-failed')() })),
  },
  {
    name: 'a failure is swallowed',
    cores: spoiledScheduler(() => ({ output: without<SchedulerOutput>('item-failed', 1)() })),
  },
  {
    name: 'a job ends twice',
    cores: spoiledScheduler(() => ({ output: twice<SchedulerOutput>('job-ended')() })),
  },
  {
    name: 'more items are not asked for',
    cores: spoiledScheduler(() => ({ output: without<SchedulerOutput>('need-items', 2)() })),
  },
  {
    name: 'the pool at home is not opened',
    cores: spoiledScheduler(() => ({ output: without<SchedulerOutput>('local-wanted')() })),
  },
  {
    name: 'what a job reserves is not told',
    cores: clientSays(
      altered<ToWorker, 'assign'>('assign', (assign) => ({ ...assign, reservation: undefined })),
    ),
  },
  {
    name: 'every worker is taken to have all resources',
    cores: spoiledScheduler(() => ({ input: endowed })),
  },
  {
    name: 'a job is said to suit nobody at once',
    cores: spoiledScheduler(() => ({ input: impatient })),
  },
  {
    name: 'a task that threw is called poison',
    cores: spoiledScheduler(() =>
      says((output) => (output.kind === 'item-failed' ? { ...output, reason: 'poison' } : output)),
    ),
  },
];

function boundless(input: SchedulerInput): SchedulerInput[] {
  if (input.kind !== 'job-submitted') return [input];
  return [{ ...input, windowEnd: Number.POSITIVE_INFINITY }];
}

const PLENTY = { license: 9, gpu: 9 };

function endowed(input: SchedulerInput): SchedulerInput[] {
  if (input.kind !== 'worker-opened') return [input];
  return [{ ...input, capacity: { ...input.capacity, resources: PLENTY, memoryBytes: 1e12 } }];
}

function impatient(input: SchedulerInput): SchedulerInput[] {
  if (input.kind !== 'job-submitted' || input.policy.unmatched === undefined) return [input];
  return [{ ...input, policy: { ...input.policy, unmatched: { afterMs: 0, evenAlone: true } } }];
}

function deaf(kind: SchedulerInput['kind']): Plants {
  return { input: (input) => (input.kind === kind ? [] : [input]) };
}

function says(alter: (output: SchedulerOutput) => SchedulerOutput): Plants {
  return { output: (output) => [alter(output)] };
}

function shifted(output: SchedulerOutput): SchedulerOutput {
  if (output.kind !== 'items-settled' || output.count < 2) return output;
  return { ...output, count: output.count - 1, offset: output.offset + 1 };
}

/** What an attempt that was taken from its worker still tells is put down to whichever has that item now. */
function staleAccepted(): Plants {
  const attempts = new Map<AttemptId, { readonly assign: Assign; readonly worker: NodeId }>();
  const over = new Map<AttemptId, Assign>();
  const heir = (message: ToClient): readonly [NodeId, ToClient] | undefined => {
    if (message.kind !== 'failed') return undefined;
    const job = over.get(message.attempt)?.job;
    for (const [attempt, { assign, worker }] of [...attempts].toReversed())
      if (assign.job === job && message.item >= assign.first && message.item < assign.first + assign.count)
        return [worker, { ...message, attempt }];
    return undefined;
  };
  return {
    input: (input) => {
      if (input.kind !== 'worker-messages') return [input];
      return input.messages.map((message) => {
        const [worker, taken] = heir(message) ?? [input.worker, message];
        return { ...input, worker, messages: [taken] };
      });
    },
    output: (output) => {
      if (output.kind !== 'send') return [output];
      const { message, worker } = output;
      if (message.kind === 'assign') attempts.set(message.attempt, { assign: message, worker });
      const assign = message.kind === 'cancel' ? attempts.get(message.attempt)?.assign : undefined;
      if (message.kind !== 'cancel' || assign === undefined) return [output];
      over.set(message.attempt, assign);
      attempts.delete(message.attempt);
      return [output];
    },
  };
}

/** What fails at a second run is put down to the first one. */
function copyCounts(): Plants {
  const attempts = new Map<AttemptId, { readonly assign: Assign; readonly worker: NodeId }>();
  const originals = new Map<AttemptId, AttemptId>();
  return {
    input: (input) => {
      if (input.kind !== 'worker-messages') return [input];
      return input.messages.map((message) => {
        const original = message.kind === 'failed' ? originals.get(message.attempt) : undefined;
        const worker = original === undefined ? undefined : attempts.get(original)?.worker;
        if (original === undefined || worker === undefined) return { ...input, messages: [message] };
        return { ...input, worker, messages: [{ ...message, attempt: original } as ToClient] };
      });
    },
    output: (output) => {
      // The notice of a copy follows its assign.
      if (output.kind === 'notice' && output.event.type === 'copied') {
        const [copy, original] = newestPair(attempts);
        if (copy !== undefined && original !== undefined) originals.set(copy, original);
      }
      if (output.kind !== 'send' || output.message.kind !== 'assign') return [output];
      attempts.set(output.message.attempt, { assign: output.message, worker: output.worker });
      return [output];
    },
  };
}

function lateLoss(): Plants {
  const missed = new Map<string, SchedulerInput>();
  return {
    input: (input) => {
      if (input.kind === 'worker-closed') {
        missed.set(input.worker, input);
        return [];
      }
      const before = input.kind === 'worker-opened' ? missed.get(input.worker) : undefined;
      return before === undefined ? [input] : [before, input];
    },
  };
}

function doubledSlots(): Plants {
  return {
    input: (input) => {
      if (input.kind !== 'worker-opened') return [input];
      return [{ ...input, capacity: { ...input.capacity, slots: 2 * input.capacity.slots } }];
    },
  };
}

/** The first chunk that goes out again after a worker was lost is left out. */
function requeueForgotten(): Plants {
  let forget = false;
  return {
    output: (output) => {
      if (output.kind === 'notice' && output.event.type === 'requeued') forget = true;
      if (!forget || output.kind !== 'send' || output.message.kind !== 'assign') return [output];
      forget = false;
      return [];
    },
  };
}

/** The last attempt assigned, and the one before it that has the same items. */
function newestPair(
  attempts: ReadonlyMap<AttemptId, { readonly assign: Assign }>,
): readonly [AttemptId?, AttemptId?] {
  const [newest, ...older] = [...attempts].toReversed();
  if (newest === undefined) return [];
  const [copy, { assign }] = newest;
  const same = older.find(
    ([, { assign: other }]) =>
      other.job === assign.job && other.first <= assign.first && assign.first < other.first + other.count,
  );
  return same === undefined ? [copy] : [copy, same[0]];
}
