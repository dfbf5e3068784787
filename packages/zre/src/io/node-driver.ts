import type { NodeCore } from '../core/node-core.js';
import type { NodeEvent } from '../core/node-event.js';
import { routingIdOf } from '../core/node-id.js';
import type { NodeInput } from '../core/node-input.js';
import type { Irregularity, NodeOutput } from '../core/node-output.js';
import { BeaconSocket } from './beacon-socket.js';
import { Mailbox } from './mailbox.js';
import type { ChosenInterface } from './network-interface.js';
import { PeerMailbox } from './peer-mailbox.js';

interface NodeDriverOptions {
  readonly core: NodeCore;
  readonly id: string;
  readonly onEvent: (event: NodeEvent) => void;
}

interface OpenOptions {
  readonly interface: ChosenInterface;
  readonly port: number;
  /** Bind exactly here instead of a free port of the interface. */
  readonly endpoint: string | undefined;
  readonly advertisedEndpoint: string | undefined;
}

/** Sockets and one timer around a core: feeds it what happens, performs what it wants. */
export class NodeDriver {
  readonly #core: NodeCore;
  readonly #onEvent: (event: NodeEvent) => void;
  readonly #routingId: Uint8Array;
  #mailbox: Mailbox | undefined;
  readonly #peers = new Map<number, PeerMailbox>();
  readonly #irregularities = new Map<Irregularity, number>();
  readonly #outputs: NodeOutput[] = [];
  #performing = false;
  #beacon: BeaconSocket | undefined;
  #lastBeacon: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #armedFor = Number.POSITIVE_INFINITY;
  #beaconsReceived = 0;
  #received = 0;
  #sent = 0;

  constructor(options: NodeDriverOptions) {
    this.#core = options.core;
    this.#onEvent = options.onEvent;
    this.#routingId = routingIdOf(options.id);
  }

  /** Opens the sockets and starts the core; afterwards the first beacon is on its way. */
  async open(options: OpenOptions): Promise<void> {
    const mailbox = new Mailbox();
    this.#mailbox = mailbox;
    try {
      const bound =
        options.endpoint === undefined
          ? mailbox.bindTo(options.interface.address)
          : mailbox.bindExactly(options.endpoint);
      this.#beacon = await BeaconSocket.open({
        interface: options.interface,
        port: options.port,
        onDatagram: (datagram, address) => {
          this.#beaconsReceived += 1;
          this.handle({ kind: 'beacon-received', datagram, address });
        },
      });
      const mailboxPort = Number(bound.slice(bound.lastIndexOf(':') + 1));
      this.handle({
        kind: 'start',
        endpoint: options.advertisedEndpoint ?? bound,
        mailboxPort,
        loopback: options.interface.loopback,
      });
    } catch (error) {
      this.#close();
      throw error;
    }
    void mailbox.read((frames) => {
      this.#received += 1;
      this.handle({ kind: 'message-received', frames });
    });
    this.handle({ kind: 'tick' });
  }

  /** Says goodbye, waits until that has left, and closes everything. */
  async stop(): Promise<void> {
    this.handle({ kind: 'stop' });
    await this.#lastBeacon;
    this.#close();
  }

  /**
   * Outputs are performed in the order of the core's decisions, also when a listener calls back
   * into the node while earlier outputs still wait.
   */
  handle(input: NodeInput): readonly NodeOutput[] {
    const outputs = this.#core.handle(input, performance.now());
    for (const output of outputs) this.#outputs.push(output);
    if (!this.#performing) this.#performAll();
    return outputs;
  }

  /** Not reading is how a slow application slows its senders down. */
  setReading(reading: boolean): void {
    if (reading) this.#mailbox?.resume();
    else this.#mailbox?.pause();
  }

  stats(): {
    readonly messagesSent: number;
    readonly messagesReceived: number;
    readonly beaconsSent: number;
    readonly beaconsReceived: number;
    readonly beaconsFailed: number;
    readonly queuedBytes: number;
    readonly irregularities: Readonly<Partial<Record<Irregularity, number>>>;
  } {
    let queuedBytes = 0;
    for (const peer of this.#peers.values()) queuedBytes += peer.queuedBytes;
    return {
      messagesSent: this.#sent,
      messagesReceived: this.#received,
      beaconsSent: this.#beacon?.sent ?? 0,
      beaconsReceived: this.#beaconsReceived,
      beaconsFailed: this.#beacon?.failed ?? 0,
      queuedBytes,
      irregularities: Object.fromEntries(this.#irregularities),
    };
  }

  #performAll(): void {
    this.#performing = true;
    try {
      for (let index = 0; index < this.#outputs.length; index += 1) {
        const output = this.#outputs[index];
        if (output !== undefined) this.#perform(output);
      }
    } finally {
      this.#outputs.length = 0;
      this.#performing = false;
    }
    this.#arm();
  }

  #perform(output: NodeOutput): void {
    switch (output.kind) {
      case 'send':
        this.#sent += 1;
        this.#peers.get(output.connection)?.send(output.frames);
        return;
      case 'emit':
        this.#onEvent(output.event);
        return;
      case 'connect-peer':
        this.#connect(output.connection, output.endpoint);
        return;
      case 'disconnect-peer':
        this.#peers.get(output.connection)?.close();
        this.#peers.delete(output.connection);
        return;
      case 'send-beacon':
        this.#lastBeacon = this.#beacon?.send(output.datagram) ?? Promise.resolve();
        return;
      case 'count':
        this.#irregularities.set(
          output.irregularity,
          (this.#irregularities.get(output.irregularity) ?? 0) + 1,
        );
        return;
    }
  }

  #connect(connection: number, endpoint: string): void {
    const tell = (kind: 'connection-lost' | 'connection-full' | 'connection-drained') => () =>
      void this.handle({ kind, connection });
    try {
      const peer = new PeerMailbox({
        endpoint,
        routingId: this.#routingId,
        onLost: tell('connection-lost'),
        onFull: tell('connection-full'),
        onDrained: tell('connection-drained'),
      });
      this.#peers.set(connection, peer);
    } catch {
      // An endpoint libzmq cannot use, or no file descriptor left: the peer's next beacon is a new chance.
      tell('connection-lost')();
    }
  }

  /** The timer is left alone when the deadline has moved later: it fires, finds nothing due and is set anew. */
  #arm(): void {
    const deadline = this.#core.nextDeadline() ?? Number.POSITIVE_INFINITY;
    if (deadline >= this.#armedFor) return;
    clearTimeout(this.#timer);
    this.#armedFor = deadline;
    this.#timer = setTimeout(
      () => {
        this.#armedFor = Number.POSITIVE_INFINITY;
        this.handle({ kind: 'tick' });
      },
      Math.max(0, Math.ceil(deadline - performance.now())),
    );
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#armedFor = Number.NEGATIVE_INFINITY;
    for (const peer of this.#peers.values()) peer.close();
    this.#peers.clear();
    this.#mailbox?.close();
    this.#beacon?.close();
    this.#beacon = undefined;
  }
}
