import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { configFolder, type Environment } from './config-folder.js';
import { KeyRing } from './key-ring.js';
import { reachOf } from './loopback.js';
import { SecurityError } from './security-error.js';
import { userSecret } from './user-secret.js';

/** What a node was told about its safety, by options; what is not given comes from the environment. */
export interface SecurityWish {
  /** Name, address or number of the network interface; `*` for all. */
  readonly interface: string | number;
  /** Path of the key file. `ZFARM_KEY_FILE`, else `cluster.key` in the user's folder, which loopback does not need. */
  readonly keyFile?: string | undefined;
  /** Neither key nor secret. `ZFARM_INSECURE=1`. */
  readonly insecure?: boolean | undefined;
}

/** How a node keeps others out. */
export type NetworkSecurity =
  /** By the secret of this user, on this machine. */
  | { readonly kind: 'guarded'; readonly secret: string }
  /** By CURVE keys. */
  | { readonly kind: 'keyed'; readonly ring: KeyRing }
  /** Not at all, as it was asked for. */
  | { readonly kind: 'open' };

const KEY_FILE = 'cluster.key';

/** Where the key file is looked for that no option and no variable names. */
export function defaultKeyFile(environment: Environment): string {
  return join(configFolder(environment), KEY_FILE);
}

/**
 * A key that is named is used. On loopback this user's secret does instead of a key; on a network there must be a key, or the
 * explicit wish to do without.
 *
 * @param secretIn the folder, how this user's secret is got at
 * @throws SecurityError that says how to go on.
 */
export function resolveSecurity(
  wish: SecurityWish,
  environment: Environment,
  secretIn: (folder: string) => string = userSecret,
): NetworkSecurity {
  const named = wish.keyFile ?? (environment['ZFARM_KEY_FILE'] || undefined);
  const insecure = wish.insecure ?? isInsecure(environment);
  if (insecure && named !== undefined)
    throw new SecurityError(`A key (${named}) and insecure exclude each other: leave out one of them.`);
  if (insecure) return { kind: 'open' };
  if (named !== undefined) return { kind: 'keyed', ring: new KeyRing(named) };
  // Without such an interface the node does not start, and says so better.
  if (reachOf(wish.interface) !== 'network')
    return { kind: 'guarded', secret: secretIn(configFolder(environment)) };
  const found = defaultKeyFile(environment);
  if (existsSync(found)) return { kind: 'keyed', ring: new KeyRing(found) };
  throw new SecurityError(
    `On interface ${wish.interface} other machines can be reached, and there is no key to tell friends from strangers. ` +
      `Make one with: zfarm keygen, and copy it to each machine as ${found}; ` +
      'or let everybody in with --insecure, insecure: true or ZFARM_INSECURE=1.',
  );
}

/** @throws SecurityError for a value that says neither yes nor no. */
function isInsecure({ ZFARM_INSECURE: value = '' }: Environment): boolean {
  if (value === '' || value === '0' || value === 'false') return false;
  if (value === '1' || value === 'true') return true;
  throw new SecurityError(`The environment variable ZFARM_INSECURE accepts 1 or 0, not '${value}'.`);
}
