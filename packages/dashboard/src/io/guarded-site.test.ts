import { expect, test } from 'vitest';
import { isAskedHost } from './guarded-site.js';

test('addresses, localhost and the machine itself are asked for; names that others make are not', () => {
  for (const host of ['127.0.0.1:8787', 'localhost:8787', 'LOCALHOST', '[::1]:8787', '192.0.2.7', 'Box:80'])
    expect(isAskedHost(host, 'box'), host).toBe(true);
  for (const host of [
    undefined,
    '',
    'evil.example',
    'evil.example:8787',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
  ])
    expect(isAskedHost(host, 'box'), host).toBe(false);
});
