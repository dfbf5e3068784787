import { ClusterView } from '../src/core/cluster-view.js';
import type { FeedNode, FeedSpan } from '../src/core/feed.js';
import { lanesOf, StreamLayout } from '../src/core/stream-layout.js';
import { keepConnected, type Link } from './connection.js';

/** A node that was here a moment ago. */
export interface Ghost {
  readonly node: FeedNode;
  readonly goneAt: number;
}

/** So long those that have left are still to be seen, in ms. */
const GHOST_MS = 5000;

/** Chunks are drawn for as long as the longest window. */
const DRAWN_MS = 330_000;

/** Everything the page knows; `subscribe` tells of changes, once a frame at most. */
export class Store {
  readonly view: ClusterView = new ClusterView();
  readonly layout: StreamLayout = new StreamLayout();
  link: Link = 'connecting';
  #ghosts: Ghost[] = [];
  #offsetMs: number = 0;
  #asked: boolean = false;
  readonly #listeners: Set<() => void> = new Set();

  /** Now, by the server's clock. */
  get now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Those that have just left. */
  get ghosts(): readonly Ghost[] {
    this.#ghosts = this.#ghosts.filter(({ goneAt }) => this.now - goneAt < GHOST_MS);
    return this.#ghosts;
  }

  connect(): void {
    keepConnected(
      (feed) => {
        if (feed.reset !== undefined) this.#begin();
        // A batch waits a little on its way: the least delay is the best witness of the other clock.
        const offsetMs = feed.at - Date.now();
        this.#offsetMs = feed.reset === undefined ? Math.max(this.#offsetMs - 1, offsetMs) : offsetMs;
        for (const no of feed.gone ?? []) this.#bury(no);
        this.view.apply(feed);
        if (feed.spans !== undefined) this.#place(feed.spans);
        this.#changed();
      },
      (link) => {
        if (this.link === link) return;
        this.link = link;
        this.#changed();
      },
    );
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #begin(): void {
    this.layout.clear();
    this.#ghosts = [];
  }

  #bury(no: number): void {
    const node = this.view.nodes.get(no);
    if (node !== undefined) this.#ghosts.push({ node, goneAt: this.now });
  }

  #place(spans: readonly FeedSpan[]): void {
    const { nodes } = this.view;
    this.layout.add(spans, (worker) => lanesOf(nodes.get(worker) ?? {}));
    this.layout.forget(this.now - DRAWN_MS);
  }

  #changed(): void {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      for (const listener of this.#listeners) listener();
    });
  }
}
