import { describe, expect, test } from 'vitest';
import { ScriptedTasks, settled, UNSHIPPABLE } from '../../test/support/scripted-tasks.js';
import { JobCancelledError } from '../errors.js';
import { deferred, Future } from './future.js';

function scripted(): { tasks: ScriptedTasks; future: Future<number>; lazy: Future<number> } {
  const tasks = new ScriptedTasks();
  const begin = () => tasks.submitWith<number>({}, () => 1);
  return { tasks, future: Future.started(begin()), lazy: new Future(begin) };
}

describe('a future', () => {
  test('has the value of its task', async () => {
    const { tasks, future } = scripted();
    expect(future.state).toBe('pending');
    tasks.at(0).resolve(7);
    expect(await future).toBe(7);
    expect(future.state).toBe('fulfilled');
    expect(future.tryFulfill(8)).toBe(false);
    future.cancel();
    expect(future.state).toBe('fulfilled');
  });

  test('fulfilled from elsewhere, it cancels its task, and what that brings does not count', async () => {
    const { tasks, future } = scripted();
    expect(future.tryFulfill(() => 8)).toBe(true);
    expect(tasks.at(0).cancelled).toBe('its future has a value from elsewhere');
    tasks.at(0).resolve(7);
    expect(await future).toBe(8);
    let called = false;
    const second = future.tryFulfill(() => {
      called = true;
      return 9;
    });
    expect([second, called]).toEqual([false, false]);
  });

  test('what the function of tryFulfill throws changes nothing', async () => {
    const { tasks, future } = scripted();
    expect(() => future.tryFulfill(() => JSON.parse('{'))).toThrow(SyntaxError);
    expect([future.state, tasks.at(0).cancelled]).toEqual(['pending', undefined]);
    expect(future.tryFulfill(() => (future.tryFulfill(1) ? 2 : 3))).toBe(false);
    expect(await future).toBe(1);
  });

  test('cancelled, it rejects and cancels its task', async () => {
    const { tasks, future } = scripted();
    future.cancel('enough');
    expect([future.state, tasks.at(0).cancelled]).toEqual(['cancelled', 'enough']);
    await expect(future).rejects.toBeInstanceOf(JobCancelledError);
    expect(future.tryFulfill(1)).toBe(false);
  });

  test('recovers of a failure that is yet to come, and of one that has come', async () => {
    const early = scripted();
    early.future.recover((error) => (error as Error).message.length);
    early.tasks.at(0).reject(new Error('four'));
    expect(await early.future).toBe(4);
    const late = scripted();
    late.tasks.at(0).reject(new Error('late'));
    await expect(late.future).rejects.toThrow('late');
    expect(late.future.state).toBe('failed');
    expect(await late.future.recover(5)).toBe(5);
    expect(late.future.state).toBe('fulfilled');
    const gone = scripted();
    gone.future.cancel();
    expect(await gone.future.recover(6)).toBe(6);
  });

  test('a fallback that throws is the failure', async () => {
    const { tasks, future } = scripted();
    future.recover(() => {
      throw new Error('neither');
    });
    tasks.at(0).reject(new Error('first'));
    await expect(future).rejects.toThrow('neither');
    expect(future.state).toBe('failed');
  });
});

describe('a lazy future', () => {
  test('begins once, when it is first awaited', async () => {
    const { tasks, lazy } = scripted();
    await settled();
    expect([lazy.state, tasks.tasks.length]).toEqual(['idle', 1]);
    const values = Promise.all([lazy, lazy]);
    await settled();
    expect([lazy.state, tasks.tasks.length]).toEqual(['pending', 2]);
    tasks.at(1).resolve(3);
    expect(await values).toEqual([3, 3]);
  });

  test('never begins when it was fulfilled or cancelled before', async () => {
    const { tasks, lazy } = scripted();
    expect(lazy.tryFulfill(2)).toBe(true);
    expect(await lazy).toBe(2);
    const other = scripted();
    other.lazy.cancel();
    await expect(other.lazy).rejects.toBeInstanceOf(JobCancelledError);
    expect([tasks.tasks.length, other.tasks.tasks.length]).toEqual([1, 1]);
  });

  test('fails of a function that cannot travel', async () => {
    const lazy = new Future(() => new ScriptedTasks().submitWith<number>({}, UNSHIPPABLE));
    await expect(lazy).rejects.toThrow('it cannot travel');
  });
});

test('a deferred value is won by the first of several', async () => {
  const winner = deferred<string>();
  const { tasks, future } = scripted();
  void future.then(() => winner.tryFulfill('task'));
  expect(winner.tryFulfill('caller')).toBe(true);
  tasks.at(0).resolve(1);
  await future;
  expect(await winner).toBe('caller');
});
