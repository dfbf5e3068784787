import { fileURLToPath } from 'node:url';
import { OwnClient } from './own-client.mjs';
import { missingPython, PYTHON_PACKAGES, python } from './python.mjs';

const CLIENT = fileURLToPath(new URL('./ray-client.py', import.meta.url));

/** @type {import('@zfarm/bench').Contender} */
export const ray = {
  name: 'ray',
  title: `Ray ${PYTHON_PACKAGES.ray} in Python, 2 processes of one thread`,
  kind: 'cluster',
  missing: async () => missingPython('ray'),
  start: () => OwnClient.start(python, [CLIENT], { RAY_USAGE_STATS_ENABLED: '0' }),
};
