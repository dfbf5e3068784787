// Two tasks that talk through two queues, and what becomes of one bad item among many.
// lparallel: make-queue, push-queue, pop-queue (concurrent hello world); task-handler-bind with a restart.
import { queue } from 'zfarm';
import { equal, same } from './answer.mjs';

export async function messages(cluster) {
  const greeter = async () => {
    await queue('questions').push('hello');
    return queue('answers').pop();
  };
  const answerer = async () => {
    const heard = await queue('questions').pop();
    await queue('answers').push(`${heard} world`);
  };
  const [greeting] = await Promise.all([cluster.submit(greeter), cluster.submit(answerer)]);
  equal('greeting', greeting, 'hello world');

  const noNines = (n) => {
    if (n === 9) throw new Error('number nine');
    return n;
  };
  const onError = (error) => (error.cause.message === 'number nine' ? { value: 0 } : 'fail');
  same('another value for nine', await cluster.map(noNines, [8, 9, 10], { onError }), [8, 0, 10]);
}
