import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { pathToFileURL } from 'node:url';
import type { MetricsServer } from '@zfarm/dashboard';
import type { ClusterWorker } from '@zfarm/worker';
import type { Logger } from '@zfarm/zre';
import { Command } from 'commander';
import { operatorsModule } from '../operators-module.js';
import { EXIT, usageError } from './exit.js';
import { keyFileFromInput } from './key-from-input.js';
import {
  addNetworkOptions,
  findInterface,
  knownInterfaces,
  meetingFlags,
  type NetworkAddress,
} from './network-options.js';
import { onEnding } from './signals.js';
import { outputIsLog } from './standard-output.js';
import { colorsFor, countOf } from './terminal.js';
import { boundsOf } from './worker-bounds.js';
import { addWorkerOptions, meetingOf, type WorkerFlags } from './worker-flags.js';
import { type LogFormat, workerLog } from './worker-log.js';

const EPILOGUE = `
Examples:
  $ zfarm worker
  $ zfarm worker --name red --threads 2 --label gpu=true --label room=3
  $ zfarm worker --memory 12GB --resource license=2
  $ zfarm worker --interface eth0        with the key of zfarm keygen

On loopback it serves programs of this user only; on a network, those with a
member key of its cluster; with --insecure, everybody there. --key - takes the key
file from standard input, up to a NUL or the end.

After Ctrl-C or SIGTERM it finishes the chunks that run, hands back the others
and leaves; what still runs after --drain-timeout is handed back as well, and
runs elsewhere. After a second one it leaves at once.
Exit codes: 0 left in order, 1 failed, 2 wrong usage, 130 or 143 ended at once.`;

/** How often the log of an insecure worker says so again. */
const WARNING_INTERVAL_MS = 60_000;

export function workerCommand(done: (exitCode: number) => void): Command {
  return addNetworkOptions(addWorkerOptions(new Command('worker')))
    .addHelpText('after', EPILOGUE)
    .action(async (flags: WorkerFlags) => done(await serve(flags)));
}

async function serve(flags: WorkerFlags): Promise<number> {
  const on = findInterface(flags.interface);
  checkUser(flags, on);
  const ending = endingOf(flags.attached === true);
  const key = flags.key === '-' ? await keyFileFromInput(process.stdin) : flags.key;
  // A worker serves on when nobody reads its log any more.
  outputIsLog();
  const name = flags.name ?? `${hostname()}-${process.pid}`;
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const logger = workerLog({ format: flags.logFormat, level: flags.logLevel, worker: name, write });
  const [{ keepFreedPages }, { ClusterWorker }] = await Promise.all([
    import('@zfarm/cluster-core'),
    import('@zfarm/worker'),
  ]);
  keepFreedPages();
  const worker = new ClusterWorker({
    operators: operatorsModule,
    cluster: flags.cluster,
    interface: on.address,
    port: flags.port,
    ...meetingFlags({ ...flags, ...(key === undefined ? {} : { key }) }),
    ...meetingOf(flags),
    ...registeredTasks(flags),
    ...(flags.allowEnv === undefined ? {} : { allowEnv: flags.allowEnv }),
    denyEnv: [...(flags.denyEnv ?? []), ...(flags.deny ?? [])],
    onRefused: (reason) => logger.warn({}, `refused: ${reason}`),
    onRetire: ({ manner, by }) => logger.info({ manner, by }, `${by} asks this worker to ${manner}`),
    name,
    logger,
    ...(flags.label === undefined ? {} : { labels: flags.label }),
    ...(flags.resource === undefined ? {} : { resources: flags.resource }),
    ...boundsOf(flags),
    ...(flags.cancelGraceMs === undefined ? {} : { cancelGraceMs: flags.cancelGraceMs }),
    ...(flags.drainTimeout === undefined ? {} : { drainTimeoutMs: flags.drainTimeout * 1000 }),
  });
  await worker.start();
  await using metrics = await metricsOf(worker, flags.metricsPort);
  const address = worker.endpoint.replace(/^tcp:\/\//, '');
  logger.info(
    { address, cluster: worker.cluster, threads: worker.threads },
    `${worker.name} serves cluster "${worker.cluster}" on ${address} with ${countOf(worker.threads, 'thread')}`,
  );
  if (metrics !== undefined) logger.info({ url: metrics.url }, `metrics at ${metrics.url}`);
  const warning = worker.security === 'open' ? keepWarning(on, flags.logFormat, logger) : undefined;
  logger.info({ security: worker.security }, admissionText(worker.security));
  const asked = await Promise.race([ending.then(() => true), worker.closed.then(() => false)]);
  clearInterval(warning);
  if (asked) {
    const drained = worker.drain();
    logger.info({}, drainText(worker.stats().busySlots));
    await drained;
  }
  const { itemsDone } = worker.stats();
  logger.info({ itemsDone }, `left after ${countOf(itemsDone, 'item')}`);
  return EXIT.ok;
}

function registeredTasks({ tasks, load = [] }: WorkerFlags): { registeredTasks?: readonly URL[] } {
  if (tasks === 'any') {
    if (load.length === 0) return {};
    throw usageError('--load goes with --tasks registered: say both, or neither.');
  }
  if (load.length === 0)
    throw usageError(
      '--tasks registered needs a module of tasks: --load ./tasks.mjs, which calls defineTask.',
    );
  for (const file of load) if (!existsSync(file)) throw usageError(`--load: there is no file ${file}.`);
  return { registeredTasks: load.map((file) => pathToFileURL(file)) };
}

async function metricsOf(
  worker: ClusterWorker,
  port: number | undefined,
): Promise<MetricsServer | undefined> {
  if (port === undefined) return undefined;
  const { serveMetrics } = await import('@zfarm/dashboard');
  try {
    return await serveMetrics({ metrics: () => worker.metrics(), port });
  } catch (error) {
    await worker.stop();
    throw error;
  }
}

/** In a job of short chunks there are moments at which no thread is at work: then there is nothing to wait for. */
function drainText(busySlots: number): string {
  if (busySlots === 0) return 'draining: no thread is at work at this moment';
  return `draining, ${countOf(busySlots, 'thread')} still at work; once more (Ctrl-C) to leave at once`;
}

/** Code of others would be root here. On loopback it is this user's own, who is root already. */
function checkUser({ allowRoot }: WorkerFlags, on: NetworkAddress): void {
  if (on.loopback || allowRoot === true || process.getuid?.() !== 0) return;
  throw usageError(
    'this is root, and whoever may submit work could do anything here: run it as another user, or add --allow-root if that is meant',
  );
}

function endingOf(isAttached: boolean): Promise<void> {
  return new Promise((resolve) => {
    onEnding(() => resolve());
    if (isAttached) {
      const ended = (): void => resolve();
      process.stdin.on('end', ended).on('close', ended).on('error', ended).resume();
    }
  });
}

function admissionText(security: 'guarded' | 'keyed' | 'open'): string {
  if (security === 'keyed') return 'Programs with a member key of this cluster may run code here.';
  const outward = knownInterfaces().find(({ loopback }) => !loopback)?.name ?? '<if>';
  if (security === 'open') return 'Everybody there may run code here. Safer: zfarm keygen';
  return `Programs of this user on this machine only. For a network: zfarm keygen, then zfarm worker --interface ${outward}`;
}

/** On standard error, which somebody may look at, where the log is text. */
function keepWarning({ name, address }: NetworkAddress, format: LogFormat, logger: Logger): NodeJS.Timeout {
  const { yellow } = colorsFor(process.stderr);
  const warn = (): void => {
    const text = `warning: everybody on the network of ${name} (${address}) can run code here`;
    if (format === 'json') logger.warn({}, text);
    else process.stderr.write(`${yellow(text)}\n`);
  };
  warn();
  return setInterval(warn, WARNING_INTERVAL_MS);
}
