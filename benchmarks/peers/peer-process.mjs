import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const GOODBYE_MS = 3000;
const READY_MS = 10_000;
/** Linux counts processor time for its programs in hundredths of a second. */
const MS_PER_TICK = 10;

/** Whatever way this process takes, none outlives it. @type {Set<PeerProcess>} */
const running = new Set();
process.on('exit', () => {
  for (const one of running) one.signal('SIGKILL');
});

/** A server or a worker of a peer. */
export class PeerProcess {
  #child;

  /** @param {string} command @param {readonly string[]} args @param {'ipc' | 'ignore'} channel */
  constructor(command, args, channel = 'ignore') {
    // With a group of its own: a Ctrl-C is for the suite, which ends what it has started.
    this.#child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit', channel], detached: true });
    running.add(this);
    this.#child.once('exit', () => running.delete(this));
    this.#child.once('error', () => running.delete(this));
  }

  /** A Node.js process with this module, which says by a message that it is ready. @param {string} file @param {readonly unknown[]} args */
  static async worker(file, ...args) {
    const path = fileURLToPath(new URL(file, import.meta.url));
    const worker = new PeerProcess(process.execPath, [path, ...args.map(String)], 'ipc');
    const signal = AbortSignal.timeout(READY_MS);
    const ended = once(worker.#child, 'exit', { signal }).then(() => {
      throw new Error(`${file} ended before it was ready.`);
    });
    await Promise.race([once(worker.#child, 'message', { signal }), ended]);
    return worker;
  }

  /** A program that is ready when somebody listens at the port. @param {string} command @param {readonly string[]} args @param {number} port */
  static async server(command, args, port) {
    const server = new PeerProcess(command, args);
    const signal = AbortSignal.timeout(READY_MS);
    while (!(await listensAt(port))) await delay(20, undefined, { signal });
    return server;
  }

  /** User and system time so far. */
  cpuMs() {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
    // The name of the program, in brackets, may have spaces.
    const [utime, stime] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(utime) + Number(stime)) * MS_PER_TICK;
  }

  async end() {
    if (!running.has(this)) return;
    const gone = once(this.#child, 'exit');
    this.signal('SIGTERM');
    const impatience = setTimeout(() => this.signal('SIGKILL'), GOODBYE_MS);
    await gone;
    clearTimeout(impatience);
  }

  /** @param {NodeJS.Signals} signal */
  signal(signal) {
    this.#child.kill(signal);
  }
}

/** In a worker: tells that it is ready, and ends with the process that has started it. */
export function ready() {
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}

/** Ports of loopback that nobody has. @param {number} count */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** @param {number} port */
async function listensAt(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
