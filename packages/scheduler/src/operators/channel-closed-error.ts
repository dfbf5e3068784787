/** The channel was closed: it takes no more tasks, and what there was has been received. */
export class ChannelClosedError extends Error {
  override readonly name = 'ChannelClosedError';
  readonly code = 'ZFARM_CHANNEL_CLOSED';

  constructor() {
    super('The channel is closed: open another one with channel().');
  }
}
