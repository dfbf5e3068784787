import inspector from 'node:inspector';
import { describe, expect, it } from 'vitest';
import { reviveFunction } from './revive-function.js';
import { shipFunction } from './ship-function.js';

const moduleLimit = 3;

describe('reviveFunction', () => {
  it('refuses what does not match its hash', () => {
    const shipped = shipFunction(() => moduleLimit);
    expect(() => reviveFunction({ ...shipped, source: shipped.source.replace('=>', '=> 4 +') })).toThrow(
      /hash/,
    );
  });

  it('names what it cannot find, and the worker', () => {
    const fn = reviveFunction(
      shipFunction(new Function('const name = "left-pad"; return require(name)') as () => unknown),
    );
    expect(fn).toThrow(/Cannot find "left-pad".*this worker \(Node v\d+/);
  });

  it('puts the name of the function into stack traces', () => {
    const failing = () => {
      throw new Error('here');
    };
    try {
      reviveFunction(shipFunction(failing))();
      expect.unreachable();
    } catch (error) {
      expect((error as Error).stack).toMatch(/failing \(zfarm:failing:/);
    }
  });

  it('leaves nothing on what all code shares, as packing does', () => {
    const shared = (): number =>
      Object.getOwnPropertyNames(globalThis).length + Object.getOwnPropertyNames(inspector).length;
    const before = shared();
    expect(reviveFunction(shipFunction(() => moduleLimit))()).toBe(3);
    expect(shared()).toBe(before);
  });
});
