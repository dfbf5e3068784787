import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const GOODBYE_MS = 3000;
const READY_MS = 10_000;
/** Linux counts processor time for its programs in hundredths of a second. */
const MS_PER_TICK = 10;
const LAST_WORDS_MAX = 2000;

/** Whatever way this process takes, none outlives it. @type {Set<PeerProcess>} */
const running = new Set();
process.on('exit', () => {
  for (const one of running) one.signal('SIGKILL');
});

/** A server or a worker of a peer. */
export class PeerProcess {
  #child;
  #lastWords = '';

  /** @param {string} command @param {readonly string[]} args @param {import('node:child_process').SpawnOptions} [options] */
  constructor(command, args, options = { stdio: ['ignore', 'ignore', 'inherit'] }) {
    // With a group of its own: a Ctrl-C is for the suite, which ends what it has started.
    this.#child = spawn(command, args, { ...options, detached: true });
    // The last of what it says where somebody may want to know why it has ended.
    this.#child.stderr?.setEncoding('utf8').on('data', (text) => {
      this.#lastWords = `${this.#lastWords}${text}`.slice(-LAST_WORDS_MAX);
    });
    running.add(this);
    this.#child.once('exit', () => running.delete(this));
    this.#child.once('error', () => running.delete(this));
  }

  /** A Node.js process with this module, which says by a message that it is ready. @param {string} file @param {readonly unknown[]} args */
  static async worker(file, ...args) {
    const path = fileURLToPath(new URL(file, import.meta.url));
    const worker = new PeerProcess(process.execPath, [path, ...args.map(String)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
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

  /** User and system time so far, of all that it has started too. */
  cpuMs() {
    return cpuMsOfTree(this.#child.pid);
  }

  /** One of its descriptors, as `stdio` of its options makes it. @param {number} descriptor */
  stream(descriptor) {
    return this.#child.stdio[descriptor];
  }

  /** Resolves with the last that it has said. @param {AbortSignal} signal */
  async ended(signal) {
    if (running.has(this))
      await Promise.race([once(this.#child, 'exit', { signal }), once(this.#child, 'error', { signal })]);
    return this.#lastWords;
  }

  /** @param {NodeJS.Signals} signal */
  async end(signal = 'SIGTERM') {
    if (!running.has(this)) return;
    const gone = once(this.#child, 'exit');
    this.signal(signal);
    const impatience = setTimeout(() => this.signal('SIGKILL'), GOODBYE_MS);
    await gone;
    clearTimeout(impatience);
  }

  /** @param {NodeJS.Signals} signal */
  signal(signal) {
    this.#child.kill(signal);
  }
}

/** Of a process and of all below it, also those that have ended. @param {number} root */
function cpuMsOfTree(root) {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => statOf(Number(pid)));
  const below = new Set([root]);
  let sum = 0;
  // A parent may have a higher number than its child, so until nobody is found any more.
  for (let found = true; found; ) {
    found = false;
    for (const { pid, parent } of processes) {
      if (below.has(pid) || !below.has(parent)) continue;
      below.add(pid);
      found = true;
    }
  }
  for (const { pid, ticks } of processes) if (below.has(pid)) sum += ticks;
  return sum * MS_PER_TICK;
}

/** What Linux tells of a process, if it is still there. @param {number} pid */
function statOf(pid) {
  let stat;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return [];
  }
  // The name of the program, in brackets, may have spaces. Then: state, parent, and from the twelfth on user and system time, its own and of children that have ended.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return [{ pid, parent: Number(fields[1]), ticks }];
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
