/** The page docs/several-machines.md, walked through as it stands there; and what it says may happen meanwhile. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NetworkLab } from '../../zre/lab/network-lab.js';
import { JsonLines } from './json-lines.js';

const obstacle = NetworkLab.obstacle();
const title = obstacle === undefined ? 'three hosts' : `three hosts (not tried: ${obstacle})`;
const packageRoot = join(import.meta.dirname, '..');
const cli = join(packageRoot, 'dist/cli/main.js');
const endlessClient = fileURLToPath(new URL('./endless-client.mjs', import.meta.url));

interface Result {
  readonly n: number;
  readonly squared: number;
  readonly worker: string;
}

interface Report {
  readonly workers?: readonly string[];
  readonly result?: Result;
  readonly stats?: { readonly requeues: number; readonly workers: Readonly<Record<string, number>> };
}

describe.skipIf(obstacle !== undefined)(title, () => {
  let lab: NetworkLab;
  let folder: string;

  beforeEach(async () => {
    // Inside the package, so that `import 'zfarm'` finds it as an installed program would.
    folder = await mkdtemp(join(packageRoot, '.lan-'));
    // The lab is root's.
    const zfarm = `#!/bin/sh\n[ "$1" = worker ] && set -- "$@" --allow-root\nexec '${process.execPath}' '${cli}' "$@"\n`;
    await writeFile(join(folder, 'zfarm'), zfarm, { mode: 0o755 });
    lab = await NetworkLab.open();
    await lab.addBridge('lan');
    for (const [index, host] of ['a', 'b', 'c'].entries()) {
      await lab.addHost(host, { bridge: 'lan', address: `10.92.0.${index + 1}/24` });
    }
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  /** A line of shell on a host, where `zfarm` is installed. */
  function start(host: string, line: string): ReturnType<NetworkLab['spawn']> {
    const path = `${folder}:${join(process.execPath, '..')}:${process.env['PATH']}`;
    // As if the key had been copied to each host.
    const keys = `ZFARM_CONFIG_DIR=${join(folder, 'keys')}`;
    return lab.spawn(host, ['env', `PATH=${path}`, keys, 'sh', '-c', `cd '${folder}' && ${line}`]);
  }

  async function outcome(host: string, line: string): Promise<string> {
    const program = start(host, line);
    let [said, complaints] = ['', ''];
    program.stdout.on('data', (text) => (said += String(text)));
    program.stderr.on('data', (text) => (complaints += String(text)));
    const [code] = await once(program, 'close');
    expect({ code, complaints }).toMatchObject({ code: 0 });
    return said;
  }

  /** Resolves with its name. */
  async function startWorker(host: string, line: string): Promise<string> {
    // In the place of the shell, so that it ends with the lab.
    const worker = start(host, `exec env ${line}`);
    for await (const text of worker.stdout.iterator({ destroyOnReturn: false })) {
      const [, name] = /^(\S+) serves cluster /.exec(String(text)) ?? [];
      worker.stdout.resume();
      if (name !== undefined) return name;
    }
    throw new Error(`the worker on ${host} ended`);
  }

  it('work together as the page tells', async () => {
    const page = await readFile(join(packageRoot, '../../docs/several-machines.md'), 'utf8');
    const blocks = [...page.matchAll(/^```(?:sh|js)\b[^\n]*\n([\s\S]*?)^```$/gm)].map(
      ([, code = '']) => code,
    );
    const [keygen = '', serve = '', nodes = '', program = '', run = '', map = '', ...gossip] = blocks;
    expect(gossip).toHaveLength(3);
    await writeFile(join(folder, 'primes.mjs'), program);
    await outcome('a', keygen);
    const workers = [await startWorker('a', serve), await startWorker('b', serve)];
    expect(new Set(workers).size).toBe(2);

    const listed = await outcome('c', nodes);
    for (const name of workers) expect(listed).toContain(name);

    const said = await outcome('c', run);
    expect(said).toMatch(/^primes below 40,000: 4203\n/);
    for (const name of workers) expect(said).toMatch(new RegExp(`'?${name}'?: [1-9]`));

    const sums = Array.from({ length: 400 }, (_, index) => `${100 * (index + 1) + 1}\n`).join('');
    expect(await outcome('c', map)).toBe(sums);
  });

  it('meet by the hub of the page where every beacon is dropped', async () => {
    const page = await readFile(join(packageRoot, '../../docs/several-machines.md'), 'utf8');
    const [, section = ''] = page.split('## Where no broadcast passes');
    const blocks = [...section.matchAll(/^```sh\b[^\n]*\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
    const [hub = '', serve = '', nodes = ''] = blocks.map((code) => code.replace('hub.example', '10.92.0.1'));
    for (const host of ['a', 'b', 'c']) {
      await lab.shell(`ip netns exec ${host} sh -ec "
        nft add table inet lab
        nft add chain inet lab deaf '{ type filter hook input priority 0; }'
        nft add rule inet lab deaf iifname eth0 meta l4proto udp drop"`);
    }
    await outcome('a', 'zfarm keygen');
    const workers = [await startWorker('a', hub), await startWorker('b', serve)];
    const alone = await outcome('c', 'ZFARM_INTERFACE=eth0 zfarm nodes');
    for (const name of workers) expect(alone).not.toContain(name);
    const listed = await outcome('c', nodes);
    for (const name of workers) expect(listed).toContain(name);
    const gossip = 'ZFARM_GOSSIP=10.92.0.1:5700 ZFARM_INTERFACE=eth0';
    expect(await outcome('c', `seq 3 | ${gossip} zfarm map --local never --exec 'expr {} + 1'`)).toBe(
      '2\n3\n4\n',
    );
  });

  it('one cut off in the middle of a job and healed: every result once, and it works again', async () => {
    const serve = '--threads 2 --interface eth0';
    await outcome('a', 'zfarm keygen');
    await startWorker('a', `zfarm worker --name here ${serve}`);
    await startWorker('b', `zfarm worker --name away ${serve}`);
    const client = start('c', `exec node '${endlessClient}' 10.92.0.3`);
    const closed = once(client, 'close');
    const reports = new JsonLines<Report>(client);
    const byAway = ({ result }: Report): boolean => result?.worker === 'away';
    const withAway =
      (there: boolean) =>
      ({ workers }: Report): boolean =>
        workers !== undefined && workers.includes('away') === there;

    await reports.until(byAway);
    const cut = reports.all.length;
    await lab.shell('ip link set b-eth0 down');
    const lost = await reports.until(withAway(false), cut);
    // What was lost runs on the other one: that goes on, far beyond what the lost one had.
    await reports.until(({ result }) => result?.worker === 'here', lost);
    await lab.shell('ip link set b-eth0 up');
    const back = await reports.until(withAway(true), lost);
    await reports.until(byAway, back);
    client.stdin.write('stop\n');
    const [code] = await closed;
    expect({ code, complaints: reports.complaints }).toEqual({ code: 0, complaints: '' });

    const results = reports.all.flatMap(({ result }) => result ?? []).sort((one, two) => one.n - two.n);
    expect(results.map(({ n }) => n)).toEqual(results.map((_, index) => index));
    for (const { n, squared } of results) expect(squared).toBe(n * n);
    const stats = reports.all.at(-1)?.stats;
    expect(stats?.requeues).toBeGreaterThan(0);
    const settled = Object.values(stats?.workers ?? {}).reduce((sum, items) => sum + items, 0);
    expect(settled).toBe(results.length);
  });
});
