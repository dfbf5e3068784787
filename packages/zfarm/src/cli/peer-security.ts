import { existsSync } from 'node:fs';
import {
  defaultKeyFile,
  type GossipNodeOptions,
  type MailboxNodeOptions,
  meetingNodeOptions,
  type NetworkSecurity,
  resolveSecurity,
  type SecureNodeOptions,
  secureNodeOptions,
} from '@zfarm/security';
import { type InterfaceFlags, meetingFlags, type NetworkAddress } from './network-options.js';

/**
 * How a node that runs nothing keeps strangers out, and is met: as those of clusters; but on a network without a key it is a plain Zyre
 * peer, for nobody can do anything with it.
 */
export function peerSecurity(
  flags: InterfaceFlags,
  on: NetworkAddress,
): SecureNodeOptions & GossipNodeOptions & MailboxNodeOptions {
  const security = securityOf(flags, on);
  return {
    ...secureNodeOptions(security),
    ...meetingNodeOptions(meetingFlags(flags), on.address, security, process.env),
  };
}

function securityOf(flags: InterfaceFlags, { address, loopback }: NetworkAddress): NetworkSecurity {
  const named = flags.key ?? (process.env['ZFARM_KEY_FILE'] || undefined);
  if (flags.insecure !== true && !loopback && named === undefined && !existsSync(defaultKeyFile(process.env)))
    return { kind: 'open' };
  return resolveSecurity({ interface: address, ...meetingFlags(flags) }, process.env);
}
