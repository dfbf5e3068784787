// Several values at once.
// lparallel: plet, pfuncall, pand, por.
import { equal, same } from './answer.mjs';

export async function together(cluster) {
  same('plet', await cluster.all({ a: () => 3, b: () => 4 }), { a: 3, b: 4 });
  const sum = await cluster.apply((a, b) => a + b, [() => 3, () => 4]);
  equal('pfuncall', sum, 7);
  equal(
    'pand',
    await cluster.allOf(
      () => 1,
      () => 2,
    ),
    2,
  );
  equal(
    'por',
    await cluster.anyOf(
      () => null,
      () => 'found',
    ),
    'found',
  );
}
