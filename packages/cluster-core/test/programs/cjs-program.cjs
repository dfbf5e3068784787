// A user's program as CommonJS, sloppy mode.
const { createHash } = require('node:crypto');
const path = require('node:path');

const limit = 4;

function digest(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, limit);
}

module.exports.cases = [
  { name: 'a helper and a builtin', fn: (text) => digest(text), args: ['hello'], expected: '2cf2' },
  { name: 'a whole module', fn: () => path.join('a', 'b', '..'), args: [], expected: `a` },
  { name: 'require in the function', fn: () => require('node:os').EOL.length > 0, args: [], expected: true },
  {
    name: 'sloppy this',
    fn: function sloppy() {
      return this === globalThis;
    },
    args: [],
    expected: true,
  },
];
