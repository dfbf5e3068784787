import { expect, test } from 'vitest';
import { gossipNodeOptions } from './gossip.js';
import type { KeyRing } from './key-ring.js';
import type { NetworkSecurity } from './network-security.js';

const open: NetworkSecurity = { kind: 'open' };
const key = 'k'.repeat(40);
const other = '!?&<>()[]{}@%$#'.padEnd(40, 'o');

function keyed(clusterKey: string | undefined): NetworkSecurity {
  return { kind: 'keyed', ring: { path: 'cluster.key', clusterKey } as unknown as KeyRing };
}

test('hubs come from the option, else from the variable, else there are none', () => {
  const variable = { ZFARM_GOSSIP: 'one:5700, tcp://10.0.0.2:5701,' };
  expect(gossipNodeOptions(undefined, '*', open, {})).toEqual({});
  expect(gossipNodeOptions({}, '*', open, { ZFARM_GOSSIP: '' })).toEqual({});
  expect(gossipNodeOptions(undefined, '*', open, variable).gossip).toEqual({
    connect: ['tcp://one:5700', 'tcp://10.0.0.2:5701'],
  });
  expect(gossipNodeOptions({ bind: '*:5700' }, '*', open, variable).gossip).toEqual({
    bind: 'tcp://*:5700',
    connect: ['tcp://one:5700', 'tcp://10.0.0.2:5701'],
  });
  expect(gossipNodeOptions({ bind: '5700' }, '10.0.0.5', open, {}).gossip?.bind).toBe('tcp://10.0.0.5:5700');
  expect(() => gossipNodeOptions({ bind: '5700' }, '*', open, {})).toThrow(/where the hub is to listen/);
  expect(gossipNodeOptions({ connect: ['two:1'] }, '*', open, variable).gossip).toEqual({
    connect: ['tcp://two:1'],
  });
});

test('a hub has the key of the cluster, but for one that is named', () => {
  const connect = ['hub:5700', `hub:5701|${other}`];
  expect(gossipNodeOptions({ connect }, '*', keyed(key), {}).gossip?.connect).toEqual([
    `tcp://hub:5700|${key}`,
    `tcp://hub:5701|${other}`,
  ]);
  expect(() => gossipNodeOptions({ connect }, '*', keyed(undefined), {})).toThrow(/write 'hub:5700\|'/);
  expect(() => gossipNodeOptions({ connect }, '*', open, {})).toThrow(/this node has none: name its key/);
});

test.each(['hub', 'hub:0', 'hub:65536', 'udp://hub:1', 'a b:1', 'hub:1|short', '-x:1', '*:5700', ''])(
  '%j is no hub, and what is one is said',
  (hub) => {
    expect(() => gossipNodeOptions({ connect: [hub] }, '*', open, {})).toThrow(/as in 10\.0\.0\.5:5700/);
  },
);

test.each(['0', 'hub.example:5700', '*:*', '*:0'])('no hub listens at %j', (bind) => {
  expect(() => gossipNodeOptions({ bind }, '*', open, {})).toThrow(/\*:5700; not/);
});

test.each([null, 7, 'hub:1', { connect: 'hub:1' }, { hubs: [] }, { connect: Array(17).fill('hub:1') }])(
  '%j is not how hubs are told',
  (wish) => {
    expect(() => gossipNodeOptions(wish as object, '*', open, { ZFARM_GOSSIP: 'h:1' })).toThrow(
      /'gossip' accepts/,
    );
  },
);

test('nobody on loopback tells a network where it is, and nobody is there by a secret', () => {
  const away = { connect: ['hub.example:5700'] };
  expect(() => gossipNodeOptions(away, '127.0.0.1', open, {})).toThrow(/on loopback.*--interface/);
  expect(() => gossipNodeOptions({ bind: '*:5700' }, '127.0.0.1', open, {})).toThrow(/on loopback/);
  expect(gossipNodeOptions({ connect: ['127.0.0.2:5700'] }, '127.0.0.1', open, {}).gossip).toBeDefined();
  const guarded: NetworkSecurity = { kind: 'guarded', secret: 's' };
  expect(() => gossipNodeOptions(away, '127.0.0.1', guarded, {})).toThrow(/key file, or leave gossip out/);
});
