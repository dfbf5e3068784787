import { SecurityError } from './security-error.js';

/** What the owner of a key may do: submit and serve, or only serve. */
export type KeyRole = 'member' | 'worker';

/** A CURVE key pair, 40 characters of Z85 each. */
export interface KeyPair {
  /** What others may know. */
  readonly publicKey: string;
  /** What nobody else may. */
  readonly secretKey: string;
}

/** What a key file holds. */
export interface KeyFile extends KeyPair {
  /** What its owner may do. */
  readonly role: KeyRole;
  /** Public keys of those who may submit and serve. */
  readonly members: readonly string[];
  /** Public keys of those who may only serve. */
  readonly workers: readonly string[];
  /** In the file of a whole cluster: the pair of its worker-only files. */
  readonly workerKey?: KeyPair;
}

/** What a file in `authorized-keys.d` holds: one more node. */
export interface PublicKeyFile {
  /** What its owner may do. */
  readonly role: KeyRole;
  /** In Z85, 40 characters. */
  readonly publicKey: string;
}

const VERSION = 1;
const KEYS_MAX = 10_000;

/** A key file as it is written: JSON, to be readable by its owner alone. */
export function keyFileText(file: KeyFile): string {
  return text({ zfarm: 'secret key', version: VERSION, ...file });
}

/** A file for `authorized-keys.d`, as it is written: JSON that may be public. */
export function publicKeyFileText({ role, publicKey }: PublicKeyFile): string {
  return text({ zfarm: 'public key', version: VERSION, role, publicKey });
}

/** @throws SecurityError when it is no key file of a version that this build reads. */
export function parseKeyFile(path: string, content: string): KeyFile {
  const fields = parse(path, content, 'secret key');
  const { role, publicKey, secretKey, members, workers, workerKey } = fields;
  if (!isRole(role) || !isPair({ publicKey, secretKey }) || !isKeys(members) || !isKeys(workers))
    throw damaged(path);
  if (workerKey !== undefined && !isPair(workerKey)) throw damaged(path);
  return {
    role,
    publicKey: publicKey as string,
    secretKey: secretKey as string,
    members,
    workers,
    ...(workerKey === undefined ? {} : { workerKey }),
  };
}

/** @throws SecurityError when it is no public key file. */
export function parsePublicKeyFile(path: string, content: string): PublicKeyFile {
  const { role, publicKey } = parse(path, content, 'public key');
  if (isRole(role) && isKey(publicKey)) return { role, publicKey };
  throw damaged(path);
}

function parse(path: string, content: string, kind: string): Readonly<Record<string, unknown>> {
  let fields: unknown;
  try {
    fields = JSON.parse(content);
  } catch {
    throw damaged(path);
  }
  if (typeof fields !== 'object' || fields === null) throw damaged(path);
  const { zfarm, version } = fields as Readonly<Record<string, unknown>>;
  if (zfarm !== kind) throw damaged(path);
  if (version !== VERSION)
    throw new SecurityError(
      `${path} is of version ${String(version)}, this zfarm reads ${VERSION}: upgrade it.`,
    );
  return fields as Readonly<Record<string, unknown>>;
}

function damaged(path: string): SecurityError {
  return new SecurityError(`${path} is no key file of zfarm. Make one with: zfarm keygen`);
}

function isRole(value: unknown): value is KeyRole {
  return value === 'member' || value === 'worker';
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-zA-Z.\-:+=^!/*?&<>()[\]{}@%$#]{40}$/.test(value);
}

function isKeys(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= KEYS_MAX && value.every(isKey);
}

function isPair(value: unknown): value is KeyPair {
  if (typeof value !== 'object' || value === null) return false;
  const { publicKey, secretKey } = value as Readonly<Record<string, unknown>>;
  return isKey(publicKey) && isKey(secretKey);
}

function text(fields: object): string {
  return `${JSON.stringify(fields, null, 2)}\n`;
}
