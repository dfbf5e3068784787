import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFileName, unfinishedFileName } from './node-file.js';
import { NodeFolder } from './node-folder.js';

const red = nodeFileName('A'.repeat(32));
const blue = nodeFileName('B'.repeat(32));

let home: string;
let path: string;
let told: string[];
let folder: NodeFolder;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'zfarm-dir-'));
  path = join(home, 'deep', 'nodes');
  told = [];
  folder = new NodeFolder(path, (message) => told.push(message));
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

function read(file: string): string {
  return readFileSync(join(path, file), 'utf8');
}

describe('NodeFolder', () => {
  it('clears what an earlier run left, and nothing else', async () => {
    mkdirSync(path, { recursive: true });
    for (const file of [red, unfinishedFileName(blue), 'package.json', 'notes.txt'])
      writeFileSync(join(path, file), '');
    await folder.open();
    expect(readdirSync(path).sort()).toEqual(['notes.txt', 'package.json']);
  });

  it('writes, rewrites and removes, and leaves no unfinished file behind', async () => {
    await folder.open();
    folder.want(red, '1');
    folder.want(blue, '2');
    await folder.sync();
    expect([read(red), read(blue)]).toEqual(['1', '2']);
    folder.want(red, '3');
    folder.want(blue, undefined);
    await folder.sync();
    expect(read(red)).toBe('3');
    expect(readdirSync(path)).toEqual([red]);
    await folder.close();
    expect(readdirSync(path)).toEqual([]);
    expect(told).toEqual([]);
  });

  it('replaces a file by another one, so that who reads the old one reads it to its end', async () => {
    await folder.open();
    folder.want(red, '1');
    await folder.sync();
    const before = statSync(join(path, red)).ino;
    await folder.sync();
    expect(statSync(join(path, red)).ino).toBe(before);
    folder.want(red, '2');
    await folder.sync();
    expect(statSync(join(path, red)).ino).not.toBe(before);
  });

  it('holds what was wanted last, however the wishes overlap', async () => {
    await folder.open();
    const syncs = Array.from({ length: 50 }, (_, index) => {
      folder.want(red, String(index));
      folder.want(blue, index % 2 === 0 ? 'there' : undefined);
      return folder.sync();
    });
    await Promise.all(syncs);
    expect(read(red)).toBe('49');
    expect(readdirSync(path)).toEqual([red]);
  });

  it('makes a vanished folder anew with all its files, and says so once', async () => {
    await folder.open();
    folder.want(red, '1');
    await folder.sync();
    rmSync(join(home, 'deep'), { recursive: true });
    await folder.sync();
    await folder.sync();
    expect(read(red)).toBe('1');
    expect(told).toEqual([`${path} had vanished; it is there again`]);
  });

  it('puts back a file that somebody removed', async () => {
    await folder.open();
    folder.want(red, '1');
    await folder.sync();
    rmSync(join(path, red));
    await folder.sync();
    expect(read(red)).toBe('1');
    expect(told).toEqual([]);
  });

  it('says once that it cannot write, goes on trying, and says when it can again', async () => {
    await folder.open();
    rmSync(path, { recursive: true });
    writeFileSync(path, 'a file where the folder was');
    folder.want(red, '1');
    await folder.sync();
    await folder.sync();
    expect(told).toEqual([expect.stringMatching(/^cannot write .*nodes \(ENOTDIR: .*trying again/)]);
    rmSync(path);
    await folder.sync();
    expect(read(red)).toBe('1');
    expect(told.slice(1)).toEqual([`${path} had vanished; it is there again`, `${path} is written again`]);
  });

  it('writes the others when one cannot be written', async () => {
    await folder.open();
    // A folder cannot be replaced by a file.
    mkdirSync(join(path, red, 'full'), { recursive: true });
    folder.want(red, '1');
    folder.want(blue, '2');
    await folder.sync();
    expect(read(blue)).toBe('2');
    expect(told).toEqual([expect.stringMatching(/^cannot write .*trying again/)]);
  });

  it('writes through no link that somebody else has laid', async () => {
    await folder.open();
    const victim = join(home, 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(path, unfinishedFileName(red)));
    symlinkSync(victim, join(path, red));
    folder.want(red, '1');
    await folder.sync();
    expect(read(red)).toBe('1');
    expect(readFileSync(victim, 'utf8')).toBe('precious');
  });

  it('does not bring back a vanished folder to clear it', async () => {
    await folder.open();
    folder.want(red, '1');
    await folder.sync();
    rmSync(path, { recursive: true });
    await folder.close();
    expect(existsSync(path)).toBe(false);
    expect(told).toEqual([]);
  });

  it('refuses a place that is no folder', async () => {
    mkdirSync(join(home, 'deep'));
    writeFileSync(path, '');
    await expect(folder.open()).rejects.toThrow(/^cannot keep files in .*nodes: ENOTDIR/);
  });

  it('names the files that it cannot remove', async () => {
    await folder.open();
    folder.want(red, '1');
    await folder.sync();
    rmSync(join(path, red));
    mkdirSync(join(path, red));
    writeFileSync(join(path, red, 'x'), '');
    await expect(folder.close()).rejects.toThrow(`remove ${red}`);
  });
});
