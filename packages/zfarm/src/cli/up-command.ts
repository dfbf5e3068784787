import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { LaunchError } from '../launch/launch-error.js';
import { sshCommand } from '../launch/ssh-command.js';
import { type LaunchLog, WorkerProcess } from '../launch/worker-process.js';
import { CliError, EXIT, messageOf, usageError } from './exit.js';
import { clusterName, label, wholeNumber } from './option-values.js';
import { printable } from './printable.js';
import { onEnding } from './signals.js';
import { countOf } from './terminal.js';

interface UpFlags {
  readonly interface?: string;
  readonly cluster?: string;
  readonly port?: number;
  readonly threads?: number;
  readonly label?: Readonly<Record<string, string>>;
  readonly key?: string;
  readonly insecure?: boolean;
  readonly zfarm?: string;
  readonly ssh?: readonly string[];
  readonly worker?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const EPILOGUE = `
Examples:
  $ zfarm up --insecure red blue.example.org me@10.0.0.7
  $ zfarm up --key worker.key --worker=--memory=12GB red
  $ zfarm up --zfarm 'npx -y zfarm' --ssh=-p --ssh=2222 red

Starts zfarm worker on each host with the system's ssh, which must get there
without a password (keys, an agent; see ssh_config), and prints their logs, each
line with its host. They serve on the address by which ssh reached the host,
unless --interface names another. A key of --key goes by standard input, never on
a command line; theirs lies in a file that vanishes with them. Ctrl-C lets them
finish what they have begun, and leave; a second one ends ssh. They also leave
when this command, or the connection, is lost. With --json each line is
{ host, stream, text } or { host, exitCode }.
Exit codes: 0 all have left in order; 1 one could not be started or has failed;
2 wrong usage; 130 or 143 ended at once by a second Ctrl-C or SIGTERM.`;

export function upCommand(done: (exitCode: number) => void): Command {
  return new Command('up')
    .argument('<host...>', 'as ssh knows them')
    .option('--interface <if>', 'network interface of the hosts (default: where ssh reached them)')
    .option('--cluster <name>', 'cluster that they join (default: as zfarm worker there)', clusterName)
    .option('--port <n>', 'UDP port on which nodes find each other', wholeNumber(1, 65_535))
    .option('--threads <n>', 'tasks of each at the same time', wholeNumber(1, 1024))
    .option('--label <key=value>', 'what jobs may ask for; may be repeated', label)
    .option('--key <file>', 'key file of this machine that is handed to them (default: their own)')
    .option('--insecure', 'let everybody on their network run code there')
    .option('--zfarm <command>', 'how zfarm is called there (default: zfarm)')
    .option('--worker <argument>', 'further argument of zfarm worker; may be repeated', appended)
    .option('--ssh <argument>', 'further argument of ssh; may be repeated', appended)
    .option('--json', 'print a line of JSON for each line that they log')
    .option('-q, --quiet', 'print only what they write to standard error')
    .addHelpText('after', EPILOGUE)
    .action(async (hosts: string[], flags: UpFlags) => done(await bringUp(hosts, flags)));
}

async function bringUp(hosts: readonly string[], flags: UpFlags): Promise<number> {
  const { label: labels, ssh: sshArguments, worker: workerArguments, key: keyFile, ...options } = flags;
  const keyText = keyFile === undefined ? undefined : keyTextOf(keyFile);
  const commands = hosts.map((host) => {
    try {
      return {
        host,
        command: sshCommand(host, { ...options, labels, sshArguments, workerArguments, keyFile }),
      };
    } catch (error) {
      throw usageError(error instanceof Error ? error.message : String(error), { cause: error });
    }
  });
  // They serve on when nobody reads their logs any more.
  process.stdout.on('error', () => {});
  const width = Math.max(...hosts.map(({ length }) => length));
  const tell = (log: LaunchLog): void => print(log, width, flags);
  const processes = commands.map(({ host, command }) => new WorkerProcess(host, command, tell, keyText));
  let leaving = false;
  onEnding(() => {
    leaving = true;
    if (flags.quiet !== true)
      process.stderr.write(
        `${countOf(hosts.length, 'worker')} to finish and leave; once more to end ssh at once\n`,
      );
    for (const one of processes) one.leave();
  });
  const outcomes = await Promise.all(processes.map((one) => follow(one, flags, () => leaving)));
  return outcomes.every((isFine) => isFine) ? EXIT.ok : EXIT.failed;
}

function appended(argument: string, all: readonly string[] = []): readonly string[] {
  return [...all, argument];
}

function keyTextOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError(`cannot read the key file ${file}: ${messageOf(cause)}`, { cause });
  }
}

/** Resolves when it has ended, with whether it served and left in order. */
async function follow(one: WorkerProcess, { json }: UpFlags, isLeaving: () => boolean): Promise<boolean> {
  const failure = await one.ready.then(
    () => undefined,
    (error: unknown) => error,
  );
  const end = await one.ended;
  if (json === true) process.stdout.write(`${JSON.stringify(end)}\n`);
  if (failure instanceof LaunchError) {
    if (isLeaving()) return true;
    process.stderr.write(`zfarm: ${printable(failure.message)}\n`);
    return false;
  }
  if (end.exitCode === 0) return true;
  process.stderr.write(
    `zfarm: the worker on ${one.host} has ended with exit code ${end.exitCode ?? 'none'}\n`,
  );
  return false;
}

function print(log: LaunchLog, width: number, { json, quiet }: UpFlags): void {
  if (json === true) {
    process.stdout.write(`${JSON.stringify(log)}\n`);
    return;
  }
  if (quiet === true && log.stream === 'stdout') return;
  const { host, stream, text } = log;
  process[stream].write(`${`[${host}]`.padEnd(width + 2)} ${printable(text)}\n`);
}
