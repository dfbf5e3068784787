import type { ClientHost } from '../client-host.js';
import type { Network } from '../network/network.js';
import type { Prng } from '../prng.js';
import type { WorkerHost } from '../worker-host.js';

/** The cluster as those see it who do it harm: machines by name, whatever process is up there then. */
export interface Victims {
  readonly network: Network;
  readonly now: number;
  worker(machine: string): WorkerHost | undefined;
  client(machine: string): ClientHost | undefined;
  isUp(machine: string): boolean;
  /** Ends the process there at once; its peers notice within that time. */
  crash(machine: string, noticedMsMax: number, backAfterMs: number | undefined): void;
  drain(machine: string, withinMs: number, backAfterMs: number | undefined): void;
  freeze(machine: string, forMs: number, withThreads: boolean): void;
  vanish(machine: string): void;
}

/** One harm. */
export interface Fault {
  readonly at: number;
  readonly kind: string;
  /** What a trace tells of it; with the kind, all that it is. */
  readonly plan: Readonly<Record<string, unknown>>;
  /** Machines without which there is nothing to harm. */
  readonly machines: readonly string[];
  strike(victims: Victims): void;
}

/** What a kind of fault is drawn from. */
export interface FaultDraw {
  readonly prng: Prng;
  readonly workers: readonly string[];
  readonly clients: readonly string[];
  /** Two machines that have to do with each other, mostly a client and a worker. */
  readonly pair: readonly [string, string];
  readonly at: number;
  /** Whatever lasts ends after this at the latest. */
  readonly leftMs: number;
}

/** A kind of fault: how often it comes among others, and what it may be. */
export interface FaultKind {
  readonly kind: string;
  readonly weight: number;
  draw(draw: FaultDraw): Omit<Fault, 'at' | 'kind'>;
}
