import type { Feed } from '../src/core/feed.js';
import { PULSE_MS } from '../src/core/limits.js';

export type Link = 'connecting' | 'live' | 'lost';

/** Silence after which the connection counts as lost: a laptop that slept, a cable that was pulled. */
const SILENCE_MS = 3 * PULSE_MS;
const AGAIN_MS = 1500;

/** Keeps a stream of news from the server, for ever: after a loss it comes back by itself, and begins anew. */
export function keepConnected(told: (feed: Feed) => void, changed: (link: Link) => void): void {
  let source: EventSource | undefined;
  let heardAt = performance.now();
  const open = (): void => {
    source?.close();
    heardAt = performance.now();
    source = new EventSource('./feed');
    source.onmessage = ({ data }: MessageEvent<string>) => {
      heardAt = performance.now();
      changed('live');
      told(JSON.parse(data) as Feed);
    };
    source.onerror = () => {
      changed('lost');
      // The browser comes back after most losses, but not after a refusal.
      if (source?.readyState === EventSource.CLOSED) setTimeout(open, AGAIN_MS);
    };
  };
  setInterval(() => {
    if (performance.now() - heardAt < SILENCE_MS) return;
    changed('lost');
    open();
  }, AGAIN_MS);
  open();
}
