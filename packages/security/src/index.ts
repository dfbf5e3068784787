export { configFolder, type Environment } from './config-folder.js';
export type { GossipNodeOptions, GossipWish } from './gossip.js';
export { hubNotice } from './hub-notice.js';
export {
  type KeyFile,
  type KeyPair,
  type KeyRole,
  keyFileText,
  publicKeyFileText,
} from './key-file.js';
export { KeyRing, readKeyFile } from './key-ring.js';
export { reachOf } from './loopback.js';
export type { MailboxNodeOptions, MailboxWish } from './mailbox-place.js';
export { makeFolder } from './make-folder.js';
export { type MeetingWish, meetingNodeOptions } from './meeting.js';
export { type MeetingOption, MeetingOptionError } from './meeting-option-error.js';
export {
  defaultKeyFile,
  type NetworkSecurity,
  resolveSecurity,
  type SecurityWish,
} from './network-security.js';
export { makePrivateFile } from './private-file.js';
export { refusalNotice } from './refusal-notice.js';
export {
  followKeys,
  type KeyedPeers,
  rolePermission,
  type SecureNodeOptions,
  secureNodeOptions,
  sessionIdentity,
} from './secure-node.js';
export { SecurityError } from './security-error.js';
export { type HeardStrangers, strangerNotice } from './stranger-notice.js';
export { userSecretOrOwn } from './user-secret.js';
