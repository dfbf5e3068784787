import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beaconPort } from '../../test/support/free-port.js';
import { checkHistory, type Expectations, type Findings } from './check-history.js';
import {
  type ClientEvent,
  type FaultEvent,
  type HistoryEvent,
  monotonicMs,
  type TaskEvent,
} from './history.js';
import { type Child, type Line, LineProcess, spawnNode } from './line-process.js';

const WORKER_PROGRAM: string = fileURLToPath(new URL('./worker.mjs', import.meta.url));
const CLIENT_PROGRAM: string = fileURLToPath(new URL('./client.mjs', import.meta.url));
const SOAK_PROGRAM: string = fileURLToPath(new URL('./soak-client.mjs', import.meta.url));

/** No process of a run lives longer, whatever becomes of the test. */
export const LIFE_MS_MAX: number = 40 * 60_000;
/** Where to keep what each run has written down; absent: only of runs that show a fault, with temporary files. */
const HISTORIES: string | undefined = process.env['CHAOS_HISTORY'];
const START_MS_MAX = 30_000;
const DRAIN_MS_MAX = 40_000;

/** How long a worker may go on with what it had after it is thawed or connected again, until it has heard. */
const TOUCH_MS = 5_000;

/** What an item does to its thread; by a `signal` it ends the whole process. */
export type Poison = 'exit' | 'memory' | 'loop' | 'signal';

/** What a client is to run. */
export interface JobPlan {
  /** The job begins when the client is told `go`, not as soon as its workers are there. */
  readonly waits?: boolean;
  /** Number of the first item: clients of one run count apart. */
  readonly first?: number;
  readonly items: number;
  readonly itemMs: number;
  readonly resultBytes?: number;
  readonly poison?: Readonly<Record<number, Poison>>;
  /** Options of `map`. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface WorkerOptions {
  readonly threads?: number;
  readonly maxHeapMb?: number;
}

/** A worker to be maltreated; what is done to it goes into the history. */
export class FarmWorker {
  readonly name: string;
  readonly process: LineProcess;
  readonly #faults: FaultEvent[];

  constructor(name: string, process: LineProcess, faults: FaultEvent[]) {
    this.name = name;
    this.process = process;
    this.#faults = faults;
  }

  async kill(): Promise<void> {
    const at = monotonicMs();
    await this.process.end('SIGKILL');
    this.#faults.push({ kind: 'fault', what: 'killed', worker: this.name, at, until: monotonicMs() });
  }

  /** Leaves properly, with all that it has done told or handed back. */
  async drain(): Promise<void> {
    this.process.tell('drain');
    await this.process.left(DRAIN_MS_MAX);
  }

  /** Stands still until the returned function is called, which returns the fault as it stands in the history. */
  freeze(): () => FaultEvent {
    const end = this.suffer('frozen');
    this.process.signal('SIGSTOP');
    return () => {
      this.process.signal('SIGCONT');
      return end();
    };
  }

  /** Something is done to it until the returned function is called. */
  suffer(what: 'frozen' | 'cut'): () => FaultEvent {
    const at = monotonicMs();
    return () => {
      const until = monotonicMs() + TOUCH_MS;
      const fault = { kind: 'fault', what, worker: this.name, at, until } as const;
      this.#faults.push(fault);
      return fault;
    };
  }
}

/** Where processes run other than on loopback: hosts by name. */
export interface Site {
  readonly interface: string;
  spawn(host: string, command: readonly string[]): Child;
}

/** The processes of one run, on loopback unless told otherwise, and its history. All are ended with the scope. */
export class Farm implements AsyncDisposable {
  readonly network: { readonly interface: string; readonly port: number; readonly cluster: string };
  readonly #folder = mkdtempSync(join(tmpdir(), 'zfarm-chaos-'));
  readonly #processes: LineProcess[] = [];
  readonly #clients: LineProcess[] = [];
  readonly #faults: FaultEvent[] = [];
  readonly #site: Site | undefined;
  #workers = 0;

  constructor(site?: Site) {
    this.#site = site;
    this.network = {
      interface: site?.interface ?? '127.0.0.1',
      port: beaconPort(),
      cluster: `chaos-${process.pid}`,
    };
  }

  /** A worker in a process of its own, which has announced itself. Names are never used again. */
  async startWorker(options: WorkerOptions = {}, host?: string): Promise<FarmWorker> {
    this.#workers += 1;
    const name = `w${this.#workers}`;
    const config = { ...this.network, lifeMsMax: LIFE_MS_MAX, name, threads: 1, ...options };
    const started = this.#spawn(WORKER_PROGRAM, config, host);
    await started.heard('ready', 1, START_MS_MAX);
    return new FarmWorker(name, started, this.#faults);
  }

  startWorkers(count: number, options: WorkerOptions = {}): Promise<FarmWorker[]> {
    return Promise.all(Array.from({ length: count }, () => this.startWorker(options)));
  }

  /** A client in a process of its own, whose job begins once that many workers are there. */
  async startClient(plan: JobPlan, workers: number, host?: string): Promise<LineProcess> {
    const config = {
      lifeMsMax: LIFE_MS_MAX,
      network: this.network,
      workers,
      folder: this.#folder,
      waits: false,
      first: 0,
      resultBytes: 0,
      poison: {},
      options: {},
      ...plan,
    };
    const client = this.#spawn(CLIENT_PROGRAM, config, host);
    this.#clients.push(client);
    await client.heard('connected', 1, START_MS_MAX);
    return client;
  }

  /** A client that runs rounds of tasks without writing each down. */
  async startSoak(workers: number, itemMs: number): Promise<LineProcess> {
    const config = { lifeMsMax: LIFE_MS_MAX, network: this.network, workers, itemMs };
    const client = this.#spawn(SOAK_PROGRAM, config, undefined);
    await client.heard('connected', 1, START_MS_MAX);
    return client;
  }

  /** Resolves when that many executions have begun. */
  async tasksStarted(count: number, withinMs: number): Promise<void> {
    const giveUpAt = monotonicMs() + withinMs;
    while (this.#taskEvents().filter(({ kind }) => kind === 'started').length < count) {
      if (monotonicMs() > giveUpAt) throw new Error(`No ${count} executions had begun after ${withinMs} ms.`);
      await sleep(20);
    }
  }

  /** When the worker begins an item that nobody had begun before that moment. */
  async worksAgain(worker: string, since: number, withinMs: number): Promise<number> {
    while (monotonicMs() < since + withinMs) {
      const events = this.#taskEvents().filter(({ kind }) => kind === 'started');
      const known = new Set(events.flatMap(({ at, item }) => (at < since ? [item] : [])));
      const fresh = events.find(
        (event) => event.worker === worker && event.at > since && !known.has(event.item),
      );
      if (fresh !== undefined) return fresh.at;
      await sleep(100);
    }
    throw new Error(`${worker} was not used again within ${withinMs} ms.`);
  }

  /** All that was written down so far. */
  history(): HistoryEvent[] {
    const told = this.#clients.flatMap(({ lines }) =>
      lines.filter(isClientEvent),
    ) as unknown as ClientEvent[];
    return [...told, ...this.#taskEvents(), ...this.#faults];
  }

  /** What the history of the whole run shows. It is kept as a file in the folder `CHAOS_HISTORY`, or where it shows a fault. */
  proof(expected: Expectations = {}): Findings {
    const history = this.history();
    const findings = checkHistory(history, expected);
    const wrong = findings.violations.length > 0;
    if (wrong || HISTORIES !== undefined) keep(history, HISTORIES ?? tmpdir(), wrong);
    return findings;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#processes.map((each) => each.end()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #spawn(program: string, config: object, host: string | undefined): LineProcess {
    const command = [process.execPath, program, JSON.stringify(config)];
    const place = host === undefined ? undefined : this.#site;
    const child = place === undefined ? spawnNode(program, config) : place.spawn(host as string, command);
    const started = new LineProcess(child);
    this.#processes.push(started);
    return started;
  }

  #taskEvents(): TaskEvent[] {
    return readdirSync(this.#folder).flatMap((file) =>
      readFileSync(join(this.#folder, file), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as TaskEvent),
    );
  }
}

function keep(history: readonly HistoryEvent[], folder: string, wrong: boolean): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `zfarm-history-${process.pid}-${Math.round(monotonicMs())}.ndjson`);
  const inOrder = [...history].sort((a, b) => a.at - b.at);
  writeFileSync(file, inOrder.map((event) => `${JSON.stringify(event)}\n`).join(''));
  if (wrong) console.log(`The history of this run: ${file}`);
}

function isClientEvent({ kind }: Line): boolean {
  return kind === 'submitted' || kind === 'settled' || kind === 'failed';
}
