import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { makePrivateFile, readPrivateFile } from './private-file.js';
import { SecurityError } from './security-error.js';

const NAME = 'user.secret';
const BYTES = 32;

/** What all programs of this user know, and nobody else: made when it is first asked for. */
export function userSecret(folder: string): string {
  const path = join(folder, NAME);
  const secret = read(path) ?? made(path);
  if (/^[0-9a-f]{64}$/.test(secret)) return secret;
  throw new SecurityError(
    `${path} is damaged. Remove it: a new one is made, which running nodes do not know.`,
  );
}

/**
 * For a program that can do without others: where no secret can be kept it has one to itself, so that nobody meets it, and a warning
 * of the process says so.
 */
export function userSecretOrOwn(folder: string): string {
  try {
    return userSecret(folder);
  } catch (error) {
    process.emitWarning(`${(error as Error).message} Until then this program finds no workers.`, {
      type: 'ZfarmWarning',
      code: 'ZFARM_NO_SECRET',
    });
    return freshSecret();
  }
}

function freshSecret(): string {
  return randomBytes(BYTES).toString('hex');
}

function made(path: string): string {
  const fresh = freshSecret();
  try {
    // Another program may have been faster.
    return makePrivateFile(path, `${fresh}\n`) ? fresh : (read(path) ?? fresh);
  } catch (error) {
    throw cannot('make', path, error);
  }
}

function read(path: string): string | undefined {
  try {
    return readPrivateFile(path).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error instanceof SecurityError ? error : cannot('read', path, error);
  }
}

function cannot(verb: string, path: string, cause: unknown): SecurityError {
  return new SecurityError(
    `Cannot ${verb} ${path}, which keeps other users of this machine out (${(cause as Error).message}). ` +
      'Name a folder of your own by ZFARM_CONFIG_DIR.',
    { cause },
  );
}
