import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { connect } from '../dist/index.js';
import { CliProcess, privateNetwork, startWorker, zfarm } from './cli-process.js';
import { type ParsedMetric, parseMetrics } from './support/metrics-parser.js';

const urlIn = (text: string): string => /http:\S+/.exec(text)?.[0] ?? '';

async function metricsAt(url: string): Promise<ParsedMetric[]> {
  const answer = await fetch(url);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return parseMetrics(await answer.text());
}

function metricOf(
  metrics: readonly ParsedMetric[],
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  return metrics.find(
    (metric) =>
      metric.name === name && Object.entries(labels).every(([key, value]) => metric.labels[key] === value),
  )?.value;
}

test('a worker, a program and the dashboard have metrics that fit; the page is there; a signal ends it', async () => {
  const network = [...(await privateNetwork()), '--cluster', `test-${randomUUID()}`];
  const [, , , port, , name = ''] = network;
  await using worker = await startWorker([
    ...network,
    '--name',
    'red "1"',
    '--threads',
    '2',
    '--metrics-port',
    '0',
  ]);
  await worker.said(/metrics at/);
  await using dashboard = new CliProcess(['dashboard', ...network, '--http-port', '0']);
  await dashboard.said(/http:/);
  await using cluster = await connect({
    interface: '127.0.0.1',
    port: Number(port),
    cluster: name,
    local: 'never',
    minWorkers: 1,
  });
  await cluster.map((n: number) => n + 1, [1, 2, 3]);

  const own = parseMetrics(cluster.metrics());
  expect(metricOf(own, 'zfarm_client_items_total')).toBe(3);
  expect(metricOf(own, 'zfarm_client_jobs_total', { outcome: 'completed' })).toBe(1);
  const url = urlIn(dashboard.stdout);
  const seen = (metrics: readonly ParsedMetric[]): unknown =>
    metricOf(metrics, 'zfarm_worker_items_total', { worker: 'red "1"' });
  await expect.poll(async () => seen(await metricsAt(`${url}metrics`)), { timeout: 10_000 }).toBe(3);
  expect(metricOf(await metricsAt(`${url}metrics`), 'zfarm_nodes', { role: 'client' })).toBe(1);
  const atWorker = await metricsAt(urlIn(worker.stdout));
  expect(metricOf(atWorker, 'zfarm_worker_items_total')).toBe(3);
  expect(metricOf(atWorker, 'zfarm_worker_slots')).toBe(2);
  expect(metricOf(atWorker, 'process_resident_memory_bytes')).toBeGreaterThan(1e7);

  expect(await (await fetch(url)).text()).toContain('<title>zfarm</title>');
  const second = await zfarm(['dashboard', ...network, '--http-port', new URL(url).port]);
  expect(second).toMatchObject({ code: 2, stdout: '' });
  expect(second.stderr).toMatch(/^zfarm: Cannot serve on .*Choose another port/);
  dashboard.signal('SIGTERM');
  expect((await dashboard.outcome).code).toBe(0);
});
