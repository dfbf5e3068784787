import { hostname } from 'node:os';
import {
  announcementHeaders,
  encodeLoad,
  type Load,
  memberGroup,
  PeerLinks,
  processMetrics,
  releaseFrames,
  type SessionStats,
  type ToClient,
  type ToWorker,
  watchGroup,
} from '@zfarm/cluster-core';
import { metricsText } from '@zfarm/cluster-core/core';
import {
  followKeys,
  type MeetingWish,
  meetingNodeOptions,
  type NetworkSecurity,
  resolveSecurity,
  rolePermission,
  secureNodeOptions,
  sessionIdentity,
} from '@zfarm/security';
import { type Logger, ZreNode, type ZreStats } from '@zfarm/zre';
import { workerMetrics } from './core/worker-metrics.js';
import { HubWatch } from './io/hub-watch.js';
import { StrangerWatch } from './io/stranger-watch.js';
import { taskEnvironment } from './io/task-environment.js';
import { type RetireRequest, WorkerDriver, type WorkerStats } from './io/worker-driver.js';
import {
  checkClusterName,
  checkName,
  resolveDrainTimeout,
  resolveTaskModules,
  resolveThreadOptions,
  type ThreadOptions,
} from './options.js';
import { WorkerThreadsError } from './worker-threads-error.js';

/** Options of `ClusterWorker`; each has a default. */
export interface ClusterWorkerOptions extends ThreadOptions, MeetingWish {
  /** What other nodes call it. Default: host name and process id. */
  readonly name?: string;
  /**
   * Only nodes of the same cluster see one another. 1 to 100 of A-Z, a-z, 0-9, `.`, `_`, `-`. Default: ZFARM_CLUSTER,
   * else `default`.
   */
  readonly cluster?: string;
  /**
   * Interface name, IPv4 address or index to be found on. Default: ZFARM_INTERFACE, else loopback, for programs of this user
   * alone: a worker runs the code that it is sent. Elsewhere it needs a key, see `keyFile`.
   */
  readonly interface?: string | number;
  /**
   * Modules that call `defineTask`: only the tasks that they define are run, as they are here, whatever a client sends under these
   * names. Default: whatever a client sends is run.
   */
  readonly registeredTasks?: readonly URL[];
  /** Variables of this process that tasks see beside those that are no secret anywhere, such as PATH, HOME, LANG and TZ. */
  readonly allowEnv?: readonly string[];
  /** Variables that they do not see. */
  readonly denyEnv?: readonly string[];
  /** Path of the key file. Default: ZFARM_KEY_FILE; off loopback else `cluster.key` in the user's folder. */
  readonly keyFile?: string;
  /** Let everybody in who reaches the interface: neither key nor secret. Default: ZFARM_INSECURE=1 says so. */
  readonly insecure?: boolean;
  /**
   * Told of each client of the cluster that is refused, and why: it speaks other versions of the protocol, or its key does not
   * permit it to submit; and once of nodes that are there with another key or none.
   */
  readonly onRefused?: (reason: string) => void;
  /** Told when a client asks this worker to leave, as `zfarm drain` and `zfarm stop` do; it does so. */
  readonly onRetire?: (request: RetireRequest) => void;
  /** UDP port of the beacons. Default: ZFARM_PORT, else 5670. */
  readonly port?: number;
  /**
   * How long `drain` waits for what has begun, in ms; then that is handed back too, and runs elsewhere as if it never had
   * begun. Default 25,000: service managers give a process 30 s (Kubernetes) or more; Docker gives 10.
   */
  readonly drainTimeoutMs?: number;
  /**
   * A logger of pino, or of its shape: told of clients that come and go or are refused, of threads that die, and of the end. Default:
   * nobody is told.
   */
  readonly logger?: Logger;
}

/** Counters since the worker was made. */
export interface ClusterWorkerStats extends WorkerStats {
  /** What came over sessions and was dropped. */
  readonly sessions: SessionStats;
  /** Counters of its ZRE node. */
  readonly node: ZreStats;
}

/** How long a stopping worker waits for its last messages to leave, in ms; a peer that is gone takes none. */
const FLUSH_MS_MAX = 5000;
const FLUSH_STEP_MS = 5;

/**
 * From the last message of a drained worker to its goodbye, in ms. The goodbye is a datagram and would overtake what a
 * busy client has not read yet, which it would then have others do again.
 */
const GOODBYE_AFTER_MS = 500;

/**
 * Serves tasks of any client of its cluster: announces itself by ZRE, takes functions and items over sessions, runs
 * them on a pool of threads. Keeps the process alive until it is stopped.
 */
export class ClusterWorker implements AsyncDisposable {
  /** What other nodes call it. */
  readonly name: string;
  /** Name of its cluster. */
  readonly cluster: string;
  /** Attempts it runs at the same time. */
  readonly threads: number;
  /** Resolves when it has stopped, whoever asked for that; rejects with WorkerThreadsError when its threads do not start. */
  readonly closed: Promise<void>;
  readonly #node: ZreNode;
  readonly #driver: WorkerDriver;
  readonly #security: NetworkSecurity;
  readonly #strangers: StrangerWatch;
  readonly #hubs: HubWatch | undefined;
  readonly #keys: { stop(): void };
  readonly #drainTimeoutMs: number;
  readonly #links: PeerLinks<ToClient, ToWorker>;
  #settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
  #stopping: Promise<void> | undefined;

  /** @throws WorkerOptionError or ZreOptionError that names the option and what is accepted; SecurityError for want of a key. */
  constructor(options: ClusterWorkerOptions = {}) {
    const { maxHeapMb, cancelGraceMs, capacity } = resolveThreadOptions(options);
    this.name = checkName('name', options.name ?? `${hostname()}-${process.pid}`);
    this.cluster = checkClusterName(options.cluster ?? variable('ZFARM_CLUSTER') ?? 'default');
    this.threads = capacity.slots;
    this.#drainTimeoutMs = resolveDrainTimeout(options.drainTimeoutMs);
    const port = options.port ?? portFromEnv();
    const on = options.interface ?? variable('ZFARM_INTERFACE') ?? '127.0.0.1';
    const { keyFile, insecure, logger } = options;
    this.#security = resolveSecurity({ interface: on, keyFile, insecure }, process.env);
    this.#node = new ZreNode({
      name: this.name,
      headers: announcementHeaders({ role: 'worker', cluster: this.cluster, capacity }),
      interface: on,
      ...secureNodeOptions(this.#security),
      ...meetingNodeOptions(options, on, this.#security, process.env),
      ...(port === undefined ? {} : { port }),
      ...(logger && { logger }),
    });
    this.#driver = new WorkerDriver({
      capacity,
      maxHeapMb,
      cancelGraceMs,
      workerName: this.name,
      environment: taskEnvironment(process.env, {
        ...(options.allowEnv && { allow: options.allowEnv }),
        ...(options.denyEnv && { deny: options.denyEnv }),
      }),
      operators: options.operators?.href,
      taskModules: resolveTaskModules(options.registeredTasks),
      nodeId: this.#node.uuid,
      releaseIdle: false,
      logger,
      releaseItems: releaseFrames,
      waitingBytes: (client) => this.#links.waitingBytesTo(client),
      onLoad: (load) => this.#shoutLoad(load),
      onRetire: (request) => this.#retire(request, options.onRetire),
      onBroken: (reason) => this.#break(new WorkerThreadsError(reason)),
    });
    this.#links = new PeerLinks({
      whisper: (peer, content) => this.#node.whisper(peer, content),
      drop: (peer) => this.#node.drop(peer),
      cluster: this.cluster,
      role: 'worker',
      identity: sessionIdentity(this.#security, () => this.#node.endpoints),
      permits: rolePermission(this.#security),
      handler: this.#driver,
      now: () => performance.now(),
      onRefused: (_, reason) => options.onRefused?.(reason),
    });
    this.#node.on('enter', (event) => this.#links.entered(event));
    this.#node.on('exit', (event) => this.#links.exited(event));
    this.#node.on('whisper', (event) => this.#links.whispered(event));
    this.#node.join(memberGroup(this.cluster));
    this.#node.on('join', ({ group }) => {
      if (group === watchGroup(this.cluster)) this.#driver.askLoad();
    });
    this.#keys = followKeys(this.#security, this.#node, options.onRefused);
    this.#strangers = new StrangerWatch(this.#node, this.#security.kind, options.onRefused);
    this.#hubs = logger && new HubWatch(this.#node, logger);
    this.closed = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever does not look at it has stop() or drain() to look at.
    this.closed.catch(() => undefined);
  }

  /** The node's UUID: 32 upper-case hex digits. */
  get id(): string {
    return this.#node.uuid;
  }

  /** What keeps others out: this user's secret, keys, or nothing. */
  get security(): NetworkSecurity['kind'] {
    return this.#security.kind;
  }

  /** Where peers connect to; empty before `start`. */
  get endpoint(): string {
    return this.#node.endpoint;
  }

  /**
   * Opens the sockets and announces the worker. Threads come up meanwhile; attempts wait for them.
   * @throws ZreTransportError when there is no such interface or a port is taken.
   */
  async start(): Promise<void> {
    this.#driver.start();
    try {
      await this.#node.start();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /**
   * Takes nothing new, hands the queue back, finishes what has begun or, after `withinMs`, hands that back too; then
   * leaves with a goodbye. Nothing is lost.
   *
   * @param withinMs default: `drainTimeoutMs`; of several drains the one that ends first counts
   */
  async drain(withinMs: number = this.#drainTimeoutMs): Promise<void> {
    await this.#driver.drain(withinMs);
    if (this.#stopping === undefined && this.stats().clients > 0) {
      await this.#sendValues();
      await this.#flush();
      await new Promise((resolve) => setTimeout(resolve, GOODBYE_AFTER_MS));
    }
    await this.stop();
  }

  /** Leaves at once with a goodbye; what it runs is lost here, and the clients run it elsewhere. May be called twice. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** As `stop`: at the end of the block that has `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Counters since it was made. */
  stats(): ClusterWorkerStats {
    return { ...this.#driver.stats(), sessions: this.#links.stats(), node: this.#node.stats() };
  }

  /** What `stats()` counts, and the process itself, in the text format of Prometheus. */
  metrics(): string {
    return metricsText([...workerMetrics(this.stats()), ...processMetrics(performance.timeOrigin / 1000)]);
  }

  async #stop(): Promise<void> {
    this.#keys.stop();
    this.#strangers.stop();
    this.#hubs?.stop();
    const closed = this.#driver.close();
    this.#links.close();
    await this.#flush();
    await this.#node.stop();
    await closed;
    this.#settle?.resolve();
  }

  /** Big values leave as their receivers take them in; one that takes none for long is not waited for. */
  async #sendValues(): Promise<void> {
    let left = this.#links.waitingBytes;
    let deadline = performance.now() + FLUSH_MS_MAX;
    while (left > 0 && this.#stopping === undefined && performance.now() < deadline) {
      await flushStep();
      if (this.#links.waitingBytes < left) deadline = performance.now() + FLUSH_MS_MAX;
      left = this.#links.waitingBytes;
    }
  }

  /** The node drops what has not left when it stops. */
  async #flush(): Promise<void> {
    const deadline = performance.now() + FLUSH_MS_MAX;
    while (this.#node.stats().queuedBytes > 0 && performance.now() < deadline) {
      await flushStep();
    }
  }

  #retire(request: RetireRequest, told: ClusterWorkerOptions['onRetire']): void {
    told?.(request);
    void (request.manner === 'stop' ? this.stop() : this.drain(request.withinMs));
  }

  #break(error: Error): void {
    this.#settle?.reject(error);
    void this.stop();
  }

  #shoutLoad(load: Load): void {
    this.#node.shout(watchGroup(this.cluster), encodeLoad(load));
  }
}

function flushStep(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, FLUSH_STEP_MS));
}

function portFromEnv(): number | undefined {
  const port = variable('ZFARM_PORT');
  return port === undefined ? undefined : Number(port);
}

/** A variable that is set to nothing is not set. */
function variable(name: string): string | undefined {
  return process.env[name] || undefined;
}
