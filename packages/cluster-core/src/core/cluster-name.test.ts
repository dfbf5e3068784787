import { describe, expect, it } from 'vitest';
import { isClusterName } from './cluster-name.js';

describe('isClusterName', () => {
  it.each(['a', 'default', 'Lab-3_east.v2', 'x'.repeat(100)])('takes %j', (name) => {
    expect(isClusterName(name)).toBe(true);
  });

  it.each(['', 'a b', 'a/b', 'a\n', 'ž', 'x'.repeat(101), 5, undefined])('refuses %j', (name) => {
    expect(isClusterName(name)).toBe(false);
  });
});
