import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from './make-folder.js';
import { SecurityError } from './security-error.js';

/** No file of ours is longer. */
const BYTES_MAX = 1024 * 1024;

/**
 * The text of a file that nobody but its owner can read. On Windows, where folders of a user are closed to others, its mode says
 * nothing and is not looked at.
 *
 * @throws SecurityError that says how to put it right.
 */
export function readPrivateFile(path: string): string {
  const file = openSync(path, 'r');
  try {
    // Of the very file that is read, whatever its name leads to by now.
    const about = fstatSync(file);
    if (process.platform !== 'win32') checkPrivacy(path, about);
    if (!about.isFile() || about.size > BYTES_MAX) throw new SecurityError(`${path} is no key of zfarm.`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function checkPrivacy(path: string, { mode, uid }: Stats): void {
  const self = process.getuid?.();
  if (self !== undefined && self !== 0 && uid !== self && uid !== 0)
    throw new SecurityError(`${path} belongs to another user, who could change it. Make a copy of your own.`);
  if ((mode & 0o077) === 0) return;
  const shown = (mode & 0o777).toString(8).padStart(4, '0');
  throw new SecurityError(`${path} can be read by others (mode ${shown}). Close it: chmod 600 '${path}'`);
}

/**
 * Makes a file that only its owner can read, whole or not at all, with the folder it is in.
 *
 * @returns false if there is one of this name already, which is left alone.
 */
export function makePrivateFile(path: string, text: string): boolean {
  makeFolder(dirname(path), 0o700);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
  try {
    // A link, unlike a renaming, takes nobody's place.
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
