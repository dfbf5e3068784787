import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { keyFileFromInput } from './key-from-input.js';

it('takes a key up to its mark, or to the end, into a file that nobody else can read', async () => {
  const input = new PassThrough();
  const path = keyFileFromInput(input);
  input.write('secret');
  input.write(' key\n\0');
  const file = await path;
  expect(readFileSync(file, 'utf8')).toBe('secret key\n');
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(statSync(dirname(file)).mode & 0o077).toBe(0);
  const whole = new PassThrough();
  whole.end('all of it');
  const other = await keyFileFromInput(whole);
  expect(readFileSync(other, 'utf8')).toBe('all of it');
  for (const one of [file, other]) rmSync(dirname(one), { recursive: true });
  expect(existsSync(file)).toBe(false);
});

it('refuses nothing, and too much', async () => {
  const empty = new PassThrough();
  empty.end('\n');
  await expect(keyFileFromInput(empty)).rejects.toThrow('there was none');
  const long = new PassThrough();
  const path = keyFileFromInput(long);
  long.write('x'.repeat(1024 * 1024 + 1));
  await expect(path).rejects.toThrow('too long');
});
