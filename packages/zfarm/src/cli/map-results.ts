import type { LineWriter } from './line-writer.js';
import { jsonText, plainText, type ResultText } from './result-text.js';

/** Prints what has become of the lines of `zfarm map`. */
export interface MapResults {
  /** Prints the result of a line, whose number is given where it is known. @throws CliError for a result that is a failure */
  result(result: unknown, line: number | undefined): Promise<void>;
  /** Prints what there is of a line that failed of this; the error itself is told elsewhere. */
  failure(error: unknown): Promise<void>;
}

/** What functions return. */
export class FunctionResults implements MapResults {
  readonly #output: LineWriter;
  readonly #text: ResultText;

  constructor(output: LineWriter, ndjson: boolean) {
    this.#output = output;
    this.#text = ndjson ? jsonText : plainText;
  }

  result(result: unknown, line: number | undefined): Promise<void> {
    return this.#output.add(this.#text(result, line));
  }

  async failure(): Promise<void> {}
}
