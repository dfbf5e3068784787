import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { configFolder } from './config-folder.js';
import { type KeyFile, keyFileText } from './key-file.js';
import { reachOf } from './loopback.js';
import { resolveSecurity } from './network-security.js';
import { makePrivateFile } from './private-file.js';
import { rolePermission, secureNodeOptions } from './secure-node.js';
import { strangerNotice } from './stranger-notice.js';
import { userSecret, userSecretOrOwn } from './user-secret.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zfarm-security-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const loopback = { interface: '127.0.0.1' };
/** `*` stands for every interface but loopback. */
const network = { interface: '*' };

const cluster: KeyFile = {
  role: 'member',
  publicKey: 'a'.repeat(40),
  secretKey: 's'.repeat(40),
  members: [],
  workers: ['w'.repeat(40)],
};

function keyFile(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, keyFileText(cluster), { mode: 0o600 });
  return path;
}

const home = (): { ZFARM_CONFIG_DIR: string } => ({ ZFARM_CONFIG_DIR: folder });

describe('how a node keeps others out', () => {
  test('on loopback: by a secret, made once, that nobody else can read', () => {
    const [first, second] = [resolveSecurity(loopback, home()), resolveSecurity(loopback, home())];
    expect(first).toEqual({ kind: 'guarded', secret: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(second).toEqual(first);
    if (process.platform !== 'win32') expect(statSync(join(folder, 'user.secret')).mode & 0o777).toBe(0o600);
    expect(secureNodeOptions(first)).toEqual({
      guard: {
        secret: readFileSync(join(folder, 'user.secret'), 'utf8').trim(),
        frameBytesMax: 32 * 1024 * 1024,
      },
    });
  });

  test('on a network: by the key that is found, and without one not at all', () => {
    expect(() => resolveSecurity(network, home())).toThrow(
      /zfarm keygen, and copy it.*cluster\.key.*insecure/,
    );
    keyFile('cluster.key');
    expect(resolveSecurity(network, home())).toMatchObject({ kind: 'keyed', ring: { role: 'member' } });
    // Loopback does without it, and is faster for it.
    expect(resolveSecurity(loopback, home()).kind).toBe('guarded');
  });

  test('a key that is named is used anywhere, that of the option first', () => {
    const [one, two] = [keyFile('one.key'), keyFile('two.key')];
    expect(resolveSecurity({ ...loopback, keyFile: one }, { ZFARM_KEY_FILE: two })).toMatchObject({
      ring: { path: one },
    });
    expect(resolveSecurity(loopback, { ZFARM_KEY_FILE: two })).toMatchObject({ ring: { path: two } });
    expect(resolveSecurity(loopback, { ...home(), ZFARM_KEY_FILE: '' }).kind).toBe('guarded');
  });

  test('openly only where that is said, and not together with a key', () => {
    keyFile('cluster.key');
    expect(resolveSecurity({ ...network, insecure: true }, home())).toEqual({ kind: 'open' });
    expect(resolveSecurity(network, { ...home(), ZFARM_INSECURE: '1' })).toEqual({ kind: 'open' });
    expect(resolveSecurity({ ...network, insecure: false }, { ...home(), ZFARM_INSECURE: '1' }).kind).toBe(
      'keyed',
    );
    expect(resolveSecurity(network, { ...home(), ZFARM_INSECURE: '0' }).kind).toBe('keyed');
    expect(() => resolveSecurity(network, { ZFARM_INSECURE: 'yes' })).toThrow(
      /ZFARM_INSECURE accepts 1 or 0, not 'yes'/,
    );
    expect(() => resolveSecurity({ ...network, insecure: true, keyFile: 'x' }, {})).toThrow(
      /exclude each other/,
    );
  });

  test('where no secret can be kept, a program that can be alone is told so, and another fails', () => {
    writeFileSync(join(folder, 'file'), '');
    const nowhere = join(folder, 'file', 'zfarm');
    expect(() => userSecret(nowhere)).toThrow(/Cannot (read|make) .*ZFARM_CONFIG_DIR/);
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    expect(userSecretOrOwn(nowhere)).not.toBe(userSecretOrOwn(nowhere));
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/finds no workers/), expect.anything());
    warn.mockRestore();
  });

  test('a damaged secret is told of', () => {
    writeFileSync(join(folder, 'user.secret'), 'short', { mode: 0o600 });
    expect(() => userSecret(folder)).toThrow(/is damaged\. Remove it/);
  });
});

describe('keys', () => {
  test('permit roles: members any, workers to serve and to look on, strangers none', () => {
    const permits = rolePermission(resolveSecurity({ ...network, keyFile: keyFile('one.key') }, {}));
    const [member, worker] = [cluster.publicKey, cluster.workers[0]];
    expect(['client', 'worker', 'observer'].map((role) => permits?.(role as 'client', member))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['client', 'worker', 'observer'].map((role) => permits?.(role as 'client', worker))).toEqual([
      false,
      true,
      true,
    ]);
    expect([undefined, 'x'.repeat(40)].map((key) => permits?.('worker', key))).toEqual([false, false]);
    expect(rolePermission({ kind: 'open' })).toBeUndefined();
  });

  test('a file is made whole, once, and takes nobody’s place', () => {
    const path = join(folder, 'a', 'b', 'file');
    expect(makePrivateFile(path, 'one')).toBe(true);
    expect(makePrivateFile(path, 'two')).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe('one');
  });
});

test('where settings are, by system', () => {
  expect(configFolder({ XDG_CONFIG_HOME: '/x' }, 'linux', '/h')).toBe(join('/x', 'zfarm'));
  expect(configFolder({}, 'darwin', '/h')).toBe(join('/h', '.config', 'zfarm'));
  expect(configFolder({ APPDATA: '/r', XDG_CONFIG_HOME: '/x' }, 'win32', '/h')).toBe(join('/r', 'zfarm'));
  expect(configFolder({ ZFARM_CONFIG_DIR: '/z', XDG_CONFIG_HOME: '/x' }, 'linux', '/h')).toBe('/z');
});

test('what an interface can be reached from', () => {
  const info = { netmask: '255.0.0.0', family: 'IPv4', mac: '', cidr: null } as const;
  const interfaces = {
    lo: [{ ...info, address: '127.0.0.1', internal: true }],
    eth0: [{ ...info, address: '192.0.2.7', internal: false }],
  };
  const reaches = ['lo', '127.0.0.1', '127.1.2.3', 'eth0', '192.0.2.7', '*', '0', 0, 'eth9'];
  expect(reaches.map((wish) => reachOf(wish, interfaces))).toEqual([
    'loopback',
    'loopback',
    'loopback',
    'network',
    'network',
    'network',
    'network',
    'network',
    'unknown',
  ]);
});

test('strangers are told of in words that fit', () => {
  expect(strangerNotice('keyed', {})).toBeUndefined();
  expect(strangerNotice('keyed', { 'key-refused': 1 })).toMatch(/another key/);
  expect(strangerNotice('keyed', { 'security-mismatch': 1 })).toMatch(/without a key/);
  expect(strangerNotice('guarded', { 'key-refused': 1, 'security-mismatch': 1 })).toMatch(/other users/);
  expect(strangerNotice('open', { 'security-mismatch': 1 })).toMatch(/refuse this one/);
});
