import type { ServerResponse } from 'node:http';

/** Answers with metrics in the text format of Prometheus. */
export function sendMetrics(text: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
}
