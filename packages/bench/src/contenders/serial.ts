import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Contender, RunnableJob, RunningContender } from './contender.js';
import { ownCpuMs } from './contender.js';

/** One thread beside the main one, which so stays free to show progress and to be interrupted. */
export const serial: Contender = {
  name: 'serial',
  title: 'one thread, the plain way',
  kind: 'serial',
  missing: async () => undefined,
  start: async () => {
    const thread = new Worker(new URL('./serial-thread.js', import.meta.url));
    await once(thread, 'online');
    return new SerialThread(thread);
  },
};

/** What the thread answers. */
export type SerialAnswer =
  | { readonly kind: 'answer'; readonly answer: unknown; readonly ms: number }
  | { readonly kind: 'failure'; readonly message: string };

class SerialThread implements RunningContender {
  readonly #thread: Worker;

  constructor(thread: Worker) {
    this.#thread = thread;
  }

  async run({ name, size }: RunnableJob): Promise<{ readonly answer: unknown; readonly ms: number }> {
    const answered = once(this.#thread, 'message') as Promise<[SerialAnswer]>;
    this.#thread.postMessage({ name, size });
    const [answer] = await answered;
    if (answer.kind === 'failure') throw new Error(answer.message);
    return answer;
  }

  async cpuMs(): Promise<number> {
    return ownCpuMs();
  }

  async stop(): Promise<void> {
    await this.#thread.terminate();
  }
}
