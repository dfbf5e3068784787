import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { JsonLines } from '../../lab/json-lines.js';
import { zfarm } from '../cli-process.js';
import { beaconPort } from '../support/free-port.js';

type Who = 'worker' | 'client' | 'attacker';
type Program = ChildProcessByStdio<Writable, Readable, Readable>;

/** Where it takes place: on this host, or on three. */
export interface Place {
  readonly addresses: Readonly<Record<Who, string>>;
  readonly broadcast: string;
  spawn(who: Who, command: readonly string[]): Program;
  close(): Promise<void>;
}

export const loopback: Place = {
  addresses: { worker: '127.0.0.1', client: '127.0.0.1', attacker: '127.0.0.1' },
  broadcast: '127.255.255.255',
  spawn: (_, [program = '', ...args]) => spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] }),
  close: () => Promise.resolve(),
};

/** What came of a job. */
interface Outcome {
  readonly pid?: number;
  readonly right?: boolean;
  readonly left?: number;
  readonly ms?: number;
}

/** How the worker was while it was attacked. */
export interface Toll {
  /** What the attacker says of itself. */
  readonly report: Readonly<Record<string, number>>;
  readonly jobMs: number;
  /** How often the client lost the worker. */
  readonly lost: number;
  /** Of the worker: seconds of its processors, most memory above what it had before, most open files. */
  readonly cpuS: number;
  readonly moreMb: number;
  readonly files: number;
}

const WORKER = /^\S+ serves cluster .* on [\d.]+:(\d+) /m;
const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const attacker = fileURLToPath(new URL('./attacker.mjs', import.meta.url));
const ownClient = fileURLToPath(new URL('./client.mjs', import.meta.url));

/** A worker with a key, a program whose jobs run there, and somebody who wants to spoil that. */
export class AttackScene implements AsyncDisposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'zfarm-attack-'));
  readonly port: number = beaconPort();
  /** Of the worker's gossip hub. */
  readonly hub: number = beaconPort();
  readonly #place: Place;
  readonly #filesMax: number | undefined;
  readonly #programs: Program[] = [];
  #worker!: Program;
  #client!: Program;
  #outcomes!: JsonLines<Outcome>;
  #mailbox: number = 0;
  #heard: number = 0;
  #lost: number = 0;
  /** What the worker has said. */
  log: string = '';

  private constructor(place: Place, filesMax: number | undefined) {
    this.#place = place;
    this.#filesMax = filesMax;
  }

  /** @param filesMax that the worker's system lets it have open */
  static async open(place: Place, filesMax?: number): Promise<AttackScene> {
    const scene = new AttackScene(place, filesMax);
    for (const args of [
      ['--out', scene.key('cluster')],
      ['--role', 'worker', '--from', scene.key('cluster'), '--out', scene.key('servant')],
      ['--out', scene.key('other')],
    ])
      expect(await zfarm(['keygen', ...args], '', { env: scene.env })).toMatchObject({ code: 0 });
    await scene.#start();
    return scene;
  }

  /** The key of the cluster, one that may only serve, or that of another cluster. */
  key(name: 'cluster' | 'servant' | 'other'): string {
    return join(this.folder, `${name}.key`);
  }

  get env(): Record<string, string> {
    return { ZFARM_CONFIG_DIR: join(this.folder, 'settings') };
  }

  /** A command line of zfarm on that host. */
  zfarm(who: Who, args: readonly string[]): Program {
    const settings = Object.entries(this.env).map(([name, value]) => `${name}=${value}`);
    const network = [
      '--interface',
      this.#place.addresses[who],
      '--port',
      String(this.port),
      '--cluster',
      'attacked',
    ];
    const limited = ['sh', '-c', `ulimit -n ${this.#filesMax} && exec "$@"`, 'sh'];
    const prefix = who === 'worker' && this.#filesMax !== undefined ? limited : [];
    return this.#spawn(who, [...prefix, 'env', ...settings, process.execPath, cli, ...args, ...network]);
  }

  async #start(): Promise<void> {
    const { worker: address, client } = this.#place.addresses;
    const flags = [
      '--threads',
      '1',
      '--name',
      'own',
      '--label',
      'own=yes',
      '--allow-root',
      '--gossip-bind',
      `${address}:${this.hub}`,
      '--key',
      this.key('cluster'),
    ];
    this.#worker = this.zfarm('worker', ['worker', ...flags]);
    for (const stream of [this.#worker.stdout, this.#worker.stderr])
      stream.on('data', (text) => {
        this.log += String(text);
      });
    while (!WORKER.test(this.log))
      await once(this.#worker.stdout, 'data', { signal: AbortSignal.timeout(20_000) });
    this.#mailbox = Number(WORKER.exec(this.log)?.[1]);
    expect(this.log).toContain(address);
    const options = {
      keyFile: this.key('cluster'),
      interface: client,
      port: this.port,
      cluster: 'attacked',
      gossip: { connect: [`${address}:${this.hub}`] },
    };
    this.#client = this.#spawn('client', [process.execPath, ownClient, JSON.stringify(options)]);
    this.#outcomes = new JsonLines<Outcome>(this.#client);
    this.#heard = await this.#outcomes.until(({ pid }) => pid !== undefined);
  }

  #spawn(who: Who, command: readonly string[]): Program {
    const program = this.#place.spawn(who, command);
    program.stdin.on('error', () => {});
    program.setMaxListeners(50);
    this.#programs.push(program);
    return program;
  }

  /** Runs that attack in a process of its own. */
  async attack(name: string, options: object = {}): Promise<Toll['report']> {
    const { worker, client, attacker: own } = this.#place.addresses;
    const target = {
      address: worker,
      clientAddress: client,
      own,
      broadcast: this.#place.broadcast,
      port: this.port,
      mailbox: this.#mailbox,
      hub: this.hub,
      cluster: 'attacked',
      ...options,
    };
    const command = [process.execPath, attacker, name, JSON.stringify(target)];
    const program = this.#spawn('attacker', command);
    const reports = new JsonLines<Toll['report']>(program);
    await reports.until(() => true);
    expect(reports.complaints).toBe('');
    return reports.all[0] ?? {};
  }

  /** The worker does a job all the while, right, and stays the same process; what that took of it. */
  async during(attack: () => Promise<Toll['report']>): Promise<Toll> {
    const before = this.#state();
    let [most, files] = [before.rssMb, 0];
    const watch = setInterval(() => {
      const { rssMb, files: open } = this.#state();
      [most, files] = [Math.max(most, rssMb), Math.max(files, open)];
    }, 50);
    try {
      this.#client.stdin.write('begin\n');
      const report = await attack();
      this.#client.stdin.write('end\n');
      const done = this.#outcomes.until(({ right }) => right !== undefined, this.#heard);
      this.#heard = await Promise.race([done, this.#death()]);
      const { right, left = 0, ms = 0 } = this.#outcomes.all[this.#heard - 1] ?? {};
      const { complaints } = this.#outcomes;
      const lost = left - this.#lost;
      const ended = hasEnded(this.#worker) && this.log.slice(-2000);
      expect({ right, ended, complaints }).toEqual({ right: true, ended: false, complaints: '' });
      return {
        report,
        jobMs: ms,
        lost,
        cpuS: this.#state().cpuS - before.cpuS,
        moreMb: most - before.rssMb,
        files,
      };
    } finally {
      clearInterval(watch);
      this.#lost = this.#outcomes.all.at(-1)?.left ?? 0;
    }
  }

  /** Rejects when the worker has ended. */
  async #death(): Promise<never> {
    if (!hasEnded(this.#worker)) await once(this.#worker, 'exit');
    const { exitCode, signalCode } = this.#worker;
    throw new Error(`The worker ended (${exitCode ?? signalCode}): ${this.log.slice(-3000)}`);
  }

  #state(): { rssMb: number; cpuS: number; files: number } {
    const { pid } = this.#worker;
    if (process.platform !== 'linux' || pid === undefined || hasEnded(this.#worker))
      return { rssMb: 0, cpuS: 0, files: 0 };
    const [, pages = 0] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number);
    const times = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return {
      rssMb: (pages * 4096) / 2 ** 20,
      cpuS: (Number(times[11]) + Number(times[12])) / 100,
      files: readdirSync(`/proc/${pid}/fd`).length,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#programs) {
      if (hasEnded(program)) continue;
      const ended = once(program, 'exit');
      program.kill('SIGKILL');
      await ended;
    }
    await this.#place.close();
    rmSync(this.folder, { recursive: true });
  }
}

function hasEnded({ exitCode, signalCode }: Program): boolean {
  return exitCode !== null || signalCode !== null;
}
