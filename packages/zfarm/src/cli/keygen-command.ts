import type { KeyRole } from '@zfarm/security';
import { Command, Option } from 'commander';
import { usageError } from './exit.js';
import { nodeName } from './option-values.js';

/** What `zfarm keygen` takes. */
export interface KeygenFlags {
  readonly out?: string;
  readonly from?: string;
  readonly role?: KeyRole;
  readonly node?: string;
  readonly rotate?: boolean;
}

const EPILOGUE = `
Examples:
  $ zfarm keygen                                  the key of a cluster
  $ zfarm keygen --role worker --out worker.key   for machines that only serve
  $ zfarm keygen --rotate                         a new key in three steps
  $ zfarm keygen --node red --role worker --out red.key
                                                  a key for one machine

A key is found by itself where it is made without --out; elsewhere it is named by
ZFARM_KEY_FILE or --key. Who has a member key may run code on all workers; keep
the files closed to others (mode 0600). docs/security.md says more.
Exit codes: 0 made; 1 failed, nothing has been overwritten; 2 wrong usage.`;

export function keygenCommand(done: (exitCode: number) => void): Command {
  return new Command('keygen')
    .option('--out <file>', 'where to (default: where it is found by itself); is never overwritten')
    .option('--from <file>', 'the key of the cluster (default: as the other commands find it)')
    .addOption(
      new Option('--role <role>', 'member: may submit and serve; worker: may only serve').choices([
        'member',
        'worker',
      ]),
    )
    .option('--node <name>', 'a key of its own for one node, and the public part for the others', nodeName)
    .option(
      '--rotate',
      'three files beside the key: both are accepted; the new one is used; the old one ends',
    )
    .addHelpText('after', EPILOGUE)
    .action(async (flags: KeygenFlags) => {
      checkTogether(flags);
      const { makeKeyFiles } = await import('./make-key-files.js');
      done(makeKeyFiles(flags));
    });
}

function checkTogether({ rotate, node, role, out }: KeygenFlags): void {
  if (rotate === true && (node !== undefined || role !== undefined || out !== undefined))
    throw usageError('--rotate goes with --from only: it makes a member key, and workers are cut from that');
  if (node === undefined && role === 'member')
    throw usageError('the key of the cluster is the member key: copy that file, or name a --node');
  if ((node !== undefined || role === 'worker') && out === undefined)
    throw usageError('name the file with --out: it is for another place than the key of the cluster');
}
