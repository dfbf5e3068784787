import { memberGroup } from '@zfarm/cluster-core/core';
import type { Cluster } from '../cluster.js';
import { EXTRA_GROUPS } from '../faults/regroup.js';
import { Violation } from '../violation.js';
import type { ZreHost } from '../zre-host.js';

/** All nodes see the same nodes: every one that is up, in its groups, and no other. */
export function checkMembership(cluster: Cluster): void {
  const nodes = nodesOf(cluster);
  const names = nodes.map(({ id }) => id).toSorted(byName);
  for (const node of nodes) {
    const others = names.filter((name) => name !== node.id).join(' ');
    const views = { peers: node.peers, members: node.membersOf(memberGroup('sim')) };
    for (const [view, seen] of Object.entries(views))
      if (seen.toSorted(byName).join(' ') !== others)
        throw new Violation('membership', `${node.id} has the ${view} [${seen.join(' ')}], not [${others}]`);
    for (const group of EXTRA_GROUPS) checkGroup(node, group, nodes);
  }
}

function checkGroup(node: ZreHost, group: string, nodes: readonly ZreHost[]): void {
  const members = nodes.filter((other) => other !== node && other.isIn(group)).map(({ id }) => id);
  const [seen, right] = [node.membersOf(group), members].map((names) => names.toSorted(byName).join(' '));
  if (seen !== right)
    throw new Violation('membership', `${node.id} sees [${seen}] in the group ${group}, not [${right}]`);
}

function nodesOf(cluster: Cluster): ZreHost[] {
  const clients = cluster.clients.filter(({ localMode }) => localMode !== 'always');
  return [...cluster.workers, ...clients].map(({ host }) => host.zre);
}

function byName(one: string, other: string): number {
  return one < other ? -1 : 1;
}
