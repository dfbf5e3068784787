import { colorsFor } from './terminal.js';

/** Ten times a second is as often as anyone can read. */
const INTERVAL_MS = 100;

/** One line at the end of a terminal that is written anew all the time, and gone at the end. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  #timer: NodeJS.Timeout | undefined;
  #visible: boolean = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(text: () => string): void {
    const { dim } = colorsFor(this.#stream);
    this.#timer = setInterval(() => {
      // One column stays free: some terminals go to the next line after the last.
      const line = text().slice(0, (this.#stream.columns || 80) - 1);
      this.#stream.write(`\r\u001b[2K${dim(line)}`);
      this.#visible = true;
    }, INTERVAL_MS).unref();
  }

  /** Until its next turn. */
  hide(): void {
    if (!this.#visible) return;
    this.#visible = false;
    this.#stream.write('\r\u001b[2K');
  }

  end(): void {
    clearInterval(this.#timer);
    this.hide();
  }
}
