import { Command, Option } from 'commander';
import { commandWords, shellWords } from './command-template.js';
import { usageError } from './exit.js';
import { addNetworkOptions, type NetworkFlags } from './network-options.js';
import { seconds, wholeNumber } from './option-values.js';
import type { TaskFunction } from './task-function.js';

export interface MapFlags extends NetworkFlags {
  readonly eval?: string;
  readonly exec?: string;
  readonly shell?: boolean;
  readonly json?: boolean;
  readonly ndjson?: boolean;
  readonly unordered?: boolean;
  readonly chunk?: number;
  readonly retries?: number;
  /** In ms. */
  readonly timeout?: number;
  readonly keepGoing?: boolean;
  readonly local: 'auto' | 'never' | 'always';
  readonly quiet?: boolean;
}

const EPILOGUE = `
Examples:
  $ seq 1 100 | zfarm map -e 'x => Number(x) ** 2'
  $ zfarm map ./task.mjs < urls.txt > answers.txt
  $ zfarm map ./task.mjs#parse --ndjson --unordered < events.ndjson | head
  $ ls *.wav | zfarm map --exec 'flac -s {} -o {.}.flac' --timeout 60
  $ zfarm map --shell --exec 'curl -s {} | wc -c' --keep-going < urls.txt

Text and BigInts are printed as they are, others as JSON; for undefined an empty
line, with --ndjson null. What JSON cannot say (NaN, a Map, undefined in an
array) fails. What the function prints itself goes to stderr, labelled with
worker and line. It may run twice for a line whose worker died.

--exec runs a command on the workers, with the files and programs these have. In
it {} is the line, {.} the line without .ending, {/} without folders, {/.}
without both, {#} its number, from 1. Each stays one argument, whatever it
contains; without any the line comes last. What a command writes is printed when
it has ended, its stderr labelled; more than 16 MiB fail. An exit code but 0
fails the line. Where a line is cancelled or out of time, its command gets a
SIGTERM and is then killed, with all that it started.
With --json each line of output is { index (from 0), line, exitCode, signal,
stdout, stderr, worker, ms }, with error if the command did not run to its end.

Exit codes: 0 done, also when the reader of the results has left; 1 a line or
something else failed; 2 wrong usage; 130 cancelled by Ctrl-C, 143 by SIGTERM.`;

export function mapCommand(done: (exitCode: number) => void): Command {
  const command = new Command('map')
    .argument('[module]', 'file that exports the function: task.mjs, or task.mjs#name for a named export')
    .option('-e, --eval <function>', "the function itself, as in 'x => x.length'")
    .option('-x, --exec <command>', "a command to run for each line, as in 'gzip {}'")
    .option('--shell', 'the command is a line for sh: pipes, variables')
    .option('--json', 'with --exec: one JSON object for each line')
    .option('--ndjson', 'each line is a JSON value, each result too')
    .option('--unordered', 'print results as they come, not in the order of the lines')
    .option('--chunk <n>', 'lines sent to a worker at a time (default: adapts)', wholeNumber(1, 65_536))
    .option('--retries <n>', 'how often a line is tried again (default: 0)', wholeNumber(0, 1_000_000))
    .option('--timeout <seconds>', 'how long one try of a line may take', seconds)
    .option('--keep-going', 'a line that fails does not end the others')
    .addOption(
      new Option('--local <when>', 'run on this machine: when no worker answers, never, or always')
        .choices(['auto', 'never', 'always'])
        .default('auto'),
    )
    .option('-q, --quiet', 'no progress and no summary on stderr');
  return addNetworkOptions(command)
    .addHelpText('after', EPILOGUE)
    .action(async (module: string | undefined, flags: MapFlags) => done(await map(module, flags)));
}

async function map(module: string | undefined, flags: MapFlags): Promise<number> {
  checkForm(module, flags);
  const fn = await taskOf(module, flags);
  const { mapLines } = await import('./map-lines.js');
  return mapLines(fn, flags);
}

function checkForm(module: string | undefined, { eval: code, exec, shell, json, ndjson }: MapFlags): void {
  const given = [module, code, exec].filter((each) => each !== undefined).length;
  if (given === 0)
    throw usageError("give a module, -e 'x => ...' or --exec 'command {}'; see zfarm map --help");
  if (given > 1) {
    const which = module === undefined ? '' : ` ("${module}" is the module)`;
    throw usageError(`give one of a module, -e and --exec${which}; see zfarm map --help`);
  }
  if (exec === undefined) {
    if (shell === true) throw usageError('--shell is for --exec; see zfarm map --help');
    if (json === true) throw usageError('--json is for --exec; results of a function are JSON with --ndjson');
  } else if (ndjson === true) {
    throw usageError('--ndjson is for functions; with --exec, --json gives one object for each line');
  }
}

async function taskOf(module: string | undefined, flags: MapFlags): Promise<TaskFunction> {
  if (flags.exec !== undefined) {
    const words = flags.shell === true ? shellWords(flags.exec) : commandWords(flags.exec);
    const { commandTask } = await import('./run-command.js');
    const task = commandTask({ words, retries: flags.retries ?? 0, keepGoing: flags.keepGoing === true });
    return task as TaskFunction;
  }
  const { evaluatedFunction, importedFunction } = await import('./task-function.js');
  return module === undefined ? evaluatedFunction(flags.eval ?? '') : await importedFunction(module);
}
