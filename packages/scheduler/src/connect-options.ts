import {
  CLUSTER_NAME_ACCEPTS,
  isClusterName,
  type RetireManner,
  TIMEOUT_MS_MAX,
  WEIGHT_MAX,
} from '@zfarm/cluster-core/core';
import type { GossipWish } from '@zfarm/security';
import type { Logger } from '@zfarm/zre';
import {
  ABORT_SIGNAL,
  BOOLEAN,
  checkOptions,
  count,
  milliseconds,
  OptionError,
  type OptionRule,
  oneOf,
  text,
} from './option-error.js';

/** Where jobs may run on this machine: when nobody on the network serves them, never, or always and only here. */
export type LocalMode = 'auto' | 'never' | 'always';

/** Options of `connect`. What is not given comes from the `ZFARM_*` variable named, then from the default. */
export interface ConnectOptions {
  /**
   * Name of the cluster, 1 to 100 of A-Z, a-z, 0-9, `.`, `_`, `-`; its members see only one another. `ZFARM_CLUSTER`,
   * default `default`.
   */
  readonly cluster?: string | undefined;
  /** Network interface, by name or address. `ZFARM_INTERFACE`, default `127.0.0.1`: this machine only. */
  readonly interface?: string | undefined;
  /** Path of the key file. `ZFARM_KEY_FILE`; off loopback else `cluster.key` in the user's folder. */
  readonly keyFile?: string | undefined;
  /** Send code to whoever is there, without a key. `ZFARM_INSECURE=1`, default false. */
  readonly insecure?: boolean | undefined;
  /** UDP port of the beacons. `ZFARM_PORT`, default 5670. */
  readonly port?: number | undefined;
  /** How to meet where no broadcast passes: `{ connect: ['hub.example:5700'] }`. `ZFARM_GOSSIP`, hubs separated by commas; default: beacons alone. */
  readonly gossip?: GossipWish | undefined;
  /** TCP port at which others connect to this node, as in `'5671'`, with an address as well if need be. `ZFARM_LISTEN`; default: a free one from 49152 on. */
  readonly listen?: string | undefined;
  /** What others are told to connect to, as in `'host.example:5671'`, where that leads to `listen`. `ZFARM_ADVERTISE`; default: where it listens. */
  readonly advertise?: string | undefined;
  /** Name of this node, as others see it. Default: chosen by ZRE. */
  readonly name?: string | undefined;
  /** Default `auto`: this machine serves while no worker on the network does. `always` opens no socket. */
  readonly local?: LocalMode | undefined;
  /** Threads of the local pool. Default: one per core. */
  readonly localThreads?: number | undefined;
  /** `connect` resolves once so many workers on the network are here. Default 0. */
  readonly minWorkers?: number | undefined;
  /** How long to wait for `minWorkers`, in milliseconds, before `NoWorkersError`. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Ends the wait for `minWorkers`. */
  readonly signal?: AbortSignal | undefined;
  /** Jobs that run at the same time; more wait, by priority. Default: no bound. */
  readonly maxConcurrentJobs?: number | undefined;
  /**
   * Share of this program at workers that other programs use as well: one of weight 2 gets twice the slot time of one
   * of weight 1. Above 0, at most 1000. Default 1.
   */
  readonly weight?: number | undefined;
  /**
   * A logger of pino, or of its shape: told of workers that come and go, of jobs and what goes wrong with them, and, instead of the
   * terminal, what tasks print. Default: what tasks print is printed, the rest is for `on` and `events`.
   */
  readonly logger?: Logger | undefined;
}

/** Options of `observe`, as those of `connect`, and what more it is to be told. */
export interface ObserveOptions
  extends Pick<
    ConnectOptions,
    | 'cluster'
    | 'interface'
    | 'keyFile'
    | 'insecure'
    | 'port'
    | 'gossip'
    | 'listen'
    | 'advertise'
    | 'name'
    | 'logger'
  > {
  /** Clients tell what their jobs go through by `traced` events. They pay for it, so default false. */
  readonly trace?: boolean | undefined;
}

/** Options with all values resolved, as `cluster.options` shows them. */
export interface ClusterOptions {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Name or address of the network interface, as it was given; `127.0.0.1` is this machine only. */
  readonly interface: string;
  /** Path of the key file, if one was named. Absent: that of the user, where a network needs one. */
  readonly keyFile?: string;
  /** True: without a key. Absent: as `ZFARM_INSECURE` says. */
  readonly insecure?: boolean;
  /** UDP port of the beacons. */
  readonly port: number;
  /** Hubs to meet at. Absent: those of `ZFARM_GOSSIP`, if any. */
  readonly gossip?: GossipWish;
  /** Where the mailbox listens, if that was said. Absent: as `ZFARM_LISTEN` says, else a free port. */
  readonly listen?: string;
  /** Where others are told to connect, if that was said. Absent: as `ZFARM_ADVERTISE` says, else where the mailbox listens. */
  readonly advertise?: string;
  /** Name of this node. Absent: chosen by ZRE. */
  readonly name?: string;
  /** Where jobs may run on this machine. */
  readonly local: LocalMode;
  /** Threads of the local pool. Absent: one per core. */
  readonly localThreads?: number;
  /** Jobs that run at the same time; `Infinity` without a bound. */
  readonly maxConcurrentJobs: number;
  /** Share of this program at workers that other programs use as well. */
  readonly weight: number;
  /** What is told of workers and jobs, if one was given. */
  readonly logger?: Logger;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const CLUSTER: OptionRule = { accepts: CLUSTER_NAME_ACCEPTS, test: isClusterName };
const PORT = count(1, 65_535);
const NOT_EMPTY = /^[^\0]{1,255}$/;

const RULES: Readonly<Record<keyof ConnectOptions, OptionRule>> = {
  cluster: CLUSTER,
  interface: text("the name or address of a network interface, such as 'eth0'", NOT_EMPTY),
  keyFile: text('the path of a key file', /^[^\0]+$/),
  insecure: BOOLEAN,
  port: PORT,
  gossip: {
    accepts: "{ bind?: '10.0.0.5:5700', connect?: ['hub.example:5700'] }",
    test: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  },
  listen: text("a TCP port, such as '5671', perhaps behind an IPv4 address of this machine", NOT_EMPTY),
  advertise: text("host and port, such as 'host.example:5671'", NOT_EMPTY),
  name: text('a name of 1 to 255 characters', NOT_EMPTY),
  local: oneOf('auto', 'never', 'always'),
  localThreads: count(1, 1024),
  minWorkers: count(0),
  timeoutMs: count(0, 2 ** 31 - 1),
  signal: ABORT_SIGNAL,
  maxConcurrentJobs: count(1),
  weight: {
    accepts: `a number above 0, at most ${WEIGHT_MAX}`,
    test: (value) => typeof value === 'number' && value > 0 && value <= WEIGHT_MAX,
  },
  logger: { accepts: 'an object with debug, info, warn and error, such as a logger of pino', test: isLogger },
};

/**
 * Resolves options from the call, then the environment, then the defaults.
 *
 * @throws OptionError for an option or a variable that does not exist or has a value it does not accept.
 */
export function resolveConnectOptions(options: ConnectOptions, environment: Environment): ClusterOptions {
  checkOptions('connect', options, RULES);
  const local = options.local ?? 'auto';
  if (local === 'always' && (options.minWorkers ?? 0) > 0) {
    throw new OptionError(
      'minWorkers',
      "connect: option 'minWorkers' counts workers on the network, which local: 'always' does not use. Leave one of them out.",
    );
  }
  const port = options.port ?? portFrom(environment) ?? 5670;
  return {
    cluster: options.cluster ?? variable(environment, 'ZFARM_CLUSTER', CLUSTER) ?? 'default',
    interface: options.interface ?? variable(environment, 'ZFARM_INTERFACE', RULES.interface) ?? '127.0.0.1',
    ...(options.keyFile === undefined ? {} : { keyFile: options.keyFile }),
    ...(options.insecure === undefined ? {} : { insecure: options.insecure }),
    port,
    ...(options.gossip === undefined ? {} : { gossip: options.gossip }),
    ...(options.listen === undefined ? {} : { listen: options.listen }),
    ...(options.advertise === undefined ? {} : { advertise: options.advertise }),
    ...(options.name === undefined ? {} : { name: options.name }),
    local,
    ...(options.localThreads === undefined ? {} : { localThreads: options.localThreads }),
    maxConcurrentJobs: options.maxConcurrentJobs ?? Number.POSITIVE_INFINITY,
    weight: options.weight ?? 1,
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  };
}

/** @throws OptionError */
export function resolveObserveOptions(options: ObserveOptions, environment: Environment): ClusterOptions {
  const { cluster, interface: on, keyFile, insecure, port, gossip, listen, advertise, name, logger } = RULES;
  const rules = { cluster, interface: on, keyFile, insecure, port, gossip, listen, advertise, name, logger };
  checkOptions('observe', options, { ...rules, trace: BOOLEAN });
  const { trace: _, ...network } = options;
  return resolveConnectOptions(network, environment);
}

function isLogger(value: unknown): boolean {
  const logger = value as Partial<Record<string, unknown>> | null;
  return ['debug', 'info', 'warn', 'error'].every((level) => typeof logger?.[level] === 'function');
}

function portFrom(environment: Environment): number | undefined {
  const rule = { accepts: PORT.accepts, test: (value: unknown): boolean => PORT.test(Number(value)) };
  const value = variable(environment, 'ZFARM_PORT', rule);
  return value === undefined ? undefined : Number(value);
}

function variable(environment: Environment, name: string, rule: OptionRule): string | undefined {
  const value = environment[name];
  if (value === undefined || value === '') return undefined;
  if (!rule.test(value)) {
    throw new OptionError(name, `The environment variable ${name} accepts ${rule.accepts}, not '${value}'.`);
  }
  return value;
}

/** How long to wait for workers. */
export interface WaitOptions {
  /** In milliseconds. Default 30,000 for workers to come, 5,000 for the answer to a ping. */
  readonly timeoutMs?: number | undefined;
  /** Ends the wait with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** How a worker is to leave. */
export interface RetireOptions {
  /** `drain` (default): it finishes what it has begun; `stop`: it leaves at once. */
  readonly manner?: RetireManner | undefined;
  /** How long a drain may wait for what has begun, in ms, from 1; then that is handed back too. Default: as the worker was told (25,000). */
  readonly withinMs?: number | undefined;
  /** How long to wait until it has left, in milliseconds. Default: `withinMs` and 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Ends the wait with its reason; the worker leaves all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** @throws OptionError */
export function checkRetireOptions(options: RetireOptions): void {
  checkOptions('retire', options, {
    manner: oneOf('drain', 'stop'),
    withinMs: milliseconds(1, TIMEOUT_MS_MAX),
    timeoutMs: RULES.timeoutMs,
    signal: RULES.signal,
  });
}

/** @throws OptionError */
export function checkPingOptions(options: WaitOptions): void {
  checkOptions('ping', options, { timeoutMs: RULES.timeoutMs, signal: RULES.signal });
}

/** @throws OptionError */
export function checkWaitOptions(workers: number, options: WaitOptions): void {
  checkOptions('waitForWorkers', { workers }, { workers: RULES.minWorkers });
  checkOptions('waitForWorkers', options, { timeoutMs: RULES.timeoutMs, signal: RULES.signal });
}
