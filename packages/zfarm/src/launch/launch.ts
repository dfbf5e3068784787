import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keepInProgram } from '@zfarm/cluster-core';
import { type HostsOptions, hubAt, startOnHosts } from './start-on-hosts.js';
import { type LaunchedWorkerOptions, workerArguments } from './worker-arguments.js';
import { type LaunchLog, WorkerProcess } from './worker-process.js';

/** How workers are started, here or elsewhere: what `zfarm worker` is told, and who hears of it. */
export interface LaunchOptions extends LaunchedWorkerOptions {
  /** Told of each line that the workers log. */
  readonly onLog?: ((log: LaunchLog) => void) | undefined;
  /** How long they may take to serve, in ms. Default 60,000. */
  readonly timeoutMs?: number | undefined;
}

/** Options of `launch.local`. */
export interface LocalLaunchOptions extends LaunchOptions {
  /** Network interface, by name or address. Default `127.0.0.1`: this machine only. */
  readonly interface?: string | undefined;
}

/** Options of `launch.ssh`. */
export interface SshLaunchOptions extends LaunchOptions, HostsOptions {}

const READY_MS = 60_000;

/** How long workers may take to leave before their programs are ended: a drain takes 25 s at most unless told otherwise. */
const LEAVE_MS = 40_000;

const main: string = fileURLToPath(new URL('../cli/main.js', import.meta.url));

/** Workers that were started together, and that end with this handle or with this process. */
export class LaunchedWorkers implements AsyncDisposable {
  /** Names of the workers, as `cluster.workers()` has them. */
  readonly names: readonly string[];
  /** The hub of `hubPort`, for the option `gossip` of programs that are to meet them. */
  readonly hub: string | undefined;
  readonly #started: readonly Promise<WorkerProcess>[];

  constructor(names: readonly string[], hub: string | undefined, started: readonly Promise<WorkerProcess>[]) {
    this.names = names;
    this.hub = hub;
    this.#started = started;
  }

  /** Lets them finish what they have begun, and leave; resolves when they have. May be called twice. */
  async stop(): Promise<void> {
    await stopAll(this.#started);
  }

  /** As `stop`: at the end of the block that has `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

async function local(workers: number, options: LocalLaunchOptions = {}): Promise<LaunchedWorkers> {
  if (!Number.isSafeInteger(workers) || workers < 1 || workers > 1024)
    throw new RangeError(`launch.local starts a whole number of workers from 1 to 1024, not ${workers}.`);
  const command = [process.execPath, main, ...workerArguments(options, options.interface ?? '127.0.0.1')];
  const { onLog = ignore } = options;
  const keyText = keyTextOf(options);
  const starting = Array.from(
    { length: workers },
    async (_, index) => new WorkerProcess(`local ${index + 1}`, command, onLog, keyText),
  );
  return await whenServing(starting, options, undefined);
}

async function ssh(hosts: readonly string[], options: SshLaunchOptions = {}): Promise<LaunchedWorkers> {
  const starting = startOnHosts(hosts, options, options.onLog ?? ignore, keyTextOf(options));
  return await whenServing(starting, options, options.hubPort);
}

function ignore(): void {}

function keyTextOf({ keyFile }: LaunchOptions): string | undefined {
  return keyFile === undefined ? undefined : readFileSync(keyFile, 'utf8');
}

async function whenServing(
  starting: readonly Promise<WorkerProcess>[],
  { timeoutMs = READY_MS }: LaunchOptions,
  hubPort: number | undefined,
): Promise<LaunchedWorkers> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const slow = `The workers do not serve within ${timeoutMs} ms: see what they log (onLog), or raise timeoutMs.`;
    timer = setTimeout(() => reject(new Error(slow)), timeoutMs);
  });
  try {
    const serving = Promise.all(starting.map(async (one) => await (await one).ready));
    const served = await Promise.race([serving, late]);
    const hub = hubPort === undefined ? undefined : hubAt(served[0]?.address ?? '', hubPort);
    return new LaunchedWorkers(
      served.map(({ name }) => name),
      hub,
      starting,
    );
  } catch (error) {
    await stopAll(starting);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Those that wait for a hub are never begun, once that has been stopped before it served. */
async function stopAll(starting: readonly Promise<WorkerProcess>[]): Promise<void> {
  await Promise.all(starting.map((one) => one.then(stop, () => undefined)));
}

async function stop(one: WorkerProcess): Promise<void> {
  one.leave();
  const timer = setTimeout(() => one.end(), LEAVE_MS);
  await one.ended;
  clearTimeout(timer);
}

/** Starts workers from a program. They end with the handle, and when this process ends, however it does. */
export const launch: {
  /**
   * Starts so many worker processes on this machine; resolves once they serve.
   *
   * @throws LaunchError when one of them ends instead; the others are stopped.
   */
  readonly local: (workers: number, options?: LocalLaunchOptions) => Promise<LaunchedWorkers>;
  /**
   * Starts a worker on each host by the system's `ssh`, which must get there without a password; resolves once they serve.
   *
   * @throws LaunchError when one of them cannot be started; the others are stopped.
   */
  readonly ssh: (hosts: readonly string[], options?: SshLaunchOptions) => Promise<LaunchedWorkers>;
} = { local, ssh };

keepInProgram(local);
keepInProgram(ssh);
