import { diagnoseClock } from './diagnose-clock.js';
import { diagnoseInterface } from './diagnose-interface.js';
import { diagnoseNeighbours } from './diagnose-neighbours.js';
import type { DoctorFacts, NetworkFacts } from './facts.js';
import { type Finding, ok, problem } from './finding.js';

/** What the facts mean, in the order in which one would look: interface, port, own beacons, hubs, neighbours. */
export function diagnose(facts: DoctorFacts): readonly Finding[] {
  const { network, port } = facts;
  const first = [...diagnoseInterface(facts), ...diagnoseClock(facts.clock)];
  if (network === undefined) return first;
  if (network.openError !== undefined) return [...first, notOpened(network.openError, port)];
  const neighbours = diagnoseNeighbours(facts, network);
  const isFound = neighbours.some(({ code }) => code === 'members');
  const meeting = [diagnoseBeacons(facts, network), ...diagnoseHubs(network)];
  return [...(isFound ? first.map(calmed) : first), ...meeting, ...neighbours];
}

/** What might have been in the way is not. */
function calmed(finding: Finding): Finding {
  return finding.severity === 'warning' ? { ...finding, severity: 'note' } : finding;
}

function notOpened(error: string, port: number): Finding {
  if (!error.includes(`UDP port ${port}`)) {
    return problem('sockets', `the sockets cannot be opened: ${error}`, 'see the message');
  }
  return problem(
    'port-taken',
    `UDP port ${port} is held by a program that does not share it`,
    `find it (Linux: ss -ulnp 'sport = :${port}'; macOS: lsof -iUDP:${port}) and end it, or give all nodes another port: --port or ZFARM_PORT`,
  );
}

function diagnoseBeacons({ port, chosen }: DoctorFacts, { beacons }: NetworkFacts): Finding {
  const on = `${chosen?.name ?? ''} (${chosen?.address ?? ''})`;
  if (beacons.sent === 0) {
    return problem(
      'beacon-not-sent',
      `no beacon could leave by UDP port ${port} on ${on}: the system refuses to send it`,
      `a firewall of this machine drops outgoing UDP, or the interface has no broadcast: allow UDP port ${port} out, or name another interface`,
    );
  }
  if (beacons.heard === 0) {
    return problem(
      'beacon-not-heard',
      `${beacons.sent} beacons left by UDP port ${port} on ${on}, and none of them came back to this machine: nor will those of others`,
      `a firewall of this machine drops incoming UDP: ${allowUdp(port)}`,
    );
  }
  return ok('beacon-heard', `own beacons on UDP port ${port} leave and are heard here`);
}

function diagnoseHubs({ hubs: { named, unreached } }: NetworkFacts): Finding[] {
  const answering = named.filter((hub) => !unreached.includes(hub));
  return [
    ...(answering.length === 0
      ? []
      : [
          ok(
            'hub',
            `the gossip ${answering.length === 1 ? 'hub' : 'hubs'} ${answering.join(', ')} ${answering.length === 1 ? 'answers' : 'answer'}`,
          ),
        ]),
    ...unreached.map((hub) =>
      problem(
        'hub-unreached',
        `the gossip hub ${hub} does not answer: nobody is met there`,
        `see that zfarm worker --gossip-bind ${hub.replace(/^.*:/, '')} runs there with the key that is used here, and let that TCP port in there`,
      ),
    ),
  ];
}

function allowUdp(port: number): string {
  return `ufw allow ${port}/udp, or firewall-cmd --add-port=${port}/udp; Windows and macOS: let Node.js through`;
}
