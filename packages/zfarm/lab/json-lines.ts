import type { ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Generous on a busy machine: whoever waits for longer waits for ever. */
const PATIENCE_MS = 60_000;

/** What a program says, one JSON object a line. */
export class JsonLines<Report> {
  readonly all: Report[] = [];
  #complaints = '';
  #ended = false;
  #heard: () => void = () => {};

  constructor(program: ChildProcessByStdio<Writable, Readable, Readable>) {
    program.stderr.on('data', (text) => {
      this.#complaints += String(text);
    });
    createInterface({ input: program.stdout })
      .on('line', (line) => {
        this.all.push(JSON.parse(line) as Report);
        this.#heard();
      })
      .on('close', () => {
        this.#ended = true;
        this.#heard();
      });
  }

  /** What it has said on standard error. */
  get complaints(): string {
    return this.#complaints;
  }

  /** Resolves with the number of reports up to the first one, from this number on, that is looked for. */
  async until(test: (report: Report) => boolean, from = 0): Promise<number> {
    let waiting = true;
    const patience = setTimeout(() => {
      waiting = false;
      this.#heard();
    }, PATIENCE_MS);
    try {
      for (let next = from; ; next += 1) {
        while (next >= this.all.length) {
          if (this.#ended || !waiting) throw new Error(`It never came: ${test}. ${this.#complaints}`);
          await new Promise<void>((resolve) => {
            this.#heard = resolve;
          });
        }
        if (test(this.all[next] as Report)) return next + 1;
      }
    } finally {
      clearTimeout(patience);
    }
  }
}
