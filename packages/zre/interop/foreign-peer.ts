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
  /** Text of any kind in names and groups. */
  readonly unicode: boolean;
  /** It bears more than 255 changes of groups. */
  readonly wrapsStatus: boolean;
  readonly gossip: boolean;
  readonly election: boolean;
  readonly curve: boolean;
  /** Messages it can send in a few seconds: gyre carries out a hundred commands a second. */
  readonly burst: number;
  /** It bears GOODBYE and other messages that are in no RFC; gyre panics. */
  readonly bearsUnknownMessages: boolean;
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
    burst: 5_000,
    bearsUnknownMessages: true,
    unicode: true,
    multiFrame: true,
    wrapsSequence: true,
    wrapsStatus: true,
    gossip: true,
    election: true,
    curve: true,
  },
  pyre: {
    burst: 5_000,
    bearsUnknownMessages: true,
    unicode: false,
    multiFrame: true,
    wrapsSequence: false,
    wrapsStatus: false,
    gossip: false,
    election: false,
    curve: false,
  },
  'zyre.js': {
    burst: 5_000,
    bearsUnknownMessages: true,
    unicode: true,
    multiFrame: false,
    wrapsSequence: false,
    wrapsStatus: false,
    gossip: false,
    election: false,
    curve: false,
  },
  gyre: {
    burst: 300,
    bearsUnknownMessages: false,
    unicode: true,
    multiFrame: false,
    wrapsSequence: true,
    wrapsStatus: true,
    gossip: true,
    election: false,
    curve: false,
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
