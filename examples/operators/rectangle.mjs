// A graph of values: the area of a rectangle with a border.
// lparallel: ptree, call-ptree, check-ptree, clear-ptree-errors.
import { equal, same } from './answer.mjs';

export async function rectangle(cluster) {
  const graph = cluster.graph({
    area: [['width', 'height'], (width, height) => width * height],
    width: [['border'], (border) => 7 + 2 * border],
    height: [['border'], (border) => 5 + 2 * border],
    border: [[], () => 1],
  });
  equal('area', await graph.run('area'), 63);
  same('all', await graph.run(), { area: 63, width: 9, height: 7, border: 1 });
  console.log(graph.toMermaid());

  const circle = cluster.graph({ a: [['b'], (b) => b], b: [['a'], (a) => a] });
  const told = await circle.run('a').catch((error) => error.message);
  equal('a circle', told.includes('a → b → a'), true);
}
