// biome-ignore-all lint/complexity/noCommaOperator: this is how bundlers keep `this` out of a call
// A user's program as bundlers and TypeScript write it: CommonJS with helpers around imports and names.
var __defProp = Object.defineProperty;
var __create = Object.create;
var __getProtoOf = Object.getPrototypeOf;
var __name = (target, value) => __defProp(target, 'name', { value, configurable: true });
var __toESM = (mod, target = __create(__getProtoOf(mod))) => {
  __defProp(target, 'default', { value: mod, enumerable: true });
  for (const key of Object.getOwnPropertyNames(mod)) {
    if (!Object.hasOwn(target, key)) __defProp(target, key, { get: () => mod[key], enumerable: true });
  }
  return target;
};
var import_node_crypto = __toESM(require('node:crypto'));
var path = { ...require('node:path'), default: require('node:path') };
var part_1 = {
  __esModule: true,
  double: /* @__PURE__ */ __name((x) => x * 2, 'double'),
  unused: new WeakMap(),
};

module.exports.cases = [
  {
    name: 'esbuild imports',
    fn: /* @__PURE__ */ __name(
      (text) => (0, import_node_crypto.createHash)('md5').update(text).digest('hex').slice(0, 4),
      'fn',
    ),
    args: ['x'],
    expected: '9dd4',
  },
  {
    name: 'kept names',
    fn: () => {
      const inner = /* @__PURE__ */ __name(() => 1, 'renamed');
      return inner.name;
    },
    args: [],
    expected: 'renamed',
  },
  {
    name: 'a whole module',
    fn: () => path.join('a', path.default.sep),
    args: [],
    expected: require('node:path').join('a', '/'),
  },
  { name: 'TypeScript imports', fn: (x) => (0, part_1.double)(x), args: [4], expected: 8 },
];
