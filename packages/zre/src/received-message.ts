import type { ZreContent } from './content.js';
import type { Content } from './core/message.js';

type Whisper = (peer: string, content: ZreContent) => boolean;

interface Fields {
  readonly peer: string;
  readonly name: string;
  readonly content: Content;
}

/** A message as it is handed to the application: what the core says of it, and the way back. */
class ReceivedMessage {
  readonly peer: string;
  readonly name: string;
  readonly content: Buffer[];
  readonly #whisper: Whisper;

  constructor({ peer, name, content }: Fields, whisper: Whisper) {
    this.peer = peer;
    this.name = name;
    // It comes from the mailbox, so its frames are Buffers, which the core does not care about.
    this.content = content as Buffer[];
    this.#whisper = whisper;
  }

  reply(content: ZreContent): boolean {
    return this.#whisper(this.peer, content);
  }
}

export class ReceivedWhisper extends ReceivedMessage {
  readonly type = 'whisper';
}

export class ReceivedShout extends ReceivedMessage {
  readonly type = 'shout';
  readonly group: string;

  constructor(fields: Fields & { readonly group: string }, whisper: Whisper) {
    super(fields, whisper);
    this.group = fields.group;
  }
}
