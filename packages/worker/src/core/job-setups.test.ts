import { type Assign, attemptId, jobId } from '@zfarm/cluster-core/core';
import { describe, expect, it } from 'vitest';
import { assign, Bench } from '../../test/core-bench.js';
import { CODES_MAX, SETUPS_MAX } from './limits.js';
import type { RunSpec } from './worker-output.js';

function withSetup(attempt: number, job = 1): Assign {
  return { ...assign(attempt), job: jobId(job), setup: 'setup' };
}

function bench(slots = 1): Bench {
  const made = new Bench(slots);
  made.open('a');
  return made;
}

const ended = (job: number) => ({ kind: 'job-ended', job: jobId(job) }) as const;
const endSetup = (job: number) => ({ kind: 'end-setup', client: 'a', job });

describe('worker core: setups of jobs', () => {
  it('waits for the code of the setup as well, in whatever order both come', () => {
    for (const [first, second] of [
      ['code', 'setup'],
      ['setup', 'code'],
    ] as const) {
      const made = bench();
      made.send('a', withSetup(1));
      expect(made.sent()).toEqual([
        { kind: 'code-need', code: 'code' },
        { kind: 'code-need', code: 'setup' },
      ]);
      made.put('a', first);
      expect(made.runs()).toEqual([]);
      made.put('a', second);
      expect(made.runs()).toMatchObject([{ code: 'code', setup: 'setup' }]);
    }
  });

  it('waits for what its functions are built on, and asks for it anew once it is lost', () => {
    const made = bench();
    const built: Assign = { ...assign(1), parts: ['part'] };
    made.put('a');
    made.send('a', built);
    expect(made.sent()).toEqual([{ kind: 'code-need', code: 'part' }]);
    made.put('a', 'part');
    const [run] = made.runs();
    expect(run).toMatchObject({ code: 'code', parts: ['part'] });
    made.done(0, run as RunSpec);
    for (let n = 0; n < CODES_MAX; n += 1) made.put('a', `other ${n}`);
    expect(made.out).toContainEqual({ kind: 'drop-code', code: 'part' });
    made.send('a', { ...built, attempt: attemptId(2) });
    expect(made.sent()).toContainEqual({ kind: 'code-need', code: 'part' });
  });

  it('keeps what has come of the code that an attempt waits for, however full it is', () => {
    const made = new Bench(1, { codesMax: 1 });
    made.open('a');
    made.send('a', withSetup(1));
    made.put('a', 'code');
    made.put('a', 'setup');
    expect(made.runs()).toMatchObject([{ code: 'code', setup: 'setup' }]);
    // Cancelled while it waits, it lets go of what had come.
    made.send('a', { ...withSetup(2, 2), code: 'other', setup: 'more' });
    made.put('a', 'other');
    expect(made.kinds()).not.toContain('drop-code');
    made.send('a', { kind: 'cancel', attempt: attemptId(2) });
    made.put('a', 'third');
    expect(made.out).toContainEqual({ kind: 'drop-code', code: 'other' });
  });

  it('hands an attempt back whose setup never comes', () => {
    const made = bench();
    made.put('a');
    made.send('a', withSetup(1));
    made.now += 10_000;
    made.input({ kind: 'tick' });
    expect(made.sent()).toContainEqual({ kind: 'cut', attempt: 1, end: 0 });
  });

  it('lets threads end a setup once, when its job has ended', () => {
    const made = bench();
    made.put('a');
    made.put('a', 'setup');
    made.send('a', withSetup(1));
    expect(made.core.idle).toBe(false);
    made.done(0, made.runs()[0] as never);
    expect(made.core.idle).toBe(false);
    made.send('a', ended(1), ended(1), ended(2));
    expect(made.out).toEqual([endSetup(1)]);
    expect(made.core.idle).toBe(true);
  });

  it('ends them after everything else when the session is over', () => {
    const made = bench();
    made.put('a');
    made.put('a', 'setup');
    made.send('a', withSetup(1));
    made.input({ kind: 'session-closed', client: 'a' });
    expect(made.out).toEqual([{ kind: 'interrupt', slot: 0, run: 1 }, endSetup(1)]);
  });

  it('keeps no more than it may for a client that ends none, and none of a job that runs is let go', () => {
    const made = bench();
    made.put('a');
    made.put('a', 'setup');
    const given = [];
    for (let job = 1; job <= SETUPS_MAX + 2; job += 1) {
      made.send('a', withSetup(job, job));
      given.push(...made.out.filter(({ kind }) => kind === 'end-setup'));
      made.done(0, made.runs()[0] as never);
    }
    expect(given).toEqual([endSetup(1), endSetup(2)]);
  });
});
