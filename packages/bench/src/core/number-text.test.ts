import { expect, test } from 'vitest';
import { numberText, placeText } from './number-text.js';

test.each([
  [0, '0'],
  [1_234_567.8, '1,234,568'],
  [45.678, '45.7'],
  [0.012345, '0.0123'],
  [Number.NaN, '–'],
])('%d', (value, text) => {
  expect(numberText(value)).toBe(text);
});

test.each([
  [{ axis: 'bytes', value: 100 }, '100 bytes'],
  [{ axis: 'bytes', value: 8 * 2 ** 20 }, '8 MiB'],
  [{ axis: 'bytes', value: 100_000 }, '100,000 bytes'],
  [{ axis: 'workers', value: 4 }, '4 workers'],
])('%j', (at, text) => {
  expect(placeText(at)).toBe(text);
});
