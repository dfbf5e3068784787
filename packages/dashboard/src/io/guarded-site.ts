import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** Answers one request, which has passed the guard. */
export type SiteHandler = (path: string, request: IncomingMessage, response: ServerResponse) => void;

export interface SiteOptions {
  /** Address to listen on. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly handler: SiteHandler;
}

/** The address is taken, or is none of this machine. */
export class SiteAddressError extends Error {
  override readonly name = 'SiteAddressError';

  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    const why =
      cause.code === 'EADDRINUSE'
        ? 'something listens there already. Choose another port, or 0 for any that is free.'
        : `${cause.message}. Give an address of this machine.`;
    super(`Cannot serve on ${host}:${port}: ${why}`, { cause });
  }
}

/** Said with every answer: nothing is loaded from elsewhere, framed, guessed at or kept. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** An idle connection is closed after this, in ms; a request has to come whole within it. */
const IDLE_MS = 10_000;

/** Connections at a time: pages hold one each, and scrapers few. */
const CONNECTIONS_MAX = 256;

/** A small web site for this machine's eyes: only GET, and only for who has really asked for this host. */
export class GuardedSite {
  readonly #options: SiteOptions;
  readonly #server: Server;

  constructor(options: SiteOptions) {
    this.#options = options;
    this.#server = createServer({ maxHeaderSize: 16_384, requestTimeout: IDLE_MS }, (request, response) =>
      this.#answer(request, response),
    );
    this.#server.keepAliveTimeout = IDLE_MS;
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  /** Where it is to be seen. */
  get url(): string {
    const address = this.#server.address();
    const port = typeof address === 'object' && address !== null ? address.port : this.#options.port;
    const { host } = this.#options;
    return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}/`;
  }

  /** @throws SiteAddressError */
  async start(): Promise<void> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause) => reject(new SiteAddressError(host, port, cause)));
      this.#server.listen(port, host, resolve);
    });
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const { method, url = '/', headers } = request;
    if (!isAskedHost(headers.host)) refuse(response, 403, 'This name is not one of this machine.');
    else if (!isOwnOrigin(headers.origin, headers.host))
      refuse(response, 403, 'Other sites may not look in here.');
    else if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      refuse(response, 405, 'There is nothing here but to look at.');
    } else this.#options.handler(url.replace(/[?#].*$/s, ''), request, response);
  }
}

export function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

/**
 * A site elsewhere can have its own name point to this machine, and so have a browser read what is here (DNS rebinding). An
 * address cannot be had that way, nor can `localhost` or the name of the machine itself.
 */
export function isAskedHost(host: string | undefined, machine: string = hostname()): boolean {
  const name = host?.replace(/:\d+$/, '').toLowerCase() ?? '';
  if (name === 'localhost' || name === machine.toLowerCase()) return true;
  return isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
}

/** Absent where a user has typed the address, or a program asks. */
function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || origin.toLowerCase() === `http://${host?.toLowerCase()}`;
}
