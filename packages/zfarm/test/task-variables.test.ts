import { expect, test } from 'vitest';
import { privateNetwork, startWorker, zfarm } from './cli-process.js';

test('tasks see the variables that they need and are allowed, less those that are denied, and no secret', async () => {
  const network = await privateNetwork();
  const env = {
    TZ: 'UTC',
    LANG: 'C',
    LC_ALL: 'C',
    DATA: '/data',
    MODEL: 'small',
    APP_TOKEN: 'secret',
    ZFARM_NAME: 'secret',
  };
  const allowed = ['DATA', 'MODEL'].flatMap((name) => ['--allow-env', name]);
  const denied = ['--deny', 'LANG', '--deny', 'MODEL', '--deny-env', 'LC_ALL'];
  await using _worker = await startWorker(['--threads', '1', ...allowed, ...denied, ...network], { env });
  const look = `() => Object.fromEntries(Object.entries(process.env).filter(([name]) => name in ${JSON.stringify(env)}))`;
  const map = ['map', '-e', look, '--ndjson', '--local', 'never', ...network];
  const { code, stdout, stderr } = await zfarm(map, '1\n');
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ TZ: 'UTC', DATA: '/data' });
});
