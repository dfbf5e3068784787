import { GuardedSite, refuse } from './io/guarded-site.js';
import { sendMetrics } from './io/metrics-answer.js';

/** What `serveMetrics` serves, and where. */
export interface MetricsServerOptions {
  /** The text to serve: that of `cluster.metrics()`, `worker.metrics()` or `observer.metrics()`. */
  readonly metrics: () => string;
  /** 0: any that is free. */
  readonly port: number;
  /** Address to listen on. Default `127.0.0.1`: only this machine. */
  readonly host?: string;
}

/** What `serveMetrics` has begun. */
export interface MetricsServer extends AsyncDisposable {
  /** Where a scraper finds it. */
  readonly url: string;
  /** Ends all connections; resolves when nothing listens any more. */
  close(): Promise<void>;
}

/**
 * Serves metrics for Prometheus at `/metrics`.
 *
 * @throws SiteAddressError when nobody can listen there.
 */
export async function serveMetrics({
  metrics,
  port,
  host = '127.0.0.1',
}: MetricsServerOptions): Promise<MetricsServer> {
  const site = new GuardedSite({
    host,
    port,
    handler: (path, _, response) => {
      if (path === '/metrics') sendMetrics(metrics(), response);
      else refuse(response, 404, 'Metrics are at /metrics.');
    },
  });
  await site.start();
  const close = (): Promise<void> => site.close();
  return { url: `${site.url}metrics`, close, [Symbol.asyncDispose]: close };
}
