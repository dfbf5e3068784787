import { resolve } from 'node:path';
import {
  defaultKeyFile,
  type KeyFile,
  type KeyRole,
  keyFileText,
  makePrivateFile,
  publicKeyFileText,
  readKeyFile,
} from '@zfarm/security';
import { CliError, EXIT } from './exit.js';
import { clusterKey, nodeKey, type RotationSteps, rotationOf, workerOnly } from './key-making.js';
import type { KeygenFlags } from './keygen-command.js';
import { printable } from './printable.js';

/**
 * Makes the files that the flags ask for, and says what to do with them; returns the exit code.
 *
 * @throws CliError, SecurityError; nothing has been overwritten then
 */
export function makeKeyFiles(flags: KeygenFlags): number {
  const { node, role = 'member', out = defaultKeyFile(process.env) } = flags;
  if (flags.rotate === true) return makeRotation(sourceOf(flags));
  if (node !== undefined) return makeNodeKey(out, role, flags);
  if (role === 'worker') {
    write(out, workerOnly(sourceOf(flags), readKeyFile(sourceOf(flags))));
    say(`${resolve(out)}: for machines that serve and do not submit.`);
    say('Copy it to each of them, and name it by ZFARM_KEY_FILE or --key.');
    return EXIT.ok;
  }
  write(out, clusterKey());
  say(`${resolve(out)}: the key of a new cluster. Whoever has it may run code on all its workers.`);
  say(
    `Copy it to each machine that may submit work${flags.out === undefined ? ', to the same place there' : ''}.`,
  );
  say('For machines that only serve: zfarm keygen --role worker --out worker.key');
  return EXIT.ok;
}

function makeNodeKey(out: string, role: KeyRole, { from }: KeygenFlags): number {
  const key = nodeKey(role, from === undefined ? undefined : readKeyFile(from));
  const shown = `${out.replace(/\.key$/, '')}.public.key`;
  write(out, key);
  makeNew(shown, publicKeyFileText(key));
  say(`${resolve(out)}: the key of one node, for that machine alone.`);
  say(`${resolve(shown)}: its public part. Copy it to authorized-keys.d beside the key of every other node;`);
  say('to shut the node out, remove it there.');
  return EXIT.ok;
}

function makeRotation(from: string): number {
  const steps: RotationSteps = rotationOf(from, readKeyFile(from));
  const words = [
    'the old key, and the new one is accepted. Copy it over the key of every node; they need no restart.',
    'the new key, and the old one is accepted. Copy it likewise, and restart the nodes.',
    'the new key alone. Copy it likewise: the old key is worth nothing then.',
  ];
  steps.forEach((step, index) => {
    write(`${from}.${index + 1}`, step);
    say(`${resolve(from)}.${index + 1}: ${words[index]}`);
  });
  say('For machines that only serve, cut each: zfarm keygen --role worker --from FILE --out FILE');
  return EXIT.ok;
}

function sourceOf({ from }: KeygenFlags): string {
  return from ?? (process.env['ZFARM_KEY_FILE'] || defaultKeyFile(process.env));
}

function write(path: string, file: KeyFile): void {
  makeNew(path, keyFileText(file));
}

function makeNew(path: string, text: string): void {
  let made: boolean;
  try {
    made = makePrivateFile(path, text);
  } catch (error) {
    throw new CliError(`cannot write ${path}: ${(error as Error).message}`, { cause: error });
  }
  if (!made)
    throw new CliError(
      `${path} is there already and is left as it is: move it away, or name another by --out`,
    );
}

function say(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}
