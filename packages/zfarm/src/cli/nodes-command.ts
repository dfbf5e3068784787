import type { Load } from '@zfarm/cluster-core/core';
import type { ObservedNode } from '@zfarm/scheduler';
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
  const rows = await lookOn({ ...flags, interface: on.address });
  if (flags.json === true) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else if (rows.length > 0) {
    const columns = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
    process.stdout.write(nodesTable(rows, columns, colorsFor(process.stdout).bold));
  } else {
    process.stderr.write(
      `Nobody of cluster "${flags.cluster}" on ${on.address}:${flags.port}. ` +
        'Look elsewhere with --interface, --port or --cluster; or start one there: zfarm worker\n',
    );
  }
  return EXIT.ok;
}

/** Looks on for a while and tells whom it has met and who is still there. */
async function lookOn({ cluster, interface: on, port, wait }: NodesFlags): Promise<NodeRow[]> {
  const { observe } = await import('@zfarm/scheduler');
  await using observer = await observe({ cluster, interface: on, port });
  await new Promise((resolve) => setTimeout(resolve, wait));
  return observer.nodes().map(rowOf);
}

function rowOf({ id, name, role, address, capacity, load }: ObservedNode): NodeRow {
  return { id, name, role, address, ...capacity, ...(load && loadFields(load)) };
}

function loadFields(load: Load): Pick<NodeRow, 'busy' | 'queued' | 'done' | 'draining'> {
  const { busySlots, queuedAttempts, itemsDone, draining } = load;
  return { busy: busySlots, queued: queuedAttempts, done: itemsDone, draining };
}
