import { Command, Option } from 'commander';
import { EXIT } from './exit.js';
import { addNetworkOptions, findInterface, meetingFlags, type NetworkFlags } from './network-options.js';
import { rowOf } from './node-row.js';
import { nodesTable } from './nodes-table.js';
import { secondsUpTo } from './option-values.js';
import { colorsFor } from './terminal.js';

export interface NodesFlags extends NetworkFlags {
  readonly json?: boolean;
  readonly watch?: boolean;
  /** In ms. */
  readonly wait: number;
}

const EPILOGUE = `
Examples:
  $ zfarm nodes
  $ zfarm nodes --json | jq -r '.[] | select(.role == "worker") | .name'
  $ zfarm nodes --watch
  $ zfarm nodes --watch --json | jq -c 'select(.type == "node-left") | .node.name'

With --watch a terminal shows the table as it is now, until Ctrl-C or q; any other
output gets a line for each event. With --json that is { type, at, node }: type
node-joined, node-left, load-changed or jobs-changed, at in ms since 1970.
See zfarm top for rates and jobs.
Exit codes: 0 also when nobody is there, and when a watch was ended by q or its
reader; 1 failed; 2 wrong usage; 130 ended by Ctrl-C, 143 by SIGTERM.`;

/** Nodes answer a beacon within some tens of milliseconds on a local network. */
const WAIT_MS = 600;

export function nodesCommand(done: (exitCode: number) => void): Command {
  const command = new Command('nodes')
    .option('--json', 'print an array of objects; with --watch one object a line')
    .option('-w, --watch', 'go on, and tell of every change')
    .addOption(
      new Option('--wait <seconds>', 'how long to listen for them')
        .argParser(secondsUpTo(600))
        .default(WAIT_MS, String(WAIT_MS / 1000)),
    );
  return addNetworkOptions(command)
    .addHelpText('after', EPILOGUE)
    .action(async (flags: NodesFlags) => done(await showNodes(flags)));
}

async function showNodes(flags: NodesFlags): Promise<number> {
  const on = findInterface(flags.interface);
  const { observe } = await import('@zfarm/scheduler');
  await using observer = await observe({
    cluster: flags.cluster,
    interface: on.address,
    port: flags.port,
    ...meetingFlags(flags),
  });
  const where = `cluster "${flags.cluster}" on ${on.address}:${flags.port}`;
  if (flags.watch === true) {
    const { watchNodes } = await import('./watch-nodes.js');
    return await watchNodes(observer, flags, where);
  }
  await new Promise((resolve) => setTimeout(resolve, flags.wait));
  const rows = observer.nodes().map(rowOf);
  if (flags.json === true) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else if (rows.length > 0) {
    const columns = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
    process.stdout.write(nodesTable(rows, columns, colorsFor(process.stdout).bold));
  } else {
    process.stderr.write(
      `Nobody of ${where}. Look elsewhere with --interface, --port or --cluster; or start one there: zfarm worker\n` +
        'Somebody should be there? zfarm doctor looks for the reason.\n',
    );
  }
  for (const notice of [observer.strangers(), observer.unreachedHubs()])
    if (notice !== undefined) process.stderr.write(`${notice}\n`);
  return EXIT.ok;
}
