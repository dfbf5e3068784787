import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DashboardServer } from '../dist/index.js';
import { PretendCluster } from '../test/support/pretend-cluster.js';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

/** With a folder in it, pictures of what is tested go there. */
const pictures = process.env['DASHBOARD_PICTURES'];

describe.skipIf(executablePath === undefined)('the page in Chromium (needs it)', () => {
  let browser: Browser;
  let cluster: PretendCluster;
  let server: DashboardServer;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    if (executablePath !== undefined)
      browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });

  afterAll(() => browser?.close());

  beforeEach(async () => {
    cluster = new PretendCluster();
    server = await serve(0);
    faults = [];
    page = await browser.newPage({ colorScheme: 'light' });
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('ERR_CONNECTION'))
        faults.push(message.text());
    });
    await page.goto(server.url);
  });

  afterEach(async ({ task }) => {
    if (pictures !== undefined)
      await page.screenshot({
        path: join(pictures, `${task.name.slice(0, 40).replaceAll(/\W+/g, '-')}.png`),
      });
    await page.close();
    await server.close();
    // Neither its own errors nor a breach of the policy.
    expect(faults).toEqual([]);
  });

  async function serve(port: number): Promise<DashboardServer> {
    const made = new DashboardServer({ observer: cluster, cluster: 'night', port });
    await made.start();
    return made;
  }

  const text = (selector: string): Promise<string> =>
    page
      .locator(selector)
      .first()
      .textContent()
      .then((found) => found ?? '');

  async function boxOf(selector: string): Promise<{ readonly x: number; readonly width: number }> {
    const box = await page.locator(selector).first().boundingBox();
    return box ?? { x: Number.NaN, width: Number.NaN };
  }

  test('an empty cluster says how to fill it; workers appear, work and vanish without a reload', async () => {
    expect(await text('#cluster .empty')).toContain('zfarm worker --cluster night');
    cluster.addWorker('red', 4);
    cluster.addWorker('green', 2);
    cluster.addClient('ada');
    await page.waitForSelector('.tile >> text=green');
    for (let turn = 0; turn < 6; turn += 1) {
      cluster.work('ada', ['resize'], { failures: true });
      await page.waitForTimeout(60);
    }
    await page.waitForSelector('.legend >> text=resize');
    await page.waitForSelector('.tile.busy');
    cluster.tellJobs('ada', [
      { job: 1, name: 'resize', done: 25, failed: 5, running: 9, total: 100, elapsedMs: 1000 },
    ]);
    await page.waitForSelector('.job >> text=25 of 100 items');
    expect(await page.getAttribute('.job .done', 'style')).toContain('25%');
    cluster.remove('red');
    await page.waitForSelector('.tile.gone >> text=red');
    expect(await text('.totals .figure .value')).toBe('1');
  });

  test('failures are grouped and have stacks; keys lead everywhere; a worker can be looked at', async () => {
    cluster.addWorker('red', 8);
    cluster.addClient('ada');
    for (let turn = 0; turn < 30; turn += 1) cluster.work('ada', ['resize'], { failures: true });
    await page.waitForSelector('.faults li');
    expect(await page.locator('.faults li').count()).toBeLessThanOrEqual(3);
    await page.locator('.faults summary').first().press('Enter');
    expect(await text('.faults pre')).toContain('at scaled (/home/ada/thumbs/src/scale.ts:41:11)');
    await page.keyboard.press('1');
    expect(await page.evaluate('document.activeElement.id')).toBe('cluster');
    await page.locator('.tile button').press('Enter');
    expect(await text('.drawer')).toContain('linux-x64, Node.js 20.20.2');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.drawer').count()).toBe(0);
    await page.keyboard.press('/');
    await page.keyboard.type('joined red');
    await expect.poll(() => page.locator('.events li').count()).toBe(1);
  });

  test('however long a name is, the failures beside it are seen; slots stand in rows of one length', async () => {
    cluster.addWorker('render-01.the-third-floor.studio.example', 16);
    cluster.addClient('ada');
    for (let turn = 0; turn < 9; turn += 1) cluster.work('ada', ['resize'], { failures: true });
    await page.waitForSelector('.tile em');
    const [tile, failures] = [await boxOf('.tile'), await boxOf('.tile em')];
    expect(failures.x + failures.width).toBeLessThan(tile.x + tile.width);
    // All at once, and as they stand in their tile: it may still be moving in.
    const tops: number[] = await page.evaluate(
      "[...document.querySelectorAll('.tile .slots i')].map((slot) => slot.offsetTop)",
    );
    const rows = [...new Set(tops)].map((row) => tops.filter((top) => top === row).length);
    expect(rows).toEqual([8, 8]);
  });

  test('light or dark is what the system has, until one chooses, and stays so; it fits on a phone', async () => {
    const ground = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.keyboard.press('t');
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.reload();
    expect(await ground()).toBe(dark);
    for (let worker = 1; worker <= 50; worker += 1) cluster.addWorker(`node-${worker}`, 4);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.waitForSelector('.tiles.small >> text=node-50');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  });

  test('a lost connection is told, and comes back by itself with what is true then', async () => {
    cluster.addWorker('red', 4);
    await page.waitForSelector('.tile >> text=red');
    const { port } = new URL(server.url);
    await server.close();
    await page.waitForSelector('.link.lost');
    cluster.remove('red');
    cluster.addWorker('blue', 4);
    server = await serve(Number(port));
    await page.waitForSelector('.link.live');
    await page.waitForSelector('.tile >> text=blue');
    expect(await page.locator('.tile').count()).toBe(1);
  });

  test('thousands of chunks a second do not hold it up', { timeout: 20_000 }, async () => {
    for (let worker = 1; worker <= 60; worker += 1) cluster.addWorker(`node-${worker}`, 8);
    cluster.addClient('ada');
    const work = setInterval(
      () => cluster.work('ada', ['resize', 'merge'], { busyMs: 10, failures: true }),
      250,
    );
    try {
      await page.waitForSelector('.legend >> text=resize');
      // The longest time in which the page could not have answered a key.
      const worstMs = await page.evaluate<number>(
        `new Promise((resolve) => {
          let worst = 0, last = performance.now();
          const timer = setInterval(() => { const now = performance.now(); worst = Math.max(worst, now - last - 10); last = now; }, 10);
          setTimeout(() => { clearInterval(timer); resolve(worst); }, 2500);
        })`,
      );
      expect(worstMs).toBeLessThan(1000);
    } finally {
      clearInterval(work);
    }
  });
});
