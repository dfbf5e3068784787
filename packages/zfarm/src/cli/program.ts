import { readFileSync } from 'node:fs';
import { Command, CommanderError, type OutputConfiguration } from 'commander';
import { COMMANDS } from './commands.js';
import { EXIT, usageError } from './exit.js';

const EPILOGUE = `
Example, in two terminals:
  $ zfarm worker
  $ seq 1 100 | zfarm map -e 'x => Number(x) ** 2'

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 ended by Ctrl-C, 143 by SIGTERM.
Variables: ZFARM_CLUSTER, ZFARM_INTERFACE, ZFARM_PORT, ZFARM_KEY_FILE, ZFARM_INSECURE,
ZFARM_GOSSIP, ZFARM_LISTEN and ZFARM_ADVERTISE stand for options, the last two also
where a command has no such flag; ZFARM_CONFIG_DIR is where keys are kept;
ZFARM_DEBUG=1 adds stack traces to errors; NO_COLOR=1 leaves out colours.`;

/** Runs the command that the arguments name and resolves with its exit code. Everything it has to say of errors it throws. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let exitCode = EXIT.ok;
  const done = (code: number): void => {
    exitCode = code;
  };
  // A completion speaks of all of them.
  const isCalled = (name: string): boolean => argv[2] === 'completion' || argv.slice(2, 4).includes(name);
  const program = await makeProgram(done, isCalled);
  const [, , word, subject] = argv;
  if (word === 'help' && subject !== undefined && !program.commands.some((one) => one.name() === subject))
    throw usageError(`unknown command '${subject}'; see zfarm --help`);
  try {
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const name = program.commands.find((command) => command.name() === argv[2])?.name();
    return exitOf(error, name === undefined ? 'zfarm --help' : `zfarm ${name} --help`);
  }
}

/** @param isCalled whether a command is needed in full; of the others there are only names and summaries. */
export async function makeProgram(
  done: (exitCode: number) => void,
  isCalled: (name: string) => boolean,
): Promise<Command> {
  const program = new Command('zfarm')
    .description('The machines on a network become one computer.')
    .version(version(), '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .addHelpText('after', EPILOGUE);
  for (const { name, summary, load } of COMMANDS) {
    const command = isCalled(name) ? (await load())(done) : new Command(name);
    program.addCommand(command.description(summary));
  }
  for (const command of [program, ...program.commands]) {
    command.helpOption('-h, --help', 'print this help').exitOverride().configureOutput(OUTPUT);
  }
  return program;
}

// What commander has to say of a mistake comes with its error, and is told by whoever catches that.
const OUTPUT: OutputConfiguration = { outputError: () => {} };

function exitOf(error: CommanderError, help: string): number {
  if (error.exitCode === 0) return EXIT.ok;
  // Without a command the help has been printed, to stderr.
  if (error.code === 'commander.help') return EXIT.usage;
  const message = error.message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[.\s]*$/, '');
  throw usageError(`${message}; see ${help}`, { cause: error });
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
