import { expect, test } from 'vitest';
import { taskEnvironment } from './task-environment.js';

const worker = {
  PATH: '/bin',
  LC_ALL: 'C',
  Path: 'C:\\',
  AWS_SECRET: 'x',
  ZFARM_KEY_FILE: '/k',
  GPU: '1',
  GONE: undefined,
};

test('tasks see what they need to find their way, and no secret', () => {
  expect(taskEnvironment(worker, {})).toEqual({ PATH: '/bin', LC_ALL: 'C', Path: 'C:\\' });
});

test('a worker may let them see more, or less', () => {
  const seen = taskEnvironment(worker, { allow: ['GPU', 'GONE', 'NONE'], deny: ['PATH', 'Path'] });
  expect(seen).toEqual({ LC_ALL: 'C', GPU: '1' });
  expect(taskEnvironment(worker, { allow: ['GPU'], deny: ['GPU'] })).not.toHaveProperty('GPU');
});
