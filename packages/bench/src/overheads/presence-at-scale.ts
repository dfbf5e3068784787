import {
  defaultTimings,
  encodeBeacon,
  encodeMessage,
  NodeCore,
  type NodeInput,
  routingIdOf,
} from '@zfarm/zre/core';
import type { Probe } from '../benchmark.js';
import type { Reading } from '../core/figure.js';

const CROWDS = { S: [10, 200], M: [10, 100, 1000, 4000, 10_000], L: [10, 100, 1000, 4000, 10_000] } as const;

/** Virtual time in which everyone is asked, and in which nothing more happens. */
const MEETING_SECONDS = 100;
const QUIET_SECONDS = 20;

/** One ZRE node on a virtual clock, in a full mesh with peers that are played: what presence costs it, by itself. */
export const presenceAtScale: Probe = {
  name: 'presence-at-scale',
  title: 'Presence: one ZRE node among up to 10,000 simulated peers, each with a beacon a second',
  group: 'overhead',
  roundsMax: 3,
  round: async (_, size) => {
    const readings: Reading[] = [];
    for (const peers of CROWDS[size]) {
      readings.push(...measure(peers));
      await new Promise((resolve) => setImmediate(resolve));
    }
    return readings;
  },
};

function measure(peers: number): Reading[] {
  const node = new LonelyNode(peers);
  const cpuMs = (work: () => void): number => {
    const begun = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1000;
  };
  let seconds = 0;
  const meeting = cpuMs(() => {
    seconds = node.meet(MEETING_SECONDS);
  });
  const met = node.met;
  const told = node.sentBytes;
  const quiet = cpuMs(() => node.pass(QUIET_SECONDS));
  const at = { axis: 'peers', value: peers };
  const reading = (metric: string, value: number, unit: string): Reading => ({
    ...{ metric, at, value, unit },
    better: unit === 'µs' ? 'lower' : 'none',
  });
  return [
    reading('cost of meeting a peer', (1000 * meeting) / peers, 'µs'),
    reading('cost of a quiet second', (1000 * quiet) / QUIET_SECONDS, 'µs'),
    reading('seconds until all that fit are met', seconds, 's'),
    reading('peers met', met, 'peers'),
    reading('sent to meet a peer', told / Math.max(1, met), 'bytes'),
  ];
}

class LonelyNode {
  met: number = 0;
  sentBytes: number = 0;
  readonly #core: NodeCore = new NodeCore({
    id: idOf(0),
    name: 'node',
    headers: new Map([['X-ZFARM-CLUSTER', 'default']]),
    timings: defaultTimings,
  });
  readonly #beacons: readonly Uint8Array[];
  readonly #peers: number;
  #now: number = 0;
  /** Who has been asked and is yet to answer. */
  #asked: string[] = [];

  constructor(peers: number) {
    this.#peers = peers;
    this.#beacons = Array.from({ length: peers }, (_, at) =>
      encodeBeacon({ id: idOf(at + 1), port: portOf(at) }),
    );
    const home = { endpoint: 'tcp://10.0.0.1:49152', mailboxPort: 49_152, loopback: false };
    this.#feed({ kind: 'start', homes: [home] });
    this.#feed({ kind: 'join', group: 'zfarm/default' });
  }

  /** Until nobody new is met any more. @returns seconds that took, of the virtual clock */
  meet(secondsMax: number): number {
    for (let second = 1; second <= secondsMax; second += 1) {
      const before = this.met;
      this.pass(1);
      if (this.met === this.#peers || (second > 2 && this.met === before)) return second;
    }
    return secondsMax;
  }

  pass(seconds: number): void {
    for (let second = 0; second < seconds; second += 1) {
      for (const [at, datagram] of this.#beacons.entries()) {
        this.#feed({ kind: 'beacon-received', datagram, address: addressOf(at) });
        this.#answer();
      }
      this.#now += 1000;
      while ((this.#core.nextDeadline() ?? Number.POSITIVE_INFINITY) <= this.#now)
        this.#feed({ kind: 'tick' });
    }
  }

  /** A network without delay: who is asked says HELLO at once. */
  #answer(): void {
    const asked = this.#asked;
    this.#asked = [];
    for (const id of asked) {
      const at = Number.parseInt(id, 16) - 1;
      const endpoint = `tcp://${addressOf(at)}:${portOf(at)}`;
      const hello = {
        kind: 'hello',
        endpoint,
        groups: ['zfarm/default'],
        status: 1,
        name: `node ${at}`,
      } as const;
      const frames = encodeMessage({ ...hello, headers: new Map() }, 1);
      this.#feed({ kind: 'message-received', frames: [routingIdOf(id), ...frames] });
    }
  }

  #feed(input: NodeInput): void {
    for (const output of this.#core.handle(input, this.#now)) {
      if (output.kind === 'connect-peer') this.#asked.push(output.peer);
      else if (output.kind === 'emit' && output.event.type === 'enter') this.met += 1;
      else if (output.kind === 'send')
        this.sentBytes += output.frames.reduce((sum, frame) => sum + frame.length, 0);
    }
  }
}

function idOf(number: number): string {
  return number.toString(16).toUpperCase().padStart(32, '0');
}

function addressOf(at: number): string {
  return `10.0.${1 + Math.floor(at / 250)}.${1 + (at % 250)}`;
}

function portOf(at: number): number {
  return 49_152 + (at % 1000);
}
