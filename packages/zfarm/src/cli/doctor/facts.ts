/** What probes have found out; `diagnose` makes findings of it. */
export interface DoctorFacts {
  readonly cluster: string;
  readonly port: number;
  /** As the user named the interface, and by what. */
  readonly wish: { readonly text: string; readonly from: 'option' | 'variable' | 'default' };
  readonly interfaces: readonly MachineAddress[];
  /** Absent: no interface is as wished. */
  readonly chosen?: MachineAddress;
  readonly surroundings: Surroundings;
  /** As it was at the end. */
  readonly clock: ClockFacts;
  /** The lowest and highest version of the task protocol that is spoken here. */
  readonly versions: readonly [number, number];
  /** Absent without an interface. */
  readonly network?: NetworkFacts;
}

/** An IPv4 address of this machine. */
export interface MachineAddress {
  readonly name: string;
  readonly address: string;
  readonly netmask: string;
  readonly loopback: boolean;
}

export interface Surroundings {
  readonly platform: string;
  /** Which kind of container this runs in. */
  readonly container?: string;
  /** Windows Subsystem for Linux, whose network is a virtual one. */
  readonly wsl: boolean;
}

export interface ClockFacts {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  /** How far it has been set while the doctor listened; 0 for a clock that just goes on. */
  readonly jumpMs: number;
}

export interface NetworkFacts {
  /** Why the sockets could not be opened; then nothing else is known. */
  readonly openError?: string;
  /** Own beacons: sent, those that could not be, and those that came back to this machine. */
  readonly beacons: { readonly sent: number; readonly failed: number; readonly heard: number };
  /** Where this program's node listens, as others were told it. */
  readonly endpoint: string;
  readonly neighbours: readonly Neighbour[];
  /** Whom this program speaks with: holders of a key, programs of this user on this machine, or everybody without a key. */
  readonly security: 'keyed' | 'guarded' | 'open';
  /** The hubs that were named, and those of them that do not answer: host and port. */
  readonly hubs: { readonly named: readonly string[]; readonly unreached: readonly string[] };
}

/** A node other than this program's own. */
export interface Neighbour {
  readonly id: string;
  /** What its beacon said; absent: it was never heard by UDP. */
  readonly beacon?: {
    readonly address: string;
    readonly port: number;
    /** It speaks only with holders of a key. */
    readonly secure: boolean;
    /** Its key is one that this program speaks with; absent: it has none, or that cannot be known. */
    readonly admitted?: boolean;
    /** Interface of this machine on whose network it is. */
    readonly through?: string;
  };
  /** Whether a TCP connection to it could be opened; absent: not tried. */
  readonly reach?: Reach;
  /** It does not let this program in, whose key it does not admit. */
  readonly refuses: boolean;
  /** What its HELLO said; absent: it has never said one. */
  readonly hello?: {
    readonly name: string;
    readonly address: string;
    /** Absent: a ZRE peer that is no node of zfarm. */
    readonly zfarm?: {
      readonly role: string;
      readonly cluster: string;
      readonly versions: readonly [number, number];
    };
  };
}

export type Reach = 'open' | 'refused' | 'timeout' | 'no-route' | 'failed';
