import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { KEY_END } from '../launch/worker-process.js';
import { usageError } from './exit.js';

/** A key file has some hundred bytes, and a line for each node that is named in it. */
const KEY_BYTES_MAX = 1024 * 1024;

/**
 * Takes a key file from standard input, up to a NUL or the end, into a file that only this user can read and that is gone with the
 * process: so it is never seen on a command line, and needs not be copied to a machine beforehand.
 *
 * @returns the path
 * @throws CliError when there is none
 */
export async function keyFileFromInput(input: Readable): Promise<string> {
  const text = await textUpTo(input, KEY_END);
  if (text.trim() === '')
    throw usageError('--key - takes the text of a key file from standard input, and there was none');
  const folder = mkdtempSync(join(tmpdir(), 'zfarm-key-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'cluster.key');
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  return path;
}

function textUpTo(input: Readable, mark: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const finish = (act: () => void): void => {
      input.off('data', take).off('end', ended).off('error', ended);
      act();
    };
    const take = (part: string | Buffer): void => {
      text += String(part);
      const end = text.indexOf(mark);
      if (end >= 0) finish(() => resolve(text.slice(0, end)));
      else if (text.length > KEY_BYTES_MAX)
        finish(() => reject(usageError('--key -: standard input is no key file; it is too long')));
    };
    const ended = (): void => finish(() => resolve(text));
    input.on('data', take).on('end', ended).on('error', ended);
  });
}
