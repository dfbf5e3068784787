import { describe, expect, it } from 'vitest';
import { CodeCache } from './code-cache.js';

describe('CodeCache', () => {
  it('forgets the least recently used beyond its bytes', () => {
    const cache = new CodeCache<() => unknown>(100);
    const [a, b, c] = [() => 'a', () => 'b', () => 'c'];
    cache.set('a', a, 40);
    cache.set('b', b, 40);
    expect(cache.get('a')).toBe(a);
    cache.set('c', c, 40);
    expect(cache.get('b')).toBeUndefined();
    expect(cache.get('a')).toBe(a);
    expect(cache.get('c')).toBe(c);
    expect(cache.bytes).toBe(80);
  });

  it('counts a function set again once', () => {
    const cache = new CodeCache<() => unknown>(100);
    cache.set('a', () => 1, 60);
    cache.set('a', () => 2, 30);
    expect(cache.bytes).toBe(30);
    expect(cache.get('a')?.()).toBe(2);
  });

  it('keeps the newest even if it is too big, alone', () => {
    const cache = new CodeCache<() => unknown>(100);
    cache.set('a', () => 1, 60);
    cache.set('b', () => 2, 600);
    expect(cache.get('a')).toBeUndefined();
    expect(cache.get('b')?.()).toBe(2);
    cache.delete('b');
    expect(cache.bytes).toBe(0);
  });

  it('refuses a bound that is none', () => {
    expect(() => new CodeCache(0)).toThrow(RangeError);
  });
});
