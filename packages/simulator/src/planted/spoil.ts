import {
  SessionCore,
  type SessionInput,
  type SessionOutput,
  type ToClient,
  type ToWorker,
} from '@zfarm/cluster-core/core';
import { SchedulerCore, type SchedulerInput, type SchedulerOutput } from '@zfarm/scheduler/core';
import { WorkerCore, type WorkerInput, type WorkerOutput } from '@zfarm/worker/core';
import { NodeCore, type NodeInput, type NodeOutput } from '@zfarm/zre/core';
import { REAL_CORES } from '../simulate.js';
import type { CoreFactory, Machine } from '../world.js';

/** How a core's ears and mouth are spoiled: each input or output becomes none, one or several others. */
export interface Plant<Input, Output> {
  readonly input?: (input: Input) => readonly Input[];
  readonly output?: (output: Output) => readonly Output[];
}

/** A core that hears or says something else than it should. The core itself is the real one. */
function spoil<Input, Output, Core extends Pick<Machine<Input, Output>, 'handle'>>(
  core: Core,
  { input: hear = (input) => [input], output: say = (output) => [output] }: Plant<Input, Output>,
): Core {
  const handle = (input: Input, now: number): readonly Output[] =>
    hear(input).flatMap((heard) => core.handle(heard, now).flatMap(say));
  return new Proxy(core, {
    get: (target, key) => {
      if (key === 'handle') return handle;
      const member: unknown = Reflect.get(target, key, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

export function spoiledWorker(plant: () => Plant<WorkerInput, WorkerOutput>): CoreFactory {
  return { ...REAL_CORES, worker: (options) => spoil(new WorkerCore(options), plant()) };
}

export function spoiledScheduler(plant: () => Plant<SchedulerInput, SchedulerOutput>): CoreFactory {
  return { ...REAL_CORES, scheduler: (options) => spoil(new SchedulerCore(options), plant()) };
}

export function spoiledNode(plant: () => Plant<NodeInput, NodeOutput>): CoreFactory {
  return { ...REAL_CORES, node: (options) => spoil(new NodeCore(options), plant()) };
}

export function spoiledSession(plant: () => Plant<SessionInput, SessionOutput>): CoreFactory {
  return { ...REAL_CORES, session: (options) => spoil(new SessionCore(options), plant()) };
}

/** Changes messages on their way: each becomes none, one or several others. A new change for each core. */
export type Change<M> = () => (message: M) => readonly M[];

/** What a worker sends is changed. */
export function workerSays(change: Change<ToClient>): CoreFactory {
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

/** What a worker hears is changed. */
export function workerHears(change: Change<ToWorker>): CoreFactory {
  return spoiledWorker(() => {
    const changed = change();
    return {
      input: (input) =>
        input.kind === 'messages' ? [{ ...input, messages: input.messages.flatMap(changed) }] : [input],
    };
  });
}

/** What a client sends is changed. */
export function clientSays(change: Change<ToWorker>): CoreFactory {
  return spoiledScheduler(() => {
    const changed = change();
    return {
      output: (output) =>
        output.kind === 'send'
          ? changed(output.message).map((message) => ({ ...output, message }))
          : [output],
    };
  });
}

/** What a client hears is changed. */
export function clientHears(change: Change<ToClient>): CoreFactory {
  return spoiledScheduler(() => {
    const changed = change();
    return {
      input: (input) =>
        input.kind === 'worker-messages'
          ? [{ ...input, messages: input.messages.flatMap(changed) }]
          : [input],
    };
  });
}

interface Kinded {
  readonly kind: string;
}

/** Leaves out those of a kind: all, or only the one with that number. */
export function without<M extends Kinded>(
  kind: M['kind'],
  number?: number,
): () => (message: M) => readonly M[] {
  return () => {
    let met = 0;
    return (message) => {
      if (message.kind !== kind) return [message];
      met += 1;
      return number === undefined || met === number ? [] : [message];
    };
  };
}

/** Lets those of a kind through twice. */
export function twice<M extends Kinded>(kind: M['kind']): () => (message: M) => readonly M[] {
  return () => (message) => (message.kind === kind ? [message, message] : [message]);
}

/** Changes those of a kind. */
export function altered<M extends Kinded, Kind extends M['kind']>(
  kind: Kind,
  alter: (message: Extract<M, { readonly kind: Kind }>) => M,
): () => (message: M) => readonly M[] {
  return () => (message) => (isOfKind<M, Kind>(message, kind) ? [alter(message)] : [message]);
}

function isOfKind<M extends Kinded, Kind extends M['kind']>(
  message: M,
  kind: Kind,
): message is Extract<M, { readonly kind: Kind }> {
  return message.kind === kind;
}
