import { eraseLines, linesFor } from './terminal-lines.js';

type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'rows' | 'write'>;

/** Ten times a second is as often as anyone can read. */
const INTERVAL_MS = 100;

/**
 * Some lines at the end of a terminal that tell how the jobs are, while there are any. What the program prints meanwhile
 * stands above it: its streams are watched for that long.
 */
export class ProgressDisplay {
  readonly #line: Stream;
  readonly #streams: readonly Stream[];
  readonly #jobs: Set<() => string> = new Set();
  #write: Stream['write'];
  #unwatch: readonly (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Lines on the terminal now. */
  #shown: number = 0;
  /** The program is in the middle of a line of its own. */
  #isHeld: boolean = false;

  /** @param streams what the program prints on, the one of the line among them */
  constructor(line: Stream, streams: readonly Stream[]) {
    this.#line = line;
    this.#streams = streams;
    this.#write = line.write.bind(line);
  }

  /** Shows a job from now on, if there is a terminal; returns the way to end that. */
  add(text: () => string): () => void {
    if (this.#line.isTTY !== true || process.env['TERM'] === 'dumb') return () => {};
    this.#jobs.add(text);
    if (this.#jobs.size === 1) this.#begin();
    return () => {
      if (this.#jobs.delete(text) && this.#jobs.size === 0) this.#end();
    };
  }

  draw(): void {
    const [first] = this.#jobs;
    if (first === undefined || this.#isHeld) return;
    const others = this.#jobs.size === 1 ? '' : `  (and ${this.#jobs.size - 1} more)`;
    const [head = '', ...lanes] = linesFor(first(), this.#line).map(printable);
    const room = (this.#line.columns || 80) - 1 - others.length;
    this.#write(eraseLines(this.#shown) + [head.slice(0, room) + others, ...lanes].join('\n'));
    this.#shown = 1 + lanes.length;
  }

  #begin(): void {
    this.#write = this.#line.write.bind(this.#line);
    this.#unwatch = this.#streams.filter(({ isTTY }) => isTTY === true).map((stream) => this.#watch(stream));
    this.#timer = setInterval(() => this.draw(), INTERVAL_MS).unref();
  }

  #end(): void {
    clearInterval(this.#timer);
    this.#clear();
    for (const unwatch of this.#unwatch) unwatch();
    this.#isHeld = false;
  }

  #clear(): void {
    if (this.#shown > 0) this.#write(eraseLines(this.#shown));
    this.#shown = 0;
  }

  #watch(stream: Stream): () => void {
    const own = Object.hasOwn(stream, 'write');
    const original = stream.write;
    const watched = ((...args: Parameters<Stream['write']>) => {
      this.#clear();
      const [chunk] = args;
      this.#isHeld = !endsLine(chunk);
      return original.apply(stream, args);
    }) as Stream['write'];
    stream.write = watched;
    return () => {
      // Somebody else has put theirs above ours: it must stay.
      if (stream.write !== watched) return;
      if (own) stream.write = original;
      else Reflect.deleteProperty(stream, 'write');
    };
  }
}

function endsLine(chunk: string | Uint8Array): boolean {
  return chunk.length === 0 || (typeof chunk === 'string' ? chunk.endsWith('\n') : chunk.at(-1) === 10);
}

/** A function's name may be anything. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

/** That of this process: on standard error, as results may go to standard output. */
export const progressDisplay: ProgressDisplay = new ProgressDisplay(process.stderr, [
  process.stderr,
  process.stdout,
]);
