import { NetworkLab } from '../lab/network-lab.js';
import { ourPeer, type PeerConfig, PeerProcess } from '../lab/peer-process.js';
import type { ForeignPeer } from './foreign-peer.js';

/** Two hosts on one bridge: our node on one, a foreign one on the other. */
export class Meeting implements AsyncDisposable {
  readonly #lab: NetworkLab;
  readonly #foreign: ForeignPeer;

  private constructor(lab: NetworkLab, foreign: ForeignPeer) {
    this.#lab = lab;
    this.#foreign = foreign;
  }

  static async prepare(foreign: ForeignPeer): Promise<Meeting> {
    const lab = await NetworkLab.open();
    await lab.addBridge('lan');
    await lab.addHost('ours', { bridge: 'lan', address: '10.91.0.1/24' });
    await lab.addHost('foreign', { bridge: 'lan', address: '10.91.0.2/24' });
    return new Meeting(lab, foreign);
  }

  startOurs(config: PeerConfig = {}): Promise<PeerProcess> {
    return PeerProcess.start(this.#lab, 'ours', ourPeer, { name: 'ours', ...config });
  }

  startForeign(config: PeerConfig = {}): Promise<PeerProcess> {
    const { command = [] } = this.#foreign;
    return PeerProcess.start(this.#lab, 'foreign', command, { name: 'foreign', ...config });
  }

  /** Both, each of which has entered at the other. */
  async pair(ours: PeerConfig = {}, foreign: PeerConfig = {}): Promise<[PeerProcess, PeerProcess]> {
    const pair: [PeerProcess, PeerProcess] = [await this.startOurs(ours), await this.startForeign(foreign)];
    await Promise.all([pair[0].hear('enter', pair[1]), pair[1].hear('enter', pair[0])]);
    return pair;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#lab[Symbol.asyncDispose]();
  }
}
