import { CliError, messageOf } from './exit.js';
import { lineFailure } from './line-failure.js';
import type { LineWriter } from './line-writer.js';
import type { MapReport } from './map-report.js';
import type { MapResults } from './map-results.js';
import { type CommandOutcome, exitText } from './run-command.js';

/** What commands have written: as they wrote it, standard error labelled with worker and line. */
export class CommandOutput implements MapResults {
  readonly #output: LineWriter;
  readonly #report: MapReport;

  constructor(output: LineWriter, report: MapReport) {
    this.#output = output;
    this.#report = report;
  }

  async result(result: unknown): Promise<void> {
    await this.#print(result as CommandOutcome);
    checkExit(result as CommandOutcome);
  }

  async failure(error: unknown): Promise<void> {
    const outcome = outcomeOf(error);
    if (outcome !== undefined) await this.#print(outcome);
  }

  async #print({ stdout, stderr, worker, index }: CommandOutcome): Promise<void> {
    const text = decoded(stderr).replace(/\r?\n$/, '');
    if (text !== '') this.#report.log({ worker, index, text });
    if (stdout.length > 0) await this.#output.addBytes(stdout);
  }
}

/** One JSON object for each line. */
export class CommandObjects implements MapResults {
  readonly #output: LineWriter;
  /** Those that are under way, by their position. */
  readonly #lines: Map<number, string> = new Map();

  constructor(output: LineWriter) {
    this.#output = output;
  }

  /** Remembers the lines on their way to the workers: they need not come back. */
  async *remember(lines: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
    let index = 0;
    for await (const line of lines) {
      this.#lines.set(index, line);
      index += 1;
      yield line;
    }
  }

  async result(result: unknown): Promise<void> {
    await this.#print(result as CommandOutcome);
    checkExit(result as CommandOutcome);
  }

  async failure(error: unknown): Promise<void> {
    const outcome = outcomeOf(error);
    if (outcome !== undefined) return await this.#print(outcome);
    const { index, worker } = error as { readonly index?: number; readonly worker?: string };
    if (index === undefined || worker === undefined) return;
    const nothing = { stdout: new Uint8Array(), stderr: new Uint8Array(), ms: null };
    const failure = messageOf(lineFailure(error));
    await this.#print({ index, exitCode: null, signal: null, ...nothing, worker, error: failure });
  }

  async #print(
    outcome: Omit<CommandOutcome, 'ms'> & { readonly ms: number | null; readonly error?: string },
  ): Promise<void> {
    const { index, exitCode, signal, stdout, stderr, worker, ms, error } = outcome;
    const line = this.#lines.get(index);
    this.#lines.delete(index);
    const output = { stdout: decoded(stdout), stderr: decoded(stderr) };
    const object = { index, line, exitCode, signal, ...output, worker, ms, error };
    await this.#output.add(JSON.stringify(object));
  }
}

function checkExit(outcome: CommandOutcome): void {
  if (outcome.exitCode === 0) return;
  throw new CliError(`line ${outcome.index + 1} failed on worker ${outcome.worker}: ${exitText(outcome)}`);
}

/** What a command did whose failure came as an error; undefined if it never ran to an end of its own. */
function outcomeOf(error: unknown): CommandOutcome | undefined {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'outcome' in cause
    ? (cause.outcome as CommandOutcome | undefined)
    : undefined;
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
