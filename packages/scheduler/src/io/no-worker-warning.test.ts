import { afterEach, expect, test, vi } from 'vitest';
import { resolveConnectOptions } from '../connect-options.js';
import { NoWorkerWarning } from './no-worker-warning.js';

const options = resolveConnectOptions({ cluster: 'attic', interface: '127.0.0.1', port: 5999 }, {});

function watched(): {
  readonly warn: ReturnType<typeof vi.spyOn>;
  readonly state: { stuck: boolean };
  readonly start: () => void;
  readonly elapse: () => void;
} {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const state = { stuck: true };
  const planned: (() => void)[] = [];
  const warning = new NoWorkerWarning(
    options,
    () => state.stuck,
    undefined,
    (call) => planned.push(call),
  );
  const elapse = (): void => {
    for (const call of planned.splice(0)) call();
  };
  return { warn, state, start: () => warning.jobStarted(), elapse };
}

afterEach(() => vi.restoreAllMocks());

test('who waits for workers is told once where they were looked for, and how to start one', () => {
  const { warn, start, elapse } = watched();
  start();
  expect(warn).not.toHaveBeenCalled();
  elapse();
  start();
  elapse();
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    expect.stringMatching(
      /"attic".*zfarm worker --cluster attic \(this one looks on 127\.0\.0\.1, port 5999\)/,
    ),
    { type: 'ZfarmWarning', code: 'ZFARM_NO_WORKER' },
  );
});

test('with a worker there nothing is said; when it is gone, the next job is watched again', () => {
  const { warn, state, start, elapse } = watched();
  state.stuck = false;
  start();
  elapse();
  expect(warn).not.toHaveBeenCalled();
  state.stuck = true;
  start();
  elapse();
  expect(warn).toHaveBeenCalledOnce();
});
