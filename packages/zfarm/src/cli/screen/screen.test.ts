import { expect, it } from 'vitest';
import { cellsOf, fitted, inCells } from './cells.js';
import { keysOf } from './keys.js';
import { changedLines } from './screen-lines.js';

it('writes only the lines that differ, and clears those that are gone', () => {
  expect(changedLines(['a', 'b', 'c'], ['a', 'x'])).toBe('\u001b[2;1Hx\u001b[0m\u001b[3;1H\u001b[0m\u001b[K');
  expect(changedLines(['a'], ['a'])).toBe('');
});

it('measures in cells: colours take none, wide characters two, combined ones one', () => {
  expect(cellsOf('\u001b[1mred\u001b[22m')).toBe(3);
  expect(cellsOf('東京 e\u0301 🚀')).toBe(9);
  expect(fitted('abcdef', 4)).toBe('abc…');
  expect(fitted('東京都', 4)).toBe('東…');
  expect(fitted('abc', 0)).toBe('');
  expect(inCells('東京都', 4)).toBe('東… ');
  expect(inCells('7', 3, 'right')).toBe('  7');
});

it('reads keys, several at a time, and leaves out what it does not know', () => {
  expect(keysOf('s\u001b[A\u001bOB\u001b[5~é\r\u007f\u0003')).toEqual([
    's',
    'up',
    'down',
    'page-up',
    'é',
    'enter',
    'backspace',
    'ctrl-c',
  ]);
  expect(keysOf('\u001b[200~\u001b[1;5C\u0001')).toEqual([]);
  expect(keysOf('\u001b')).toEqual(['escape']);
});
