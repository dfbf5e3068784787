/** An option that cannot be: the message names it and what is accepted. */
export class ZreOptionError extends TypeError {
  override readonly name = 'ZreOptionError';
}

/** A call at the wrong time or with the wrong arguments: a bug of the calling program. */
export class ZreUsageError extends Error {
  override readonly name = 'ZreUsageError';
}

/** The network would not have it: no such interface, a port that is taken. The message says what to do. */
export class ZreTransportError extends Error {
  override readonly name = 'ZreTransportError';
}
