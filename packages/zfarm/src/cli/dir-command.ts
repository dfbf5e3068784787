import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { EXIT, usageError } from './exit.js';
import { LiveNodes, type NodeChange } from './live-nodes.js';
import { addInterfaceOptions, findInterface, type InterfaceFlags } from './network-options.js';
import { NODE_FILE_FORMATS, type NodeFileFormat, nodeFileName, nodeFileText } from './node-file.js';
import { NodeFolder } from './node-folder.js';
import { nodeName } from './option-values.js';
import { peerSecurity } from './peer-security.js';
import { printable } from './printable.js';
import { onEnding } from './signals.js';
import { outputIsLog } from './standard-output.js';

interface DirFlags extends InterfaceFlags {
  readonly name?: string;
  readonly format: NodeFileFormat;
}

const EPILOGUE = `
Examples:
  $ zfarm dir /tmp/zyre
  $ zfarm dir /srv/http/nodes --interface eth0 --format object

A file <uuid>.json appears when a node enters and vanishes when it exits:
  array   ["red","tcp://192.0.2.7:49152",{"X-ROOM":"3"}], as zyredir writes it
  object  name, address, headers, groups, services, since
It is made whole before it gets its name. This program's own node has none.
Exit codes: 0 ended by Ctrl-C or SIGTERM, the files removed; 1 failed; 2 wrong
usage; 130 or 143 ended at once by a second one.`;

/** How soon a folder that was lost, or could not be written, is looked after. */
const CHECK_INTERVAL_MS = 1000;

export function dirCommand(done: (exitCode: number) => void): Command {
  const command = new Command('dir')
    .argument('<folder>', 'made if need be; of its files only <uuid>.json are touched')
    .addOption(
      new Option('--format <form>', 'what is in the files').choices(NODE_FILE_FORMATS).default('array'),
    )
    .option('--name <name>', 'what others call it (default: the start of its UUID)', nodeName);
  return addInterfaceOptions(command)
    .addHelpText('after', EPILOGUE)
    .action(async (folder: string, flags: DirFlags) => done(await keepFolder(folder, flags)));
}

async function keepFolder(path: string, flags: DirFlags): Promise<number> {
  if (path === '') throw usageError('name the folder; see zfarm dir --help');
  const on = findInterface(flags.interface);
  const ended = new Promise<void>((end) => onEnding(() => end()));
  // The folder is what counts; nobody need read along.
  outputIsLog();
  const { ZreNode } = await import('@zfarm/zre');
  const node = new ZreNode({
    interface: on.address,
    ...peerSecurity(flags, on),
    port: flags.port,
    ...(flags.name === undefined ? {} : { name: flags.name }),
  });
  const folder = new NodeFolder(resolve(path), warn);
  const live = new LiveNodes();
  const update = (event: NodeChange): void => {
    const entry = live.apply(event, new Date());
    folder.want(nodeFileName(event.peer), entry && nodeFileText(entry, flags.format));
    void folder.sync();
  };
  node.on('enter', update).on('join', update).on('leave', update).on('exit', update);
  await folder.open();
  await node.start();
  say(`${folder.path} has a file for each node on ${on.address}:${flags.port}`);
  const check = setInterval(() => void folder.sync(), CHECK_INTERVAL_MS);
  await ended;
  clearInterval(check);
  await node.stop();
  await folder.close();
  say(`${folder.path} is cleared`);
  return EXIT.ok;
}

function say(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}

function warn(line: string): void {
  process.stderr.write(`zfarm: ${printable(line)}\n`);
}
