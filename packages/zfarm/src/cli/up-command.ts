import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { LaunchError } from '../launch/launch-error.js';
import { hubAt, startOnHosts } from '../launch/start-on-hosts.js';
import type { LaunchLog, WorkerProcess } from '../launch/worker-process.js';
import { CliError, EXIT, messageOf, usageError } from './exit.js';
import { hubList } from './network-options.js';
import { clusterName, label, wholeNumber } from './option-values.js';
import { printable } from './printable.js';
import { onEnding } from './signals.js';
import { outputIsLog } from './standard-output.js';
import { countOf } from './terminal.js';

interface UpFlags {
  readonly interface?: string;
  readonly cluster?: string;
  readonly port?: number;
  readonly threads?: number;
  readonly label?: Readonly<Record<string, string>>;
  readonly key?: string;
  readonly insecure?: boolean;
  readonly gossip?: readonly string[];
  readonly hub?: number;
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
  $ zfarm up --key worker.key --hub 5700 red blue green
  $ zfarm up --zfarm 'npx -y zfarm' --ssh=-p --ssh=2222 red

Starts zfarm worker on each host with the system's ssh, which must get there
without a password (keys, an agent; see ssh_config), and prints their logs, each
line with its host. They serve on the address by which ssh reached the host,
unless --interface names another. A key of --key goes by standard input, never on
a command line; theirs lies in a file that vanishes with them. Ctrl-C lets them
finish what they have begun, and leave; a second one ends ssh. They also leave
when this command, or the connection, is lost.
Where the hosts hear no broadcasts of one another, --hub makes the first a hub: it
starts before the others, and its address, which they are given, is told for
programs, too. --gossip names hubs that are there already.
With --json each line is { host, stream, text } or { host, exitCode }.
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
    .option('--gossip <hubs>', 'hubs that they ask, where no broadcast passes (ZFARM_GOSSIP)', hubList)
    .option(
      '--hub <port>',
      'the first host is such a hub, at this TCP port, and the others ask it',
      wholeNumber(1, 65_535),
    )
    .option('--zfarm <command>', 'how zfarm is called there (default: zfarm)')
    .option('--worker <argument>', 'further argument of zfarm worker; may be repeated', appended)
    .option('--ssh <argument>', 'further argument of ssh; may be repeated', appended)
    .option('--json', 'print a line of JSON for each line that they log')
    .option('-q, --quiet', 'print only what they write to standard error')
    .addHelpText('after', EPILOGUE)
    .action(async (hosts: string[], flags: UpFlags) => done(await bringUp(hosts, flags)));
}

async function bringUp(hosts: readonly string[], flags: UpFlags): Promise<number> {
  const {
    label: labels,
    ssh: sshArguments,
    worker: workerArguments,
    key: keyFile,
    hub: hubPort,
    ...rest
  } = flags;
  const keyText = keyFile === undefined ? undefined : keyTextOf(keyFile);
  // They serve on when nobody reads their logs any more.
  outputIsLog();
  const width = Math.max(...hosts.map(({ length }) => length));
  const tell = (log: LaunchLog): void => print(log, width, flags);
  const options = { ...rest, labels, sshArguments, workerArguments, keyFile, hubPort };
  const starting = startAll(() => startOnHosts(hosts, options, tell, keyText));
  if (hubPort !== undefined && flags.quiet !== true) void tellOfHub(starting[0], hubPort);
  let leaving = false;
  onEnding(() => {
    leaving = true;
    if (flags.quiet !== true)
      process.stderr.write(
        `${countOf(hosts.length, 'worker')} to finish and leave; once more to end ssh at once\n`,
      );
    for (const one of starting)
      void one.then(
        (begun) => begun.leave(),
        () => {},
      );
  });
  const outcomes = await Promise.all(
    starting.map((one, at) => follow(hosts[at] ?? '', one, flags, () => leaving)),
  );
  return outcomes.every((isFine) => isFine) ? EXIT.ok : EXIT.failed;
}

function startAll(start: () => readonly Promise<WorkerProcess>[]): readonly Promise<WorkerProcess>[] {
  try {
    return start();
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** So that programs, and workers that are started otherwise, find the way there. */
async function tellOfHub(starting: Promise<WorkerProcess> | undefined, port: number): Promise<void> {
  try {
    const serving = await (await starting)?.ready;
    if (serving === undefined) return;
    const hub = hubAt(serving.address, port);
    process.stderr.write(`the hub is ${hub}; others meet them with ZFARM_GOSSIP=${hub} or --gossip ${hub}\n`);
  } catch {
    // Whoever follows that worker tells why there is none.
  }
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
async function follow(
  host: string,
  starting: Promise<WorkerProcess>,
  { json }: UpFlags,
  isLeaving: () => boolean,
): Promise<boolean> {
  const one = await starting.catch(() => undefined);
  if (one === undefined) {
    if (!isLeaving())
      process.stderr.write(`zfarm: nothing was started on ${host}, for there is no hub to ask\n`);
    return isLeaving();
  }
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
  process.stderr.write(`zfarm: the worker on ${host} has ended with exit code ${end.exitCode ?? 'none'}\n`);
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
