import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DemoError } from './demo-error.mjs';

/** Time a worker has to leave by itself before it is killed. */
const LEAVE_MS = 3000;

/** What a worker printed last, kept for the message should it fail. */
const OUTPUT_CHARS_MAX = 2000;

/** One `zfarm worker` in a Node.js process of its own. */
class WorkerProcess {
  /** @type {string} */ name;
  #child;
  #ended;
  #output = '';

  /**
   * @param {string} name
   * @param {readonly string[]} options of `zfarm worker`
   */
  constructor(name, options) {
    this.name = name;
    const leaveWithParent = new URL('./leave-with-parent.mjs', import.meta.url).href;
    const args = ['--import', leaveWithParent, zfarmProgram(), 'worker', '--name', name, ...options];
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.#ended = once(this.#child, 'exit');
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        this.#output = (this.#output + text).slice(-OUTPUT_CHARS_MAX);
      });
    }
  }

  get pid() {
    return this.#child.pid;
  }

  get hasEnded() {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** The signal that ended the process, if one did. */
  get signal() {
    return this.#child.signalCode;
  }

  /** Settles once the process has ended. */
  get ended() {
    return this.#ended;
  }

  /** Rejects once the process has ended: for those who need it alive. */
  async failure() {
    const [code, signal] = await this.#ended;
    const said = this.#output.trim().split('\n').at(-1) || 'it said nothing';
    throw new DemoError(`Worker ${this.name} ended (${signal ?? `exit code ${code}`}): ${said}`);
  }

  /** Ends the process at once, without a goodbye. */
  kill() {
    this.#child.kill('SIGKILL');
  }

  /** Asks the process to leave, and waits until it has. */
  async stop() {
    if (this.hasEnded) return;
    this.#child.kill('SIGTERM');
    const impatience = setTimeout(() => this.kill(), LEAVE_MS);
    await this.#ended;
    clearTimeout(impatience);
  }
}

/** The worker processes of the demo. */
export class WorkerProcesses {
  /** @type {WorkerProcess[]} */ all = [];

  /**
   * @param {readonly string[]} names
   * @param {{ interface: string, port: number, cluster: string }} where
   */
  start(names, where) {
    const { interface: address, port, cluster } = where;
    const options = ['--threads', '1', '--interface', address, '--port', `${port}`, '--cluster', cluster];
    for (const name of names) this.all.push(new WorkerProcess(name, options));
  }

  /** @param {string} name */
  named(name) {
    return this.all.find((worker) => worker.name === name);
  }

  /**
   * @param {number} pid
   * @returns {string | undefined}
   */
  nameOf(pid) {
    return this.all.find((worker) => worker.pid === pid)?.name;
  }

  /** Rejects as soon as one of them has ended. */
  failure() {
    return Promise.race(this.all.map((worker) => worker.failure()));
  }

  kill() {
    for (const worker of this.all) worker.kill();
  }

  async stop() {
    await Promise.all(this.all.map((worker) => worker.stop()));
  }
}

/** Path of the program `zfarm`, as its package names it. */
function zfarmProgram() {
  const manifest = new URL('../package.json', import.meta.resolve('zfarm'));
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return fileURLToPath(new URL(bin.zfarm, manifest));
}
