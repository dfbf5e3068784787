import type { NestedToWorker } from '@zfarm/cluster-core/core';
import type { NestingItem } from './nesting-item.js';
import type { ThreadRun } from './thread-run.js';
import { type ThreadVoice, VOICE_MS } from './thread-voice.js';
import type { World } from './world.js';

/** In a thread: the items that start jobs, at work or suspended, and what they are told. */
export class NestingFloor {
  readonly #world: World;
  readonly #voice: ThreadVoice;
  readonly #goOn: () => void;
  /** Items that wait for jobs of theirs. */
  readonly #suspended: Set<NestingItem> = new Set();
  /** The one that is at work. */
  atWork: NestingItem | undefined;
  #jobs: number = 0;
  /** Threads that have died here. */
  #threads: number = 0;
  #frozen: boolean = false;
  /** Words to tasks that came while the thread was frozen. */
  #untold: (() => void)[] = [];
  #toldAt: number = 0;

  /** @param goOn something can go on, unless the thread is at work */
  constructor(world: World, voice: ThreadVoice, goOn: () => void) {
    this.#world = world;
    this.#voice = voice;
    this.#goOn = goOn;
  }

  /** Lets an item start its jobs; a cancelled one has them cancelled at once. */
  open(item: NestingItem): void {
    const words = item.open(() => {
      this.#jobs += 1;
      return this.#jobs;
    });
    this.#voice.nested(item, words);
    if (item.run.cancelled) this.#voice.nested(item, item.cancel());
  }

  get suspended(): number {
    return this.#suspended.size;
  }

  suspend(item: NestingItem): void {
    this.#world.observe({ kind: 'item-suspended', run: item.began });
    this.#suspended.add(item);
  }

  /** The deepest item that has what it waits for. */
  takeReady(): NestingItem | undefined {
    let best: NestingItem | undefined;
    for (const item of this.#suspended)
      if (item.canGoOn && (best === undefined || item.run.spec.depth > best.run.spec.depth)) best = item;
    if (best === undefined) return undefined;
    this.#suspended.delete(best);
    this.#world.observe({ kind: 'item-resumed', run: best.began });
    return best;
  }

  cancel(run: ThreadRun): void {
    run.cancelled = true;
    for (const item of this.#items()) if (item.run === run) this.#voice.nested(item, item.cancel());
    this.#goOn();
  }

  /** A word to a task of a job that it has started. */
  tell(nested: number, message: NestedToWorker): void {
    const { clock, prng } = this.#world;
    this.#toldAt = Math.max(this.#toldAt, clock.now + prng.ms(...VOICE_MS));
    const thread = this.#threads;
    const told = (): void => {
      if (thread === this.#threads) this.#hear(nested, message);
    };
    clock.at(this.#toldAt, () => {
      if (this.#frozen) this.#untold.push(told);
      else told();
    });
  }

  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    for (const told of this.#untold.splice(0)) told();
  }

  /** The thread has died. */
  end(): void {
    for (const item of this.#suspended) this.#world.observe({ kind: 'item-lost-waiting', run: item.began });
    this.#suspended.clear();
    this.atWork = undefined;
    this.#threads += 1;
    this.#jobs = 0;
  }

  #items(): readonly NestingItem[] {
    return [...this.#suspended, ...(this.atWork === undefined ? [] : [this.atWork])];
  }

  #hear(nested: number, message: NestedToWorker): void {
    for (const item of this.#items()) {
      const answer = item.receive(nested, message);
      if (answer !== undefined) this.#voice.nested(item, [answer]);
    }
    this.#goOn();
  }
}
