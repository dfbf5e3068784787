// What may not be needed goes behind everything else.
// lparallel: *task-priority* :low, speculate.
import { equal } from './answer.mjs';

export async function priorities(cluster) {
  const low = cluster.submitWith({ priority: -1 }, () => 'when there is time');
  const normal = cluster.submit(() => 'at once');
  equal('normal priority', await normal, 'at once');
  equal('low priority', await low, 'when there is time');

  const guess = cluster.speculate((n) => n * n, 9);
  equal('a speculation that was needed', await guess, 81);
  const wrong = cluster.speculate(() => {
    for (;;);
  });
  wrong.cancel('the guess was wrong');
  equal('one that was not', wrong.state, 'cancelled');
}
