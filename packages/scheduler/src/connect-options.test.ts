import { expect, test } from 'vitest';
import { resolveConnectOptions } from './connect-options.js';

test('the call wins over the environment, and that over the defaults', () => {
  const environment = { ZFARM_CLUSTER: 'lab', ZFARM_INTERFACE: 'eth1', ZFARM_PORT: '5999' };
  expect(resolveConnectOptions({}, {})).toMatchObject({
    cluster: 'default',
    interface: '127.0.0.1',
    port: 5670,
    local: 'auto',
  });
  expect(resolveConnectOptions({}, environment)).toMatchObject({
    cluster: 'lab',
    interface: 'eth1',
    port: 5999,
  });
  expect(resolveConnectOptions({ cluster: 'mine', port: 1 }, environment)).toMatchObject({
    cluster: 'mine',
    interface: 'eth1',
    port: 1,
  });
});

test('undefined and an empty variable count as absent', () => {
  expect(resolveConnectOptions({ cluster: undefined }, { ZFARM_CLUSTER: '' }).cluster).toBe('default');
});

test('a variable with a value it does not accept is named', () => {
  expect(() => resolveConnectOptions({}, { ZFARM_PORT: 'high' })).toThrow(
    "ZFARM_PORT accepts a whole number from 1 to 65535, not 'high'",
  );
  expect(() => resolveConnectOptions({}, { ZFARM_CLUSTER: 'a'.repeat(101) })).toThrow('ZFARM_CLUSTER');
  expect(() => resolveConnectOptions({ cluster: '' }, {})).toThrow("option 'cluster'");
  expect(() => resolveConnectOptions({ cluster: 'a/b' }, {})).toThrow('letters (A-Z, a-z), digits');
});
