import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ScriptedTasks, settled, UNSHIPPABLE } from '../../test/support/scripted-tasks.js';
import { OptionError } from '../option-error.js';
import { ChannelClosedError } from './channel-closed-error.js';
import { TaskChannel } from './task-channel.js';

const echo = (n: number): number => n;

function scripted(capacity?: number): { target: ScriptedTasks; channel: TaskChannel<number> } {
  const target = new ScriptedTasks();
  return { target, channel: new TaskChannel<number>(target, { capacity }) };
}

describe('a channel', () => {
  test('gives results in the order in which they come', async () => {
    const { target, channel } = scripted();
    for (const n of [0, 1, 2]) await channel.submit(echo, n);
    const first = channel.receive();
    target.at(2).run();
    target.at(0).run();
    target.at(1).run();
    expect(await first).toBe(2);
    expect(await channel.take(2)).toEqual([0, 1]);
  });

  test('makes who submits wait when it is full, and goes on in turn', async () => {
    const { target, channel } = scripted(2);
    const submitted: number[] = [];
    for (const n of [0, 1, 2, 3]) void channel.submit(echo, n).then(() => submitted.push(n));
    await settled();
    expect(submitted).toEqual([0, 1]);
    target.at(0).run();
    await settled();
    // Done, not received: it takes its room still.
    expect(submitted).toEqual([0, 1]);
    expect(await channel.receive()).toBe(0);
    await settled();
    expect(submitted).toEqual([0, 1, 2]);
    expect([channel.size, target.tasks.length]).toEqual([2, 3]);
  });

  test('hands a failure to one receiver, and goes on', async () => {
    const { target, channel } = scripted();
    await channel.submit(echo, 1);
    await channel.submit(echo, 2);
    target.at(0).reject(new Error('oh'));
    target.at(1).run();
    await expect(channel.receive()).rejects.toThrow('oh');
    expect(await channel.receive()).toBe(2);
  });

  test('tryReceive takes what is there and waits for nothing', async () => {
    const { target, channel } = scripted();
    await channel.submit(echo, 4);
    expect(await channel.tryReceive()).toEqual({ ok: false });
    target.at(0).run();
    await settled();
    expect(await channel.tryReceive()).toEqual({ ok: true, value: 4 });
  });

  test('closed, it gives what is in flight and ends', async () => {
    const { target, channel } = scripted(1);
    await channel.submit(echo, 5);
    const waiting = channel.submit(echo, 6);
    channel.close();
    await expect(waiting).rejects.toBeInstanceOf(ChannelClosedError);
    await expect(channel.submit(echo, 7)).rejects.toBeInstanceOf(ChannelClosedError);
    const seen: number[] = [];
    const loop = (async () => {
      for await (const value of channel) seen.push(value);
    })();
    target.at(0).run();
    await loop;
    expect(seen).toEqual([5]);
    await expect(channel.receive()).rejects.toBeInstanceOf(ChannelClosedError);
    expect(await channel.take(3)).toEqual([]);
  });

  test('a function that cannot travel takes no room', async () => {
    const { channel } = scripted(1);
    await expect(channel.submit(UNSHIPPABLE)).rejects.toThrow('cannot travel');
    expect(channel.size).toBe(0);
    await channel.submit(echo, 1);
  });

  test('refuses what makes no sense', async () => {
    expect(() => scripted(0)).toThrow(OptionError);
    await expect(scripted().channel.tryReceive({ timeoutMs: -1 })).rejects.toThrow('timeoutMs');
    await expect(scripted().channel.take(-1)).rejects.toThrow('n must be a whole number from 0 on');
  });
});

test('whatever the order of submitting, finishing and receiving: each result comes once, and the capacity holds', () => {
  const steps = fc.array(fc.constantFrom('submit', 'finish', 'receive'), { maxLength: 60 });
  return fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (script, capacity) => {
      const { target, channel } = scripted(capacity);
      const received: number[] = [];
      const receiving: Promise<unknown>[] = [];
      let [asked, finished] = [0, 0];
      const finish = (): void => {
        if (finished < target.tasks.length) target.at(finished++).run();
      };
      for (const step of script) {
        if (step === 'submit') void channel.submit(echo, asked++);
        else if (step === 'finish') finish();
        else receiving.push(channel.tryReceive().then((got) => got.ok && received.push(got.value)));
        await settled();
        expect(channel.size).toBeLessThanOrEqual(capacity);
      }
      await Promise.all(receiving);
      while (received.length < asked) {
        finish();
        await settled();
        const got = await channel.tryReceive();
        if (got.ok) received.push(got.value);
        await settled();
      }
      expect(received).toEqual(Array.from({ length: asked }, (_, n) => n));
    }),
    { numRuns: 40 },
  );
});
