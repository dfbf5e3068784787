import { colorsFor } from './terminal.js';

/** Ten times a second is as often as anyone can read. */
const INTERVAL_MS = 100;

const CLEAR = '\r\u001b[2K';

/** One line at the end of a terminal that is written anew all the time, and gone at the end. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  #timer: NodeJS.Timeout | undefined;
  #text: string | undefined;

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
    // One column stays free: some terminals go to the next line after the last.
    const line = this.#text.slice(0, (this.#stream.columns || 80) - 1);
    this.#stream.write(CLEAR + colorsFor(this.#stream).dim(line));
  }

  /** Makes room for something else; until `show`, or the next turn. */
  hide(): void {
    if (this.#text !== undefined) this.#stream.write(CLEAR);
  }

  end(): void {
    clearInterval(this.#timer);
    this.hide();
    this.#text = undefined;
  }
}
