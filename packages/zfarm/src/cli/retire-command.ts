import { Command } from 'commander';
import type { Cluster, WorkerInfo } from '../index.js';
import { CliError, EXIT, messageOf } from './exit.js';
import { addNetworkOptions, findInterface, meetingFlags, type NetworkFlags } from './network-options.js';
import { seconds } from './option-values.js';
import { printable } from './printable.js';
import { onEnding } from './signals.js';

interface RetireFlags extends NetworkFlags {
  /** In ms, as the next. */
  readonly within?: number;
  readonly wait?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What became of one worker; a line of `--json`. */
interface Retirement {
  readonly id: string;
  readonly name: string;
  readonly left: boolean;
  readonly ms: number;
  readonly error?: string;
}

type Manner = 'drain' | 'stop';

const EPILOGUES: Readonly<Record<Manner, string>> = {
  drain: `
Examples:
  $ zfarm drain red
  $ zfarm drain red blue --within 10

A worker is named as zfarm nodes shows it, or by its id or the start of that. It
takes nothing new, hands back what it has not begun, finishes the rest and ends
its process; this command waits for that. What still runs after --within, or the
worker's own --drain-timeout, is handed back too, and runs elsewhere: nothing is
lost. Ctrl-C here ends the wait, not the drain.`,
  stop: `
Examples:
  $ zfarm stop red
  $ zfarm stop 5D41402A --json

A worker is named as zfarm nodes shows it, or by its id or the start of that. It
leaves at once; what it runs is lost there, counts as a loss, and runs elsewhere:
zfarm drain is kinder.`,
};

const EXIT_CODES = `
Exit codes: 0 all have left; 1 one is not there or has not left in time; 2 wrong
usage; 130 the wait was ended by Ctrl-C, 143 by SIGTERM.`;

/** Others of the same name may be found a little later than the first. */
const FIND_MS_MIN = 400;

/** How long a worker that is named may take to be found. */
const FIND_MS_MAX = 3000;

export function drainCommand(done: (exitCode: number) => void): Command {
  const within = 'how long what has begun may take (default: as the worker was told, 25)';
  return retireCommand('drain', done).option('--within <seconds>', within, seconds);
}

export function stopCommand(done: (exitCode: number) => void): Command {
  return retireCommand('stop', done);
}

function retireCommand(manner: Manner, done: (exitCode: number) => void): Command {
  const command = new Command(manner)
    .argument('<node...>', 'names or ids of workers')
    .option('--wait <seconds>', 'how long to wait until they have left (default: --within and 60)', seconds)
    .option('--json', 'print an array of objects: id, name, left, ms and, if not left, error')
    .option('-q, --quiet', 'say nothing of what goes well');
  return addNetworkOptions(command)
    .addHelpText('after', EPILOGUES[manner] + EXIT_CODES)
    .action(async (nodes: string[], flags: RetireFlags) => done(await retire(manner, nodes, flags)));
}

async function retire(manner: Manner, nodes: readonly string[], flags: RetireFlags): Promise<number> {
  const on = findInterface(flags.interface);
  const ending = new AbortController();
  let exitCode = EXIT.ok;
  onEnding((code) => {
    exitCode = code;
    ending.abort();
  });
  const { connect } = await import('../index.js');
  await using cluster = await connect({
    cluster: flags.cluster,
    interface: on.address,
    port: flags.port,
    ...meetingFlags(flags),
    local: 'never',
  });
  const workers = await find(cluster, nodes, ending.signal);
  const outcomes = await Promise.all(
    workers.map((worker) => retireOne(cluster, worker, manner, flags, ending.signal)),
  );
  if (flags.json === true) process.stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`);
  if (exitCode !== EXIT.ok) return exitCode;
  return outcomes.every(({ left }) => left) ? EXIT.ok : EXIT.failed;
}

async function retireOne(
  cluster: Cluster,
  { id, name }: WorkerInfo,
  manner: Manner,
  { within: withinMs, wait, json, quiet }: RetireFlags,
  signal: AbortSignal,
): Promise<Retirement> {
  const from = performance.now();
  const timeoutMs = wait;
  const say = (text: string): void => {
    if (json !== true && quiet !== true) process.stdout.write(`${printable(text)}\n`);
  };
  const outcome = (error?: string): Retirement => ({
    id,
    name,
    left: error === undefined,
    ms: Math.round(performance.now() - from),
    ...(error === undefined ? {} : { error }),
  });
  say(manner === 'drain' ? `${name} drains` : `${name} is to leave at once`);
  try {
    await cluster.retire(id, { manner, withinMs, timeoutMs, signal });
  } catch (error) {
    const text = signal.aborted ? `${name} has been asked; nobody waits for it any more` : messageOf(error);
    process.stderr.write(`zfarm: ${printable(text)}\n`);
    return outcome(text);
  }
  const left = outcome();
  say(`${name} has left after ${(left.ms / 1000).toFixed(1)} s`);
  return left;
}

/** @throws CliError when one is not there, or a name is that of several */
async function find(cluster: Cluster, nodes: readonly string[], signal: AbortSignal): Promise<WorkerInfo[]> {
  const from = performance.now();
  const isComplete = (): boolean => nodes.every((node) => matching(cluster.workers(), node).length > 0);
  while (!signal.aborted) {
    const waitedMs = performance.now() - from;
    if (waitedMs > FIND_MS_MAX || (waitedMs > FIND_MS_MIN && isComplete())) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const workers = cluster.workers();
  const found = nodes.map((node) => {
    const [worker, ...others] = matching(workers, node);
    if (worker === undefined) throw notThere(node, workers, cluster);
    if (others.length === 0) return worker;
    const ids = [worker, ...others].map(({ id, name }) => `${id.slice(0, 8)} (${name})`).join(', ');
    throw new CliError(`${node} could be any of ${ids}; name one of them by its id`);
  });
  return [...new Set(found)];
}

/** By name; else by id, or the start of one. */
function matching(workers: readonly WorkerInfo[], node: string): WorkerInfo[] {
  const named = workers.filter(({ name }) => name === node);
  if (named.length > 0) return named;
  const start = node.toUpperCase();
  return workers.filter(({ id }) => start.length >= 4 && id.startsWith(start));
}

function notThere(node: string, workers: readonly WorkerInfo[], { options }: Cluster): CliError {
  const where = `cluster "${options.cluster}" on ${options.interface}:${options.port}`;
  const there = workers
    .map(({ name }) => name)
    .toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }))
    .join(', ');
  const who = workers.length === 0 ? 'there is none at all' : `there is: ${there}`;
  return new CliError(
    `no worker "${node}" in ${where}; ${who}. See zfarm nodes, or look elsewhere with --interface, --port, --cluster`,
  );
}
