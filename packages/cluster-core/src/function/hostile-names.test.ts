import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reviveFunction } from './revive-function.js';
import { shipFunction } from './ship-function.js';
import { bundleHash, functionHash, type ShippedFunction } from './shipped-function.js';

const NAMES = [
  '../../../../zfarm-escaped',
  '/zfarm-escaped',
  'C:\\zfarm-escaped',
  '\\\\zfarm-escaped\\share',
  'file:///zfarm-escaped',
  'node:zfarm-escaped',
  'zfarm-escaped\0.js',
  'zfarm-escaped\n//# sourceMappingURL=file:///zfarm-escaped',
  `zfarm-escaped${'/..'.repeat(20_000)}`,
  '__proto__',
];

/** The first argument of each call to `node:fs` that is text. */
const touched: string[] = [];

beforeEach(() => {
  touched.length = 0;
  for (const place of [fs, fs.promises] as unknown as Record<string, unknown>[])
    for (const [name, call] of Object.entries(place)) {
      if (typeof call !== 'function' || /^[A-Z_]/.test(name)) continue;
      vi.spyOn(place as Record<string, () => unknown>, name).mockImplementation(function (
        this: unknown,
        ...args: unknown[]
      ) {
        touched.push(String(args[0]));
        return Reflect.apply(call, this, args) as unknown;
      });
    }
  syncBuiltinESMExports();
});

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

/** A function whose bundle exports 3, all under names of the sender's choice. */
function shippedAs(name: string): ShippedFunction {
  const text = new TextEncoder().encode(
    `module.exports = 3;\n//# sourceURL=${name}\n//# sourceMappingURL=${name}`,
  );
  const bundle = { hash: bundleHash(text), text };
  const source = `(vars, require, importer, bundle) => () => bundle\n//# sourceURL=${name}\n//# sourceMappingURL=${name}`;
  const parts = { ...shipFunction(() => 1), source, bundle, name };
  return { ...parts, hash: functionHash(parts) };
}

test('the spies see what is looked for', async () => {
  expect(fs.existsSync('/zfarm-escaped')).toBe(false);
  await expect(fs.promises.stat('/zfarm-escaped')).rejects.toThrow('ENOENT');
  expect(touched).toEqual(['/zfarm-escaped', '/zfarm-escaped']);
});

test.each(NAMES)('a function and its bundle that call themselves %j touch no file', (name) => {
  const shipped = shippedAs(name.replaceAll('\n', ' '));
  expect(reviveFunction({ ...shipped, name })()).toBe(3);
  expect(touched).toEqual([]);
});

test.each(NAMES)('a bundle or classes that come under the hash %j are refused, and touch no file', (hash) => {
  const shipped = shippedAs('plain');
  const bundle = { text: new TextEncoder().encode('module.exports = 3'), hash };
  const parts = { ...shipped, bundle };
  expect(() => reviveFunction({ ...parts, hash: functionHash(parts) })).toThrow('does not match its hash');
  expect(() => reviveFunction({ ...shipped, classes: { ...shipped, hash } })).toThrow(
    'does not match its hash',
  );
  expect(touched).toEqual([]);
});
