import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { NetworkLab } from './network-lab.js';

/** What a peer's process prints, one JSON object a line: the events of ZRE and answers to commands. */
export interface Report {
  readonly type: string;
  /** 32 upper-case hexadecimal digits. */
  readonly peer?: string;
  readonly name?: string;
  readonly group?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly endpoint?: string;
  /** Frames in base64. */
  readonly content?: readonly string[];
  readonly count?: number;
  readonly inOrder?: boolean;
  readonly peers?: readonly string[];
}

/** What a peer's process is told, one JSON object a line. */
export interface Command {
  readonly do: 'join' | 'leave' | 'whisper' | 'shout' | 'burst' | 'peers' | 'stop';
  readonly peer?: string;
  readonly group?: string;
  readonly content?: readonly string[];
  readonly count?: number;
}

/** How a peer is to start. Each program uses what its library can do. */
export interface PeerConfig {
  readonly name?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly groups?: readonly string[];
  readonly expiredMs?: number;
  readonly evasiveMs?: number;
  readonly endpoint?: string;
  readonly interface?: string | readonly string[];
  readonly gossip?: { readonly bind?: string; readonly connect?: readonly string[] };
  readonly contest?: readonly string[];
  readonly beacon?: boolean;
  readonly curve?: {
    readonly publicKey: string;
    readonly secretKey: string;
    readonly admit?: readonly string[];
  };
}

/** Long for a busy machine, yet shorter than the 30 s after which nodes give each other up by themselves. */
const patienceMs = 20_000;

type Fits = (report: Report) => boolean;

/** The program that runs a ZreNode. */
export const ourPeer: readonly string[] = [
  process.execPath,
  fileURLToPath(new URL('./our-peer.mjs', import.meta.url)),
];

/** A ZRE node, ours or a foreign one, in a process on a host of the lab. */
export class PeerProcess {
  readonly uuid: string;
  readonly #child: ReturnType<NetworkLab['spawn']>;
  readonly #inbox: ReportInbox;

  private constructor(child: ReturnType<NetworkLab['spawn']>, inbox: ReportInbox, uuid: string) {
    this.#child = child;
    this.#inbox = inbox;
    this.uuid = uuid;
  }

  static async start(
    lab: NetworkLab,
    host: string,
    program: readonly string[],
    config: PeerConfig = {},
  ): Promise<PeerProcess> {
    const child = lab.spawn(host, [...program, JSON.stringify({ interface: 'eth0', ...config })]);
    const inbox = new ReportInbox(config.name ?? host);
    createInterface({ input: child.stdout }).on('line', (line) => inbox.take(line));
    child.stderr.on('data', (data) => inbox.complain(String(data)));
    child.on('exit', (code, signal) =>
      inbox.take(JSON.stringify({ type: 'ended', name: `${signal ?? code}` })),
    );
    // A command to a process that has just died is lost, which the test sees by what does not come.
    child.stdin.on('error', () => undefined);
    const { peer } = await inbox.next('started', () => true, patienceMs);
    return new PeerProcess(child, inbox, peer ?? '');
  }

  tell(command: Command): void {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`);
  }

  whisper(to: PeerProcess, ...frames: readonly (string | Uint8Array)[]): void {
    this.tell({ do: 'whisper', peer: to.uuid, content: toBase64(frames) });
  }

  shout(group: string, ...frames: readonly (string | Uint8Array)[]): void {
    this.tell({ do: 'shout', group, content: toBase64(frames) });
  }

  /** The first report of this type that fits and was not returned before; waits for it if need be. */
  next(type: string, fits: Fits = () => true, timeoutMs = patienceMs): Promise<Report> {
    return this.#inbox.next(type, fits, timeoutMs);
  }

  /** The next report of this type about that peer. */
  hear(type: string, about: PeerProcess, timeoutMs = patienceMs): Promise<Report> {
    return this.next(type, ({ peer }) => peer === about.uuid, timeoutMs);
  }

  /** The content of the next whisper or shout from that peer. */
  async content(type: 'whisper' | 'shout', from: PeerProcess, timeoutMs = patienceMs): Promise<Buffer[]> {
    const { content } = await this.hear(type, from, timeoutMs);
    return (content ?? []).map((frame) => Buffer.from(frame, 'base64'));
  }

  /** Reports of this type that came and were not returned yet. */
  pending(type: string): readonly Report[] {
    return this.#inbox.pending(type);
  }

  async peers(): Promise<readonly string[]> {
    this.tell({ do: 'peers' });
    return (await this.next('peers')).peers ?? [];
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends the process, if it has not ended by itself. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}

function toBase64(frames: readonly (string | Uint8Array)[]): string[] {
  return frames.map((frame) => Buffer.from(frame as Uint8Array).toString('base64'));
}

/** What a process has said and nobody has asked for yet. */
class ReportInbox {
  readonly #owner: string;
  readonly #reports: Report[] = [];
  readonly #waiting = new Set<() => void>();
  #complaints = '';

  constructor(owner: string) {
    this.#owner = owner;
  }

  take(line: string): void {
    if (!line.startsWith('{')) return;
    this.#reports.push(JSON.parse(line) as Report);
    for (const look of [...this.#waiting]) look();
  }

  complain(text: string): void {
    this.#complaints = (this.#complaints + text).slice(-2_000);
  }

  pending(type: string): readonly Report[] {
    return this.#reports.filter((report) => report.type === type);
  }

  /** Rejects when the time is over, or the process ends before. */
  next(type: string, fits: Fits, timeoutMs: number): Promise<Report> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        act();
      };
      const look = (): void => {
        const index = this.#reports.findIndex((report) => report.type === type && fits(report));
        const [found] = index < 0 ? [] : this.#reports.splice(index, 1);
        if (found !== undefined) settle(() => resolve(found));
        else if (this.pending('ended').length > 0)
          settle(() => reject(this.#missing(type, 'before its process ended')));
      };
      const timer = setTimeout(() => {
        settle(() => reject(this.#missing(type, `within ${timeoutMs} ms`)));
      }, timeoutMs);
      this.#waiting.add(look);
      look();
    });
  }

  #missing(type: string, when: string): Error {
    const had = this.#reports.map((report) => JSON.stringify(report).slice(0, 200)).slice(-12);
    return new Error([`${this.#owner} had no fitting ${type} ${when}`, ...had, this.#complaints].join('\n'));
  }
}
