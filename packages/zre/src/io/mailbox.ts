import { Router } from 'zeromq';
import { limits } from '../core/limits.js';
import { ZreTransportError } from '../errors.js';
import type { ResolvedSecurity } from '../options.js';
import { AdmissionDomain } from './admission-domain.js';
import { isIpv6 } from './ipv6.js';
import type { NodeContext } from './node-context.js';
import { readInSmallPieces } from './small-reads.js';
import { admission, securedServer } from './socket-security.js';

/** RFC 36 takes mailbox ports from the dynamic range; a firewall may be opened for it. */
const firstPort = 49_152;
const lastPort = 65_535;

/** The inbound socket of a node: every peer's messages arrive here. It never sends. */
export class Mailbox {
  readonly #router: Router;
  readonly #domain: AdmissionDomain | undefined;
  /** Where it listens, in the words of those who connect. */
  readonly #endpoints = new Set<string>();
  #paused = false;
  #resume: (() => void) | undefined;

  /**
   * @param id of the node
   * @param security whom it admits, and what proves to them who it is; without it, anyone
   * @param onRefused told of each who was not let in
   */
  constructor(
    context: NodeContext,
    id: string,
    security: ResolvedSecurity | undefined,
    onRefused: () => void,
  ) {
    const admits = security && admission(security, id, this.#endpoints);
    this.#domain =
      admits &&
      new AdmissionDomain(context, (client) => {
        const admitted = admits(client);
        if (!admitted) onRefused();
        return admitted;
      });
    this.#router = new Router({
      context: context.context,
      // A peer that connects anew keeps its routing id: without this, its messages would vanish.
      handover: true,
      linger: 0,
      receiveHighWaterMark: limits.socketMessagesMax,
      maxMessageSize: limits.contentFrameBytesMax,
      // Connections whose other end vanished without a word go away in about two minutes.
      tcpKeepalive: 1,
      tcpKeepaliveIdle: 60,
      tcpKeepaliveInterval: 10,
      tcpKeepaliveCount: 6,
      ...(security && this.#domain && securedServer(security, this.#domain)),
    });
    // Where anybody is let in, or only this user, speed is worth more.
    if (security?.kind === 'curve') readInSmallPieces(this.#router, 'sealed');
  }

  /** Binds a port of the dynamic range, from a random one upwards, so that restarts do not meet stale connections. */
  bindTo(address: string): string {
    const ports = lastPort - firstPort + 1;
    const start = Math.floor(Math.random() * ports);
    for (let offset = 0; offset < ports; offset += 1) {
      const endpoint = `tcp://${address}:${firstPort + ((start + offset) % ports)}`;
      const error = this.#tryBind(endpoint);
      if (error === undefined) return endpoint;
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw cannotBind(endpoint, error);
    }
    throw new ZreTransportError(`No free TCP port between ${firstPort} and ${lastPort} on ${address}.`);
  }

  /** @throws ZreTransportError when that very endpoint cannot be bound. */
  bindExactly(endpoint: string): string {
    const error = this.#tryBind(endpoint);
    if (error === undefined) return this.#router.lastEndpoint ?? endpoint;
    throw cannotBind(endpoint, error);
  }

  /** Reads until closed. The callback gets the routing id, then the message's own frames. */
  async read(onMessage: (frames: Buffer[]) => void): Promise<void> {
    for (;;) {
      if (this.#paused) await new Promise<void>((resolve) => (this.#resume = resolve));
      let frames: Buffer[];
      try {
        frames = await this.#router.receive();
      } catch (error) {
        if (this.#router.closed) return;
        throw error;
      }
      onMessage(frames);
    }
  }

  /** Stops reading, so that senders feel it, until `resume`. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#resume?.();
    this.#resume = undefined;
  }

  close(): void {
    if (this.#router.closed) return;
    this.#router.close();
    this.#domain?.close();
    this.resume();
  }

  #tryBind(endpoint: string): NodeJS.ErrnoException | undefined {
    if (this.#router.ipv6 !== isIpv6(endpoint)) this.#router.ipv6 = isIpv6(endpoint);
    try {
      this.#router.bindSync(endpoint);
      this.#endpoints.add(this.#router.lastEndpoint ?? endpoint);
      return undefined;
    } catch (error) {
      return error as NodeJS.ErrnoException;
    }
  }
}

function cannotBind(endpoint: string, cause: Error): ZreTransportError {
  return new ZreTransportError(
    `Cannot bind the mailbox to ${endpoint} (${cause.message}). It needs a free port of an address of this host, ` +
      'as in tcp://192.0.2.7:5671; port * takes any.',
    { cause },
  );
}
