import { expect, test } from 'vitest';
import { refusalNotice } from './refusal-notice.js';

test('who is let in everywhere is told nothing; others by whom not, the first few by name, and what to do', () => {
  expect(refusalNotice([])).toBeUndefined();
  expect(refusalNotice(['tcp://10.0.0.5:49152'])).toMatch(
    /no longer, by 10\.0\.0\.5:49152: .*Give this node a key/,
  );
  const many = Array.from({ length: 9 }, (_, n) => `tcp://10.0.0.${n}:1`);
  expect(refusalNotice(many)).toMatch(/by 10\.0\.0\.0:1, 10\.0\.0\.1:1, 10\.0\.0\.2:1 and 6 more: /);
});
