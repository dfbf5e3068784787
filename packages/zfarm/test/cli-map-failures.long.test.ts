import { describe, expect, it } from 'vitest';
import { zfarm } from './cli-process.js';

const home = ['--local', 'always', '--quiet'];

describe('zfarm map, failures: one line and exit code 1', () => {
  const failures: [string, string[], string, RegExp][] = [
    [
      'a line that throws',
      ['-e', 'x => { if (x === "3") throw new TypeError("bad\\nline"); return x }'],
      '1\n2\n3\n',
      /^zfarm: line 3 failed on worker \S+: TypeError: bad line\n$/,
    ],
    [
      'a thrown text',
      ['-e', 'x => { throw "no" }'],
      '1\n',
      /^zfarm: line 1 failed on worker \S+: no was thrown\n$/,
    ],
    [
      'a line that ends its thread',
      ['-e', 'x => process.exit(3)'],
      '1\n',
      /^zfarm: line 1 was given up after \d deaths under it \(.*\n$/,
    ],
    ['no JSON', ['-e', 'x => x', '--ndjson'], '1\n{oops\n', /^zfarm: line 2 is not JSON \(.*\); .*\n$/],
    ['an empty line among NDJSON', ['-e', 'x => x', '--ndjson'], '1\n\n', /^zfarm: line 2 is empty; .*\n$/],
    [
      'a result that JSON does not know',
      ['-e', 'x => [1n]', '--ndjson'],
      '1\n',
      /^zfarm: the result of line 1 has at \[0\] a bigint, which JSON cannot say; .*\n$/,
    ],
    [
      'a result that JSON would change',
      ['-e', 'x => x === "2" ? new Map([[1, 2]]) : 1'],
      '1\n2\n3\n',
      /^zfarm: the result of line 2 is an object of class Map, which JSON cannot say; .*\n$/,
    ],
    ['no number', ['-e', 'x => Number(x)'], '1\ntwo\n', /^zfarm: the result of line 2 is NaN, .*\n$/],
    [
      'a result that JSON would change, of a line that nobody can tell',
      ['-e', 'x => [undefined]', '--unordered'],
      '1\n',
      /^zfarm: the result of a line \(leave --unordered out to see which\) has at \[0\] undefined, .*\n$/,
    ],
    [
      'a result that is a function',
      ['-e', 'x => process.cwd'],
      '1\n',
      /^zfarm: line 1 failed on worker \S+: the result is .*function.* cannot be sent .*\n$/,
    ],
  ];

  it.each(failures)('%s', async (_, args, input, message) => {
    const { code, stderr } = await zfarm(['map', ...args, ...home], input);
    expect(stderr).toMatch(message);
    expect(code).toBe(1);
  });
});
