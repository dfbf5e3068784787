import type { FeedLine, FeedMood } from './feed.js';
import { LINES_TOLD_MAX } from './limits.js';

const WORDS: Readonly<Record<string, { readonly mood: FeedMood; readonly text: string }>> = {
  requeued: { mood: 'warning', text: 'items go back in line' },
  retracted: { mood: 'plain', text: 'items handed back unstarted' },
  retry: { mood: 'warning', text: 'an item is tried again' },
  'worker-left': { mood: 'bad', text: 'the connection to a worker has ended' },
  'worker-silent': { mood: 'bad', text: 'a worker is silent, its items go elsewhere' },
  'worker-back': { mood: 'good', text: 'a silent worker has spoken again' },
  'worker-draining': { mood: 'plain', text: 'a worker finishes what it has begun' },
  'speculative-run': { mood: 'plain', text: 'items that take long run here as well' },
  'speculative-win': { mood: 'good', text: 'a second run has settled items first' },
  unmatched: { mood: 'bad', text: 'no worker can serve the job' },
};

/** What a client calls a happening, in words. */
export function noteWords(type: string): { readonly mood: FeedMood; readonly text: string } {
  return WORDS[type] ?? { mood: 'plain', text: type };
}

/** The event log as it grows: in a flood the lines beyond a few are only counted. */
export class EventLines {
  #waiting: FeedLine[] = [];
  #left: number = 0;
  #no: number = 0;

  add(at: number, mood: FeedMood, text: string): void {
    if (this.#waiting.length >= LINES_TOLD_MAX) this.#left += 1;
    else this.#push(at, mood, text);
  }

  take(at: number): readonly FeedLine[] {
    if (this.#left > 0) this.#push(at, 'warning', `… and ${this.#left} more`);
    const lines = this.#waiting;
    this.#waiting = [];
    this.#left = 0;
    return lines;
  }

  #push(at: number, mood: FeedMood, text: string): void {
    this.#no += 1;
    this.#waiting.push({ no: this.#no, at, mood, text });
  }
}
