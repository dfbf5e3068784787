import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BenchOptions, BenchReport, ComparedFigure, Contender, Size } from '@zfarm/bench';
import { Command, Option } from 'commander';
import { CliError, EXIT, messageOf, usageError } from './exit.js';
import { addNetworkOptions, findInterface, meetingFlags, type NetworkFlags } from './network-options.js';
import { wholeNumber } from './option-values.js';
import { onEnding } from './signals.js';

interface BenchFlags extends NetworkFlags {
  readonly quick?: boolean;
  readonly size: Size;
  readonly rounds?: number;
  readonly only?: readonly string[];
  readonly contenders?: string;
  readonly peers?: readonly string[];
  readonly out: string;
  readonly compare?: string;
}

const EPILOGUE = `
Examples:
  $ zfarm bench --quick
  $ zfarm bench --only n-queens,task-latency --out today.json
  $ zfarm bench --compare yesterday.json

Jobs with published answers, and what tasks and values cost, by one thread, by
bare threads, by zfarm in one process and by the workers found on the network;
without any, two are started on this machine. Writes JSON, and beside it a page
with plots. What needs a package that is not installed is skipped by name.
--contenders names a module whose export "contenders" is a list of others that
take part; see docs/benchmarks.md in the project's repository.

Exit codes: 0 done, also when some were skipped; 1 a wrong answer or something
else failed, or with --compare a figure that got worse; 2 wrong usage; 130 and
143 interrupted: what was measured until then is written.`;

type Suite = typeof import('@zfarm/bench');

export function benchCommand(done: (exitCode: number) => void): Command {
  const command = new Command('bench')
    .option('--quick', 'few rounds: about two minutes instead of half an hour')
    .addOption(new Option('--size <size>', 'how much there is to do').choices(['S', 'M', 'L']).default('M'))
    .option('--rounds <n>', 'rounds of each benchmark at most', wholeNumber(1, 1000))
    .option('--only <names>', 'these benchmarks, separated by commas', names)
    .option('--contenders <module>', 'others that take part')
    .option('--peers <names>', 'which of them; default: all that are installed', names)
    .option('--out <file>', 'where the figures go, the page beside it', 'zfarm-bench.json')
    .option('--compare <file>', 'tell what has changed since an earlier run');
  return addNetworkOptions(command)
    .addHelpText('after', EPILOGUE)
    .action(async (flags: BenchFlags) => done(await runSuite(flags)));
}

async function runSuite(flags: BenchFlags): Promise<number> {
  const suite = await loadSuite();
  const before = flags.compare === undefined ? undefined : await readReport(suite, flags.compare);
  const contenders = flags.contenders === undefined ? [] : await loadContenders(flags.contenders);
  const ending = new AbortController();
  let exitCode: number = EXIT.ok;
  onEnding((code, signal) => {
    exitCode = code;
    ending.abort(new Error(`Ended by ${signal}.`));
  });
  const report = await measure(suite, { ...flags, contenders }, ending.signal);
  const compared = before === undefined ? [] : compare(suite, before, report);
  await writeReport(suite, report, compared, resolve(flags.out));
  for (const { benchmark, contender, message } of report.failures) {
    warn(`${benchmark}: ${contender} failed: ${message}`);
  }
  if (exitCode !== EXIT.ok) warn('interrupted: these are the figures until then');
  const worse = compared.filter(({ change }) => change === 'worse').length;
  return exitCode || (report.failures.length + worse > 0 ? EXIT.failed : EXIT.ok);
}

/** What a run needs of the flags, and the modules that were loaded for it. */
interface Wanted extends Omit<BenchFlags, 'contenders'> {
  readonly contenders: readonly Contender[];
}

async function measure(suite: Suite, wanted: Wanted, signal: AbortSignal): Promise<BenchReport> {
  const { cluster, port, contenders, peers, only, quick, rounds, size } = wanted;
  const on = findInterface(wanted.interface);
  const [{ connect }, { ProgressLine }] = await Promise.all([
    import('../connect.js'),
    import('./progress-line.js'),
  ]);
  const progress = process.stderr.isTTY ? new ProgressLine(process.stderr) : undefined;
  let doing = 'looks for workers';
  progress?.begin(() => doing);
  const options: BenchOptions = {
    ...{ size, contenders },
    ...(quick === undefined ? {} : { quick }),
    ...(rounds === undefined ? {} : { rounds }),
    ...(only === undefined ? {} : { only }),
    ...(peers === undefined ? {} : { peers }),
  };
  const environment = {
    connect,
    command: fileURLToPath(new URL('./main.js', import.meta.url)),
    network: { interface: '127.0.0.1', port, cluster: `zfarm-bench-${process.pid}` },
    found: { interface: on.address, port, cluster, ...meetingFlags(wanted) },
  };
  const above = (text: string): void => {
    progress?.hide();
    process.stdout.write(text);
  };
  try {
    return await suite.bench(options, environment, {
      signal,
      progress: (text) => {
        doing = text;
      },
      started: (taking) => {
        const lines = taking.map(({ name, title }) => `${name.padEnd(10)}  ${title}\n`);
        if (lines.length > 0) above(`${lines.join('')}\n`);
      },
      measured: ({ name, title }, { what, figures }) => {
        const heading = `${name}: ${title}${what === '' ? '' : `; ${what}`}`;
        above(`${[heading, ...suite.summaryLines(figures)].join('\n')}\n\n`);
      },
      skipped: ({ name, reason }) => above(`${name}: skipped; ${reason}\n\n`),
    });
  } catch (error) {
    throw error instanceof suite.UnknownNameError ? usageError(error.message, { cause: error }) : error;
  } finally {
    progress?.end();
  }
}

async function loadSuite(): Promise<Suite> {
  try {
    return await import('@zfarm/bench');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new CliError('the benchmark suite is a package of its own: npm install @zfarm/bench', {
      cause: error,
    });
  }
}

async function loadContenders(file: string): Promise<readonly Contender[]> {
  const module = (await import(pathToFileURL(resolve(file)).href)) as { readonly contenders?: unknown };
  if (!Array.isArray(module.contenders)) {
    throw usageError(`${file} has no export "contenders" that is an array; see docs/benchmarks.md`);
  }
  return module.contenders as readonly Contender[];
}

async function readReport(suite: Suite, file: string): Promise<BenchReport> {
  try {
    return suite.parseReport(await readFile(file, 'utf8'));
  } catch (error) {
    throw usageError(`--compare ${file}: ${messageOf(error)}`, { cause: error });
  }
}

async function writeReport(
  suite: Suite,
  report: BenchReport,
  compared: readonly ComparedFigure[],
  file: string,
): Promise<void> {
  const page = `${file.replace(/\.json$/, '')}.html`;
  await writeFile(file, `${JSON.stringify(report, null, 1)}\n`);
  await writeFile(page, suite.reportPage(report, compared));
  process.stdout.write(`${file}\n${page}\n`);
}

/** Tells what has changed in the benchmarks that both runs have. */
function compare(suite: Suite, before: BenchReport, after: BenchReport): readonly ComparedFigure[] {
  const ran = new Set(after.benchmarks.map(({ name }) => name));
  const known = before.figures.filter(({ benchmark }) => ran.has(benchmark));
  const compared = suite.compareFigures(known, after.figures);
  process.stdout.write(`${[`since ${before.startedAt}:`, ...suite.comparisonLines(compared)].join('\n')}\n`);
  if (before.machine.cpu !== after.machine.cpu) {
    warn('the earlier run was on another machine: differences say little');
  }
  return compared;
}

function names(text: string): string[] {
  return text.split(',').filter((name) => name !== '');
}

function warn(line: string): void {
  process.stderr.write(`zfarm: ${line}\n`);
}
