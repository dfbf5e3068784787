import type { Cluster, ConnectOptions } from '@zfarm/scheduler';

/** Where nodes meet. */
export interface MeetingPlace {
  /** Network interface, by name or address. */
  readonly interface: string;
  /** UDP port of the beacons. */
  readonly port: number;
  /** Name of the cluster. */
  readonly cluster: string;
}

/** What the suite needs of the program it runs in. */
export interface BenchEnvironment {
  /** `connect` of zfarm. */
  connect(options: ConnectOptions): Promise<Cluster>;
  /** What makes Node.js run the `zfarm` command: the path of its main file. */
  readonly command: string;
  /** A cluster of the suite's own, on loopback, for workers that it starts itself. */
  readonly network: MeetingPlace;
  /** Where workers of the user may be. */
  readonly found: MeetingPlace;
}
