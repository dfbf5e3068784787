import { describe, expect, it } from 'vitest';
import { type ClassCodec, ClassTable, registerClass } from './class-table.js';
import { PayloadError } from './payload.js';
import { decodeValue, encodeValue } from './value-codec.js';

class Point {
  readonly #x: number;
  readonly y: number;
  constructor(x: number, y: number) {
    this.#x = x;
    this.y = y;
  }
  get x(): number {
    return this.#x;
  }
}
class Line {
  readonly ends: readonly Point[];
  constructor(ends: readonly Point[]) {
    this.ends = ends;
  }
}
class Far extends Point {}
class Knot {
  next: unknown;
}
class Words extends Array<string> {}

const table = new ClassTable();
const add = <T extends object, Data>(Class: new (...args: never[]) => T, codec: ClassCodec<T, Data>): void =>
  table.add({ Class, ...codec } as never);
add(Point, { encode: ({ x, y }) => [x, y], decode: ([x, y]) => new Point(x as number, y as number) });
add(Line, { encode: ({ ends }) => ({ ends }), decode: ({ ends }) => new Line(ends) });
add(Knot, {
  encode: ({ next }) => next,
  decode: (next: unknown) => Object.assign(new Knot(), { next }),
});
add(Words, { encode: (words) => [...words], decode: (words: string[]) => Words.from(words) as Words });

function travel<T>(value: T): T {
  return decodeValue(encodeValue(value, 'it', table), table) as T;
}

describe('instances of registered classes', () => {
  it('come back as instances, anywhere in a value, shared where they were shared', () => {
    const origin = new Point(-0, 1);
    const line = new Line([origin, new Point(2, 3)]);
    const revived = travel({ list: [line, origin], byPoint: new Map([[origin, new Set([line])]]) });
    const [again, first] = revived.list as [Line, Point];
    expect(again).toBeInstanceOf(Line);
    expect(first).toBeInstanceOf(Point);
    expect([first.x, first.y, again.ends[1]?.x]).toEqual([-0, 1, 2]);
    expect(again.ends[0]).toBe(first);
    expect(revived.byPoint.get(first)?.has(again)).toBe(true);
    expect(travel(new Words('a', 'b'))).toEqual(new Words('a', 'b'));
  });

  it('are complete when they are decoded, to any depth', () => {
    let chain = new Knot();
    for (let depth = 0; depth < 20_000; depth += 1) chain = Object.assign(new Knot(), { next: { chain } });
    let depth = 0;
    for (let at: unknown = travel(chain); at instanceof Knot; depth += 1) {
      at = (at.next as { chain: unknown } | undefined)?.chain;
    }
    expect(depth).toBe(20_001);
    // Rings beside them are no harm.
    const ring: Record<string, unknown> = { point: new Point(1, 2) };
    ring['self'] = ring;
    const revived = travel(new Knot());
    revived.next = travel(Object.assign(new Knot(), { next: ring })).next;
    expect((revived.next as { self: { point: Point } }).self.point.x).toBe(1);
  });

  it('are refused where they would be a part of themselves', () => {
    const knot = new Knot();
    knot.next = [{ knot }];
    expect(() => travel({ a: knot })).toThrow(
      /it\.a is an instance of Knot whose encoded data leads back to itself.*"encode" of Knot/,
    );
  });

  it('are refused of a class derived from it, and where nothing is registered', () => {
    expect(() => travel([new Far(1, 2)])).toThrow(/it\[0\] is an instance of Far.*registerClass\(Far, \{/);
    expect(() => encodeValue(new Point(1, 2))).toThrow(/registerClass\(Point, \{ encode, decode \}\)/);
    expect(() => decodeValue(encodeValue(new Point(1, 2), 'it', table))).toThrow(PayloadError);
  });

  it('tell which decode has thrown', () => {
    const broken = new ClassTable();
    const decode = (): never => {
      throw new RangeError('no');
    };
    broken.add({ Class: Point, encode: () => 1, decode } as never);
    const payload = encodeValue(new Point(1, 2), 'it', broken);
    expect(() => decodeValue(payload, broken)).toThrow(/"decode".*Point has thrown/);
  });
});

describe('registerClass', () => {
  it("refuses what is no class of one's own, and codecs that are none", () => {
    const codec = { encode: () => 1, decode: () => ({}) };
    expect(() => registerClass(Map, codec as never)).toThrow('class of your own');
    expect(() => registerClass(5 as never, codec)).toThrow('class of your own');
    expect(() => registerClass(Point, {} as never)).toThrow(/registerClass\(Point, …\) needs two functions/);
  });

  it('takes another codec for the same class', () => {
    const own = new ClassTable();
    own.add({ Class: Point, encode: () => 1, decode: () => new Point(1, 1) } as never);
    own.add({ Class: Point, encode: () => 2, decode: () => new Point(2, 2) } as never);
    expect(own.all).toHaveLength(1);
    expect((decodeValue(encodeValue(new Point(0, 0), 'it', own), own) as Point).x).toBe(2);
  });
});
