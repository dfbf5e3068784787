import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from './make-folder.js';

test('what is missing is made, what is there is left, and what refuses ends it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zfarm-folder-'));
  try {
    makeFolder(join(folder, 'a/b/c'), 0o700);
    makeFolder(join(folder, 'a/b/c'));
    expect(statSync(join(folder, 'a/b/c')).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o700);
    writeFileSync(join(folder, 'file'), '');
    expect(() => makeFolder(join(folder, 'file/d'))).toThrow(/ENOTDIR|ENOENT/);
    expect(() => makeFolder('')).toThrow(/ENOENT/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.skipIf(!existsSync('/proc/self'))(
  'folders of /proc refuse, again and again (where there is a /proc)',
  () => {
    expect(() => makeFolder('/proc/nope/deep')).toThrow(/ENOENT|EPERM|EACCES/);
  },
);
