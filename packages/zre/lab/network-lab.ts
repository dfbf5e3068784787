import {
  type ChildProcess,
  type ChildProcessByStdio,
  execFile,
  execFileSync,
  spawn,
} from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One network card of a host: an address with its prefix length, on a bridge. */
export interface Card {
  readonly bridge: string;
  readonly address: string;
}

/** A user namespace as well, for those who are not root. */
const unshare = process.getuid?.() === 0 ? ['-nm'] : ['-Urnm'];
const enter = process.getuid?.() === 0 ? ['-n', '-m'] : ['-U', '--preserve-credentials', '-n', '-m'];

// Names of network namespaces are kept in /run/netns: a private one cannot leave anything behind.
const hold =
  'mkdir -p /run/netns && mount -t tmpfs tmpfs /run/netns && ip link set lo up && echo ready && exec cat';

/**
 * The congestion control that every Linux has and lets any namespace choose, whatever this machine is told to use: BBR takes the few
 * microseconds from one namespace to another for the round trip of the link, and crawls once the link is made slow.
 */
const RENO = "sh -c 'echo reno >/proc/sys/net/ipv4/tcp_congestion_control'";

/**
 * Hosts on bridges, in network namespaces of their own: nothing in them can reach a real interface. They are
 * known only to one process, which holds them until its standard input closes; so they vanish with the
 * test, however that ends.
 */
export class NetworkLab implements AsyncDisposable {
  readonly #holder: ChildProcess;
  readonly #children: ChildProcess[] = [];

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  /** Why there can be no lab on this machine; undefined when there can. */
  static obstacle(): string | undefined {
    if (process.platform !== 'linux') return 'network namespaces need Linux';
    const script = 'mount -t tmpfs tmpfs /run && ip link add b0 type bridge && ip netns add n0';
    try {
      execFileSync('unshare', [...unshare, 'sh', '-ec', `mkdir -p /run; ${script}`], { stdio: 'pipe' });
      return undefined;
    } catch (error) {
      const said = String((error as { stderr?: unknown }).stderr ?? error).trim();
      return `network namespaces need iproute2 and root or unprivileged user namespaces (${said})`;
    }
  }

  static async open(): Promise<NetworkLab> {
    const holder = spawn('unshare', [...unshare, 'sh', '-ec', hold], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(holder, 'exit').then(() => {
      throw new Error('The network lab could not be set up: see what unshare said above.');
    });
    await Promise.race([once(holder.stdout, 'data'), ended]);
    ended.catch(() => undefined);
    return new NetworkLab(holder);
  }

  async addBridge(name: string): Promise<void> {
    await this.shell(`ip link add ${name} type bridge mcast_snooping 0; ip link set ${name} up`);
  }

  /** A host with the cards eth0, eth1 ...; the other end of eth0 of the host `a` is `a-eth0` at the bridge. */
  async addHost(host: string, ...cards: readonly Card[]): Promise<void> {
    const lines = cards.flatMap(({ bridge, address }, index) => [
      `ip link add ${host}-eth${index} type veth peer name eth${index} netns ${host}`,
      `ip link set ${host}-eth${index} master ${bridge} up`,
      `ip -n ${host} addr add ${address} brd + dev eth${index}`,
      `ip -n ${host} link set eth${index} up`,
    ]);
    const start = [`ip netns add ${host}`, `ip -n ${host} link set lo up`, `ip netns exec ${host} ${RENO}`];
    await this.shell([...start, ...lines].join('\n'));
  }

  /** Runs a shell script where the bridges are, and returns what it prints. */
  async shell(script: string): Promise<string> {
    const { stdout } = await run('nsenter', [...this.#enterArgs(), 'sh', '-ec', script]);
    return stdout;
  }

  /** Starts a program on a host; it ends with the lab. */
  spawn(host: string, command: readonly string[]): ChildProcessByStdio<Writable, Readable, Readable> {
    const args = [...this.#enterArgs(), 'ip', 'netns', 'exec', host, ...command];
    const child = spawn('nsenter', args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#children.push(child);
    return child;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ends = [...this.#children, this.#holder].map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    });
    await Promise.all(ends);
  }

  #enterArgs(): string[] {
    return ['-t', String(this.#holder.pid), ...enter];
  }
}
