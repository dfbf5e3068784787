import { ClusterView } from '../../src/core/cluster-view.js';
import type { Feed } from '../../src/core/feed.js';

/** Reads the stream of news as a page does. */
export class FeedReader implements AsyncDisposable {
  readonly view: ClusterView = new ClusterView();
  events: number = 0;
  readonly #abort: AbortController;
  readonly #texts: AsyncIterator<string>;
  #waiting: string = '';

  private constructor(body: ReadableStream<Uint8Array>, abort: AbortController) {
    this.#abort = abort;
    this.#texts = body.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  }

  static async open(url: string): Promise<FeedReader> {
    const abort = new AbortController();
    const { body } = await fetch(new URL('feed', url), { signal: abort.signal });
    if (body === null) throw new Error('there is no stream');
    return new FeedReader(body, abort);
  }

  async next(): Promise<Feed> {
    for (;;) {
      const end = this.#waiting.indexOf('\n\n');
      if (end === -1) {
        const { value, done } = await this.#texts.next();
        if (done === true) throw new Error('the stream has ended');
        this.#waiting += value;
        continue;
      }
      const event = this.#waiting.slice(0, end);
      this.#waiting = this.#waiting.slice(end + 2);
      if (!event.startsWith('data: ')) continue;
      const feed = JSON.parse(event.slice(6)) as Feed;
      this.events += 1;
      this.view.apply(feed);
      return feed;
    }
  }

  async until(seen: (view: ClusterView) => boolean): Promise<void> {
    while (!seen(this.view)) await this.next();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#texts.return?.().catch(() => {});
  }
}
