import { type Context, Dealer, Router } from 'zeromq';
import { type CurveKey, curveKeyBytes, curveKeyFromBytes } from '../core/curve-key.js';
import { SendPump } from './send-pump.js';

/** Where libzmq asks whether a client may come in (ZAP, ZeroMQ RFC 27). A context has one such place. */
const zapEndpoint = 'inproc://zeromq.zap.01';
const zapVersion = '1.0';

/** Who wants to come in, and what proves it. libzmq has checked that it owns the key; what a guarded node says is for us to check. */
export type ZapClient =
  | { readonly mechanism: 'CURVE'; readonly publicKey: CurveKey }
  | { readonly mechanism: 'PLAIN'; readonly username: string; readonly password: string };

/** After the last mailbox has closed: its connections end within some milliseconds. */
const LOOKS_MAX = 200;

export type Admits = (client: ZapClient) => boolean;

/**
 * Answers for all mailboxes and hubs of a context that admit not everyone, from the first on until the process ends: a name in a context is free
 * again only some time after its socket was closed. It reads only while there are domains, since a pending
 * receive keeps the process alive.
 */
export class ZapHandler {
  readonly #domains = new Map<string, Admits>();
  readonly #router: Router;
  readonly #answers: SendPump;
  readonly #waker: Dealer;
  readonly #wakes: SendPump;
  #reading = false;

  constructor(context: Context) {
    this.#router = new Router({ context, linger: 0 });
    this.#waker = new Dealer({ context, linger: 0 });
    this.#answers = new SendPump({ socket: this.#router, onFailed: () => undefined });
    this.#wakes = new SendPump({ socket: this.#waker, onFailed: () => undefined });
    this.#router.bindSync(zapEndpoint);
    this.#waker.connect(zapEndpoint);
  }

  add(domain: string, admits: Admits): void {
    this.#domains.set(domain, admits);
    if (!this.#reading) void this.#read();
  }

  remove(domain: string): void {
    this.#domains.delete(domain);
    // What ends a pending receive is a message.
    if (this.#domains.size === 0) this.#wakes.send([new Uint8Array(0)]);
  }

  async #read(): Promise<void> {
    this.#reading = true;
    while (this.#domains.size > 0) this.#answer(await this.#router.receive());
    this.#reading = false;
    this.#letConnectionsGo();
  }

  /**
   * A connection holds on to this socket, and ends when that has taken note of it, which it does when it is looked at. Until then it
   * stays open, and the other side believes it to be alive.
   */
  #letConnectionsGo(looks: number = LOOKS_MAX): void {
    if (this.#reading || looks === 0) return;
    void this.#router.readable;
    setTimeout(() => this.#letConnectionsGo(looks - 1), 1).unref();
  }

  #answer(frames: readonly Buffer[]): void {
    const [routingId, delimiter, version, request, domain, , , mechanism, ...credentials] = frames;
    // Only our own waker sends less.
    if (routingId === undefined || delimiter === undefined || request === undefined) return;
    const client = clientOf(String(mechanism), credentials);
    const admitted =
      String(version) === zapVersion &&
      client !== undefined &&
      this.#domains.get(String(domain))?.(client) === true;
    const verdict = admitted ? ['200', 'OK'] : ['400', 'Not admitted'];
    const user = '';
    const metadata = '';
    const rest = [...verdict, user, metadata].map((text) => Buffer.from(text));
    this.#answers.send([routingId, delimiter, Buffer.from(zapVersion), request, ...rest]);
  }
}

function clientOf(mechanism: string, [first, second]: readonly Buffer[]): ZapClient | undefined {
  if (mechanism === 'CURVE' && first?.length === curveKeyBytes)
    return { mechanism, publicKey: curveKeyFromBytes(first) };
  if (mechanism === 'PLAIN') return { mechanism, username: String(first), password: String(second) };
  return undefined;
}
