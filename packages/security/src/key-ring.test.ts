import fs, { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type KeyFile, keyFileText, publicKeyFileText } from './key-file.js';
import { KeyRing } from './key-ring.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zfarm-ring-'));
  path = join(folder, 'cluster.key');
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

/** No real one: rings look at the form alone. */
const key = (digit: string): string => digit.repeat(40);

const cluster: KeyFile = {
  role: 'member',
  publicKey: key('a'),
  secretKey: key('s'),
  members: [key('a'), key('b')],
  workers: [key('w')],
};

function write(file: KeyFile): void {
  writeFileSync(path, keyFileText(file), { mode: 0o600 });
}

function authorize(name: string, role: 'member' | 'worker', publicKey: string): void {
  mkdirSync(join(folder, 'authorized-keys.d'), { recursive: true, mode: 0o755 });
  writeFileSync(join(folder, 'authorized-keys.d', name), publicKeyFileText({ role, publicKey }), {
    mode: 0o644,
  });
}

const rolesOf = (ring: KeyRing, keys: string): unknown[] => [...keys].map((digit) => ring.roleOf(key(digit)));

describe('a ring of keys', () => {
  test('knows the roles that the file names, and no other key', () => {
    write(cluster);
    const ring = new KeyRing(path);
    expect(ring.role).toBe('member');
    expect(rolesOf(ring, 'abwx')).toEqual(['member', 'member', 'worker', undefined]);
  });

  test('a key that is named twice may do what the stricter role may', () => {
    write({ ...cluster, workers: [key('w'), key('b')] });
    expect(rolesOf(new KeyRing(path), 'b')).toEqual(['worker']);
  });

  test('follows the file and the folder, and tells whose role has changed', () => {
    write(cluster);
    authorize('laptop.key', 'member', key('l'));
    authorize('notes.txt', 'member', key('n'));
    const ring = new KeyRing(path);
    expect(rolesOf(ring, 'lnx')).toEqual(['member', undefined, undefined]);
    const changes: string[][] = [];
    const following = ring.follow((changed) =>
      changes.push([...'abwlx'].filter((digit) => changed(key(digit)))),
    );
    vi.advanceTimersByTime(5000);
    expect(changes).toEqual([]);
    rmSync(join(folder, 'authorized-keys.d', 'laptop.key'));
    authorize('new.key', 'worker', key('x'));
    vi.advanceTimersByTime(1000);
    write({ ...cluster, members: [key('a')], workers: [key('w'), key('b')] });
    vi.advanceTimersByTime(1000);
    expect(changes).toEqual([['l', 'x'], ['b']]);
    expect(rolesOf(ring, 'abwlx')).toEqual(['member', 'worker', 'worker', undefined, 'worker']);
    following.stop();
    write({ ...cluster, members: [] });
    vi.advanceTimersByTime(5000);
    expect(changes).toHaveLength(2);
  });

  test('a damaged file leaves all as it was, with a warning', () => {
    write(cluster);
    const ring = new KeyRing(path);
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const following = ring.follow(() => expect.unreachable());
    writeFileSync(path, '{');
    vi.advanceTimersByTime(5000);
    following.stop();
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/no key file.*stay admitted/), {
      type: 'ZfarmWarning',
      code: 'ZFARM_KEY_FILE',
    });
    expect(rolesOf(ring, 'ab')).toEqual(['member', 'member']);
    warn.mockRestore();
  });

  test('what could not be read for a while is read later, though it has not changed since', () => {
    write(cluster);
    const ring = new KeyRing(path);
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const changes: boolean[] = [];
    const following = ring.follow((changed) => changes.push(changed(key('b'))));
    write({ ...cluster, members: [key('a')] });
    const read = vi.spyOn(fs, 'openSync').mockImplementation(() => {
      throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
    });
    syncBuiltinESMExports();
    vi.advanceTimersByTime(3000);
    read.mockRestore();
    syncBuiltinESMExports();
    expect(rolesOf(ring, 'b')).toEqual(['member']);
    vi.advanceTimersByTime(1000);
    following.stop();
    expect(rolesOf(ring, 'b')).toEqual([undefined]);
    expect(changes).toEqual([true]);
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });

  test.skipIf(process.getuid?.() !== 0)(
    'a folder that another user has put beside the key is refused',
    () => {
      write(cluster);
      authorize('laptop.key', 'member', key('l'));
      chownSync(join(folder, 'authorized-keys.d'), 65_534, 65_534);
      expect(() => new KeyRing(path)).toThrow(/authorized-keys\.d belongs to another user/);
      chownSync(join(folder, 'authorized-keys.d'), 0, 0);
      chownSync(join(folder, 'authorized-keys.d', 'laptop.key'), 65_534, 65_534);
      expect(() => new KeyRing(path)).toThrow(/laptop\.key belongs to another user/);
    },
  );

  test.skipIf(process.platform === 'win32')(
    'a file that others can read is refused, and so is a folder they can write',
    () => {
      write(cluster);
      chmodSync(path, 0o640);
      expect(() => new KeyRing(path)).toThrow(/can be read by others \(mode 0640\)\. Close it: chmod 600/);
      chmodSync(path, 0o600);
      authorize('laptop.key', 'member', key('l'));
      chmodSync(join(folder, 'authorized-keys.d'), 0o777);
      expect(() => new KeyRing(path)).toThrow(/Others may write .*authorized-keys\.d.*chmod go-w/);
    },
  );

  test.each([
    ['nothing', ''],
    ['no key', '{"zfarm":"public key","version":1}'],
    ['a key of no characters', keyFileText({ ...cluster, secretKey: '' })],
    ['a role that there is not', keyFileText({ ...cluster, role: 'root' as 'member' })],
  ])('%s is refused', (_, content) => {
    writeFileSync(path, content, { mode: 0o600 });
    expect(() => new KeyRing(path)).toThrow(/is no key file of zfarm\. Make one with: zfarm keygen/);
  });

  test('a file of a later version is refused, and one that is not there', () => {
    writeFileSync(path, keyFileText(cluster).replace('"version": 1', '"version": 2'), { mode: 0o600 });
    expect(() => new KeyRing(path)).toThrow(/version 2, this zfarm reads 1: upgrade/);
    expect(() => new KeyRing(join(folder, 'none.key'))).toThrow(/Cannot read the key file .*zfarm keygen/);
  });
});
