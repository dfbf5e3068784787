import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** What a process says: one JSON object a line. */
export interface Line {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** Starts a program in a Node.js process of its own. */
export function spawnNode(program: string, config: object): Child {
  return spawn(process.execPath, [program, JSON.stringify(config)], { stdio: ['pipe', 'pipe', 'pipe'] });
}

/** A process that takes lines and says lines. It ends when we do: its standard input closes. */
export class LineProcess implements AsyncDisposable {
  readonly #child: Child;
  readonly #lines: Line[] = [];
  readonly #listeners = new Set<() => void>();
  #complaints = '';

  constructor(child: Child) {
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) this.#lines.push(JSON.parse(line) as Line);
      this.#look();
    });
    child.stderr.on('data', (text) => {
      this.#complaints = (this.#complaints + String(text)).slice(-2000);
    });
    // A line to a process that has just died is lost, which shows in what does not come.
    child.stdin.on('error', () => undefined);
    child.on('close', () => this.#look());
  }

  get lines(): readonly Line[] {
    return this.#lines;
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  tell(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves when so many lines of this kind have come, with the last of them. */
  async heard(kind: string, count: number, withinMs: number): Promise<Line> {
    let [seen, looked] = [0, 0];
    let last: Line | undefined;
    await this.#until(`${count} lines "${kind}"`, withinMs, () => {
      for (; looked < this.#lines.length && seen < count; looked += 1) {
        if (this.#lines[looked]?.kind !== kind) continue;
        seen += 1;
        last = this.#lines[looked];
      }
      return seen >= count;
    });
    return last as Line;
  }

  /** Sends the line and resolves with the next one of this kind. */
  ask(line: string, kind: string, withinMs: number): Promise<Line> {
    const before = this.#lines.filter((each) => each.kind === kind).length;
    this.tell(line);
    return this.heard(kind, before + 1, withinMs);
  }

  /** Resolves when it has ended by itself. */
  async left(withinMs: number): Promise<void> {
    if (!this.ended) await once(this.#child, 'exit', { signal: AbortSignal.timeout(withinMs) });
  }

  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.ended) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exit;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }

  #look(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #until(what: string, withinMs: number, holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        settle();
      };
      const fail = (why: string): void => {
        const said = this.#complaints === '' ? '' : ` It complained: ${this.#complaints}`;
        finish(() => reject(new Error(`No ${what} of process ${this.#child.pid} ${why}.${said}`)));
      };
      const look = (): void => {
        if (holds()) finish(resolve);
        else if (this.ended) fail('before it ended');
      };
      const timer = setTimeout(() => fail(`within ${withinMs} ms`), withinMs);
      this.#listeners.add(look);
      look();
    });
  }
}
