import type { DoctorFacts, MachineAddress, Surroundings } from './facts.js';
import { type Finding, note, ok, problem, warning } from './finding.js';

const BRIDGE = /^(?:docker|br-|veth|virbr|cni|flannel|cali|podman|lxc|lxd|vmnet|vboxnet|bridge\d)/;
const TUNNEL = /^(?:tun|tap|wg|utun|ppp|zt|tailscale|ipsec|nordlynx)/;
const HUB =
  'meet by a hub: --gossip-bind 5700 at one worker, ZFARM_GOSSIP=<its address>:5700 everywhere else, see docs/several-machines.md';
const GOSSIP = `broadcast does not cross it: ${HUB}`;

/** Which interface is used and why, and whether broadcast is likely to get anywhere on it. */
export function diagnoseInterface(facts: DoctorFacts): readonly Finding[] {
  const { chosen, interfaces, surroundings } = facts;
  const outward = interfaces.filter(({ loopback }) => !loopback);
  if (chosen === undefined) return [missing(facts), ...diagnoseSurroundings(surroundings)];
  const named = `${chosen.name} (${chosen.address})`;
  if (chosen.loopback) {
    return [
      note(
        'this-machine-only',
        `${named}, ${reasonFor(facts)}: only nodes of this machine that use it too are seen`,
        outward.length === 0
          ? 'this machine has no other interface with an IPv4 address that is up; connect it to a network'
          : `name the network's interface: --interface ${outward[0]?.name}; there ${outward.length === 1 ? 'is' : 'are'} ${listed(outward)}`,
      ),
    ];
  }
  const others = outward.filter(({ address }) => address !== chosen.address);
  const beside = others.length === 0 ? '' : `; not used: ${listed(others)}`;
  return [
    ok('interface', `${named}, ${reasonFor(facts)}${beside}`),
    ...diagnoseKind(chosen, others),
    ...diagnoseSurroundings(surroundings),
  ];
}

function missing({ wish, interfaces }: DoctorFacts): Finding {
  const there = interfaces.length === 0 ? 'none that is up' : listed(interfaces);
  const how = wish.from === 'variable' ? 'ZFARM_INTERFACE names' : '--interface names';
  return problem(
    'no-interface',
    `${how} "${wish.text}", and no interface here has that name or IPv4 address`,
    `name one of those there are: ${there}; one without an address is down or waits for DHCP`,
  );
}

function reasonFor({ wish }: DoctorFacts): string {
  if (wish.from === 'default') return 'by default';
  return wish.from === 'variable' ? 'as ZFARM_INTERFACE says' : 'as --interface says';
}

function diagnoseKind(
  { name, address, netmask }: MachineAddress,
  others: readonly MachineAddress[],
): Finding[] {
  const elsewhere = others.find((one) => !BRIDGE.test(one.name) && !TUNNEL.test(one.name));
  const instead = elsewhere === undefined ? '' : `; or use ${elsewhere.name} (${elsewhere.address})`;
  if (netmask === '255.255.255.255')
    return [
      problem(
        'no-broadcast',
        `${name} is a point-to-point link: it has no broadcast address`,
        GOSSIP + instead,
      ),
    ];
  if (TUNNEL.test(name) || isCarrierGrade(address))
    return [
      warning(
        'vpn',
        `${name} (${address}) looks like a VPN`,
        `most forward no broadcast; then ${GOSSIP}${instead}`,
      ),
    ];
  if (BRIDGE.test(name))
    return [
      warning(
        'bridge',
        `${name} looks like a bridge of containers or virtual machines`,
        `the machines of your network are not on it${instead}`,
      ),
    ];
  return [];
}

/** 100.64.0.0/10: addresses that carriers share out, and overlay networks such as Tailscale. */
function isCarrierGrade(address: string): boolean {
  const [first, second = 0] = address.split('.').map(Number);
  return first === 100 && second >= 64 && second < 128;
}

function diagnoseSurroundings({ container, wsl }: Surroundings): Finding[] {
  if (container !== undefined)
    return [
      warning(
        'container',
        `this runs in a container (${container})`,
        `its broadcasts end at the bridge of its host: share the network of the host (docker run --network host), or ${HUB}`,
      ),
    ];
  if (!wsl) return [];
  return [
    warning(
      'wsl',
      'this runs in WSL, whose network is a virtual one unless it mirrors that of Windows',
      'set networkingMode=mirrored in .wslconfig, or run the node in Windows itself',
    ),
  ];
}

function listed(interfaces: readonly MachineAddress[]): string {
  return interfaces.map(({ name, address }) => `${name} (${address})`).join(', ');
}
