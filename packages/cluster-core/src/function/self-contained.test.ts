import { expect, test } from 'vitest';
import { captureFunction } from './ship-function.js';

test('a function that uses nothing around it is captured once', () => {
  const double = (n: number): number => n * 2;
  expect(captureFunction(double)).toBe(captureFunction(double));
});

test('one that uses a variable is captured anew', () => {
  let factor = 2;
  const times = (n: number): number => n * factor;
  const before = captureFunction(times).shipNow();
  factor = 3;
  expect(captureFunction(times).shipNow().hash).not.toBe(before.hash);
});

test('properties given to it later are refused all the same', () => {
  const plain = Object.assign((n: number): number => n, {});
  captureFunction(plain);
  Object.assign(plain, { unit: 'm' });
  expect(() => captureFunction(plain)).toThrow(/unit/);
});
