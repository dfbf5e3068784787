import { Dealer, Router } from 'zeromq';
import { GossipCore, type GossipInput, type GossipLink, type GossipOutput } from '../core/gossip-core.js';
import { limits } from '../core/limits.js';
import { parseReach } from '../core/reach.js';
import type { ResolvedCurve } from '../curve-options.js';
import { ZreTransportError } from '../errors.js';
import { AdmissionDomain } from './admission-domain.js';
import type { NodeContext } from './node-context.js';
import { SendPump } from './send-pump.js';
import { readInSmallPieces } from './small-reads.js';
import { curveClient, curveServer, gossipBounds } from './socket-security.js';
import { uninterrupted } from './uninterrupted.js';

interface GossipDriverOptions {
  readonly context: NodeContext;
  /** Where our own hub listens, if there is to be one. */
  readonly bind: string | undefined;
  /** The hubs we tell and ask. */
  readonly connect: readonly string[];
  /** Makes our hub a CURVE server, and us a client of those hubs whose key is told. */
  readonly curve: ResolvedCurve | undefined;
  readonly onLearned: (key: string, value: string) => void;
  readonly onIrregularity: (irregularity: 'gossip-malformed' | 'gossip-full') => void;
}

/** Sockets and a timer around a GossipCore. */
export class GossipDriver {
  readonly #core = new GossipCore();
  readonly #options: GossipDriverOptions;
  readonly #pumps = new Map<string, SendPump>();
  readonly #sockets: (Dealer | Router)[] = [];
  #domain: AdmissionDomain | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: GossipDriverOptions) {
    this.#options = options;
  }

  /** @throws ZreTransportError when the hub cannot listen where it should */
  open(): void {
    if (this.#options.bind !== undefined) this.#openHub(this.#options.bind);
    for (const endpoint of this.#options.connect) this.#connectTo(endpoint);
  }

  handle(input: GossipInput): void {
    if (this.#closed) return;
    for (const output of this.#core.handle(input, performance.now())) this.#perform(output);
    this.#arm();
  }

  /** Where our own hub listens. */
  get endpoint(): string | undefined {
    return this.#sockets.find((socket) => socket instanceof Router)?.lastEndpoint ?? undefined;
  }

  /** Hubs that we ask and that do not answer at this moment. */
  get unreached(): readonly string[] {
    return this.#options.connect.filter((id) => !this.#core.reaches(id)).map((id) => parseReach(id).endpoint);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const socket of this.#sockets) socket.close();
    this.#domain?.close();
  }

  #perform(output: GossipOutput): void {
    switch (output.kind) {
      case 'send':
        this.#send(output.link, output.frame);
        return;
      case 'learn':
        this.#options.onLearned(output.key, output.value);
        return;
      case 'count':
        this.#options.onIrregularity(output.irregularity);
        return;
    }
  }

  /** A hub that takes nothing keeps what it is sent waiting in its pump: no more than a few thousand short frames. */
  #send(link: GossipLink, frame: Uint8Array): void {
    const pump = this.#pumps.get(link.side === 'hub' ? link.id : hubName);
    if (pump === undefined || pump.queuedMessages > 2 * limits.gossipTuplesMax) return;
    pump.send(link.side === 'hub' ? [frame] : [Buffer.from(link.id, 'latin1'), frame]);
  }

  #openHub(endpoint: string): void {
    const { context, curve } = this.#options;
    this.#domain =
      curve &&
      new AdmissionDomain(
        context,
        (client) => client.mechanism === 'CURVE' && curve.admits(client.publicKey),
      );
    const socket = new Router({
      context: context.context,
      linger: 0,
      handover: true,
      // A client that asks for all again and again, and reads nothing, misses what is more than two answers.
      sendHighWaterMark: 2 * limits.gossipTuplesMax,
      ...gossipBounds,
      ...(curve && this.#domain && curveServer(curve, this.#domain)),
    });
    readInSmallPieces(socket, curve === undefined ? 'open' : 'sealed');
    this.#sockets.push(socket);
    try {
      socket.bindSync(endpoint);
    } catch (cause) {
      throw new ZreTransportError(
        `Cannot bind the gossip hub to ${endpoint} (${(cause as Error).message}). Choose a free port of an address of this host.`,
        { cause },
      );
    }
    this.#pumps.set(hubName, new SendPump({ socket, onFailed: () => this.#pumps.delete(hubName) }));
    void this.#read(socket, ([routingId, frame]) => ({
      link: { side: 'client', id: routingId?.toString('latin1') ?? '' },
      frame,
    }));
  }

  /** ZeroMQ connects anew by itself, and each time we tell the hub all we know. */
  #connectTo(id: string): void {
    const { endpoint, publicKey: serverKey } = parseReach(id);
    const { context, curve } = this.#options;
    const socket = new Dealer({
      context: context.context,
      linger: 0,
      ...gossipBounds,
      ...(curve && serverKey !== undefined && curveClient({ ...curve, serverKey })),
    });
    readInSmallPieces(socket, curve === undefined || serverKey === undefined ? 'open' : 'sealed');
    this.#sockets.push(socket);
    this.#pumps.set(id, new SendPump({ socket, onFailed: () => this.#pumps.delete(id) }));
    socket.events.on('handshake', () => this.handle({ kind: 'hub-connected', id }));
    socket.events.on('disconnect', () => this.handle({ kind: 'hub-disconnected', id }));
    uninterrupted(() => socket.connect(endpoint));
    void this.#read(socket, ([frame]) => ({ link: { side: 'hub', id }, frame }));
  }

  async #read(
    socket: Dealer | Router,
    parse: (frames: Buffer[]) => { readonly link: GossipLink; readonly frame: Buffer | undefined },
  ): Promise<void> {
    try {
      for await (const frames of socket) {
        const { link, frame = Buffer.alloc(0) } = parse(frames);
        this.handle({ kind: 'frame-received', link, frame });
      }
    } catch (error) {
      // It was closed while much waited to be read.
      if (!socket.closed) throw error;
    }
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const deadline = this.#core.nextDeadline();
    if (deadline === undefined) return;
    const delayMs = Math.max(0, Math.ceil(deadline - performance.now()));
    this.#timer = setTimeout(() => this.handle({ kind: 'tick' }), delayMs).unref();
  }
}

/** Not an endpoint, so that no hub we connect to has this name. */
const hubName = 'own hub';
