import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const bin: string = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Options of Node.js itself. */
  readonly node?: readonly string[];
  /** Whose program it is; only root can say. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** The command line in a process of its own, killed at the end of the scope. */
export class CliProcess implements AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  readonly outcome: Promise<Outcome>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], { env = {}, cwd, node = [], user }: CliOptions = {}) {
    const inherited = Object.entries(process.env).filter(
      ([key]) => !/^(ZFARM_|NO_COLOR|FORCE_COLOR)/.test(key),
    );
    this.child = spawn(process.execPath, [...node, bin, ...args], {
      env: { ...Object.fromEntries(inherited), ...env },
      ...(cwd === undefined ? {} : { cwd }),
      ...(user ?? {}),
    });
    // A child that ends without reading its input is no failure of the test.
    this.child.stdin.on('error', () => {});
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.outcome = once(this.child, 'close').then(([code]) => {
      return { code: code as number | null, stdout: this.stdout, stderr: this.stderr };
    });
  }

  /** Resolves once its output has what is looked for. */
  said(pattern: RegExp, stream: 'stdout' | 'stderr' = 'stdout', timeoutMs = 15_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (pattern.test(this[stream])) settle(resolve);
      };
      const giveUp = (): void =>
        settle(() => reject(new Error(`never said ${pattern}: ${JSON.stringify(this)}`)));
      const settle = (done: () => void): void => {
        clearTimeout(timer);
        this.child[stream].off('data', look);
        this.child.off('close', giveUp);
        done();
      };
      const timer = setTimeout(giveUp, timeoutMs);
      this.child[stream].on('data', look);
      this.child.on('close', giveUp);
      look();
    });
  }

  toJSON(): object {
    return { code: this.child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    await this.outcome;
  }
}

/** Runs a command to its end, with this standard input. */
export async function zfarm(args: readonly string[], input = '', options: CliOptions = {}): Promise<Outcome> {
  await using cli = new CliProcess(args, options);
  cli.child.stdin.end(input);
  return await cli.outcome;
}

/** Runs a command that needs nothing of this process, on a file that is open; ends it after 20 s. */
export function zfarmOn(file: number, args: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    stdio: [file, 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { code: status, stdout, stderr };
}

/** The flags that keep a test to itself: loopback, and a UDP port that nobody uses. */
export async function privateNetwork(): Promise<string[]> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return ['--interface', '127.0.0.1', '--port', String(port)];
}

/** A worker that serves. */
export async function startWorker(args: readonly string[], options: CliOptions = {}): Promise<CliProcess> {
  const worker = new CliProcess(['worker', ...args], options);
  try {
    await worker.said(/ serves /);
    return worker;
  } catch (error) {
    await worker[Symbol.asyncDispose]();
    throw error;
  }
}
