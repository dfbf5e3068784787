import { NetworkLab } from './network-lab.js';
import { ourPeer, type PeerConfig, PeerProcess } from './peer-process.js';

/** Hosts of the same network: a, b, c ... with the addresses 10.92.0.1, .2, .3 ... */
export class Lan implements AsyncDisposable {
  readonly lab: NetworkLab;
  readonly hosts: readonly string[];

  private constructor(lab: NetworkLab, hosts: readonly string[]) {
    this.lab = lab;
    this.hosts = hosts;
  }

  static async open(size: number): Promise<Lan> {
    const lab = await NetworkLab.open();
    await lab.addBridge('lan');
    const hosts = Array.from({ length: size }, (_, index) => String.fromCharCode(97 + index));
    for (const [index, host] of hosts.entries()) {
      await lab.addHost(host, { bridge: 'lan', address: `10.92.0.${index + 1}/24` });
    }
    return new Lan(lab, hosts);
  }

  start(host: string, config: PeerConfig = {}): Promise<PeerProcess> {
    return PeerProcess.start(this.lab, host, ourPeer, { name: host, ...config });
  }

  /** A node on each host; all have entered at each other. */
  async startMesh(config: PeerConfig = {}): Promise<PeerProcess[]> {
    const nodes = await Promise.all(this.hosts.map((host) => this.start(host, config)));
    await meet(nodes);
    return nodes;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.lab[Symbol.asyncDispose]();
  }
}

/** Waits until each of these nodes has entered at each other. */
export async function meet(nodes: readonly PeerProcess[], timeoutMs = 20_000): Promise<void> {
  const pairs = nodes.flatMap((node) =>
    nodes.filter((other) => other !== node).map((other) => [node, other]),
  );
  await Promise.all(pairs.map(([node, other]) => node && other && node.hear('enter', other, timeoutMs)));
}

/** A whisper each way arrives. */
export async function talk(one: PeerProcess, other: PeerProcess, text: string): Promise<void> {
  one.whisper(other, text);
  other.whisper(one, text);
  await Promise.all([other.next('whisper', says(text, one)), one.next('whisper', says(text, other))]);
}

function says(text: string, from: PeerProcess) {
  const frame = Buffer.from(text).toString('base64');
  return ({ peer, content }: { peer?: string; content?: readonly string[] }): boolean =>
    peer === from.uuid && content?.[0] === frame;
}
