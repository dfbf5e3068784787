import { fileURLToPath } from 'node:url';
import { OwnClient } from './own-client.mjs';
import { missingPython, PYTHON_PACKAGES, python } from './python.mjs';

const CLIENT = fileURLToPath(new URL('./dask-client.py', import.meta.url));

/** @type {import('@zfarm/bench').Contender} */
export const dask = {
  name: 'dask',
  title: `Dask.distributed ${PYTHON_PACKAGES.distributed} in Python, 2 processes of one thread`,
  kind: 'cluster',
  missing: async () => missingPython('distributed'),
  // Without it, tasks wait at the scheduler for a free thread: a round trip for each.
  start: () => OwnClient.start(python, [CLIENT], { DASK_DISTRIBUTED__SCHEDULER__WORKER_SATURATION: 'inf' }),
};
