import { type CodePiece, piecesOf, type ShippedFunction } from '@zfarm/cluster-core';
import type { JobId, ToWorker } from '@zfarm/cluster-core/core';
import { captureFunction, mapStack, type Shippable } from '@zfarm/cluster-core/shipping';

/** The functions of a job. */
export interface JobCode {
  readonly fn: ShippedFunction;
  readonly setup?: ShippedFunction | undefined;
}

/**
 * The function as it is now, ready to be sent; a promise of that where packages have to be bundled first.
 *
 * @throws UnshippableFunctionError, also by the promise.
 */
function capture(
  fn: Shippable,
  vars?: Readonly<Record<string, unknown>>,
): ShippedFunction | Promise<ShippedFunction> {
  const captured = captureFunction(fn, vars === undefined ? {} : { vars });
  return captured.ready ?? captured.ship();
}

/** Likewise for all functions of a job. */
export function captureJob(
  fn: Shippable,
  setup: Shippable | undefined,
  vars: Readonly<Record<string, unknown>> | undefined,
): JobCode | Promise<JobCode> {
  // A module captures nothing, so it has no use for the values of the other one.
  const setupVars = setup instanceof URL ? undefined : vars;
  const parts = [capture(fn, vars), setup && capture(setup, setupVars)] as const;
  const [ofFn, ofSetup] = parts;
  if (!(ofFn instanceof Promise || ofSetup instanceof Promise)) return { fn: ofFn, setup: ofSetup };
  return Promise.all(parts).then(([shipped, shippedSetup]) => ({ fn: shipped, setup: shippedSetup }));
}

/** All that a worker must have been sent to run the job. */
export function jobPieces({ fn, setup }: JobCode): readonly CodePiece[] {
  return setup === undefined ? piecesOf(fn) : [...piecesOf(fn), ...piecesOf(setup)];
}

/** Whether a message carries the job's items or a function of it. */
export function concerns(message: ToWorker, job: JobId, { fn, setup }: JobCode): boolean {
  if (message.kind === 'assign') return message.job === job;
  return message.kind === 'code-put' && (message.code === fn.hash || message.code === setup?.hash);
}

/** A stack from a worker, with the files and lines of this program in it. */
export function stackAtHome(stack: string, { fn, setup }: JobCode): string {
  const mapped = mapStack(stack, fn);
  return setup === undefined ? mapped : mapStack(mapped, setup);
}
