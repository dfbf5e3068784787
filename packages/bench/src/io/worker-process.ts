import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { BenchEnvironment } from '../bench-environment.js';

/** Time to say goodbye and to end what still runs. */
const GOODBYE_MS = 3000;

/** A `zfarm worker` of one thread, in a process of its own. */
export class WorkerProcess {
  readonly #process: ChildProcess;

  constructor({ command, network }: BenchEnvironment, name: string) {
    const { interface: on, port, cluster } = network;
    const options = ['--interface', on, '--port', String(port), '--cluster', cluster];
    this.#process = spawn(
      process.execPath,
      [command, 'worker', '--name', name, '--threads', '1', ...options],
      // With a group of its own: a Ctrl-C is for the suite, which ends its workers itself.
      { stdio: ['ignore', 'ignore', 'inherit'], detached: process.platform !== 'win32' },
    );
    running.add(this);
    this.#process.once('exit', () => running.delete(this));
  }

  /** Ends it and resolves when it is gone: by SIGTERM it says goodbye, by SIGKILL it does not. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill(signal);
    const impatience = setTimeout(() => this.abandon(), GOODBYE_MS);
    await gone;
    clearTimeout(impatience);
  }

  /** At once, without waiting. */
  abandon(): void {
    this.#process.kill('SIGKILL');
  }
}

/** All that have not ended: whatever way this process takes, none outlives it. */
const running: Set<WorkerProcess> = new Set();
process.on('exit', () => {
  for (const worker of running) worker.abandon();
});

export function startWorkers(environment: BenchEnvironment, count: number): WorkerProcess[] {
  return Array.from({ length: count }, (_, at) => new WorkerProcess(environment, `bench-${at + 1}`));
}
