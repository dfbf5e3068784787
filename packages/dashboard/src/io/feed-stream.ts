import type { ServerResponse } from 'node:http';
import type { Feed } from '../core/feed.js';
import { PAGES_MAX } from '../core/limits.js';

/** The pages that look on, by server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export class FeedStream {
  readonly #whole: () => Feed;
  /** Those that lag are left out, and given all of it once they have taken what waits for them. */
  readonly #pages: Map<ServerResponse, 'up to date' | 'lags'> = new Map();

  /** @param whole all there is now, for a page that begins */
  constructor(whole: () => Feed) {
    this.#whole = whole;
  }

  get pages(): number {
    return this.#pages.size;
  }

  /** False: there are too many. */
  add(page: ServerResponse): boolean {
    if (this.#pages.size >= PAGES_MAX) return false;
    page.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    page.on('close', () => this.#pages.delete(page));
    this.#pages.set(page, 'up to date');
    // The browser comes back by itself, this soon.
    this.#write(page, `retry: 1000\n\n${eventOf(this.#whole())}`);
    return true;
  }

  tell(feed: Feed): void {
    if (this.#pages.size === 0) return;
    const event = eventOf(feed);
    for (const [page, state] of this.#pages) {
      if (page.writableNeedDrain) this.#pages.set(page, 'lags');
      else if (state === 'lags') {
        this.#pages.set(page, 'up to date');
        this.#write(page, eventOf(this.#whole()));
      } else this.#write(page, event);
    }
  }

  close(): void {
    for (const page of this.#pages.keys()) page.end();
    this.#pages.clear();
  }

  #write(page: ServerResponse, text: string): void {
    page.write(text);
  }
}

function eventOf(feed: Feed): string {
  return `data: ${JSON.stringify(feed)}\n\n`;
}
