// What tasks find in their thread, and what every worker is told.
// lparallel: make-kernel :bindings :context, broadcast-task.
import { taskContext } from 'zfarm';
import { equal, same } from './answer.mjs';

export async function workerValues(cluster) {
  // Made in each thread before the first item of the job there.
  const rate = (n) => n * taskContext().setup.rate;
  same('with a setup', await cluster.map(rate, [1, 2, 3], { setup: () => ({ rate: 10 }) }), [10, 20, 30]);

  // Told to every thread that is here, for whatever comes later.
  const tell = (greeting) => {
    globalThis.greeting = greeting;
    return greeting;
  };
  const told = await cluster.broadcastWith({ scope: 'thread' }, tell, 'hello');
  const threads = cluster.workers().reduce((sum, { capacity }) => sum + capacity.slots, 0);
  equal('threads told', [...told.values()].flat().length, threads);
  equal('found later', await cluster.submit(() => globalThis.greeting), 'hello');
}
