import { expectTypeOf, test } from 'vitest';
import type { Future } from './future.js';
import type { Received } from './task-channel.js';
import type { TaskOperators } from './task-operators.js';

declare const cluster: TaskOperators;

// Checked by the compiler; the functions are never called.
test('results follow from the functions', () => {
  const shapes = (): unknown[] => [
    expectTypeOf(cluster.future(async (n: number) => `${n}`, 3)).toEqualTypeOf<Future<string>>(),
    expectTypeOf(cluster.speculate(() => 1)).toEqualTypeOf<Future<number>>(),
    expectTypeOf(cluster.lazy((text: string) => text.length, 'a')).toEqualTypeOf<Future<number>>(),
    expectTypeOf(cluster.all({ a: () => 1, b: async () => 'x' })).toEqualTypeOf<
      Promise<{ a: number; b: string }>
    >(),
    expectTypeOf(cluster.apply((a: number, b: string) => b.repeat(a), [() => 1, () => 'x'])).toEqualTypeOf<
      Promise<string>
    >(),
    expectTypeOf(cluster.apply((a, b) => [a, b] as const, [() => 1, () => 'x'])).toEqualTypeOf<
      Promise<readonly [number, string]>
    >(),
    expectTypeOf(
      cluster.anyOf(
        () => 1,
        async () => 2,
      ),
    ).toEqualTypeOf<Promise<number>>(),
    expectTypeOf(cluster.channel<number>().receive()).toEqualTypeOf<Promise<number>>(),
    expectTypeOf(cluster.channel<number>().tryReceive()).toEqualTypeOf<Promise<Received<number>>>(),
    expectTypeOf(
      cluster.graph({ w: [[], () => 3], text: [['w'], (w: number) => `${w}`] }).run('text'),
    ).toEqualTypeOf<Promise<string>>(),
    expectTypeOf(
      cluster
        .graph()
        .node('w', [], async () => 3)
        .node('pair', ['w', 'w'], (a, b) => [a, b] as const)
        .run(),
    ).resolves.toMatchObjectType<{ w: number; pair: readonly [number, number] }>(),
    expectTypeOf(cluster.broadcast(async (n: number) => `${n}`, 1)).resolves.toEqualTypeOf<
      Map<string, string>
    >(),
    expectTypeOf(cluster.broadcastWith({ scope: 'thread' }, () => 1)).resolves.toEqualTypeOf<
      Map<string, number[]>
    >(),
    expectTypeOf(cluster.broadcastWith({ replay: false }, () => 1)).resolves.toEqualTypeOf<
      Map<string, number>
    >(),
    // @ts-expect-error there is no node of this name
    cluster.graph({ w: [['v'], () => 3] }),
    // @ts-expect-error the node that it needs yields a number
    cluster.graph({ w: [[], () => 3], text: [['w'], (w: string) => w] }),
    // @ts-expect-error nothing of this name is computed
    cluster.graph({ w: [[], () => 3] }).run('v'),
    // @ts-expect-error the argument must be a number
    cluster.future((n: number) => n, 'a'),
    // @ts-expect-error this function would need an argument
    cluster.all({ a: (n: number) => n }),
    // @ts-expect-error the channel is one of numbers
    cluster.channel<number>().submit(() => 'a'),
    // @ts-expect-error the first result is a number
    cluster.apply((a: string) => a, [() => 1]),
  ];
  expectTypeOf(shapes).toBeFunction();
});
