import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A worker in a process of its own, on loopback. */
export class WorkerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(options: { name: string; port: number; threads?: number }): Promise<WorkerProcess> {
    const worker = JSON.stringify({ threads: 1, interface: '127.0.0.1', ...options });
    const child = fork(new URL('./worker-process.mjs', import.meta.url), [worker]);
    await once(child, 'message');
    return new WorkerProcess(child);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Lets it go on after SIGSTOP. */
  resume(): void {
    this.#child.kill('SIGCONT');
  }

  /** Ends it without a goodbye. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    if (this.#child.connected) this.#child.disconnect();
    await exit;
  }
}
