import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LoopbackNetwork } from './loopback-network.mjs';
import { PeerProcess } from './peer-process.mjs';

const READY_MS = 60_000;

/**
 * A peer whose tasks are not JavaScript. A client in its own language, which starts the rest, is told a line at a time what to do, on
 * its standard input, and answers on its fourth descriptor with `ready`, and then with milliseconds: `flood TASKS`, `latencies CALLS`,
 * `echo BYTES CALLS`. It ends with its input.
 *
 * @implements {import('@zfarm/bench').RunningContender}
 */
export class OwnClient {
  #process;
  #folder;
  #answers;

  /** @param {string} command @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env] */
  static async start(command, args, env = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'zb-'));
    const alone = LoopbackNetwork.around(command, args);
    const process_ = new PeerProcess(alone.command, alone.args, {
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      env: { ...process.env, HOME: folder, TMPDIR: folder, ...env },
    });
    const client = new OwnClient(process_, folder);
    try {
      await client.#answer(READY_MS);
    } catch (error) {
      await client.stop();
      throw error;
    }
    return client;
  }

  constructor(process, folder) {
    this.#process = process;
    this.#folder = folder;
    this.#answers = createInterface({ input: process.stream(3) });
  }

  async flood(tasks) {
    return Number(await this.#ask(`flood ${tasks}`));
  }

  async latencies(calls) {
    return (await this.#ask(`latencies ${calls}`)).split(' ').map(Number);
  }

  async echo(bytes, calls) {
    return Number(await this.#ask(`echo ${bytes} ${calls}`));
  }

  async cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000 + this.#process.cpuMs();
  }

  async stop() {
    await this.#process.end('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #ask(line) {
    this.#process.stream(0).write(`${line}\n`);
    return await this.#answer();
  }

  async #answer(withinMs) {
    const given = new AbortController();
    const signal =
      withinMs === undefined ? given.signal : AbortSignal.any([given.signal, AbortSignal.timeout(withinMs)]);
    try {
      const ended = this.#process.ended(signal).then((last) => {
        throw new Error(`It has ended: ${last}`);
      });
      const [line] = await Promise.race([once(this.#answers, 'line', { signal }), ended]);
      return line;
    } finally {
      given.abort();
    }
  }
}
