import type { Content } from './message.js';
import type { NodeId } from './node-id.js';

interface OfPeer {
  readonly peer: NodeId;
  readonly name: string;
}

/** The core's view of `ZreEvent`: content frames are any octets. */
export type NodeEvent =
  | (OfPeer & {
      readonly type: 'enter';
      readonly headers: Readonly<Record<string, string>>;
      readonly endpoint: string;
    })
  | (OfPeer & { readonly type: 'exit' | 'evasive' | 'silent' })
  | (OfPeer & { readonly type: 'join' | 'leave'; readonly group: string })
  | (OfPeer & { readonly type: 'whisper'; readonly content: Content })
  | (OfPeer & { readonly type: 'shout'; readonly group: string; readonly content: Content })
  | (OfPeer & { readonly type: 'leader'; readonly group: string })
  | (OfPeer & { readonly type: 'stop' });
