import { type Cluster, connect, type Job, UnshippableFunctionError } from '../index.js';
import { EXIT } from './exit.js';
import { functionFailure } from './function-failure.js';
import { inputLines, jsonLines } from './input-lines.js';
import { lineFailure } from './line-failure.js';
import { LineWriter } from './line-writer.js';
import type { MapFlags } from './map-command.js';
import { MapEnding } from './map-ending.js';
import { MapReport } from './map-report.js';
import { findInterface } from './network-options.js';
import { jsonText, plainText, type ResultText } from './result-text.js';
import { onEnding } from './signals.js';
import { checkStandardInput } from './standard-input.js';
import type { TaskFunction } from './task-function.js';

/** Runs the function over the lines of standard input and prints the results; resolves with the exit code. */
export async function mapLines(fn: TaskFunction, flags: MapFlags): Promise<number> {
  checkStandardInput();
  try {
    return await runJob(fn, flags);
  } catch (error) {
    if (!(error instanceof UnshippableFunctionError)) throw error;
    throw functionFailure(error, flags.eval !== undefined);
  }
}

async function runJob(fn: TaskFunction, flags: MapFlags): Promise<number> {
  const ending = new MapEnding();
  onEnding((exitCode) => ending.wanted(exitCode));
  await using cluster = await connect({
    cluster: flags.cluster,
    interface: findInterface(flags.interface).address,
    port: flags.port,
    local: flags.local,
  });
  const report = new MapReport(cluster, flags.quiet === true);
  const job = startJob(cluster, fn, flags, ending.signal, report);
  report.begin(job);
  try {
    await printResults(job, flags, report, ending);
  } catch (error) {
    report.end();
    const exitCode = ending.outcome();
    if (exitCode === undefined) throw lineFailure(error);
    if (exitCode !== EXIT.ok) report.summary(job, true);
    return exitCode;
  }
  report.end();
  report.summary(job, false);
  return EXIT.ok;
}

function startJob(
  cluster: Cluster,
  fn: TaskFunction,
  flags: MapFlags,
  signal: AbortSignal,
  report: MapReport,
): Job<unknown> {
  if (process.stdin.isTTY && flags.quiet !== true) {
    process.stderr.write('reading lines from the terminal; Ctrl-D ends them\n');
  }
  const lines = inputLines(process.stdin);
  return cluster.map(fn, flags.ndjson === true ? jsonLines(lines) : lines, {
    ordered: flags.unordered !== true,
    signal,
    onLog: (log) => report.log(log),
    ...(flags.chunk === undefined ? {} : { chunk: flags.chunk }),
    ...(flags.retries === undefined ? {} : { retries: flags.retries }),
  });
}

async function printResults(
  job: Job<unknown>,
  flags: MapFlags,
  report: MapReport,
  ending: MapEnding,
): Promise<void> {
  const output = new LineWriter(process.stdout, {
    signal: ending.signal,
    beforeWrite: () => report.hide(),
    afterWrite: () => report.show(),
    onClosed: (error) => {
      // A reader that has enough, such as head, closes its end: all is well.
      if (error.code === 'EPIPE' || error.code === 'ECONNRESET') ending.wanted(EXIT.ok);
      else ending.failed(new Error(`cannot write the results: ${error.message}`, { cause: error }));
    },
  });
  const text: ResultText = flags.ndjson === true ? jsonText : plainText;
  let count = 0;
  for await (const result of job) {
    count += 1;
    await output.add(text(result, flags.unordered === true ? undefined : count));
  }
  await output.end();
}
