import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, connect } from '../dist/index.js';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await connect({ local: 'always', localThreads: 2 });
});

afterAll(() => cluster.close());

const numbers = Array.from({ length: 1000 }, (_, n) => n);

describe('results', () => {
  test('are taken as they are when the function returns, though it uses its objects again', async () => {
    const flat: { n: number } = { n: 0 };
    const map = new Map<string, number>();
    const nested = { list: new Float64Array(1) };
    const byObject = await cluster.map((n) => Object.assign(flat, { n }), numbers, { vars: { flat } });
    const byMap = await cluster.map((n) => map.set('n', n), numbers, { vars: { map } });
    const fill = (n: number) => {
      nested.list[0] = n;
      return nested;
    };
    const byNested = await cluster.map(fill, numbers, { vars: { nested } });
    expect(byObject.map((o) => o.n)).toEqual(numbers);
    expect(byMap.map((m) => m.get('n'))).toEqual(numbers);
    expect(byNested.map((o) => o.list[0])).toEqual(numbers);
  });

  test('and items may consist of thousands of binary parts', async () => {
    const parts = Array.from({ length: 5000 }, () => new Uint8Array(5000));
    expect(await cluster.map((list) => list.length, [parts])).toEqual([5000]);
    const [made] = await cluster.map((n) => Array.from({ length: n }, () => new Uint8Array(5000)), [5000]);
    expect(made).toHaveLength(5000);
  });

  test('that are longer than any value may be fail their item by name, and no other', async () => {
    const scan = (n: number): number | Uint8Array => (n === 1 ? new Uint8Array(1025 * 1024 * 1024) : n);
    const [before, refused, behind] = await cluster.map(scan, [0, 1, 2], { onError: 'collect' });
    expect([before, behind]).toMatchObject([{ value: 0 }, { value: 2 }]);
    expect(refused).toMatchObject({
      reason: {
        name: 'RemoteTaskError',
        index: 1,
        cause: {
          name: 'UnshippableValueError',
          message: expect.stringMatching(
            /the result of item 1 is 1026 MiB long when encoded, more than 1024 MiB.*send it in parts/,
          ),
        },
      },
    });
  });
});
