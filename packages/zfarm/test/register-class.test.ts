import { expect, test } from 'vitest';
import { connect, registerClass, UnshippableFunctionError, UnshippableValueError } from '../dist/index.js';

const currencies = new Map([['EUR', 2]]);

class Amount {
  readonly #units: bigint;
  readonly currency: string;
  constructor(units: bigint, currency: string) {
    this.#units = units;
    this.currency = currency;
  }
  plus(other: Amount): Amount {
    return new Amount(this.#units + other.units, this.currency);
  }
  get units(): bigint {
    return this.#units;
  }
  toString(): string {
    return `${this.#units} ${this.currency}${currencies.get(this.currency)}`;
  }
}

class Stranger {
  readonly id = 1;
}

test('instances of registered classes travel in arguments, results and captured values', async () => {
  await using cluster = await connect({ local: 'always', localThreads: 1 });
  const base = new Amount(100n, 'EUR');
  const add = (amount: Amount): unknown =>
    amount instanceof Amount && base instanceof Amount ? [base.plus(amount), String(amount)] : 'strangers';
  expect(() => cluster.submit(add, base)).toThrow(/registerClass\(Amount, \{ encode, decode \}\)/);

  registerClass(Amount, {
    encode: ({ units, currency }) => ({ units, currency }),
    decode: ({ units, currency }) => new Amount(units, currency),
  });
  const results = (await cluster.map(add, [new Amount(1n, 'EUR'), new Amount(2n, 'EUR')])) as [
    Amount,
    string,
  ][];
  expect(results.map(([sum]) => sum instanceof Amount && sum.units)).toEqual([101n, 102n]);
  expect(results[1]?.[1]).toBe('2 EUR2');

  // What is made in the worker by a class that is not registered is refused there, with the same advice.
  await expect(cluster.submit(() => new Stranger())).rejects.toThrow(
    /an instance of Stranger.*registerClass/,
  );
  expect(() => cluster.map(() => base, [1], { vars: { base: new Stranger() } })).toThrow(
    UnshippableFunctionError,
  );
  await expect(cluster.map((x: unknown) => x, [new Stranger()])).rejects.toThrow(UnshippableValueError);
});
