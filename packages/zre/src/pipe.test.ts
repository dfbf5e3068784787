import { describe, expect, it } from 'vitest';
import { blankFrames } from './blank-frames.js';
import { Pipe } from './pipe.js';

function upTo(last: number): Pipe<number> {
  return new Pipe(Array.from({ length: last }, (_, index) => index + 1));
}

/** Counts how much was asked for, and whether it was ended. */
class Source implements AsyncIterableIterator<number, undefined> {
  asked = 0;
  ended = false;

  next(): Promise<IteratorResult<number, undefined>> {
    this.asked += 1;
    return Promise.resolve({ value: this.asked, done: false });
  }

  return(): Promise<IteratorResult<number, undefined>> {
    this.ended = true;
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

const even = (value: number): boolean => value % 2 === 0;
const beyond =
  (bound: number) =>
  (value: number): boolean =>
    value > bound;

describe('blank frames', () => {
  it('are as many and as long as was asked for', async () => {
    expect(await blankFrames(2, 3).toArray()).toEqual([Buffer.alloc(3), Buffer.alloc(3)]);
  });
});

describe('a pipe', () => {
  it.each<[string, Pipe<number>, number[]]>([
    ['map', upTo(3).map((value) => value * 10), [10, 20, 30]],
    ['filter', upTo(5).filter(even), [2, 4]],
    ['reject', upTo(5).reject(even), [1, 3, 5]],
    ['take', upTo(5).take(2), [1, 2]],
    ['take none', upTo(5).take(0), []],
    ['takeLast', upTo(5).takeLast(2), [4, 5]],
    ['takeUntil', upTo(5).takeUntil(beyond(2)), [1, 2]],
    ['takeUntilInclusive', upTo(5).takeUntilInclusive(beyond(2)), [1, 2, 3]],
    ['skipUntil', upTo(5).skipUntil(beyond(3)), [4, 5]],
    ['dedupe', new Pipe([1, 1, 2, 1, 1]).dedupe(), [1, 2, 1]],
    [
      'dedupe keeps the last',
      new Pipe([10, 11, 20, 21, 30]).dedupe((a, b) => Math.floor(a / 10) === Math.floor(b / 10)),
      [11, 21, 30],
    ],
    ['dedupe of nothing', new Pipe<number>([]).dedupe(), []],
    ['concat', upTo(1).concat([7], upTo(2)), [1, 7, 1, 2]],
    ['prepend', upTo(2).prepend(8, 9), [8, 9, 1, 2]],
  ])('%s', async (_, pipe, expected) => {
    expect(await pipe.toArray()).toEqual(expected);
  });

  it('tap and forEach see each element once, in order', async () => {
    const seen: string[] = [];
    await upTo(2)
      .tap((value) => seen.push(`tap ${value}`))
      .forEach((value) => void seen.push(`each ${value}`));
    expect(seen).toEqual(['tap 1', 'each 1', 'tap 2', 'each 2']);
  });

  it('is lazy, and ends its source when it is ended early', async () => {
    const source = new Source();
    const pipe = new Pipe(source).map((value) => value + 1).filter(even);
    expect(source.asked).toBe(0);
    expect(await pipe.take(2).toArray()).toEqual([2, 4]);
    expect(source).toMatchObject({ asked: 3, ended: true });
    const other = new Source();
    for await (const value of new Pipe(other).tap(() => undefined)) if (value === 2) break;
    expect(other).toMatchObject({ asked: 2, ended: true });
  });

  it('find leaves what follows', async () => {
    const pipe = upTo(4);
    expect(await pipe.find(even)).toBe(2);
    expect(await pipe.find()).toBe(3);
    expect(await pipe.toArray()).toEqual([4]);
    expect(await pipe.find()).toBeUndefined();
  });

  it('toEmitter calls the handler of each type, passes on what it returns, and drops the rest', async () => {
    type Sound = { type: 'bark'; loud: number } | { type: 'meow' } | { type: 'moo' };
    const sounds: Sound[] = [{ type: 'bark', loud: 3 }, { type: 'meow' }, { type: 'moo' }];
    const heard: string[] = [];
    const made = new Pipe(sounds).toEmitter({
      bark: ({ loud }) => loud,
      meow: () => {
        heard.push('meow');
        return undefined;
      },
    });
    expect(await made.toArray()).toEqual([3]);
    expect(heard).toEqual(['meow']);
  });

  it('whenIdle puts something in where nothing comes, and loses nothing that comes late', async () => {
    const late: ((result: IteratorResult<number, undefined>) => void)[] = [];
    const results = [1, undefined, 2].map((value) =>
      value === undefined
        ? new Promise<IteratorResult<number, undefined>>((resolve) => late.push(resolve))
        : Promise.resolve<IteratorResult<number, undefined>>({ value, done: false }),
    );
    const end: IteratorResult<number, undefined> = { value: undefined, done: true };
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({ next: () => results.shift() ?? Promise.resolve(end) }),
    };
    let idle = 0;
    const make = (): number | undefined => {
      idle += 1;
      if (idle === 3) late[0]?.({ value: 5, done: false });
      return idle === 2 ? -1 : undefined;
    };
    expect(await new Pipe(source).whenIdle(1, make).toArray()).toEqual([1, -1, 5, 2]);
    expect(idle).toBe(3);
  });
});
