/**
 * The dashboard's server and the endpoint for Prometheus, for programs that have their own.
 *
 * @module @zfarm/dashboard
 */
export { DashboardServer, type DashboardServerOptions } from './dashboard-server.js';
export { SiteAddressError } from './io/guarded-site.js';
export { PageMissingError } from './io/page-files.js';
export { type MetricsServer, type MetricsServerOptions, serveMetrics } from './metrics-server.js';
