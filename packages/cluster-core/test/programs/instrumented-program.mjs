// biome-ignore-all lint/suspicious/noFunctionAssign: this is how istanbul keeps what it has looked up
// A user's program as istanbul writes it for coverage (nyc, jest, vitest): whatever runs counts itself first.
import { createHash } from 'node:crypto';

function cov_2nmu6k1x() {
  const path = '/home/user/program.mjs';
  const hash = '2d9278b49a62a280c7a55cb80e52b0c22bb6d4d5';
  const global = new Function('return this')();
  const gcv = '__coverage__';
  const coverageData = {
    path,
    statementMap: { 0: { start: { line: 2, column: 21 }, end: { line: 2, column: 22 } } },
    fnMap: { 0: { name: 'digest', line: 3 } },
    branchMap: {},
    s: { 0: 0, 1: 0, 2: 0 },
    f: { 0: 0, 1: 0, 2: 0 },
    b: { 0: [0, 0] },
    hash,
  };
  if (!global[gcv]) global[gcv] = {};
  if (!global[gcv][path] || global[gcv][path].hash !== hash) global[gcv][path] = coverageData;
  const actualCoverage = global[gcv][path];
  cov_2nmu6k1x = () => actualCoverage;
  return actualCoverage;
}
cov_2nmu6k1x();

// biome-ignore lint/complexity/noCommaOperator: the first counts, the second is the value
const limit = (cov_2nmu6k1x().s[0]++, 4);

function digest(text) {
  cov_2nmu6k1x().f[0]++;
  cov_2nmu6k1x().s[1]++;
  return createHash('sha256').update(text).digest('hex').slice(0, limit);
}

class Ticker {
  count = limit;
  tick() {
    cov_2nmu6k1x().f[1]++;
    this.count += 1;
    return this;
  }
}

export const cases = [
  {
    name: 'a helper that counts its calls',
    fn: (text) => {
      cov_2nmu6k1x().f[2]++;
      cov_2nmu6k1x().s[2]++;
      if (text === '') {
        cov_2nmu6k1x().b[0][0]++;
        return '';
      }
      cov_2nmu6k1x().b[0][1]++;
      return digest(text);
    },
    args: ['hello'],
    expected: '2cf2',
  },
  { name: 'a class that does', fn: () => new Ticker().tick().count, args: [], expected: 5 },
];
