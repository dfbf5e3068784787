import { expect, test } from 'vitest';
import { uninterrupted } from './uninterrupted.js';

function failing(...codes: string[]): () => number {
  let calls = 0;
  return () => {
    const code = codes[calls];
    calls += 1;
    if (code !== undefined) throw Object.assign(new Error(code), { code });
    return calls;
  };
}

test('a call that a signal interrupts is made again', () => {
  expect(uninterrupted(failing())).toBe(1);
  expect(uninterrupted(failing('EINTR', 'EINTR'))).toBe(3);
});

test('any other failure is the caller’s', () => {
  expect(() => uninterrupted(failing('EINTR', 'EMFILE'))).toThrow('EMFILE');
});
