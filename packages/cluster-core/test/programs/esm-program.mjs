// A user's program as Node runs it: an ES module. Each case is a function, its arguments and what it must yield.
import { createHash } from 'node:crypto';
import os from 'node:os';
import * as path from 'node:path';
import { limit, Ticker } from './esm-part.mjs';

const weights = new Float64Array([0.5, 2]);

function digest(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, limit);
}

export const cases = [
  { name: 'a helper and a builtin', fn: (text) => digest(text), args: ['hello'], expected: '2cf2' },
  {
    name: 'a default and a whole module',
    fn: () => path.basename(`x/${os.EOL.length}`),
    args: [],
    expected: '1',
  },
  {
    name: 'a typed array',
    fn: (x) => weights.map((w) => w * x),
    args: [2],
    expected: new Float64Array([1, 4]),
  },
  {
    name: 'a class of another module',
    fn: () => new Ticker().tick().tick().count,
    args: [],
    expected: 2 + limit,
  },
  {
    name: 'a rejected promise',
    fn: async () => Promise.reject(new RangeError('no')),
    args: [],
    error: 'RangeError: no',
  },
];
