import type { NodeId, ToClient, ToWorker } from '@zfarm/cluster-core/core';
import type { WorkerInput, WorkerOutput } from '@zfarm/worker/core';
import type { PlantedBug } from './planted-bug.js';
import { altered, spoiledWorker, twice, without, workerHears, workerSays } from './spoil.js';

type Says<Kind extends ToClient['kind']> = Extract<ToClient, { readonly kind: Kind }>;

/** What a worker may get wrong. */
export const workerBugs: readonly PlantedBug[] = [
  { name: 'a slice is lost', cores: workerSays(without('slice', 3)) },
  { name: 'a slice comes again as if from another attempt', cores: workerSays(repeatedAsAnother) },
  { name: 'a slice starts one item late', cores: workerSays(altered<ToClient, 'slice'>('slice', later)) },
  { name: 'cuts are lost', cores: workerSays(without('cut')) },
  { name: 'a cut gives back one item too many', cores: workerSays(altered<ToClient, 'cut'>('cut', shorter)) },
  { name: 'a cut gives back one item too few', cores: workerSays(altered<ToClient, 'cut'>('cut', longer)) },
  { name: 'done is never sent', cores: workerSays(without('done')) },
  { name: 'done is lost once', cores: workerSays(without('done', 5)), isRare: true },
  { name: 'a failure names the next item', cores: workerSays(altered<ToClient, 'failed'>('failed', next)) },
  { name: 'a failure is lost', cores: workerSays(without('failed', 2)) },
  { name: 'a failure is told twice', cores: workerSays(twice('failed')) },
  {
    name: 'the death of a thread is told as a throw',
    cores: workerSays(altered<ToClient, 'failed'>('failed', harmless)),
  },
  { name: 'started is never sent', cores: workerSays(without('started')) },
  { name: 'credit leaks with every tenth attempt', cores: workerSays(leaking) },
  { name: 'the first credit is never sent', cores: workerSays(without('credit', 1)) },
  { name: 'heartbeats are not answered', cores: workerSays(without('alive')) },
  { name: 'an assign is taken twice', cores: workerHears(twice('assign')) },
  { name: 'a cancel goes unheard', cores: workerHears(without('cancel')) },
  { name: 'a retract goes unheard', cores: workerHears(without('retract')) },
  {
    name: 'the end of a session goes unheard',
    cores: spoiledWorker(() => ({ input: (input) => deaf(input, 'session-closed') })),
  },
  {
    name: 'the death of a thread goes unheard',
    cores: spoiledWorker(() => ({ input: (input) => deaf(input, 'slot-died') })),
  },
  {
    name: 'an interrupt never reaches its slot',
    cores: spoiledWorker(() => ({ output: (output) => mute(output, 'interrupt') })),
  },
  {
    name: 'a thread that must be ended is left running',
    cores: spoiledWorker(() => ({ output: (output) => mute(output, 'end-thread') })),
  },
  { name: 'a task that waits is not told of', cores: workerSays(without('suspended')), isRare: true },
  {
    name: 'a nested job is said to be of the next item',
    cores: workerSays(altered<ToClient, 'nested-open'>('nested-open', elsewhere)),
  },
  { name: 'the results of nested jobs go unheard', cores: workerHears(without('nested-slice')) },
  { name: 'the end of nested jobs goes unheard', cores: workerHears(without('nested-ended')) },
  { name: 'the results of a nested job come twice', cores: workerHears(twice('nested-slice')) },
  {
    name: 'a death is told as the fault of one that waited',
    cores: workerSays(altered<ToClient, 'failed'>('failed', atFault)),
    isRare: true,
  },
  {
    name: 'results for a link that is too slow are made all the same',
    cores: spoiledWorker(() => ({ input: (input) => deaf(input, 'client-congested') })),
  },
  {
    name: 'reservations are not heeded',
    cores: workerHears(
      altered<ToWorker, 'assign'>('assign', (assign) => ({ ...assign, reservation: undefined })),
    ),
  },
  { name: 'one client starves behind another', cores: spoiledWorker(starving) },
  {
    isRare: true,
    name: 'the weight of a client counts for nothing',
    cores: workerHears(
      altered<ToWorker, 'demand'>('demand', (demand) => ({ ...demand, weight: 1 / demand.weight })),
    ),
  },
];

function elsewhere(open: Says<'nested-open'>): ToClient {
  return { ...open, item: open.item + 1 };
}

function atFault(failed: Says<'failed'>): ToClient {
  return failed.fault === 'waiting' ? { ...failed, fault: 'thread' } : failed;
}

function repeatedAsAnother(): (message: ToClient) => ToClient[] {
  let before: Says<'slice'> | undefined;
  return (message) => {
    if (message.kind !== 'slice') return [message];
    const other = before;
    before = message;
    if (other === undefined || other.attempt === message.attempt) return [message];
    return [message, { ...message, attempt: other.attempt }];
  };
}

function later(slice: Says<'slice'>): ToClient {
  return { ...slice, first: slice.first + 1 };
}

function shorter(cut: Says<'cut'>): ToClient {
  return { ...cut, end: Math.max(0, cut.end - 1) };
}

function longer(cut: Says<'cut'>): ToClient {
  return { ...cut, end: cut.end + 1 };
}

function next(failed: Says<'failed'>): ToClient {
  return { ...failed, item: failed.item + 1 };
}

function harmless(failed: Says<'failed'>): ToClient {
  return { ...failed, fault: 'task' };
}

function leaking(): (message: ToClient) => ToClient[] {
  let done = 0;
  return (message) => {
    if (message.kind === 'done') done += 1;
    if (message.kind !== 'credit') return [message];
    return [{ ...message, limit: Math.max(1, message.limit - Math.floor(done / 10)) }];
  };
}

function deaf(input: WorkerInput, kind: WorkerInput['kind']): WorkerInput[] {
  return input.kind === kind ? [] : [input];
}

function mute(output: WorkerOutput, kind: WorkerOutput['kind']): WorkerOutput[] {
  return output.kind === kind ? [] : [output];
}

/** What the later of two clients assigns is looked at only while the first one has nothing here. */
function starving(): {
  input(input: WorkerInput): WorkerInput[];
  output(output: WorkerOutput): WorkerOutput[];
} {
  let favourite: NodeId | undefined;
  const unfinished = new Set<number>();
  let withheld: WorkerInput[] = [];
  return {
    input: (input) => {
      if (input.kind === 'session-closed') {
        if (input.client === favourite) unfinished.clear();
        withheld = withheld.filter((other) => other.kind === 'messages' && other.client !== input.client);
        return [input];
      }
      if (input.kind === 'tick' && unfinished.size === 0) return [...withheld.splice(0), input];
      if (input.kind !== 'messages') return [input];
      favourite ??= input.client;
      if (input.client === favourite) {
        for (const message of input.messages) {
          if (message.kind === 'assign') unfinished.add(message.attempt);
          if (message.kind === 'cancel') unfinished.delete(message.attempt);
        }
        return [input];
      }
      if (unfinished.size === 0) return [...withheld.splice(0), input];
      withheld.push(input);
      return [];
    },
    output: (output) => {
      if (output.kind === 'send' && output.client === favourite && output.message.kind === 'done')
        unfinished.delete(output.message.attempt);
      return [output];
    },
  };
}
