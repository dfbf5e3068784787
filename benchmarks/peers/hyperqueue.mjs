import { fileURLToPath } from 'node:url';
import { OwnClient } from './own-client.mjs';
import { missingPython, PYTHON_PACKAGES, python } from './python.mjs';

const CLIENT = fileURLToPath(new URL('./hyperqueue-client.py', import.meta.url));

/**
 * It starts a program for each task, and its client asks once a second whether all are done: so a flood is all that can be compared.
 *
 * @type {import('@zfarm/bench').Contender}
 */
export const hyperqueue = {
  name: 'hyperqueue',
  title: `HyperQueue ${PYTHON_PACKAGES.hyperqueue}, a program for each task, 2 workers of one core`,
  kind: 'cluster',
  missing: async () => missingPython('hyperqueue'),
  start: async () => {
    const client = await OwnClient.start(python, [CLIENT]);
    return {
      flood: (tasks) => client.flood(tasks),
      cpuMs: () => client.cpuMs(),
      stop: () => client.stop(),
    };
  },
};
