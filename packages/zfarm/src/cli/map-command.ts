import { Command, Option } from 'commander';
import { usageError } from './exit.js';
import { addNetworkOptions, type NetworkFlags } from './network-options.js';
import { wholeNumber } from './option-values.js';

export interface MapFlags extends NetworkFlags {
  readonly eval?: string;
  readonly ndjson?: boolean;
  readonly unordered?: boolean;
  readonly chunk?: number;
  readonly retries?: number;
  readonly local: 'auto' | 'never' | 'always';
  readonly quiet?: boolean;
}

const EPILOGUE = `
Examples:
  $ seq 1 100 | zfarm map -e 'x => Number(x) ** 2'
  $ zfarm map ./task.mjs < urls.txt > answers.txt
  $ zfarm map ./task.mjs#parse --ndjson --unordered < events.ndjson | head

Text and BigInts are printed as they are, others as JSON; for undefined an empty
line, with --ndjson null. What JSON cannot say (NaN, a Map, undefined in an
array) fails. What the function prints itself goes to stderr, labelled with
worker and line. The function may run twice for a line whose worker died.
Exit codes: 0 done, also when the reader of the results has left; 1 a line or
something else failed; 2 wrong usage; 130 cancelled by Ctrl-C, 143 by SIGTERM.`;

export function mapCommand(done: (exitCode: number) => void): Command {
  const command = new Command('map')
    .description('Run a function over the lines of standard input, on the whole cluster.')
    .argument('[module]', 'file that exports the function: task.mjs, or task.mjs#name for a named export')
    .option('-e, --eval <function>', "the function itself, as in 'x => x.length'")
    .option('--ndjson', 'each line is a JSON value, each result too')
    .option('--unordered', 'print results as they come, not in the order of the lines')
    .option('--chunk <n>', 'lines sent to a worker at a time (default: adapts)', wholeNumber(1, 65_536))
    .option('--retries <n>', 'how often a line is tried again (default: 0)', wholeNumber(0, 1_000_000))
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
  if (module === undefined && flags.eval === undefined) {
    throw usageError("give a module or -e 'x => ...'; see zfarm map --help");
  }
  if (module !== undefined && flags.eval !== undefined) {
    throw usageError(
      `give either a module or -e, not both ("${module}" is the module); see zfarm map --help`,
    );
  }
  const { evaluatedFunction, importedFunction } = await import('./task-function.js');
  const fn = module === undefined ? evaluatedFunction(flags.eval ?? '') : await importedFunction(module);
  const { mapLines } = await import('./map-lines.js');
  return mapLines(fn, flags);
}
