import { TaskContextError } from './task-context.js';

/** What a program's own cluster and the one that a task finds have in common. */
export interface AmbientCluster {
  /** As `cluster.map`. */
  map(fn: unknown, data: unknown, options: unknown): unknown;
  /** As `cluster.submit`. */
  submit(fn: unknown, args: readonly unknown[]): unknown;
  /** Submits it or, where enough is under way, simply calls it. */
  fork(fn: unknown, args: readonly unknown[]): unknown;
  /** Any other operator, by the name of the method. */
  operate(name: string, args: readonly unknown[]): unknown;
}

type Provider = () => AmbientCluster | undefined;

/** Registered, so that functions which use it travel light: what it stands for depends on where they run. */
const PROVIDER = Symbol.for('zfarm.ambientCluster');

/**
 * The cluster that jobs without a handle go to: the default one of this program or, inside a task, the one of the
 * client whose task it is.
 *
 * @throws TaskContextError in a worker's thread outside of a task.
 */
export function ambientCluster(): AmbientCluster {
  const provider = (globalThis as { [PROVIDER]?: Provider })[PROVIDER];
  const cluster = provider?.();
  if (cluster === undefined) throw new TaskContextError();
  return cluster;
}

/** Says where `ambientCluster()` gets its answer. The first one stays: a thread's own comes before any library's. */
export function provideAmbientCluster(provider: Provider): void {
  (globalThis as { [PROVIDER]?: Provider })[PROVIDER] ??= provider;
}
