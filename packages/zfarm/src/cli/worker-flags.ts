import type { MeetingWish } from '@zfarm/security';
import { type Command, Option } from 'commander';
import type { NetworkFlags } from './network-options.js';
import { label, memorySize, nodeName, resource, wholeNumber } from './option-values.js';
import { LOG_LEVELS, type LogFormat, type LogLevel } from './worker-log.js';

/** What `zfarm worker` takes. */
export interface WorkerFlags extends NetworkFlags {
  readonly gossipBind?: string;
  readonly listen?: string;
  readonly advertise?: string;
  readonly name?: string;
  readonly threads?: number;
  readonly maxThreads?: number;
  readonly maxMemory?: number;
  readonly label?: Readonly<Record<string, string>>;
  readonly resource?: Readonly<Record<string, number>>;
  readonly memory?: number;
  readonly maxHeapMb?: number;
  readonly cancelGraceMs?: number;
  readonly drainTimeout?: number;
  readonly attached?: boolean;
  readonly allowRoot?: boolean;
  readonly metricsPort?: number;
  readonly tasks: 'any' | 'registered';
  readonly load?: readonly string[];
  readonly allowEnv?: readonly string[];
  readonly denyEnv?: readonly string[];
  readonly deny?: readonly string[];
  readonly logFormat: LogFormat;
  readonly logLevel: LogLevel;
}

export function addWorkerOptions(command: Command): Command {
  return addMeetingOptions(addConductOptions(addCapacityOptions(command)));
}

/** What it offers. */
function addCapacityOptions(command: Command): Command {
  return command
    .option('--name <name>', 'what others call it (default: the host name and process id)', nodeName)
    .option('--threads <n>', 'tasks at the same time (default: one per processor)', wholeNumber(1, 1024))
    .option('--max-threads <n>', 'the same, but no more than there are processors', wholeNumber(1, 1024))
    .option('--label <key=value>', 'what jobs may ask for; may be repeated', label)
    .option('--resource <name=n>', 'so many units that tasks may reserve; may be repeated', resource)
    .option('--memory <size>', 'memory that tasks may reserve in all (default: all there is)', memorySize)
    .option(
      '--max-memory <size>',
      'memory for all tasks: what they may reserve, and shared out as heap of the threads',
      memorySize,
    )
    .option('--max-heap-mb <n>', 'JavaScript heap of each thread, in MiB', wholeNumber(16, 1_048_576))
    .option(
      '--cancel-grace-ms <n>',
      'how long a cancelled task may go on before its thread is ended (default: 1000)',
      wholeNumber(0, 3_600_000),
    )
    .option(
      '--drain-timeout <seconds>',
      'how long a drain waits for what runs before it hands that back (default: 25)',
      wholeNumber(0, 86_400),
    );
}

/** How it behaves. */
function addConductOptions(command: Command): Command {
  return command
    .option('--allow-root', 'serve a network as root: whoever may submit is root here')
    .option('--attached', 'drain and leave when standard input ends, as if by Ctrl-C')
    .option(
      '--metrics-port <n>',
      'serve metrics at 127.0.0.1:<n>/metrics; 0: any port',
      wholeNumber(0, 65_535),
    )
    .addOption(
      new Option('--tasks <which>', 'what runs: whatever programs send, or tasks of --load only')
        .choices(['any', 'registered'])
        .default('any'),
    )
    .option(
      '--load <module>',
      'with --tasks registered: a module that calls defineTask; may be repeated',
      names,
    )
    .option(
      '--allow-env <name>',
      'a variable that tasks see beside PATH, HOME and the like; may be repeated',
      names,
    )
    .option('--deny-env <name>', 'a variable that they do not see; may be repeated', names)
    .option('--deny <name>', 'short for --deny-env', names)
    .addOption(
      new Option('--log-format <format>', 'lines to read, or a JSON object on each, as pino writes them')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addOption(
      new Option('--log-level <level>', 'the least that is logged').choices(LOG_LEVELS).default('info'),
    );
}

/** How it is met, beside what every command says of that. */
function addMeetingOptions(command: Command): Command {
  return command
    .option('--gossip-bind <port>', 'be a hub for --gossip there; at all addresses: *:<port>')
    .option('--listen <port>', 'TCP port that others connect to (default: a free one; ZFARM_LISTEN)')
    .option('--advertise <host:port>', 'what leads to --listen for others (ZFARM_ADVERTISE)');
}

/** The same as options of the library. */
export function meetingOf({
  gossip: connect,
  gossipBind: bind,
  listen,
  advertise,
}: WorkerFlags): MeetingWish {
  return {
    listen,
    advertise,
    ...(connect === undefined && bind === undefined ? {} : { gossip: { bind, connect } }),
  };
}

function names(name: string, before: readonly string[] = []): readonly string[] {
  return [...before, name];
}
