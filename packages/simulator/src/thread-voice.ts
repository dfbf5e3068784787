import type { SlotInput, SlotNested } from '@zfarm/worker/core';
import type { FakePoolOptions } from './fake-pool.js';
import { codeRef, numbersRef, printedBy } from './item-value.js';
import type { NestingItem } from './nesting-item.js';
import type { ThreadRun } from './thread-run.js';

/** What a thread says reaches the main thread after this long. */
export const VOICE_MS: readonly [number, number] = [0.02, 0.3];

/** Stands for what is told of a death. */
const DEATH_RECORD = 'd'.repeat(32);

/** What a thread tells the main thread, in the order in which it does. */
export class ThreadVoice {
  readonly #options: FakePoolOptions;
  readonly #slot: number;
  #heardAt: number = 0;
  /** What tasks have printed and told since the thread last spoke. */
  #printed: SlotInput[] = [];

  constructor(options: FakePoolOptions, slot: number) {
    this.#options = options;
    this.#slot = slot;
  }

  say(input: SlotInput, heard: () => void = () => undefined): void {
    const { world, listener } = this.#options;
    const { clock, prng } = world;
    this.#heardAt = Math.max(this.#heardAt, clock.now + prng.ms(...VOICE_MS));
    const printed = this.#printed.splice(0);
    clock.at(this.#heardAt, () => {
      for (const earlier of printed) listener.report(earlier, () => undefined);
      listener.report(input, heard);
    });
  }

  /** What some tasks print and tell of their progress comes with the next word. */
  print(run: ThreadRun, item: number): void {
    const text = printedBy(item);
    if (text === undefined) return;
    const at = { slot: this.#slot, run: run.spec.run, item };
    this.#printed.push({ kind: 'slot-log', ...at, stream: 'stdout', text, dropped: 0 });
    this.#printed.push({ kind: 'slot-progress', ...at, fraction: 0.5 });
  }

  fail(run: ThreadRun, item: number, fault: 'task' | 'time-limit'): void {
    const { worker } = this.#options;
    this.flush(run);
    const failure = numbersRef(worker, [run.plan.key, item], run.plan.width);
    this.say({ kind: 'slot-failed', slot: this.#slot, run: run.spec.run, item, fault, failure });
    run.resultsFrom = item + 1;
  }

  flush(run: ThreadRun): void {
    const count = run.results.length;
    if (count === 0) return;
    const { worker } = this.#options;
    const { width, resultWidth = width } = run.plan;
    const values = numbersRef(worker, run.results, resultWidth);
    const first = run.resultsFrom;
    run.results = [];
    run.resultsFrom += count;
    this.say({ kind: 'slot-slice', slot: this.#slot, run: run.spec.run, first, count, values });
  }

  /** Results that it had no time to tell. */
  lose({ plan, spec, results, resultsFrom }: ThreadRun): void {
    const { world, worker } = this.#options;
    for (let item = resultsFrom; item < resultsFrom + results.length; item += 1)
      world.observe({ kind: 'result-lost', run: { worker, plan, attempt: spec.attempt, item } });
  }

  nested(item: NestingItem, words: readonly Pick<SlotNested, 'nested' | 'word'>[]): void {
    for (const word of words)
      this.say({ kind: 'slot-nested', slot: this.#slot, run: item.run.spec.run, ...word });
  }

  /** The thread has died, under the item that was at work, if one was. */
  died(
    guilty: { readonly run: ThreadRun; readonly item: number; readonly late: boolean } | undefined,
    heard: () => void,
  ): void {
    const { worker } = this.#options;
    const death = { kind: 'slot-died', slot: this.#slot, record: codeRef(worker, DEATH_RECORD) } as const;
    if (guilty === undefined) {
      this.say(death, heard);
      return;
    }
    const { run, item, late } = guilty;
    const failure = numbersRef(worker, [run.plan.key, item], run.plan.width);
    const fault = late ? 'time-limit' : 'thread';
    this.say({ ...death, guilty: { run: run.spec.run, item, fault, failure } }, heard);
  }
}
