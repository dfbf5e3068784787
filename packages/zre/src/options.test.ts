import { describe, expect, it } from 'vitest';
import { ZreOptionError } from './errors.js';
import { resolveOptions, type ZreNodeOptions } from './options.js';

describe('options', () => {
  it('default to libzyre’s', () => {
    expect(resolveOptions({}, {})).toMatchObject({
      port: 5670,
      interface: undefined,
      timings: { intervalMs: 1_000, evasiveMs: 5_000, silentMs: 6_000, expiredMs: 30_000 },
    });
  });

  it('take the interface from the environment, unless one is given', () => {
    const env = { ZFARM_INTERFACE: 'lo' };
    expect(resolveOptions({}, env).interface).toBe('lo');
    expect(resolveOptions({ interface: 'eth0' }, env).interface).toBe('eth0');
  });

  it('shorten the default periods to a shorter one that is given', () => {
    expect(resolveOptions({ expiredMs: 500 }, {}).timings).toMatchObject({ evasiveMs: 500, silentMs: 500 });
    expect(resolveOptions({ evasiveMs: 100 }, {}).timings).toMatchObject({ silentMs: 1_100 });
  });

  it.each<[string, ZreNodeOptions]>([
    ['port', { port: 0 }],
    ['port', { port: 1.5 }],
    ['name', { name: 'ä'.repeat(128) }],
    ['headers', { headers: { ['k'.repeat(256)]: '' } }],
    ['headers', { headers: { big: 'x'.repeat(600_000) } }],
    ['evasiveMs', { evasiveMs: 40_000 }],
    ['silentMs', { silentMs: 4_000, evasiveMs: 5_000 }],
    ['endpoint', { endpoint: 'ipc:///tmp/x' }],
    ['multicast', { multicast: '10.0.0.1' }],
    ['advertisedEndpoint', { endpoint: 'tcp://0.0.0.0:5671' }],
    ['gossip.connect', { gossip: { connect: ['here'] } }],
    ['advertisedEndpoint', { advertisedEndpoint: '192.0.2.7' }],
  ])('refuse a wrong %s by name', (name, options) => {
    expect(() => resolveOptions(options, {})).toThrow(ZreOptionError);
    expect(() => resolveOptions(options, {})).toThrow(name);
  });
});
