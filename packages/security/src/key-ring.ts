import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
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
  /** Of the key file. */
  readonly path: string;
  /** What our own key may do. */
  readonly role: KeyRole;
  /** Our own key. */
  readonly pair: KeyPair;
  /** Public key of the members: of a member its own, of a worker the one that its file names. Undefined where that names several. */
  readonly clusterKey: string | undefined;
  #roles: ReadonlyMap<string, KeyRole>;
  #state: string;
  /** The state that could not be read, and was told of. It is tried again: what was amiss may have been the machine. */
  #unread: string | undefined;

  /** @throws SecurityError for a file that cannot be read, is open to others, or is none. */
  constructor(path: string) {
    this.path = path;
    this.#state = stateOf(path);
    const file = readKeyFile(path);
    this.role = file.role;
    this.pair = { publicKey: file.publicKey, secretKey: file.secretKey };
    this.clusterKey =
      file.role === 'member' ? file.publicKey : file.members.length === 1 ? file.members[0] : undefined;
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
      const before = this.#roles;
      try {
        this.#roles = rolesIn(this.path, readKeyFile(this.path), this.pair.publicKey, this.role);
        this.#state = state;
      } catch (error) {
        if (state === this.#unread) return;
        this.#unread = state;
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
  const owner = statSync(path).uid;
  const nodes = filesIn(folder, owner).map((name) => parsePublicKeyFile(name, readPublicFile(name, owner)));
  const named = (wanted: KeyRole): string[] =>
    nodes.flatMap((node) => (node.role === wanted ? [node.publicKey] : []));
  const roles = new Map<string, KeyRole>([[own, role]]);
  for (const key of [...file.members, ...named('member')]) roles.set(key, 'member');
  for (const key of [...file.workers, ...named('worker')]) roles.set(key, 'worker');
  return roles;
}

/** It is no secret; but whoever may write it decides who runs code here. */
function readPublicFile(path: string, owner: number): string {
  checkUnwritable(path, owner);
  return readFileSync(path, 'utf8');
}

function filesIn(folder: string, owner: number): string[] {
  const names = namesIn(folder);
  if (names === undefined) return [];
  checkUnwritable(folder, owner);
  return names
    .filter((name) => name.endsWith('.key'))
    .slice(0, NODES_MAX)
    .map((name) => join(folder, name));
}

/** Undefined where there is no such folder. One that cannot be read, for want of a file descriptor say, is not an empty one. */
function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new SecurityError(`Cannot read the folder ${folder} (${(error as Error).message}).`, {
      cause: error,
    });
  }
}

/** @param owner whose the key file is: a folder that others have put beside it is none of ours */
function checkUnwritable(path: string, owner: number): void {
  if (process.platform === 'win32') return;
  const ours = [owner, process.getuid?.(), 0];
  if (!ours.includes(lstatSync(path).uid) || !ours.includes(statSync(path).uid))
    throw new SecurityError(
      `${path} belongs to another user, who could admit keys. Remove it, or make it your own.`,
    );
  if ((statSync(path).mode & 0o022) === 0) return;
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
      // Of its status, since copies may keep the time of their content.
      return `${name} ${about?.ctimeMs} ${about?.size} ${about?.ino}`;
    })
    .join('\n');
}
