import { describe, expect, it } from 'vitest';
import { installedSpecifier, packageFolder, parseInstalled, resolveInstalled } from './installed-package.js';
import { owningPackage, packageInfo } from './native-package.js';

describe('a package that is named rather than sent', () => {
  it.each([
    { name: 'pkg', version: '1.2.3', specifier: 'pkg' },
    { name: '@scope/pkg', version: '0.1.0-rc.1', specifier: '@scope/pkg/deep/part.js' },
    { name: 'pkg', version: '', specifier: 'pkg/part' },
  ])('keeps its name, version and part: $specifier', (wanted) => {
    expect(parseInstalled(installedSpecifier(wanted))).toEqual(wanted);
  });

  it('is none if it says nothing of it', () => {
    expect(['pkg', 'node:fs', 'zfarm-installed:'].map(parseInstalled)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is found beside zfarm, in a version that fits', () => {
    const acorn = (version: string): string =>
      resolveInstalled({ name: 'acorn', version, specifier: 'acorn' }, 'node-1');
    expect(acorn('8.0.0')).toMatch(/node_modules.acorn.dist/);
    expect(() => acorn('7.4.1')).toThrow(
      /node-1 has acorn 8\.\d+\.\d+.*sent with 7\.4\.1.*npm install acorn@7\.4\.1/,
    );
    expect(() =>
      resolveInstalled({ name: 'no-such', version: '2.0.0', specifier: 'no-such' }, 'node-1'),
    ).toThrow(/"no-such" \(2\.0\.0\).*node-1 has none in .*npm install no-such@2\.0\.0/);
  });

  it('is told by the path of its files, on any system', () => {
    expect(packageFolder('/a/node_modules/x/node_modules/@s/y/lib/i.js', '@s/y')).toBe(
      '/a/node_modules/x/node_modules/@s/y',
    );
    expect(packageFolder('C:\\a\\node_modules\\x\\i.js', 'x')).toBe('C:\\a\\node_modules\\x');
    expect(owningPackage('/a/node_modules/x/node_modules/@s/y/lib/i.js')).toBe('@s/y');
    expect(owningPackage('/a/src/i.js')).toBeUndefined();
    expect(packageInfo('/a/src/i.js')).toBeUndefined();
  });

  it('has native parts or not', () => {
    const info = (specifier: string) =>
      packageInfo(resolveInstalled({ name: specifier, version: '', specifier }, 'here'));
    expect(info('acorn')).toMatchObject({ name: 'acorn', isNative: false });
    expect(info('esbuild')).toMatchObject({ name: 'esbuild', isNative: true });
  });
});
