import { type Cluster, connect, type Job, UnshippableFunctionError } from '../index.js';
import { CommandObjects, CommandOutput } from './command-results.js';
import { CliError, EXIT } from './exit.js';
import { functionFailure } from './function-failure.js';
import { inputLines, jsonLines } from './input-lines.js';
import { lineFailure } from './line-failure.js';
import { LineWriter } from './line-writer.js';
import type { MapFlags } from './map-command.js';
import { MapEnding } from './map-ending.js';
import { MapReport } from './map-report.js';
import { FunctionResults, type MapResults } from './map-results.js';
import { findInterface, meetingFlags } from './network-options.js';
import { onEnding } from './signals.js';
import { checkStandardInput } from './standard-input.js';
import type { TaskFunction } from './task-function.js';
import { countOf } from './terminal.js';

/** A running map: what it prints of which job, and why it may end early. */
interface Run {
  readonly flags: MapFlags;
  readonly report: MapReport;
  readonly ending: MapEnding;
  readonly output: LineWriter;
  readonly results: MapResults;
  readonly job: Job<unknown>;
}

/** Runs the function over the lines of standard input and prints the results; resolves with the exit code. */
export async function mapLines(fn: TaskFunction, flags: MapFlags): Promise<number> {
  checkStandardInput();
  try {
    return await runMap(fn, flags);
  } catch (error) {
    if (!(error instanceof UnshippableFunctionError)) throw error;
    throw functionFailure(error, flags.eval !== undefined);
  }
}

async function runMap(fn: TaskFunction, flags: MapFlags): Promise<number> {
  const ending = new MapEnding();
  onEnding((exitCode) => ending.wanted(exitCode));
  await using cluster = await connect({
    cluster: flags.cluster,
    interface: findInterface(flags.interface).address,
    port: flags.port,
    ...meetingFlags(flags),
    local: flags.local,
  });
  const report = new MapReport(cluster, flags.quiet === true);
  const output = outputFor(report, ending);
  const { results, items } = formFor(flags, output, report);
  const job = startJob(cluster, fn, items, flags, report, ending);
  report.begin(job);
  return await finish({ flags, report, ending, output, results, job });
}

async function finish(run: Run): Promise<number> {
  const { report, ending, job } = run;
  let failures: number;
  try {
    failures = await printResults(run);
  } catch (error) {
    report.end();
    const exitCode = ending.outcome();
    if (exitCode === undefined) throw lineFailure(error);
    if (exitCode !== EXIT.ok) report.summary(job, true);
    return exitCode;
  }
  report.end();
  report.summary(job, false);
  if (failures > 0) throw new CliError(`${countOf(failures, 'line')} failed`);
  return EXIT.ok;
}

/** How lines become items, and results output. */
function formFor(
  flags: MapFlags,
  output: LineWriter,
  report: MapReport,
): { readonly results: MapResults; readonly items: AsyncIterable<unknown> } {
  const lines = inputLines(process.stdin);
  if (flags.exec === undefined) {
    const ndjson = flags.ndjson === true;
    return { results: new FunctionResults(output, ndjson), items: ndjson ? jsonLines(lines) : lines };
  }
  if (flags.json !== true) return { results: new CommandOutput(output, report), items: lines };
  const objects = new CommandObjects(output);
  return { results: objects, items: objects.remember(lines) };
}

function startJob(
  cluster: Cluster,
  fn: TaskFunction,
  items: AsyncIterable<unknown>,
  flags: MapFlags,
  report: MapReport,
  ending: MapEnding,
): Job<unknown> {
  if (process.stdin.isTTY && flags.quiet !== true) {
    process.stderr.write('reading lines from the terminal; Ctrl-D ends them\n');
  }
  return cluster.map(fn, items, {
    ordered: flags.unordered !== true,
    signal: ending.signal,
    onLog: (log) => report.log(log),
    onError: flags.keepGoing === true ? 'collect' : 'fail',
    chunk: flags.chunk,
    retries: flags.retries,
    timeout: flags.timeout,
  });
}

function outputFor(report: MapReport, ending: MapEnding): LineWriter {
  return new LineWriter(process.stdout, {
    signal: ending.signal,
    beforeWrite: () => report.hide(),
    afterWrite: () => report.show(),
    onClosed: (error) => {
      // A reader that has enough, such as head, closes its end: all is well.
      if (error.code === 'EPIPE' || error.code === 'ECONNRESET') ending.wanted(EXIT.ok);
      else ending.failed(new Error(`cannot write the results: ${error.message}`, { cause: error }));
    },
  });
}

/** Resolves with how many lines failed, if that may happen. */
async function printResults(run: Run): Promise<number> {
  const { job, flags, results, output, ending } = run;
  let [count, failures] = [0, 0];
  try {
    for await (const result of job) {
      count += 1;
      const line = flags.unordered === true ? undefined : count;
      if (flags.keepGoing !== true) await results.result(result, line);
      else if (!(await settle(run, result as PromiseSettledResult<unknown>, line))) failures += 1;
    }
  } catch (error) {
    if (ending.outcome() === undefined) await results.failure(error);
    throw error;
  }
  await output.end();
  return failures;
}

/** Prints one outcome of many; false if it is a failure. */
async function settle(
  { results, report, ending }: Run,
  outcome: PromiseSettledResult<unknown>,
  line: number | undefined,
): Promise<boolean> {
  try {
    if (outcome.status === 'fulfilled') {
      await results.result(outcome.value, line);
      return true;
    }
    await results.failure(outcome.reason);
    report.failure(lineFailure(outcome.reason));
  } catch (error) {
    // A result that cannot be printed is a failure of its line; an output that is gone, one of all.
    if (!(error instanceof CliError) || ending.signal.aborted) throw error;
    report.failure(error);
  }
  return false;
}
