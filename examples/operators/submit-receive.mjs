// Tasks into a channel, results out of it as they complete.
// lparallel: submit-task, receive-result; the queue between threads is the channel itself.
import { equal, same } from './answer.mjs';

export async function submitReceive(cluster) {
  const channel = cluster.channel();
  await channel.submit((a, b) => a + b, 3, 4);
  equal('3 + 4', await channel.receive(), 7);

  // Two tasks, in whatever order they complete.
  await channel.submit(() => 'one');
  await channel.submit(() => 'two');
  same('unordered two', new Set(await channel.take(2)), new Set(['one', 'two']));

  // Nothing is under way: nothing comes.
  same('nothing', await channel.tryReceive(), { ok: false });
}
