import { diagnoseKey, otherKeys } from './diagnose-keys.js';
import type { DoctorFacts, Neighbour, NetworkFacts } from './facts.js';
import { type Finding, note, ok, problem, warning } from './finding.js';

type Hello = NonNullable<Neighbour['hello']>;
type Beacon = NonNullable<Neighbour['beacon']>;

/** Who is there, who should be, and what stands between. */
export function diagnoseNeighbours(facts: DoctorFacts, network: NetworkFacts): readonly Finding[] {
  const here = network.neighbours.filter(
    (one) => one.beacon?.through === undefined || isHere(facts, one.beacon),
  );
  const away = network.neighbours.filter((one) => !here.includes(one));
  const strangers = here.filter(({ hello, beacon }) => hello === undefined && beacon?.admitted === false);
  const known = here.filter((one) => !strangers.includes(one));
  const found = known.flatMap((one) => diagnoseOne(facts, network, one));
  const members = here.filter(({ hello }) => hello?.zfarm?.cluster === facts.cluster);
  return [
    ...(members.length === 0 ? [] : [membersFound(facts, members)]),
    ...found,
    ...otherKeys(network, strangers, members.length === 0),
    ...onOtherInterfaces(away, members.length === 0),
    ...otherClusters(facts, here),
    ...(here.length + away.length === 0 ? [nobody(facts)] : []),
  ];
}

function isHere({ chosen }: DoctorFacts, { through }: Beacon): boolean {
  return through === chosen?.name;
}

function diagnoseOne(facts: DoctorFacts, network: NetworkFacts, node: Neighbour): Finding[] {
  const { hello, beacon } = node;
  if (hello !== undefined) {
    const unreachable = diagnoseReach(facts.chosen?.address, hello.name, hello.address, node.reach);
    const found = [...diagnoseVersions(facts, hello), ...diagnoseOneWay(facts, network, node, hello)];
    return unreachable === undefined ? found : [unreachable, ...found];
  }
  return beacon === undefined ? [] : [diagnoseSilent(facts, network, node, beacon)];
}

/** It is heard by UDP, and has never said HELLO. */
function diagnoseSilent(
  { chosen }: DoctorFacts,
  network: NetworkFacts,
  node: Neighbour,
  beacon: Beacon,
): Finding {
  const { id, reach } = node;
  const there = `${beacon.address}:${beacon.port}`;
  const who = `node ${id.slice(0, 6)} at ${there}`;
  const byKey = diagnoseKey(who, node, beacon, network);
  if (byKey !== undefined) return byKey;
  const unreachable = diagnoseReach(chosen?.address, who, there, reach);
  if (unreachable !== undefined) return unreachable;
  const back = network.endpoint.replace('tcp://', '');
  return problem(
    'no-answer',
    `${who} is heard by UDP and accepts TCP, but never connects back from ${beacon.address} to ${back}`,
    `on this machine let TCP ports 49152 to 65535 in (ufw allow from ${beacon.address} to any port 49152:65535 proto tcp), and on that one let TCP out`,
  );
}

function diagnoseReach(
  from: string | undefined,
  who: string,
  there: string,
  reach: Neighbour['reach'],
): Finding | undefined {
  if (reach === 'open' || reach === undefined) return undefined;
  return problem(
    'tcp-unreachable',
    `${who} is heard, but TCP from ${from} to ${there} ${REACHES[reach]}`,
    `on ${there.replace(/:\d+$/, '')} let TCP ports 49152 to 65535 in (ufw allow from ${from} to any port 49152:65535 proto tcp); ${HINTS[reach]}`,
  );
}

const REACHES = {
  refused: 'is refused',
  timeout: 'gets no answer',
  'no-route': 'finds no route',
  failed: 'fails',
} as const;

const HINTS = {
  refused: 'a firewall may reject it, or the node has just ended',
  timeout: 'a firewall there, or between the two, drops it without a word',
  'no-route': 'the two are on different networks, or a firewall rejects it',
  failed: 'see that both are on one network',
} as const;

function diagnoseVersions({ versions, cluster }: DoctorFacts, { name, zfarm }: Hello): Finding[] {
  if (zfarm === undefined || zfarm.cluster !== cluster) return [];
  const [low, high] = zfarm.versions;
  if (low <= versions[1] && high >= versions[0]) return [];
  const older = high < versions[0] ? `${name} is older` : 'this machine is older';
  return [
    problem(
      'version',
      `${name} speaks task protocol ${low}-${high}, this machine ${versions[0]}-${versions[1]}: they do not work together`,
      `${older}: install the same version of zfarm on both (zfarm --version)`,
    ),
  ];
}

/** It has heard of us, but not we of it; where hubs are asked, those have told one of the other. */
function diagnoseOneWay(
  { port, chosen }: DoctorFacts,
  { hubs }: NetworkFacts,
  { beacon }: Neighbour,
  { name, address }: Hello,
): Finding[] {
  if (beacon !== undefined || hubs.named.length > 0) return [];
  return [
    warning(
      'beacon-one-way',
      `${name} at ${address} hears our beacons, but its own do not reach ${chosen?.address}: nodes that come while ours are not heard there would not be found`,
      `let UDP port ${port} in here, and out there; or, if nodes are to meet by a hub, name it here too: --gossip or ZFARM_GOSSIP`,
    ),
  ];
}

function membersFound({ cluster }: DoctorFacts, members: readonly Neighbour[]): Finding {
  const names = members.map(({ hello }) => `${hello?.name} (${hello?.zfarm?.role}, ${hello?.address})`);
  const text =
    names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
  return ok('members', `cluster "${cluster}" is here: ${text}`);
}

function otherClusters({ cluster }: DoctorFacts, here: readonly Neighbour[]): Finding[] {
  const names = new Map<string, number>();
  let plain = 0;
  for (const { hello } of here) {
    if (hello === undefined) continue;
    if (hello.zfarm === undefined) plain += 1;
    else if (hello.zfarm.cluster !== cluster)
      names.set(hello.zfarm.cluster, (names.get(hello.zfarm.cluster) ?? 0) + 1);
  }
  const clusters = [...names].map(([name, count]) =>
    note(
      'other-cluster',
      `${count} of cluster "${name}" ${count === 1 ? 'is' : 'are'} here too`,
      `to join them: --cluster ${name}`,
    ),
  );
  return plain === 0
    ? clusters
    : [...clusters, note('other-peers', `${plain} ZRE peers here are no nodes of zfarm`)];
}

function onOtherInterfaces(away: readonly Neighbour[], isAlone: boolean): Finding[] {
  const through = new Map<string, string[]>();
  for (const { beacon } of away) {
    if (beacon?.through === undefined) continue;
    through.set(beacon.through, [...(through.get(beacon.through) ?? []), beacon.address]);
  }
  return [...through].map(([name, addresses]) => {
    const text = `nodes are heard on ${name}, which is not the interface used: ${[...new Set(addresses)].join(', ')}`;
    const remedy = `use it here: --interface ${name}`;
    return isAlone ? problem('other-interface', text, remedy) : note('other-interface', text, remedy);
  });
}

function nobody({ chosen, port, cluster }: DoctorFacts): Finding {
  if (chosen?.loopback === true)
    return warning(
      'nobody',
      `no other node of this machine is heard on ${chosen.address}:${port}`,
      'start one: zfarm worker',
    );
  return warning(
    'nobody',
    `no other node is heard on ${chosen?.name} (${chosen?.address}), UDP port ${port}`,
    `see that a worker runs there with --interface, the same --port and --cluster ${cluster}, and run zfarm doctor on that machine too; if it hears itself but not this one, the network drops broadcast (guest Wi-Fi, client isolation, VLANs, clouds): meet by a hub, --gossip-bind 5700 at one worker and ZFARM_GOSSIP=<its address>:5700 everywhere else, see docs/several-machines.md`,
  );
}
