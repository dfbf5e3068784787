import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keepInProgram } from '@zfarm/cluster-core';
import { sshCommand } from './ssh-command.js';
import { type LaunchedWorkerOptions, workerArguments } from './worker-arguments.js';
import { type LaunchLog, WorkerProcess } from './worker-process.js';

export interface LaunchOptions extends LaunchedWorkerOptions {
  /** Told of each line that the workers log. */
  readonly onLog?: ((log: LaunchLog) => void) | undefined;
  /** How long they may take to serve, in ms. Default 60,000. */
  readonly timeoutMs?: number | undefined;
}

export interface LocalLaunchOptions extends LaunchOptions {
  /** Network interface, by name or address. Default `127.0.0.1`: this machine only. */
  readonly interface?: string | undefined;
}

export interface SshLaunchOptions extends LaunchOptions {
  /** Network interface of the hosts, by name. Default: at each, the address by which ssh reached it. */
  readonly interface?: string | undefined;
  /** How zfarm is called there, which may be several words such as `npx -y zfarm`. Default `zfarm`. */
  readonly zfarm?: string | undefined;
  /** Further arguments of ssh, such as `['-p', '2222']`. */
  readonly sshArguments?: readonly string[] | undefined;
}

const READY_MS = 60_000;

/** How long workers may take to leave before their programs are ended: a drain takes 25 s at most unless told otherwise. */
const LEAVE_MS = 40_000;

const main: string = fileURLToPath(new URL('../cli/main.js', import.meta.url));

/** Workers that were started together, and that end with this handle or with this process. */
export class LaunchedWorkers implements AsyncDisposable {
  /** Names of the workers, as `cluster.workers()` has them. */
  readonly names: readonly string[];
  readonly #processes: readonly WorkerProcess[];

  constructor(names: readonly string[], processes: readonly WorkerProcess[]) {
    this.names = names;
    this.#processes = processes;
  }

  /** Lets them finish what they have begun, and leave; resolves when they have. May be called twice. */
  async stop(): Promise<void> {
    await stopAll(this.#processes);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

async function local(workers: number, options: LocalLaunchOptions = {}): Promise<LaunchedWorkers> {
  if (!Number.isSafeInteger(workers) || workers < 1 || workers > 1024)
    throw new RangeError(`launch.local starts a whole number of workers from 1 to 1024, not ${workers}.`);
  const command = [process.execPath, main, ...workerArguments(options, options.interface ?? '127.0.0.1')];
  const hosts = Array.from({ length: workers }, (_, index) => `local ${index + 1}`);
  return await start(
    hosts.map((host) => ({ host, command })),
    options,
  );
}

async function ssh(hosts: readonly string[], options: SshLaunchOptions = {}): Promise<LaunchedWorkers> {
  return await start(
    hosts.map((host) => ({ host, command: sshCommand(host, options) })),
    options,
  );
}

async function start(
  commands: readonly { readonly host: string; readonly command: readonly string[] }[],
  { onLog = () => undefined, timeoutMs = READY_MS, keyFile }: LaunchOptions,
): Promise<LaunchedWorkers> {
  const keyText = keyFile === undefined ? undefined : readFileSync(keyFile, 'utf8');
  const processes = commands.map(({ host, command }) => new WorkerProcess(host, command, onLog, keyText));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const slow = `The workers do not serve within ${timeoutMs} ms: see what they log (onLog), or raise timeoutMs.`;
    timer = setTimeout(() => reject(new Error(slow)), timeoutMs);
  });
  try {
    const names = await Promise.race([Promise.all(processes.map(({ ready }) => ready)), late]);
    return new LaunchedWorkers(names, processes);
  } catch (error) {
    await stopAll(processes);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function stopAll(processes: readonly WorkerProcess[]): Promise<void> {
  for (const one of processes) one.leave();
  const timer = setTimeout(() => {
    for (const one of processes) one.end();
  }, LEAVE_MS);
  await Promise.all(processes.map(({ ended }) => ended));
  clearTimeout(timer);
}

/** Starts workers from a program. They end with the handle, and when this process ends, however it does. */
export const launch: {
  /**
   * Starts so many worker processes on this machine; resolves once they serve.
   *
   * @throws LaunchError when one of them ends instead; the others are stopped.
   */
  readonly local: typeof local;
  /**
   * Starts a worker on each host by the system's `ssh`, which must get there without a password; resolves once they serve.
   *
   * @throws LaunchError when one of them cannot be started; the others are stopped.
   */
  readonly ssh: typeof ssh;
} = { local, ssh };

keepInProgram(local);
keepInProgram(ssh);
