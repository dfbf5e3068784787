import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClusterObserver, NodeEvent, ObserverEvent, TracedEvent } from '@zfarm/scheduler';
import { ClusterView } from './core/cluster-view.js';
import { PULSE_MS, TELL_MS } from './core/limits.js';
import { FeedStream } from './io/feed-stream.js';
import { Gathering } from './io/gathering.js';
import { GuardedSite, refuse } from './io/guarded-site.js';
import { sendMetrics } from './io/metrics-answer.js';
import { type PageFile, pageFiles } from './io/page-files.js';

/** What it shows, and where. */
export interface DashboardServerOptions {
  /** Looks on at the cluster, with `trace`. It stays the caller's to close. */
  readonly observer: Pick<ClusterObserver, 'nodes' | 'on' | 'off'>;
  /** Name of the cluster. */
  readonly cluster: string;
  /** Address to listen on. Default `127.0.0.1`: only this machine. */
  readonly host?: string;
  /** Default 8787; 0: any that is free. */
  readonly port?: number;
  /** What `/metrics` answers; absent: there is no such page. */
  readonly metrics?: () => string;
}

const NODE_EVENTS = ['node-joined', 'node-left', 'load-changed', 'jobs-changed'] as const;
const DEFAULT_PORT = 8787;

/** Serves a page that shows a cluster at work, to any number of browsers on this machine. */
export class DashboardServer implements AsyncDisposable {
  readonly #options: DashboardServerOptions;
  readonly #files: ReadonlyMap<string, PageFile> = pageFiles();
  readonly #gathering: Gathering = new Gathering();
  readonly #view: ClusterView = new ClusterView();
  readonly #stream: FeedStream = new FeedStream(() => this.#view.whole());
  readonly #site: GuardedSite;
  readonly #take: (event: ObserverEvent) => void;
  #timer: NodeJS.Timeout | undefined;
  #toldAt: number = 0;

  /** @throws PageMissingError in a checkout that was not built. */
  constructor(options: DashboardServerOptions) {
    this.#options = options;
    const { cluster, host = '127.0.0.1', port = DEFAULT_PORT } = options;
    const now = Date.now();
    this.#view.apply({ at: now, reset: { cluster, since: now } });
    this.#site = new GuardedSite({
      host,
      port,
      handler: (path, request, response) => this.#answer(path, request, response),
    });
    this.#take = (event) => this.#gathering.take(event, Date.now());
  }

  /** Where it is to be seen, once started. */
  get url(): string {
    return this.#site.url;
  }

  /** @throws SiteAddressError when nobody can listen there. */
  async start(): Promise<void> {
    await this.#site.start();
    const { observer } = this.#options;
    for (const node of observer.nodes()) this.#take({ type: 'node-joined', node });
    for (const type of NODE_EVENTS) observer.on(type, this.#take as (event: NodeEvent) => void);
    observer.on('traced', this.#take as (event: TracedEvent) => void);
    this.#timer = setInterval(() => this.#tell(), TELL_MS);
  }

  /** Ends all connections; resolves when nothing listens any more. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const { observer } = this.#options;
    for (const type of NODE_EVENTS) observer.off(type, this.#take as (event: NodeEvent) => void);
    observer.off('traced', this.#take as (event: TracedEvent) => void);
    this.#stream.close();
    await this.#site.close();
  }

  /** As `close`: at the end of the block that has `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #tell(): void {
    const now = Date.now();
    const feed = this.#gathering.tell(now);
    if (feed !== undefined) this.#view.apply(feed);
    else if (now - this.#toldAt < PULSE_MS) return;
    this.#toldAt = now;
    this.#stream.tell(feed ?? { at: now });
  }

  #answer(path: string, request: IncomingMessage, response: ServerResponse): void {
    const { metrics } = this.#options;
    const file = this.#files.get(path);
    if (file !== undefined) sendFile(file, request, response);
    else if (path === '/feed') this.#addPage(request, response);
    else if (path === '/metrics' && metrics !== undefined) sendMetrics(metrics(), response);
    else refuse(response, 404, 'There is no such page here.');
  }

  #addPage({ method }: IncomingMessage, response: ServerResponse): void {
    if (method === 'HEAD') response.writeHead(200).end();
    else if (!this.#stream.add(response))
      refuse(response, 503, 'Too many pages look on already: close some.');
  }
}

function sendFile(file: PageFile, { headers, method }: IncomingMessage, response: ServerResponse): void {
  const zipped = String(headers['accept-encoding'] ?? '').includes('gzip');
  const body = zipped ? file.zipped : file.plain;
  response.writeHead(200, {
    'content-type': file.type,
    'content-length': body.length,
    vary: 'accept-encoding',
    ...(zipped && { 'content-encoding': 'gzip' }),
    ...(file.lasting && { 'cache-control': 'public, max-age=31536000, immutable' }),
  });
  response.end(method === 'HEAD' ? undefined : body);
}
