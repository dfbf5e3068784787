import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBeacon } from './beacon-ear.js';
import { diagnose } from './diagnose.js';
import { doctorReport } from './doctor-report.js';
import type { DoctorFacts, MachineAddress, Neighbour, NetworkFacts } from './facts.js';

const lo: MachineAddress = { name: 'lo', address: '127.0.0.1', netmask: '255.0.0.0', loopback: true };
const eth0: MachineAddress = {
  name: 'eth0',
  address: '192.0.2.1',
  netmask: '255.255.255.0',
  loopback: false,
};
const tail: MachineAddress = {
  name: 'tailscale0',
  address: '100.101.1.1',
  netmask: '255.255.255.255',
  loopback: false,
};
const docker: MachineAddress = {
  name: 'docker0',
  address: '172.17.0.1',
  netmask: '255.255.0.0',
  loopback: false,
};

const member: Neighbour = {
  id: 'A'.repeat(32),
  beacon: { address: '192.0.2.2', port: 49_152, secure: false, through: 'eth0' },
  reach: 'open',
  refuses: false,
  hello: {
    name: 'red',
    address: '192.0.2.2:49152',
    zfarm: { role: 'worker', cluster: 'default', versions: [1, 1] },
  },
};
const { hello: _, ...silent } = member;

const network: NetworkFacts = {
  beacons: { sent: 3, failed: 0, heard: 3 },
  endpoint: 'tcp://192.0.2.1:49153',
  security: 'open',
  hubs: { named: [], unreached: [] },
  neighbours: [member],
};

const healthy: DoctorFacts = {
  cluster: 'default',
  port: 5670,
  wish: { text: 'eth0', from: 'option' },
  interfaces: [lo, eth0],
  chosen: eth0,
  surroundings: { platform: 'linux', wsl: false },
  clock: { timeMs: Date.UTC(2026, 10, 23), jumpMs: 0 },
  versions: [1, 1],
  network,
};

const withNeighbours = (...neighbours: readonly Neighbour[]): DoctorFacts => ({
  ...healthy,
  network: { ...network, neighbours },
});

const withSecurity = (
  security: NetworkFacts['security'],
  ...neighbours: readonly Neighbour[]
): DoctorFacts => ({ ...healthy, network: { ...network, security, neighbours } });

const withHubs = (unreached: readonly string[], ...neighbours: readonly Neighbour[]): DoctorFacts => ({
  ...healthy,
  network: { ...network, hubs: { named: ['10.0.0.5:5700'], unreached }, neighbours },
});

const friend: Neighbour = { ...silent, beacon: { ...beaconOf(member), secure: true, admitted: true } };
const stranger: Neighbour = { ...silent, beacon: { ...beaconOf(member), secure: true, admitted: false } };

/** What is not fine. */
function told(facts: DoctorFacts): string[] {
  return diagnose(facts).flatMap(({ severity, code }) => (severity === 'ok' ? [] : [`${severity} ${code}`]));
}

describe('diagnose', () => {
  it('finds nothing wrong where nothing is', () => {
    expect(told(healthy)).toEqual([]);
    expect(doctorReport(diagnose(healthy), 80, plain)).toMatch(
      /eth0 \(192\.0\.2\.1\), as --interface says[\s\S]*red \(worker, 192\.0\.2\.2:49152\)[\s\S]*\n\nNothing is wrong here\.\n$/,
    );
  });

  const cases: [string, DoctorFacts, string[]][] = [
    ['no such interface', without(healthy), ['problem no-interface']],
    ['loopback', { ...healthy, chosen: lo }, ['note this-machine-only', 'problem other-interface']],
    [
      'a VPN',
      { ...healthy, chosen: { ...tail, netmask: '255.192.0.0' } },
      ['warning vpn', 'problem other-interface'],
    ],
    [
      'a link without broadcast',
      { ...healthy, chosen: tail },
      ['problem no-broadcast', 'problem other-interface'],
    ],
    ['a bridge', { ...healthy, chosen: docker }, ['warning bridge', 'problem other-interface']],
    [
      'a container',
      { ...healthy, surroundings: { platform: 'linux', wsl: false, container: 'Docker' } },
      ['note container'],
    ],
    ['WSL', { ...healthy, surroundings: { platform: 'linux', wsl: true } }, ['note wsl']],
    [
      'a port that is taken',
      { ...healthy, network: { ...network, openError: 'Cannot open UDP port 5670 on x' } },
      ['problem port-taken'],
    ],
    [
      'other trouble with sockets',
      { ...healthy, network: { ...network, openError: 'EMFILE' } },
      ['problem sockets'],
    ],
    [
      'beacons that cannot leave',
      { ...healthy, network: { ...network, beacons: { sent: 0, failed: 3, heard: 0 } } },
      ['problem beacon-not-sent'],
    ],
    [
      'beacons that are not heard',
      { ...healthy, network: { ...network, beacons: { sent: 3, failed: 0, heard: 0 } } },
      ['problem beacon-not-heard'],
    ],
    ['a clock that was never set', { ...healthy, clock: { timeMs: 12_000, jumpMs: 0 } }, ['note clock']],
    ['nobody', withNeighbours(), ['warning nobody']],
    [
      'nobody in WSL',
      { ...withNeighbours(), surroundings: { platform: 'linux', wsl: true } },
      ['warning wsl', 'warning nobody'],
    ],
    ['TCP refused', withNeighbours({ ...silent, reach: 'refused' }), ['problem tcp-unreachable']],
    ['no way back', withNeighbours(silent), ['problem no-answer']],
    [
      'a key there',
      withNeighbours({ ...silent, beacon: { ...beaconOf(member), secure: true } }),
      ['problem needs-key'],
    ],
    ['a key here', withSecurity('keyed', silent), ['problem has-no-key']],
    ['no key, heard by programs of one user', withSecurity('guarded', silent), ['problem has-no-key']],
    ['another key', withSecurity('keyed', stranger), ['problem other-key']],
    ['several with another key', withSecurity('keyed', stranger, stranger), ['problem other-key']],
    ['another user', withSecurity('guarded', stranger), ['problem other-key']],
    ['another cluster beside', withSecurity('keyed', member, stranger), ['note other-key']],
    [
      'a key that is refused there',
      withSecurity('keyed', { ...friend, refuses: true }),
      ['problem key-refused'],
    ],
    ['the right key, and no way back', withSecurity('keyed', friend), ['problem no-answer']],
    ['another version', withNeighbours(zfarm({ versions: [7, 9] })), ['problem version']],
    ['another cluster', withNeighbours(zfarm({ cluster: 'lab', versions: [7, 9] })), ['note other-cluster']],
    [
      'a plain peer',
      withNeighbours({ ...member, hello: { name: 'zyre', address: 'x' } }),
      ['note other-peers'],
    ],
    [
      'beacons one way',
      withNeighbours({ id: member.id, refuses: false, ...(member.hello && { hello: member.hello }) }),
      ['warning beacon-one-way'],
    ],
    [
      'a node met by a hub, whose beacons need not get here',
      withHubs([], { id: member.id, refuses: false, ...(member.hello && { hello: member.hello }) }),
      [],
    ],
    ['a hub that does not answer', withHubs(['10.0.0.5:5700'], member), ['problem hub-unreached']],
    [
      'another interface, and nobody here',
      withNeighbours({ ...silent, beacon: { ...beaconOf(member), through: 'wlan0' } }),
      ['problem other-interface'],
    ],
    [
      'another interface beside',
      withNeighbours(member, { ...silent, beacon: { ...beaconOf(member), through: 'wlan0' } }),
      ['note other-interface'],
    ],
  ];

  it.each(cases)('%s', (_name, facts, expected) => {
    expect(told(facts)).toEqual(expected);
    for (const { severity, remedy } of diagnose(facts))
      if (severity === 'problem' || severity === 'warning') expect(remedy).toBeTruthy();
  });

  it('names both ends and the port where TCP does not get through', () => {
    const [finding] = diagnose(withNeighbours({ ...silent, reach: 'timeout' })).slice(-1);
    expect(finding?.text).toBe(
      'node AAAAAA at 192.0.2.2:49152 is heard, but TCP from 192.0.2.1 to 192.0.2.2:49152 gets no answer',
    );
    const [back] = diagnose(withNeighbours(silent)).slice(-1);
    expect(back?.text).toContain('never connects back from 192.0.2.2 to 192.0.2.1:49153');
  });

  it('has a section in docs/troubleshooting.md for each finding that is not ok, which quotes it as it is printed', () => {
    const page = readFileSync(new URL('../../../../../docs/troubleshooting.md', import.meta.url), 'utf8');
    const texts = new Map<string, string[]>();
    for (const { severity, code, text } of cases.flatMap(([, facts]) => diagnose(facts)))
      if (severity !== 'ok') texts.set(code, [...(texts.get(code) ?? []), `${text} [${code}]`]);
    for (const [code, found] of texts) {
      const [, quote] = page.match(new RegExp(`\\n### ${code}\\n\\n> (.*)\\n`)) ?? [];
      expect(found, `docs/troubleshooting.md, ${code}`).toContain(quote?.replaceAll('\\[', '['));
    }
    const quoted = [...page.matchAll(/ \\\[([a-z-]+)\]\n/g)].map(([, code]) => code);
    expect(new Set(quoted)).toEqual(new Set(texts.keys()));
  });
});

it('reads beacons of both kinds, and neither a goodbye nor what is none', () => {
  const beacon = Buffer.concat([Buffer.from('ZRE\u0001'), Buffer.alloc(16, 0xab), Buffer.from([0xc0, 0x01])]);
  expect(readBeacon(beacon, '192.0.2.9')).toEqual({
    id: 'AB'.repeat(16),
    address: '192.0.2.9',
    port: 49_153,
  });
  const keyed = Buffer.concat([Buffer.from('ZRE\u0003'), beacon.subarray(4), Buffer.alloc(32)]);
  expect(readBeacon(keyed, 'x')?.publicKey).toBe('0'.repeat(40));
  expect(readBeacon(beacon.fill(0, 20), 'x')).toBeUndefined();
  expect(readBeacon(Buffer.from('hello'), 'x')).toBeUndefined();
  expect(readBeacon(Buffer.alloc(22), 'x')).toBeUndefined();
});

it('folds the report to the width', () => {
  const report = doctorReport(diagnose(withNeighbours()), 50, plain);
  for (const line of report.split('\n')) expect(line.length).toBeLessThanOrEqual(50);
  expect(report).toMatch(
    /\nWARNING {2}no other node is heard[\s\S]*→ see that a worker[\s\S]*0 problems, 1 warning\.\n$/,
  );
});

const same = (text: string): string => text;
const plain = { ok: same, note: same, warning: same, problem: same };

function without({ chosen: _chosen, network: _network, ...rest }: DoctorFacts): DoctorFacts {
  return rest;
}

function beaconOf({ beacon }: Neighbour): NonNullable<Neighbour['beacon']> {
  if (beacon === undefined) throw new Error('It has none.');
  return beacon;
}

function zfarm(other: Partial<NonNullable<NonNullable<Neighbour['hello']>['zfarm']>>): Neighbour {
  const said = { role: 'worker', cluster: 'default', versions: [1, 1] as const };
  return { ...member, hello: { name: 'red', address: '192.0.2.2:49152', zfarm: { ...said, ...other } } };
}
