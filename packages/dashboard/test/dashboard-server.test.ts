import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DashboardServer, SiteAddressError, serveMetrics } from '../dist/index.js';
import { FeedReader } from './support/feed-reader.js';
import { PretendCluster } from './support/pretend-cluster.js';

let cluster: PretendCluster;
let server: DashboardServer;

beforeEach(async () => {
  cluster = new PretendCluster();
  server = new DashboardServer({
    observer: cluster,
    cluster: 'night',
    port: 0,
    metrics: () => 'a_metric 1\n',
  });
  await server.start();
});

afterEach(() => server.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A request as nobody's `fetch` would make it. */
function ask(
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, server.url), { method, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
    });
    asked.on('error', reject).end();
  });
}

test('the page is served with a policy that lets nothing in from elsewhere', async () => {
  const { status, headers, body } = await ask('/');
  expect(status).toBe(200);
  expect(body).toContain('<div id="page">');
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
  expect(headers['content-security-policy']).not.toContain('unsafe');
  expect(headers['x-content-type-options']).toBe('nosniff');
  const [script = ''] = /assets\/[\w-]+\.js/.exec(body) ?? [];
  const asset = await ask(`/${script}`, { headers: { 'accept-encoding': 'gzip' } });
  expect(asset).toMatchObject({ status: 200, headers: { 'content-encoding': 'gzip' } });
  expect(asset.headers['cache-control']).toContain('immutable');
  // It is everything that the page needs: nothing is named that lies elsewhere.
  expect(body.replace('http://www.w3.org', '')).not.toMatch(/https?:\/\//);
});

test('whoever comes by a name that is not of this machine, from another site, or to change something is sent away', async () => {
  expect(await ask('/feed', { headers: { host: 'evil.example' } })).toMatchObject({ status: 403 });
  expect(await ask('/', { headers: { origin: 'http://evil.example' } })).toMatchObject({ status: 403 });
  expect(await ask('/', { headers: { origin: server.url.slice(0, -1) } })).toMatchObject({ status: 200 });
  expect(await ask('/', { method: 'POST' })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  const outside = [
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/..%2f..%2fpackage.json',
    '/..%5cpackage.json',
  ];
  for (const path of [...outside, '/%2fetc%2fpasswd', '/index.html%00', '/__proto__', '/assets', '/nothing'])
    expect(await ask(path), path).toMatchObject({ status: 404 });
  expect(await ask('/metrics')).toMatchObject({ status: 200, body: 'a_metric 1\n' });
});

test('two on one address: the second is told what to do', async () => {
  const { port, hostname } = new URL(server.url);
  const second = new DashboardServer({
    observer: cluster,
    cluster: 'night',
    host: hostname,
    port: Number(port),
  });
  await expect(second.start()).rejects.toThrow(SiteAddressError);
  await expect(serveMetrics({ metrics: () => '', port: Number(port) })).rejects.toThrow(
    /Choose another port/,
  );
});

test('a page that comes late has all there is, then what is new, in batches', async () => {
  cluster.addWorker('red', 4);
  cluster.addClient('ada');
  cluster.work('ada', ['resize'], { failures: true });
  await using early = await FeedReader.open(server.url);
  await early.until(({ nodes, spans }) => nodes.size === 2 && spans.length > 0);
  await using late = await FeedReader.open(server.url);
  const first = await late.next();
  expect(first).toMatchObject({ reset: { cluster: 'night' }, names: [[0, 'resize']] });
  expect(first.nodes).toHaveLength(2);
  expect(first.spans).toEqual(early.view.spans);
  const before = late.events;
  for (let turn = 0; turn < 200; turn += 1) cluster.work('ada', ['resize']);
  cluster.remove('red');
  await late.until(({ nodes }) => nodes.size === 1);
  // 200 tellings of the cluster in a breath are a few of the server.
  expect(late.events - before).toBeLessThan(10);
  expect(late.view.whole()).toMatchObject({ nodes: [{ name: 'ada' }], lines: expect.arrayContaining([]) });
});
