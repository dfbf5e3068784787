import { resolveSecurity, type SecureNodeOptions, secureNodeOptions } from '@zfarm/security';

/** What lets a ZRE node of a test speak with zfarm on loopback: the secret of the user who runs the tests. */
export const ofThisUser: SecureNodeOptions = secureNodeOptions(
  resolveSecurity({ interface: '127.0.0.1' }, process.env),
);
