import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type KeyFile, type KeyPair, type KeyRole, parseKeyFile, parsePublicKeyFile } from './key-file.js';
import { readPrivateFile } from './private-file.js';
import { SecurityError } from './security-error.js';

/** How often it is looked whether files have changed: so long is a key that was taken away still admitted. */
const LOOK_INTERVAL_MS = 1000;

const FOLDER = 'authorized-keys.d';
const NODES_MAX = 10_000;

/** Our own key, and whose others we admit: those in the key file, and in the folder beside it; both may change meanwhile. */
export class KeyRing {
  readonly path: string;
  readonly role: KeyRole;
  readonly pair: KeyPair;
  #roles: ReadonlyMap<string, KeyRole>;
  #state: string;

  /** @throws SecurityError for a file that cannot be read, is open to others, or is none. */
  constructor(path: string) {
    this.path = path;
    this.#state = stateOf(path);
    const file = readKeyFile(path);
    this.role = file.role;
    this.pair = { publicKey: file.publicKey, secretKey: file.secretKey };
    this.#roles = rolesIn(path, file, this.pair.publicKey, this.role);
  }

  /** Undefined for a key that is not admitted. */
  roleOf(publicKey: string): KeyRole | undefined {
    return this.#roles.get(publicKey);
  }

  /**
   * Follows the files, and calls back for each change, with the keys that are no longer what they were. What cannot be read leaves
   * all as it was, with a warning of the process. Does not keep the process alive.
   */
  follow(onChanged: (changed: (publicKey: string) => boolean) => void): { stop(): void } {
    const timer = setInterval(() => {
      const state = stateOf(this.path);
      if (state === this.#state) return;
      this.#state = state;
      const before = this.#roles;
      try {
        this.#roles = rolesIn(this.path, readKeyFile(this.path), this.pair.publicKey, this.role);
      } catch (error) {
        process.emitWarning(`${(error as Error).message} The keys admitted so far stay admitted.`, {
          type: 'ZfarmWarning',
          code: 'ZFARM_KEY_FILE',
        });
        return;
      }
      onChanged((publicKey) => before.get(publicKey) !== this.#roles.get(publicKey));
    }, LOOK_INTERVAL_MS).unref();
    return { stop: () => clearInterval(timer) };
  }
}

/** @throws SecurityError for a file that cannot be read, is open to others, or is none. */
export function readKeyFile(path: string): KeyFile {
  let content: string;
  try {
    content = readPrivateFile(path);
  } catch (error) {
    if (error instanceof SecurityError) throw error;
    throw new SecurityError(
      `Cannot read the key file ${path} (${(error as Error).message}). Make one with: zfarm keygen`,
      { cause: error },
    );
  }
  return parseKeyFile(path, content);
}

/** Our own key is always one of them. A key named twice may do what the stricter role may. */
function rolesIn(path: string, file: KeyFile, own: string, role: KeyRole): ReadonlyMap<string, KeyRole> {
  const folder = join(dirname(path), FOLDER);
  const nodes = filesIn(folder).map((name) => parsePublicKeyFile(name, readPublicFile(name)));
  const named = (wanted: KeyRole): string[] =>
    nodes.flatMap((node) => (node.role === wanted ? [node.publicKey] : []));
  const roles = new Map<string, KeyRole>([[own, role]]);
  for (const key of [...file.members, ...named('member')]) roles.set(key, 'member');
  for (const key of [...file.workers, ...named('worker')]) roles.set(key, 'worker');
  return roles;
}

/** It is no secret; but whoever may write it decides who runs code here. */
function readPublicFile(path: string): string {
  checkUnwritable(path);
  return readFileSync(path, 'utf8');
}

function filesIn(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  checkUnwritable(folder);
  return names
    .filter((name) => name.endsWith('.key'))
    .slice(0, NODES_MAX)
    .map((name) => join(folder, name));
}

function checkUnwritable(path: string): void {
  const { mode } = statSync(path);
  if (process.platform === 'win32' || (mode & 0o022) === 0) return;
  throw new SecurityError(
    `Others may write ${path}, and so admit themselves. Close it: chmod go-w '${path}'`,
  );
}

/** What tells that something in it has changed. */
function stateOf(path: string): string {
  const folder = join(dirname(path), FOLDER);
  let names: string[] = [];
  try {
    names = readdirSync(folder).map((name) => join(folder, name));
  } catch {
    // There need not be one.
  }
  return [path, folder, ...names]
    .map((name) => {
      const about = statSync(name, { throwIfNoEntry: false });
      return `${name} ${about?.mtimeMs} ${about?.size} ${about?.ino}`;
    })
    .join('\n');
}
