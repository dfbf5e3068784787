export { DashboardServer, type DashboardServerOptions } from './dashboard-server.js';
export { SiteAddressError } from './io/guarded-site.js';
export { PageMissingError } from './io/page-files.js';
export { type MetricsServer, type MetricsServerOptions, serveMetrics } from './metrics-server.js';
