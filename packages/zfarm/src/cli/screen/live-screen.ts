import { beforeLastWords } from '../terminal.js';
import { changedLines } from './screen-lines.js';

/** The alternate screen, without cursor, and no line wraps. */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[H\u001b[2J';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';
/** Terminals that know it show what is between the two at once. */
const TOGETHER = ['\u001b[?2026h', '\u001b[?2026l'] as const;

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The whole of a terminal, drawn anew all the time. What was there before comes back at the end, whatever ends the
 * program; only a SIGKILL leaves it as it is.
 */
export class LiveScreen implements Disposable {
  readonly #output: NodeJS.WriteStream;
  readonly #render: (size: Size) => readonly string[];
  readonly #close = (): void => this[Symbol.dispose]();
  readonly #resized = (): void => {
    this.#shown = [];
    if (this.#open) this.#output.write('\u001b[2J');
    this.draw();
  };
  #shown: readonly string[] = [];
  #open: boolean = false;

  constructor(output: NodeJS.WriteStream, render: (size: Size) => readonly string[]) {
    this.#output = output;
    this.#render = render;
  }

  open(): void {
    this.#open = true;
    this.#output.write(ENTER);
    this.#output.on('resize', this.#resized);
    process.on('exit', this.#close);
    beforeLastWords(this.#close);
    this.draw();
  }

  draw(): void {
    // A terminal that takes nothing, such as one over a bad line, must not fill the memory.
    if (!this.#open || this.#output.writableNeedDrain) return;
    const { columns = 80, rows = 24 } = this.#output;
    const wanted = this.#render({ columns, rows }).slice(0, rows);
    const text = changedLines(this.#shown, wanted);
    this.#shown = wanted;
    if (text !== '') this.#output.write(TOGETHER[0] + text + TOGETHER[1]);
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.#output.off('resize', this.#resized);
    process.off('exit', this.#close);
    this.#output.write(LEAVE);
  }
}
