import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Session } from 'node:inspector';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { decodeValue, encodeList, type Payload, type ShippedFunction } from '@zfarm/cluster-core';
import { captureFunction, shipFunction } from '@zfarm/cluster-core/shipping';
import { afterAll, describe, expect, it } from 'vitest';

interface Case {
  readonly name: string;
  readonly fn: (...args: never[]) => unknown;
  readonly args: readonly unknown[];
  readonly expected?: unknown;
  readonly error?: string;
}
interface Outcome {
  readonly value?: unknown;
  readonly error?: unknown;
}

const programs = {
  'esm-program.mjs': new URL('./programs/esm-program.mjs', import.meta.url),
  'cjs-program.cjs': new URL('./programs/cjs-program.cjs', import.meta.url),
  'bundled-program.cjs': new URL('./programs/bundled-program.cjs', import.meta.url),
  'instrumented-program.mjs': new URL('./programs/instrumented-program.mjs', import.meta.url),
};
const thread = new Worker(new URL('./programs/revive-thread.mjs', import.meta.url));
afterAll(() => thread.terminate());

async function runInThread(shipped: ShippedFunction, args: readonly unknown[]): Promise<Outcome> {
  const answer = once(thread, 'message', { signal: AbortSignal.timeout(10_000) });
  thread.postMessage({ shipped, args: encodeList(args, 0, args.length) });
  const [payload] = (await answer) as [Payload];
  return decodeValue(payload) as Outcome;
}

function expectOutcome(outcome: Outcome, { expected, error }: Case): void {
  if (error !== undefined) expect(String(outcome.error)).toBe(error);
  else expect(outcome).toStrictEqual({ value: expected });
}

/** CommonJS through require: vitest would turn it into strict code of its own. */
async function casesOf({ href, pathname }: URL): Promise<readonly Case[]> {
  const loaded: unknown = href.endsWith('.cjs')
    ? createRequire(import.meta.url)(decodeURIComponent(pathname))
    : await import(/* @vite-ignore */ href);
  return (loaded as { cases: readonly Case[] }).cases;
}

describe.each(Object.entries(programs))('functions of %s run in a thread', async (_, file) => {
  it.each([...(await casesOf(file))])('$name', async (one) => {
    expectOutcome(await runInThread(shipFunction(one.fn), one.args), one);
  });

  it('also when they are shipped from a thread', async () => {
    const data = { workerData: { program: file.href } };
    const shipper = new Worker(new URL('./programs/ship-thread.mjs', import.meta.url), data);
    const [all] = (await once(shipper, 'message')) as [readonly ShippedFunction[]];
    await shipper.terminate();
    const cases = await casesOf(file);
    expect(all).toHaveLength(cases.length);
    for (const [index, one] of cases.entries()) {
      expectOutcome(await runInThread(all[index] as ShippedFunction, one.args), one);
    }
  });
});

describe('a function of a TypeScript test', () => {
  const Size = {
    small: 3,
  } as const;
  const digest = (text: string): string =>
    createHash('sha256').update(text).digest('hex').slice(0, Size.small);

  it('runs in a thread', async () => {
    const fn = async <T extends string>(text: T): Promise<string> => `${digest(text)}!`;
    expect(await runInThread(shipFunction(fn), ['hello'])).toStrictEqual({ value: '2cf!' });
  });

  it('ships beside a debugger', async () => {
    const debug = new Session();
    debug.connect();
    debug.post('Debugger.enable');
    try {
      expect(
        await runInThread(
          shipFunction((x: number) => x + Size.small),
          [1],
        ),
      ).toStrictEqual({ value: 4 });
    } finally {
      debug.disconnect();
    }
  });

  it('brings errors back with their class, cause and own fields', async () => {
    class QuotaError extends RangeError {
      override readonly name = 'QuotaError';
      readonly used = 9n;
    }
    const fn = (): never => {
      throw new QuotaError('full', { cause: new TypeError('why') });
    };
    const { error } = (await runInThread(shipFunction(fn), [])) as { error: QuotaError };
    expect(error).toBeInstanceOf(RangeError);
    expect([error.name, error.message, error.used]).toEqual(['QuotaError', 'full', 9n]);
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.stack).toContain('zfarm:fn:');
  });

  it('is ready in the turn it is asked for, with two captured values and a builtin', () => {
    const make = (salt: string, digits: number) => (text: string) =>
      createHash('md5')
        .update(salt + text)
        .digest('hex')
        .slice(0, digits);
    expect(captureFunction(make('salt', 5)).ready?.hash).toMatch(/^[0-9a-f]{32}$/);
  });
});
