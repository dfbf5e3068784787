// Endless tasks, ended together by their tag.
// lparallel: *task-category*, kill-tasks, task-categories-running.
import { equal, same } from './answer.mjs';

export async function tags(cluster) {
  const loops = [1, 2, 3].map(() =>
    cluster.submitWith({ tag: 'loop' }, () => {
      for (;;);
    }),
  );
  same('running', cluster.running(), new Map([['loop', 3]]));
  equal('would be ended', cluster.kill('loop', { dryRun: true }), 3);
  equal('ended', cluster.kill('loop'), 3);
  const ends = await Promise.allSettled(loops);
  equal('rejected', ends.filter(({ status }) => status === 'rejected').length, 3);
  equal('still at work', await cluster.submit(() => 'yes'), 'yes');
}
