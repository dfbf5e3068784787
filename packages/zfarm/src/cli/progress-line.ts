import { eraseLines, linesFor } from '@zfarm/scheduler';
import { colorsFor } from './terminal.js';

/** Ten times a second is as often as anyone can read. */
const INTERVAL_MS = 100;

/** Some lines at the end of a terminal that are written anew all the time, and gone at the end. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  #timer: NodeJS.Timeout | undefined;
  #text: string | undefined;
  /** Lines on the terminal now. */
  #shown: number = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** @param text is asked for anew each time. */
  begin(text: () => string): void {
    const turn = (): void => {
      this.#text = text();
      this.show();
    };
    this.#timer = setInterval(turn, INTERVAL_MS).unref();
  }

  show(): void {
    if (this.#text === undefined) return;
    const lines = linesFor(this.#text, this.#stream);
    const { dim } = colorsFor(this.#stream);
    this.#stream.write(eraseLines(this.#shown) + lines.map((line) => dim(line)).join('\n'));
    this.#shown = lines.length;
  }

  /** Makes room for something else; until `show`, or the next turn. */
  hide(): void {
    if (this.#shown > 0) this.#stream.write(eraseLines(this.#shown));
    this.#shown = 0;
  }

  end(): void {
    clearInterval(this.#timer);
    this.hide();
    this.#text = undefined;
  }
}
