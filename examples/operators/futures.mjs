// Values that come once: from a task, or from whoever is faster.
// lparallel: promise, future, fulfill, delay, chain, the restart store-value.
import { deferred } from 'zfarm';
import { equal } from './answer.mjs';

export async function futures(cluster) {
  equal('a future', await cluster.future((n) => n + 1, 41), 42);

  // A promise that two futures race for.
  const prize = deferred();
  const wins = await Promise.all(
    ['first', 'second'].map(async (name) => {
      const runner = await cluster.future((own) => own, name);
      return prize.tryFulfill(() => runner);
    }),
  );
  equal('winners', wins.filter(Boolean).length, 1);
  equal('the prize is the winner’s', await prize, ['first', 'second'][wins.indexOf(true)]);

  // Fulfilling a future cancels its task, however long that would have taken.
  const endless = cluster.future(() => new Promise(() => {}));
  equal('it was fulfilled', endless.tryFulfill('a quick answer'), true);
  equal('endless', await endless, 'a quick answer');
  equal('it has a value already', endless.tryFulfill('too late'), false);

  // Nothing happens before somebody wants to know, and what one waits for may wait for another.
  const inner = cluster.lazy(() => 20);
  const outer = async () => (await inner) + 1;
  equal('not begun', inner.state, 'idle');
  equal('chained', await outer(), 21);

  // A value in the place of a failure.
  const failing = cluster.future(() => {
    throw new Error('number nine');
  });
  equal('recovered', await failing.recover((error) => error.cause.message.length), 11);
}
