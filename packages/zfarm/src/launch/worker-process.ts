import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { LaunchError } from './launch-error.js';

/** A line that a launched worker, or the way to it, has written. */
export interface LaunchLog {
  /** The host as it was named; `local 1`, `local 2` … on this machine. */
  readonly host: string;
  /** Where it was written to. */
  readonly stream: 'stdout' | 'stderr';
  /** The line, without its end. */
  readonly text: string;
}

/** What it has said of itself. */
export interface LaunchServing {
  readonly name: string;
  /** Where others connect to it: host and port. */
  readonly address: string;
}

/** How it has ended. */
export interface LaunchEnd {
  readonly host: string;
  readonly exitCode: number | null;
}

/** Behind the text of a key file that is handed over by standard input. */
export const KEY_END = '\0';

/** Kept of what it has said, for the error. */
const LINES_KEPT = 5;

/** A program that runs a worker, here or elsewhere, and tells its log; its standard input is what keeps the worker. */
export class WorkerProcess {
  readonly host: string;
  /** Resolves once it serves. Rejects with LaunchError if it ends before that. */
  readonly ready: Promise<LaunchServing>;
  readonly ended: Promise<LaunchEnd>;
  readonly #child: ChildProcessWithoutNullStreams;
  #serves: boolean = false;

  /** @param keyText of a key file, handed over by standard input: others can read command lines */
  constructor(
    host: string,
    command: readonly string[],
    onLog: (log: LaunchLog) => void,
    keyText: string | undefined,
  ) {
    this.host = host;
    const [program = '', ...args] = command;
    // A Ctrl-C is for this process alone, which then lets the workers finish.
    this.#child = spawn(program, args, { stdio: 'pipe', detached: true });
    this.#child.stdin.on('error', () => {});
    if (keyText !== undefined) this.#child.stdin.write(keyText + KEY_END);
    const last: string[] = [];
    let serves: (serving: LaunchServing) => void = () => {};
    const served = new Promise<LaunchServing>((resolve) => {
      serves = resolve;
    });
    for (const stream of ['stdout', 'stderr'] as const) {
      createInterface({ input: this.#child[stream] }).on('line', (text) => {
        last.push(text);
        if (last.length > LINES_KEPT) last.shift();
        onLog({ host, stream, text });
        const serving = servingIn(text);
        if (serving === undefined) return;
        this.#serves = true;
        serves(serving);
      });
    }
    this.ended = new Promise((resolve) => {
      this.#child.on('error', (error) => last.push(error.message));
      this.#child.on('close', (exitCode) => resolve({ host, exitCode }));
    });
    const failed = this.ended.then(({ exitCode }): never => {
      throw new LaunchError(host, exitCode, last);
    });
    failed.catch(() => undefined);
    this.ready = Promise.race([served, failed]);
    this.ready.catch(() => undefined);
  }

  /** Lets the worker finish what it has begun, and leave; one that does not serve yet has nothing to finish. */
  leave(): void {
    if (this.#serves) this.#child.stdin.end();
    else this.end();
  }

  /** Ends the program here at once; the worker then leaves as well, since its standard input has ended. */
  end(): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
  }
}

/** From the log of a worker, which may be lines of JSON. */
function servingIn(line: string): LaunchServing | undefined {
  const [, name, address] = /^(.*) serves cluster "[^"]*" on (\S+) with /.exec(messageIn(line)) ?? [];
  return name === undefined || address === undefined ? undefined : { name, address };
}

function messageIn(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { msg } = JSON.parse(line) as { readonly msg?: unknown };
    return typeof msg === 'string' ? msg : line;
  } catch {
    return line;
  }
}
