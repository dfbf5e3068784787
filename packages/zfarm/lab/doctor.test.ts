/** What zfarm doctor says of a network in which one thing after the other is broken. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { NetworkLab } from '../../zre/lab/network-lab.js';

const obstacle = NetworkLab.obstacle() ?? obstacleToFirewalls();
const title = obstacle === undefined ? 'zfarm doctor' : `zfarm doctor (not tried: ${obstacle})`;
const cli = join(import.meta.dirname, '../dist/cli/main.js');
const zre = new URL('../../zre/dist/index.js', import.meta.url).href;

interface Verdict {
  readonly code: number | null;
  readonly findings: readonly { readonly severity: string; readonly code: string; readonly text: string }[];
}

describe.skipIf(obstacle !== undefined)(title, () => {
  let lab: NetworkLab;

  beforeEach(async () => {
    lab = await NetworkLab.open();
    await lab.addBridge('lan');
    await lab.addHost('a', { bridge: 'lan', address: '10.92.0.1/24' });
    await lab.addHost('b', { bridge: 'lan', address: '10.92.0.2/24' });
    return () => lab[Symbol.asyncDispose]();
  });

  /** On host b. */
  async function doctor(...flags: readonly string[]): Promise<Verdict> {
    const args = ['--interface', 'eth0', '--json', '--wait', '2', ...flags];
    const program = lab.spawn('b', [process.execPath, cli, 'doctor', ...args]);
    let [said, complaints] = ['', ''];
    program.stdout.on('data', (text) => (said += String(text)));
    program.stderr.on('data', (text) => (complaints += String(text)));
    const [code] = await once(program, 'close');
    expect(complaints).toBe('');
    return { code: code as number | null, findings: (JSON.parse(said) as Verdict).findings };
  }

  /** What is not fine; but for what the machine is that runs the lab. */
  function told({ findings }: Verdict): string[] {
    return findings.flatMap(({ severity, code }) =>
      severity === 'ok' || code === 'container' ? [] : [`${severity} ${code}`],
    );
  }

  function textOf({ findings }: Verdict, code: string): string | undefined {
    return findings.find((one) => one.code === code)?.text;
  }

  /** A plain node on host a; resolves once it is there. */
  async function startNode(headers: Readonly<Record<string, string>>, port = 5670): Promise<void> {
    const program = `
      const { ZreNode } = await import(${JSON.stringify(zre)});
      const node = new ZreNode({ name: 'red', interface: 'eth0', port: ${port}, headers: ${JSON.stringify(headers)} });
      await node.start();
      console.log('started');`;
    const child = lab.spawn('a', [process.execPath, '--input-type=module', '--eval', program]);
    child.stderr.resume();
    await once(child.stdout, 'data');
  }

  const worker = {
    'X-ZFARM-PROTO': '1-1',
    'X-ZFARM-ROLE': 'worker',
    'X-ZFARM-CLUSTER': 'default',
    'X-ZFARM-SLOTS': '2',
  };

  const drop = (host: string, hook: string, rule: string): Promise<string> =>
    lab.shell(`ip netns exec ${host} sh -ec "
      nft add table inet lab
      nft add chain inet lab broken '{ type filter hook ${hook} priority 0; }'
      nft add rule inet lab broken ${rule}"`);

  it('finds nothing wrong where nothing is, and nobody where nobody is', async () => {
    expect(told(await doctor())).toEqual(['warning nobody']);
    await startNode(worker);
    const healthy = await doctor();
    expect(told(healthy)).toEqual([]);
    expect(healthy.code).toBe(0);
    expect(textOf(healthy, 'members')).toMatch(
      /^cluster "default" is here: red \(worker, 10\.92\.0\.1:\d+\)$/,
    );
  });

  it('TCP dropped at the other host: both ends and the port', async () => {
    await startNode(worker);
    await drop('a', 'input', 'iifname eth0 tcp dport 49152-65535 drop');
    const verdict = await doctor();
    expect(verdict.code).toBe(1);
    expect(told(verdict)).toEqual(['problem tcp-unreachable']);
    expect(textOf(verdict, 'tcp-unreachable')).toMatch(
      /TCP from 10\.92\.0\.2 to 10\.92\.0\.1:\d+ gets no answer$/,
    );
  });

  it('TCP dropped at this host: who cannot connect back, and to where', async () => {
    await startNode(worker);
    await drop('b', 'input', 'iifname eth0 tcp dport 49152-65535 tcp flags syn / syn,ack drop');
    const verdict = await doctor();
    expect(told(verdict)).toEqual(['problem no-answer']);
    expect(textOf(verdict, 'no-answer')).toMatch(
      /never connects back from 10\.92\.0\.1 to 10\.92\.0\.2:\d+$/,
    );
  });

  it('UDP dropped at this host, in and out', async () => {
    await drop('b', 'input', 'udp dport 5670 drop');
    expect(told(await doctor())).toContain('problem beacon-not-heard');
    await lab.shell('ip netns exec b nft delete table inet lab');
    await drop('b', 'output', 'udp dport 5670 drop');
    expect(told(await doctor())).toContain('problem beacon-not-sent');
  });

  it('UDP from the other host dropped on the way: it is met all the same, since it hears this one', async () => {
    await startNode(worker);
    await drop('b', 'input', 'ip saddr 10.92.0.1 udp dport 5670 drop');
    expect(told(await doctor())).toEqual(['warning beacon-one-way']);
  });

  it('an interface that is not there, one without an address, a port that is taken', async () => {
    const missing = await doctor('--interface', 'eth7');
    expect(told(missing)).toContain('problem no-interface');
    expect(missing.code).toBe(1);
    await lab.shell('ip -n b addr flush dev eth0');
    expect(told(await doctor())).toContain('problem no-interface');
    await lab.shell('ip -n b addr add 10.92.0.2/24 brd + dev eth0');
    const holder = lab.spawn('b', [
      process.execPath,
      '--eval',
      "require('node:dgram').createSocket('udp4').bind(5670, () => console.log('held'))",
    ]);
    await once(holder.stdout, 'data');
    expect(told(await doctor())).toContain('problem port-taken');
  });

  it('another version, another cluster, a plain peer, another port', async () => {
    await startNode({ ...worker, 'X-ZFARM-PROTO': '7-9' });
    await startNode({ ...worker, 'X-ZFARM-CLUSTER': 'lab' });
    await startNode({});
    await startNode(worker, 5671);
    const verdict = await doctor();
    expect(told(verdict)).toEqual(['problem version', 'note other-cluster', 'note other-peers']);
    expect(textOf(verdict, 'version')).toMatch(/^red speaks task protocol 7-9, this machine \d+-\d+:/);
  });

  it('a key that is not here, another one, and the right one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zfarm-doctor-'));
    try {
      const [ours, theirs] = [join(folder, 'ours.key'), join(folder, 'theirs.key')];
      for (const file of [ours, theirs]) execFileSync(process.execPath, [cli, 'keygen', '--out', file]);
      const flags = ['worker', '--key', theirs, '--interface', 'eth0', '--threads', '1', '--allow-root'];
      const program = lab.spawn('a', [process.execPath, cli, ...flags]);
      program.stderr.resume();
      await once(program.stdout, 'data');
      expect(told(await doctor())).toEqual(['problem needs-key']);
      const other = await doctor('--key', ours);
      expect(told(other)).toEqual(['problem other-key']);
      expect(textOf(other, 'other-key')).toMatch(/^node \w{6} at 10\.92\.0\.1:\d+ has another key /);
      expect(told(await doctor('--key', theirs))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('kinds of interfaces that carry no broadcasts, by name and by address; a container', async () => {
    const renamed = async (from: string, to: string): Promise<string[]> => {
      await lab.shell(
        `ip -n b link set ${from} down && ip -n b link set ${from} name ${to} && ip -n b link set ${to} up`,
      );
      return told(await doctor('--interface', to));
    };
    expect(await renamed('eth0', 'wg0')).toContain('warning vpn');
    expect(await renamed('wg0', 'docker0')).toContain('warning bridge');
    await renamed('docker0', 'eth0');
    await lab.shell('ip -n b addr flush dev eth0 && ip -n b addr add 10.92.0.2/32 dev eth0');
    expect(told(await doctor())).toContain('problem no-broadcast');
    process.env['KUBERNETES_SERVICE_HOST'] = '10.0.0.1';
    try {
      const { findings } = await doctor();
      expect(findings.find(({ code }) => code === 'container')?.text).toBe(
        'this runs in a container (Kubernetes)',
      );
    } finally {
      Reflect.deleteProperty(process.env, 'KUBERNETES_SERVICE_HOST');
    }
  });

  it('an interface that is not the one used', async () => {
    await lab.addBridge('other');
    await lab.addHost(
      'c',
      { bridge: 'lan', address: '10.92.0.3/24' },
      { bridge: 'other', address: '10.93.0.3/24' },
    );
    await startNode(worker);
    const program = lab.spawn('c', [process.execPath, cli, 'doctor', '--interface', 'eth1', '--json']);
    let said = '';
    program.stdout.on('data', (text) => (said += String(text)));
    await once(program, 'close');
    const { findings } = JSON.parse(said) as Verdict;
    expect(findings.find(({ code }) => code === 'other-interface')).toMatchObject({
      severity: 'problem',
      text: 'nodes are heard on eth0, which is not the interface used: 10.92.0.1',
    });
  });
});

function obstacleToFirewalls(): string | undefined {
  try {
    execFileSync('nft', ['--version'], { stdio: 'pipe' });
    return undefined;
  } catch {
    return 'it needs nft (Debian: apt-get install nftables)';
  }
}
