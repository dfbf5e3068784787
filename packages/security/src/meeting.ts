import type { Environment } from './config-folder.js';
import { type GossipNodeOptions, type GossipWish, gossipNodeOptions } from './gossip.js';
import { type MailboxNodeOptions, type MailboxWish, mailboxNodeOptions } from './mailbox-place.js';
import type { NetworkSecurity } from './network-security.js';

/** How a node is met where beacons do not do; what is not given comes from the environment. */
export interface MeetingWish extends MailboxWish {
  /**
   * How to meet where no broadcast passes: `{ connect: ['hub.example:5700'] }`, and `{ bind: '5700' }` at the hub. `ZFARM_GOSSIP`, hubs
   * separated by commas; default: beacons alone.
   */
  readonly gossip?: GossipWish | undefined;
}

/**
 * How a ZRE node is told of hubs, and where it is.
 *
 * @throws MeetingOptionError
 */
export function meetingNodeOptions(
  wish: MeetingWish,
  on: string | number,
  security: NetworkSecurity,
  environment: Environment,
): GossipNodeOptions & MailboxNodeOptions {
  return {
    ...gossipNodeOptions(wish.gossip, on, security, environment),
    ...mailboxNodeOptions(wish, on, security, environment),
  };
}
