import type { Load, Role } from '@zfarm/cluster-core/core';
import { Command } from 'commander';
import { EXIT } from './exit.js';
import { addNetworkOptions, findInterface, type NetworkFlags } from './network-options.js';
import type { NodeRow } from './node-row.js';
import { nodesTable } from './nodes-table.js';
import { wholeNumber } from './option-values.js';
import { colorsFor } from './terminal.js';

interface NodesFlags extends NetworkFlags {
  readonly json?: boolean;
  readonly wait: number;
}

const EPILOGUE = `
Examples:
  $ zfarm nodes
  $ zfarm nodes --json | jq -r '.[] | select(.role == "worker") | .name'

Exit codes: 0 also when nobody is there, 1 failed, 2 wrong usage.`;

/** Nodes answer a beacon within some tens of milliseconds on a local network. */
const WAIT_MS = 600;

export function nodesCommand(done: (exitCode: number) => void): Command {
  const command = new Command('nodes')
    .description('Show who is in the cluster, with capacity and load.')
    .option('--json', 'print an array of objects')
    .option('--wait <ms>', 'how long to listen for them', wholeNumber(1, 3_600_000), WAIT_MS);
  return addNetworkOptions(command)
    .addHelpText('after', EPILOGUE)
    .action(async (flags: NodesFlags) => done(await showNodes(flags)));
}

async function showNodes(flags: NodesFlags): Promise<number> {
  const on = findInterface(flags.interface);
  // A reader that has enough, such as head, closes the pipe.
  process.stdout.on('error', () => process.exit(EXIT.ok));
  const rows = await observe({ ...flags, interface: on.address });
  if (flags.json === true) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else if (rows.length > 0) {
    const columns = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
    process.stdout.write(nodesTable(rows, columns, colorsFor(process.stdout).bold));
  } else {
    process.stderr.write(
      `Nobody of cluster "${flags.cluster}" on ${on.address}:${flags.port}. Start one: zfarm worker\n`,
    );
  }
  return EXIT.ok;
}

/** Looks on for a while and tells whom it has met and who is still there. */
async function observe({ cluster, interface: on, port, wait }: NodesFlags): Promise<NodeRow[]> {
  const [{ ZreNode }, core] = await Promise.all([import('@zfarm/zre'), import('@zfarm/cluster-core/core')]);
  const node = new ZreNode({
    interface: on,
    port,
    headers: core.announcementHeaders({ role: 'observer', cluster }),
  });
  const rows = new Map<string, NodeRow>();
  node.on('enter', ({ peer, name, endpoint, headers }) => {
    const announcement = core.parseAnnouncement(headers);
    if (announcement?.cluster !== cluster) return;
    const { role, capacity } = announcement;
    const address = endpoint.replace(/^tcp:\/\//, '');
    rows.set(peer, { id: peer, name, role, address, ...(capacity && { ...capacity, ...loadFields(IDLE) }) });
  });
  node.on('shout', ({ peer, group, content: [frame] }) => {
    const row = rows.get(peer);
    const load = frame === undefined ? undefined : core.decodeLoad(frame);
    if (row?.role !== 'worker' || group !== core.watchGroup(cluster) || load === undefined) return;
    rows.set(peer, { ...row, ...loadFields(load) });
  });
  node.on('exit', ({ peer }) => rows.delete(peer));
  node.join(core.memberGroup(cluster));
  node.join(core.watchGroup(cluster));
  await node.start();
  await new Promise((resolve) => setTimeout(resolve, wait));
  await node.stop();
  return [...rows.values()].sort(byRoleAndName);
}

/** Workers tell their load when it changes: one that has not spoken yet does nothing. */
const IDLE: Load = { busySlots: 0, queuedAttempts: 0, itemsDone: 0, draining: false };

function loadFields(load: Load): Pick<NodeRow, 'busy' | 'queued' | 'done' | 'draining'> {
  const { busySlots, queuedAttempts, itemsDone, draining } = load;
  return { busy: busySlots, queued: queuedAttempts, done: itemsDone, draining };
}

const ROLE_ORDER: readonly Role[] = ['worker', 'client', 'observer'];

function byRoleAndName(one: NodeRow, other: NodeRow): number {
  const roles = ROLE_ORDER.indexOf(one.role) - ROLE_ORDER.indexOf(other.role);
  return roles || one.name.localeCompare(other.name, 'en', { numeric: true }) || (one.id < other.id ? -1 : 1);
}
