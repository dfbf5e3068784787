import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NetworkLab } from '../lab/network-lab.js';

type ForeignId = 'libzyre' | 'pyre' | 'zyre.js' | 'gyre';

/** What an implementation can do; docs/interop.md says where each line was seen. */
interface Traits {
  /** Messages of several frames. */
  readonly multiFrame: boolean;
  /** Its numbers of messages pass from 65535 to 0, as they must. */
  readonly wrapsSequence: boolean;
  /** It bears more than 255 changes of groups. */
  readonly wrapsStatus: boolean;
  readonly gossip: boolean;
  readonly election: boolean;
  /** A node that vanished without a word is gone for it after `expiredMs`, if that can be set. */
  readonly expiryCanBeSet: boolean;
}

export interface ForeignPeer extends Traits {
  readonly id: ForeignId;
  /** The name for tests: with the version, or why it is not here. */
  readonly label: string;
  /** Undefined when it is not here. */
  readonly command: readonly string[] | undefined;
}

const traits: Readonly<Record<ForeignId, Traits>> = {
  libzyre: {
    multiFrame: true,
    wrapsSequence: true,
    wrapsStatus: true,
    gossip: true,
    election: true,
    expiryCanBeSet: true,
  },
  pyre: {
    multiFrame: true,
    wrapsSequence: false,
    wrapsStatus: false,
    gossip: false,
    election: false,
    expiryCanBeSet: true,
  },
  'zyre.js': {
    multiFrame: false,
    wrapsSequence: false,
    wrapsStatus: false,
    gossip: false,
    election: false,
    expiryCanBeSet: true,
  },
  gyre: {
    multiFrame: false,
    wrapsSequence: true,
    wrapsStatus: true,
    gossip: true,
    election: false,
    expiryCanBeSet: false,
  },
};

interface Installed {
  readonly id: ForeignId;
  readonly version?: string;
  readonly command?: readonly string[];
  readonly missing?: string;
}

const list = new URL('../../../node_modules/.cache/zfarm-interop/peers.json', import.meta.url);

/** The implementations we know, with those that `set-up.mjs` found or installed. */
export function foreignPeers(): ForeignPeer[] {
  const installed = readList();
  const obstacle = NetworkLab.obstacle();
  return (Object.keys(traits) as ForeignId[]).map((id) => {
    const found = installed.find((each) => each.id === id);
    const missing = obstacle ?? found?.missing ?? (found === undefined ? 'run `pnpm interop`' : undefined);
    const label = missing === undefined ? `${id} ${found?.version ?? ''}` : `${id} (not here: ${missing})`;
    return { id, label, command: missing === undefined ? found?.command : undefined, ...traits[id] };
  });
}

function readList(): readonly Installed[] {
  try {
    return JSON.parse(readFileSync(fileURLToPath(list), 'utf8')) as Installed[];
  } catch {
    return [];
  }
}
