import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { TaskContext } from '../index.js';

/** What `zfarm map --exec` has a worker run for each line. */
export interface LineCommand {
  /** The command and its arguments, with the places for the line in them. */
  readonly words: readonly string[];
  /** How often a line is tried again. */
  readonly retries: number;
  /** The job goes on after a line that fails. */
  readonly keepGoing: boolean;
}

/** What became of the command of one line. */
export interface CommandOutcome {
  /** Position of the line in the input, from 0. */
  readonly index: number;
  /** Null if a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly worker: string;
  readonly ms: number;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** What a command writes is held in memory until it ends, here and where it is printed. */
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

/** As much of each stream travels with an error, which has no room for more. */
const FAILED_OUTPUT_BYTES_MAX = 64 * 1024;

/** Then a command that was asked to end is ended; less than the worker's grace for the task around it. */
const TERMINATE_MS = 200;

/** The task: runs the command for a line. Everything it uses travels with it. */
export function commandTask(
  command: LineCommand,
): (line: string, context: TaskContext) => Promise<CommandOutcome> {
  return async (line, context) => {
    const outcome = await runCommand(filled(command.words, line, context.index + 1), context);
    if (outcome.exitCode === 0) return outcome;
    // As a result, where nothing more than its exit code tells it from the others.
    if (command.keepGoing && context.attempt > command.retries) return outcome;
    throw commandError(exitText(outcome), {
      ...outcome,
      stdout: outcome.stdout.slice(-FAILED_OUTPUT_BYTES_MAX),
      stderr: outcome.stderr.slice(-FAILED_OUTPUT_BYTES_MAX),
    });
  };
}

/** How a command ended that failed. */
export function exitText({ exitCode, signal }: CommandOutcome): string {
  return exitCode === null ? `ended by ${signal}` : `exit code ${exitCode}`;
}

/** Own fields of an error travel, classes of one's own do not. */
function commandError(message: string, outcome?: CommandOutcome): Error {
  return Object.assign(new Error(message), { name: 'CommandError', outcome });
}

function filled(words: readonly string[], line: string, number: number): string[] {
  const base = line.replace(/^.*\//s, '');
  const values: Readonly<Record<string, string>> = {
    '{}': line,
    '{#}': String(number),
    '{.}': withoutEnding(line),
    '{/}': base,
    '{/.}': withoutEnding(base),
  };
  return words.map((word) => word.replaceAll(/\{[#./]*\}/g, (place) => values[place] ?? place));
}

function withoutEnding(path: string): string {
  return path.replace(/(?<=[^/])\.[^./]*$/, '');
}

async function runCommand(words: readonly string[], context: TaskContext): Promise<CommandOutcome> {
  const { signal, index, worker } = context;
  signal.throwIfAborted();
  const begun = performance.now();
  const child = await started(words);
  const abort = (): void => end(child);
  signal.addEventListener('abort', abort);
  try {
    const [stdout, stderr, exit] = await ended(child);
    signal.throwIfAborted();
    return { index, ...exit, stdout, stderr, worker, ms: Math.round(performance.now() - begun) };
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function started([name = '', ...args]: readonly string[]): Promise<Child> {
  try {
    const child = spawn(name, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // A group of its own, which can be ended as a whole; and Ctrl-C at the worker's terminal is for the worker alone.
      detached: process.platform !== 'win32',
    });
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    return child;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw commandError(`there is no command "${name}" there; install it on that worker`);
    if (code === 'E2BIG') throw commandError(`the line is too long for an argument of "${name}" there`);
    throw commandError(`"${name}" cannot be started there: ${message}`);
  }
}

/** Resolves when the command has ended and all it wrote is here. */
async function ended(
  child: Child,
): Promise<[Uint8Array, Uint8Array, Pick<CommandOutcome, 'exitCode' | 'signal'>]> {
  let room = OUTPUT_BYTES_MAX;
  const gather = (stream: Readable): Buffer[] => {
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => {
      room -= piece.length;
      if (room >= 0) pieces.push(piece);
      else end(child);
    });
    return pieces;
  };
  const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)];
  const exit = await new Promise<Pick<CommandOutcome, 'exitCode' | 'signal'>>((resolve) => {
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  if (room >= 0) return [Buffer.concat(stdout), Buffer.concat(stderr), exit];
  throw commandError(`it wrote more than ${OUTPUT_BYTES_MAX / 1024 / 1024} MiB; have it write to a file`);
}

/** Ends a command with all that it has started. */
function end(child: Child): void {
  // What is in its pipes nobody wants; and whoever else holds these must not keep the slot busy.
  child.stdout.destroy();
  child.stderr.destroy();
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' }).on('error', () => {});
    return;
  }
  killGroup(child, 'SIGTERM');
  // Also when the command itself has ended by then: what it started may not have.
  setTimeout(() => killGroup(child, 'SIGKILL'), TERMINATE_MS);
}

function killGroup({ pid }: Child, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // All of it has ended meanwhile.
  }
}
