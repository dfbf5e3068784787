/** Every bound of the package, with what happens at it. */
export const limits = {
  /** The wire has one length byte for names, groups, endpoints and header keys: longer ones are refused. */
  shortStringBytesMax: 255,
  /** Frame 1 of a message (a HELLO with all its headers): a bigger one is dropped before it is read. */
  headFrameBytesMax: 1_048_576,
  /** One frame of content. libzmq closes the connection that announces more, before it allocates. */
  contentFrameBytesMax: 1_073_741_824,
  /** Peers known at once; each costs about three of libzmq's sockets and seven file descriptors. */
  peersMax: 4_096,
  /** Peers heard of that have not said HELLO yet: a flood of made-up beacons ends here. */
  pendingPeersMax: 128,
  /** Groups of one peer: a JOIN beyond is ignored and counted. */
  groupsPerPeerMax: 4_096,
  /** Messages waiting for one peer's socket: beyond, whisper and shout refuse that peer until half is gone. */
  queuedMessagesMax: 131_072,
  /** Bytes waiting for one peer's socket, the same way. One message always fits, whatever its size. */
  queuedBytesMax: 268_435_456,
  /** Messages inside libzmq per peer, each way: libzmq's own default, so its memory stays small. */
  socketMessagesMax: 1_000,
  /** Events waiting in one `events()` iterator: beyond, the mailbox is not read until half is gone. */
  queuedEventsMax: 1_024,
  /** Bytes of content waiting in one `events()` iterator, the same way. */
  queuedEventBytesMax: 134_217_728,
  /** One gossip message: a bigger one is refused, and one of twice as much ends its connection. */
  gossipFrameBytesMax: 1_024,
  /** Nodes known by gossip, and as many dead ones remembered: of those that have not entered, the oldest gives way. */
  gossipTuplesMax: 8_192,
  /** Clients of our gossip hub: the one longest unheard gives way. */
  gossipClientsMax: 8_192,
  /** Anything but heartbeats that a mailbox sends where only heartbeats pass: more ends that connection. Handshakes are shorter. */
  watchFrameBytesMax: 1_024,
  /** Sockets of a node's ZeroMQ context, reserved before the first one is made (libzmq's default is 1,023). */
  zeromqSocketsMax: 32_768,
} as const;
