import type { NodeCore } from '../core/node-core.js';
import type { NodeEvent } from '../core/node-event.js';
import type { NodeInput } from '../core/node-input.js';
import type { Irregularity, NodeOutput } from '../core/node-output.js';
import { formatReach, parseReach } from '../core/reach.js';
import type { ResolvedSecurity } from '../options.js';
import { GossipDriver } from './gossip-driver.js';
import type { LinkProver } from './link-prover.js';
import { Mailbox } from './mailbox.js';
import { NodeContext } from './node-context.js';
import { PeerMailboxes } from './peer-mailboxes.js';
import { Residence, type ResidenceOptions } from './residence.js';

interface NodeDriverOptions {
  readonly core: NodeCore;
  readonly id: string;
  readonly security: ResolvedSecurity | undefined;
  readonly links: LinkProver | undefined;
  readonly onEvent: (event: NodeEvent) => void;
}

interface OpenOptions extends ResidenceOptions {
  readonly gossip: { readonly bind: string | undefined; readonly connect: readonly string[] } | undefined;
}

/** How long the last messages to peers that we leave may still leave, while the program goes on. */
const goodbyeLingerMs = 100;

/** Sockets and one timer around a core: feeds it what happens, performs what it wants. */
export class NodeDriver {
  readonly #core: NodeCore;
  readonly #onEvent: (event: NodeEvent) => void;
  readonly #id: string;
  readonly #security: ResolvedSecurity | undefined;
  readonly #links: LinkProver | undefined;
  #context: NodeContext | undefined;
  #mailbox: Mailbox | undefined;
  #peers: PeerMailboxes | undefined;
  readonly #irregularities = new Map<Irregularity, number>();
  /** Of calls that were made while earlier outputs were performed. */
  readonly #waiting: (readonly NodeOutput[])[] = [];
  #performing = false;
  #stopping = false;
  #residence: Residence | undefined;
  #gossip: GossipDriver | undefined;
  /** One for each home. */
  readonly #lastBeacons: (Promise<void> | undefined)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #armedFor = Number.POSITIVE_INFINITY;
  #beaconsReceived = 0;
  #received = 0;
  #sent = 0;

  constructor(options: NodeDriverOptions) {
    this.#core = options.core;
    this.#onEvent = options.onEvent;
    this.#id = options.id;
    this.#security = options.security;
    this.#links = options.links;
  }

  /** Opens the sockets and starts the core; afterwards the first beacon is on its way. */
  async open(options: OpenOptions): Promise<void> {
    const context = NodeContext.borrow();
    this.#context = context;
    const mailbox = new Mailbox(context, this.#id, this.#security, () => this.#count('key-refused'));
    this.#mailbox = mailbox;
    this.#peers = new PeerMailboxes({
      context,
      id: this.#id,
      links: this.#links,
      security: this.#security,
      onNews: (news) => void this.handle(news),
    });
    try {
      await this.#openAll(context, mailbox, options);
    } catch (error) {
      this.#close(0);
      throw error;
    }
    void mailbox.read((frames) => {
      this.#received += 1;
      this.handle({ kind: 'message-received', frames });
    });
    this.handle({ kind: 'tick' });
  }

  async #openAll(context: NodeContext, mailbox: Mailbox, options: OpenOptions): Promise<void> {
    const residence = await Residence.open(options, mailbox, {
      onDatagram: (datagram, address) => {
        this.#beaconsReceived += 1;
        this.handle({ kind: 'beacon-received', datagram, address });
      },
      onMoved: (index, home) => {
        this.handle({ kind: 'move', index, home });
        if (index === 0) this.#publish(home.endpoint);
      },
    });
    this.#residence = residence;
    this.handle({ kind: 'start', homes: residence.homes });
    if (options.gossip !== undefined) this.#openGossip(context, options.gossip);
  }

  #openGossip(context: NodeContext, options: NonNullable<OpenOptions['gossip']>): void {
    this.#gossip = new GossipDriver({
      ...options,
      context,
      curve: this.#security?.kind === 'curve' ? this.#security : undefined,
      onLearned: (peer, learned) =>
        this.handle({ kind: 'peer-announced', peer, ...parseReach(learned), required: false }),
      onIrregularity: (irregularity) => this.#count(irregularity),
    });
    this.#publish(this.#core.endpoint);
    this.#gossip.open();
  }

  /** Gossip has room for one endpoint of each node. */
  #publish(endpoint: string): void {
    const value = formatReach({ endpoint, publicKey: this.#security?.publicKey });
    this.#gossip?.handle({ kind: 'publish', key: this.#id, value });
  }

  /** Says goodbye, waits until that has left, and closes everything. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.handle({ kind: 'stop' });
    // Called by a listener, the goodbye is performed only once that has returned.
    await Promise.resolve();
    await Promise.all(this.#lastBeacons);
    this.#close(goodbyeLingerMs);
  }

  /**
   * Outputs are performed in the order of the core's decisions, also when a listener calls back
   * into the node while earlier outputs still wait.
   */
  handle(input: NodeInput): readonly NodeOutput[] {
    const outputs = this.#core.handle(input, performance.now());
    if (this.#performing) this.#waiting.push(outputs);
    else this.#performAll(outputs);
    return outputs;
  }

  /** Not reading is how a slow application slows its senders down. */
  setReading(reading: boolean): void {
    if (reading) this.#mailbox?.resume();
    else this.#mailbox?.pause();
  }

  /** Where our gossip hub listens. */
  get gossipEndpoint(): string | undefined {
    return this.#gossip?.endpoint;
  }

  get unreachedHubs(): readonly string[] {
    return this.#gossip?.unreached ?? [];
  }

  get refusedBy(): readonly string[] {
    return this.#peers?.refusedBy ?? [];
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
    return {
      messagesSent: this.#sent,
      messagesReceived: this.#received,
      beaconsSent: this.#residence?.beaconsSent ?? 0,
      beaconsReceived: this.#beaconsReceived,
      beaconsFailed: this.#residence?.beaconsFailed ?? 0,
      queuedBytes: this.#peers?.queuedBytes ?? 0,
      irregularities: Object.fromEntries(this.#irregularities),
    };
  }

  #performAll(first: readonly NodeOutput[]): void {
    this.#performing = true;
    for (
      let outputs: typeof first | undefined = first;
      outputs !== undefined;
      outputs = this.#waiting.shift()
    ) {
      for (const output of outputs) this.#perform(output);
    }
    this.#performing = false;
    this.#arm();
  }

  #perform(output: NodeOutput): void {
    switch (output.kind) {
      case 'send':
        this.#sent += 1;
        this.#peers?.send(output.connection, output.frames);
        return;
      case 'emit':
        this.#tellGossip(output.event);
        this.#onEvent(output.event);
        return;
      case 'connect-peer':
        this.#peers?.connect(output);
        return;
      case 'disconnect-peer':
        // Connections of a stopping node are closed last, when its goodbyes had their chance to leave.
        if (this.#stopping) return;
        this.#peers?.disconnect(output.connection, output.goodbye === true ? goodbyeLingerMs : 0);
        return;
      case 'send-beacon':
        this.#lastBeacons[output.home] = this.#residence?.sendBeacon(output.home, output.datagram);
        return;
      case 'count':
        this.#count(output.irregularity);
        return;
    }
  }

  #count(irregularity: Irregularity): void {
    this.#irregularities.set(irregularity, (this.#irregularities.get(irregularity) ?? 0) + 1);
  }

  /** Who is gone for us is not gossiped about any more. */
  #tellGossip(event: NodeEvent): void {
    if (event.type === 'exit') this.#gossip?.handle({ kind: 'bury', key: event.peer });
    if (event.type === 'enter') this.#gossip?.handle({ kind: 'revive', key: event.peer });
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
    // The mailbox holds the process, so the timer need not; it fires all the same.
    this.#timer.unref();
  }

  #close(lingerMs: number): void {
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#armedFor = Number.NEGATIVE_INFINITY;
    this.#peers?.close(lingerMs);
    this.#mailbox?.close();
    this.#gossip?.close();
    this.#residence?.close();
    this.#context?.giveBack();
    this.#context = undefined;
  }
}
