import type { CurveKey } from './curve-key.js';
import type { NodeId } from './node-id.js';

/** How long a peer was unheard: not long; long enough to ask it by a PING; long enough to tell; too long. */
export type Presence = 'heard' | 'asked' | 'evasive' | 'silent';

/** Another node as seen from here. It is pending until it has said HELLO, and no event names it before. */
export interface Peer {
  /** Its endpoint in place of its id, as long as we were told nothing else of it. */
  id: NodeId;
  /** Where our outgoing connection leads. */
  readonly endpoint: string;
  readonly connection: number;
  /** Whom our outgoing connection accepts there. */
  readonly publicKey: CurveKey | undefined;
  ready: boolean;
  /** The routing id that its HELLO came with. */
  link: Uint8Array | undefined;
  /** Until then its next HELLO is taken for the answer to ours, which crossed the one that made us say it. */
  answerDueUntil: number;
  name: string;
  /** The endpoint its HELLO carries, which the application is told. */
  reportedEndpoint: string;
  headers: ReadonlyMap<string, string>;
  readonly groups: Set<string>;
  status: number;
  sentSequence: number;
  receivedSequence: number;
  presence: Presence;
  lastHeardAt: number;
  nextPingAt: number;
  /** More waits for its connection than may: whispers and shouts pass it by. */
  full: boolean;
}

/** What we are told of a node before it says HELLO. */
export interface Rumour {
  /** Its endpoint, where nothing else is known. */
  readonly id: NodeId;
  readonly endpoint: string;
  readonly publicKey: CurveKey | undefined;
}

export function createPeer(rumour: Rumour, connection: number, now: number): Peer {
  return {
    id: rumour.id,
    endpoint: rumour.endpoint,
    publicKey: rumour.publicKey,
    connection,
    ready: false,
    link: undefined,
    answerDueUntil: Number.NEGATIVE_INFINITY,
    name: '',
    reportedEndpoint: '',
    headers: new Map(),
    groups: new Set(),
    status: 0,
    sentSequence: 0,
    receivedSequence: 0,
    presence: 'heard',
    lastHeardAt: now,
    nextPingAt: Number.POSITIVE_INFINITY,
    full: false,
  };
}
