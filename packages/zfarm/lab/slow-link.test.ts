import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { NetworkLab } from '../../zre/lab/network-lab.js';

const obstacle = NetworkLab.obstacle();
const title = obstacle === undefined ? 'a link of 10 Mbit/s' : `a link of 10 Mbit/s (not tried: ${obstacle})`;
const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const clientProgram = fileURLToPath(new URL('./slow-link-client.mjs', import.meta.url));
/** Towards either host: what a switch of that speed does, which holds 200 ms of traffic. */
const slow = (host: string): string =>
  `tc qdisc add dev ${host}-eth0 root tbf rate 10mbit burst 64kb latency 200ms`;

interface Report {
  readonly phase: 'there' | 'back';
  readonly tookMs: number;
  readonly calls: number;
  readonly slowestMs: number;
  readonly requeues: number;
  readonly results: readonly (readonly number[])[];
}

describe.skipIf(obstacle !== undefined)(title, () => {
  let lab: NetworkLab;

  beforeEach(async () => {
    lab = await NetworkLab.open();
    await lab.addBridge('lan');
    await lab.addHost('a', { bridge: 'lan', address: '10.92.0.1/24' });
    await lab.addHost('b', { bridge: 'lan', address: '10.92.0.2/24' });
    await lab.shell(`${slow('a')}; ${slow('b')}`);
    return () => lab[Symbol.asyncDispose]();
  });

  async function talk(...amounts: readonly string[]): Promise<Report[]> {
    const worker = ['worker', '--threads', '8', '--interface', '10.92.0.2', '--insecure', '--allow-root'];
    lab.spawn('b', [process.execPath, cli, ...worker]);
    const client = lab.spawn('a', [
      'env',
      'ZFARM_INSECURE=1',
      process.execPath,
      clientProgram,
      '10.92.0.1',
      ...amounts,
    ]);
    let complaints = '';
    client.stderr.on('data', (text) => {
      complaints += String(text);
    });
    const reports: Report[] = [];
    createInterface({ input: client.stdout }).on('line', (line) => reports.push(JSON.parse(line) as Report));
    const [code] = await once(client, 'close');
    expect(complaints).toBe('');
    expect(code).toBe(0);
    return reports;
  }

  function expectCalm(reports: readonly Report[], leastMs: number): void {
    for (const { tookMs, calls, slowestMs, requeues } of reports) {
      expect(tookMs).toBeGreaterThan(leastMs);
      expect(calls).toBeGreaterThan(10);
      // A call waits behind one piece, for 0.21 s; the first also sends its function.
      expect(slowestMs).toBeLessThan(1_000);
      expect(requeues).toBe(0);
    }
  }

  it('15 MiB each way for over 10 s: nobody is taken for dead, and calls pass meanwhile', async () => {
    const reports = await talk();
    const bytes = 5 * 1024 * 1024;
    expect(reports.map(({ phase, results }) => [phase, results])).toEqual([
      ['there', [1, 2, 3].map((fill) => [bytes, fill, 1])],
      ['back', [7, 7, 7].map((fill) => [bytes, fill])],
    ]);
    expectCalm(reports, 10_000);
  }, 150_000);

  it('one argument of 64 MiB for almost a minute: it is sent once', async () => {
    const reports = await talk('64', '1', 'there');
    expect(reports.map(({ results }) => results)).toEqual([[[64 * 1024 * 1024, 1, 1]]]);
    expectCalm(reports, 50_000);
  }, 150_000);
});
