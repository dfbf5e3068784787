import { existsSync } from 'node:fs';
import { defaultKeyFile, resolveSecurity, type SecureNodeOptions, secureNodeOptions } from '@zfarm/security';
import { type InterfaceFlags, type NetworkAddress, securityFlags } from './network-options.js';

/**
 * How a node that runs nothing keeps strangers out: as those of clusters do; but on a network without a key it is a plain Zyre
 * peer, for nobody can do anything with it.
 */
export function peerSecurity(
  flags: InterfaceFlags,
  { address, loopback }: NetworkAddress,
): SecureNodeOptions {
  const named = flags.key ?? (process.env['ZFARM_KEY_FILE'] || undefined);
  if (flags.insecure !== true && !loopback && named === undefined && !existsSync(defaultKeyFile(process.env)))
    return {};
  return secureNodeOptions(resolveSecurity({ interface: address, ...securityFlags(flags) }, process.env));
}
