// A small build: nodes that need one another run as soon as what they need is there, side by side where they can.
//   node examples/jobs/08-graph.mjs
import { graph } from 'zfarm';

const parse = (text) => text.split(/\s+/);
const build = graph({
  left: [[], () => '3 1 4 1 5 9 2 6'],
  right: [[], () => '2 7 1 8 2 8 1 8'],
  leftNumbers: [['left'], (text) => parse(text).map(Number)],
  rightNumbers: [['right'], (text) => parse(text).map(Number)],
  product: [['leftNumbers', 'rightNumbers'], (a, b) => a.reduce((sum, x, at) => sum + x * b[at], 0)],
  total: [['product'], (product) => `inner product ${product}`],
});

console.log(await build.run('total'));
console.log(build.toMermaid());
